"""The two families of error a user may meet; anything else that is raised is a bug."""

from __future__ import annotations


class UserError(Exception):
    """Something the user can mend. The text is Chinese and is shown as it stands.

    It says what is wrong and what to do; nothing has been written when it is raised.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class StoreError(UserError):
    """The surroundings failed: disk full, file gone, folder read-only, file in use."""


class DamagedFile(StoreError):
    """A page of the school's file cannot be read; what is on others still can."""


class WrongKey(StoreError):
    """The file is not opened by the key: it has another, its beginning is damaged, or it is no school's."""


class WrongPassword(UserError):
    """No entry of the key ring opens with the password given."""


class NotAllowed(UserError):
    """The user's role has not the right that is needed; the text says whose it is."""


class BarredError(UserError):
    """An approval was refused; ``problems`` holds the blocking rows of ``class_problem``."""

    def __init__(self, text: str, problems: list[str]) -> None:
        super().__init__(text)
        self.problems = problems
