"""政策指标: rule profiles as data, what the file's views say by them, and that in words."""
