"""What every page of the window is."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.context import Context
from ui.kit.part import Part


class Page(Part):
    """A part that fills the window.

    The main window calls ``open`` when someone goes to it and ``reload`` when one of its kinds has
    changed: at once where it is visible, else when it is shown next.
    """

    help_topic: ClassVar[str] = "开始"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        theme.role(self, "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def belongs(self) -> str:
        """Return the page whose entry of the rail is marked, "" for the one the register names."""
        return ""
