"""Makes what a school installs on Windows; imports nothing of the program."""
