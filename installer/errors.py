"""What keeps the assembly from its end."""


class AssemblyError(Exception):
    """Something is missing or is not what it should be; the text says what and what to do."""
