"""班次: the list of classes, a class and its tabs, its statistics."""
