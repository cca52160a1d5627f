"""What every page of the window is."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.file.rights import Right
from ui import theme
from ui.context import Context


class Page(QWidget):
    """A page: it shows what the file says of its ``kinds``, and keeps nothing that is not there.

    The main window calls ``open`` when someone goes to it and ``reload`` when one of its kinds has
    changed: at once where it is visible, else when it is shown next.
    """

    kinds: ClassVar[frozenset[str]] = frozenset()
    begins: ClassVar[Right | None] = None  # what ``begin`` needs
    help_topic: ClassVar[str] = "开始"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        theme.role(self, "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def open(self, **args: object) -> None:
        """Take the arguments of ``context.go``; the page is reloaded after."""

    def place(self) -> dict[str, object]:
        """Return what ``open`` needs to come back here beyond what it was given: a tab, say."""
        return {}

    def reload(self) -> None:
        """Read everything anew; what is selected stays selected."""

    def belongs(self) -> str:
        """Return the page whose entry of the rail is marked, "" for the one the register names."""
        return ""

    def topic(self) -> str:
        """Return the page of the manual that F1 opens."""
        return self.help_topic

    def drop(self) -> None:
        """Forget what was being typed: another user goes to work."""

    def look(self) -> None:
        """Ctrl+F: put the cursor where one searches."""

    def begin(self) -> None:
        """Ctrl+N: begin what the primary action begins."""

    def export(self) -> None:
        """Ctrl+E: write what is shown into a workbook."""

    def print_(self) -> None:
        """Ctrl+P: preview the paper of this page."""
