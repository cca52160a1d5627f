"""Labels by their part in the page."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel

from ui import theme

_BESIDE_NUMBER = re.compile(r"(?<=\d) (?=[一-鿿])|(?<=[一-鿿]) (?=\d)")
_UNIT = re.compile(r"(?<=\d\u00A0)学时|(?<=\d\u00A0)人次|(?<=\d)学时|星期[一二三四五六日]")
_STAYING, _JOINED = "\u00a0", "\u2060"  # a space and a seam at which no line breaks


def held_together(text: str) -> str:
    """Return the text with every number kept on one line with its unit, and a weekday whole."""
    text = _BESIDE_NUMBER.sub(_STAYING, text)
    return _UNIT.sub(lambda unit: _JOINED.join(unit[0]), text)


class Sentence(QLabel):
    """Text that wraps, but not between a number and its unit; ``text()`` is what was set."""

    def setText(self, text: str) -> None:
        """Show a text."""
        self._said = text
        super().setText(held_together(text))

    def text(self) -> str:
        """Return the text as it was set, with plain spaces."""
        return self._said


def label(text: str = "", look: str = "", *, wrap: bool = False, select: bool = False) -> QLabel:
    """Return plain text in a role of the style sheet; ``select``: it can be marked and copied."""
    made = Sentence() if wrap and not select else QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
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
