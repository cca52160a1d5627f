"""What every dialog is: F1 opens the manual over it, at what one is doing."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QWidget

from ui.kit.text import titled


class Dialog(QDialog):
    """A window-modal dialog keeps the window's own F1 from being heard, so each has one."""

    help_topic: ClassVar[str] = ""  # where "", it is that of the page the dialog stands over

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        QShortcut(QKeySequence("F1"), self, self.show_help)

    def setWindowTitle(self, title: str) -> None:
        """Set the title; it may name a record."""
        super().setWindowTitle(titled(title))

    def topic(self) -> str:
        """Return the topic of the manual that tells about this dialog."""
        above = self.parentWidget()
        while not self.help_topic and above is not None:
            if callable(told := getattr(above, "topic", None)):
                return str(told())
            above = above.parentWidget()
        return self.help_topic or "开始"

    def show_help(self) -> None:
        """Open the manual over the dialog; what was typed stays."""
        from ui.kit.manual import ManualDialog  # which is a dialog itself

        manual = ManualDialog(self.topic(), self)
        manual.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        manual.open()
