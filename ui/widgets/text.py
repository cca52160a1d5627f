"""Labels by their part in the page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel

from ui import theme


def label(text: str = "", look: str = "", *, wrap: bool = False, select: bool = False) -> QLabel:
    """Return plain text in a role of the style sheet; ``select``: it can be marked and copied."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if look:
        theme.role(made, look)
    made.setWordWrap(wrap)
    if select:
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def line() -> QFrame:
    """Return a thin line across."""
    made = QFrame()
    theme.role(made, "line")
    return made
