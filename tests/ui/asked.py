"""A question on the screen, read and answered."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from tests.ui.on_screen import shown
from ui.kit.ask import Question


def question() -> Question | None:
    """The question that stands open, if one does."""
    asked = [widget for widget in shown() if isinstance(widget, Question)]
    return asked[-1] if asked else None


def say(yes: bool = True) -> str:
    """Answer the question that stands open; return what it says."""
    asked = question()
    assert asked is not None
    text = "".join(one.text() for one in asked.findChildren(QLabel))
    (asked.yes_button if yes else asked.no_button).click()
    return text
