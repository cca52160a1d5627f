"""What the window shows and a menu speaks to: a page, or one of its tabs."""

from __future__ import annotations

from typing import ClassVar, Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.file.rights import Right
from ui.context import Context

Verb = Literal["look", "begin", "export", "print_"]


class Part(QWidget):
    """It shows what the file says of its ``kinds``, and keeps nothing that is not there.

    ``kinds`` are the recorded tables it reads, by whatever view; ``tests/ui/test_kinds.py`` holds them to
    what is really read. ``open`` says of what it is to be, ``reload`` reads.
    """

    title: ClassVar[str] = ""
    kinds: ClassVar[frozenset[str]] = frozenset()
    begins: ClassVar[Right | None] = None  # what ``begin`` needs
    fills: ClassVar[bool] = (
        False  # in a tab: it lives with any height, and scrolls what it has by itself
    )
    help_topic: ClassVar[str] = ""  # where "", it is that of the page around it

    turned = Signal()  # other verbs are answered now: another tab is shown

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context

    def open(self, **args: object) -> None:
        """Take the arguments of ``context.go``; it is reloaded after."""

    def place(self) -> dict[str, object]:
        """Return what ``open`` needs to come back here beyond what it was given: a tab, say."""
        return {}

    def reload(self) -> None:
        """Read everything anew; what is selected stays selected."""

    def show_for(self, **args: object) -> None:
        """Open and read at once."""
        self.open(**args)
        self.reload()

    def topic(self) -> str:
        """Return the page of the manual that F1 opens."""
        return self.help_topic

    def drop(self) -> None:
        """Forget what was being typed: another user goes to work."""

    def answers(self, verb: Verb) -> bool:
        """Tell whether a menu entry that is each part's own does anything here."""
        return getattr(type(self), verb) is not getattr(Part, verb)

    def needs(self) -> Right | None:
        """Return the right that ``begin`` needs."""
        return self.begins

    def look(self) -> None:
        """Ctrl+F: put the cursor where one searches."""

    def begin(self) -> None:
        """Ctrl+N: begin what the primary action begins."""

    def export(self) -> None:
        """Ctrl+E: write what is shown into a workbook."""

    def print_(self) -> None:
        """Ctrl+P: preview the paper of this part."""
