"""班次: a class, its lessons, its students, and the statistics of classes."""
