"""Labels by their part in the page; text of records stays what it is, wherever it is shown.

What Qt would make of a text: a label or tooltip guesses markup and loads its pictures, a button, menu
or tab takes "&" for a key, a window's title "[*]" for its mark. Labels are made here and take plain text
(the style sheet holds Qt's own to it); what a record says goes to buttons, menus and tabs through
``literal`` and to titles through ``titled``. ``tests/ui/test_plain_text.py`` holds the program to it.
"""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from ui import theme

_BESIDE_NUMBER = re.compile(r"(?<=\d) (?=[一-鿿])|(?<=[一-鿿]) (?=\d)")
_UNIT = re.compile(r"(?<=\d\u00A0)学时|(?<=\d\u00A0)人次|(?<=\d)学时|星期[一二三四五六日]")
_STAYING, _JOINED = "\u00a0", "\u2060"  # a space and a seam at which no line breaks


def held_together(text: str) -> str:
    """Return the text with every number kept on one line with its unit, and a weekday whole."""
    text = _BESIDE_NUMBER.sub(_STAYING, text)
    return _UNIT.sub(lambda unit: _JOINED.join(unit[0]), text)


def literal(text: str) -> str:
    """Return a text for a button, menu or tab that shows it as it is."""
    return text.replace("&", "&&").replace("\t", " ")


def titled(text: str) -> str:
    """Return a text for a window's title that shows it as it is."""
    return text.replace("[*]", "[*][*]")


class Plain(QLabel):
    """A label that never reads its text as markup."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)


class Sentence(Plain):
    """Text that wraps, but not between a number and its unit; ``text()`` is what was set."""

    def setText(self, text: str) -> None:
        """Show a text."""
        self._said = text
        super().setText(held_together(text))

    def text(self) -> str:
        """Return the text as it was set, with plain spaces."""
        return self._said


def label(text: str = "", look: str = "", *, wrap: bool = False, select: bool = False) -> Plain:
    """Return plain text in a role of the style sheet; ``select``: it can be marked and copied."""
    made = Sentence(text) if wrap and not select else Plain(text)
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
