"""党校教务: everything the school does, with no Qt in it."""

__version__ = "0.1.0"
