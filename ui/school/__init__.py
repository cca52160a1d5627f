"""The start page and how a school is made and opened."""
