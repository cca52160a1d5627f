"""What every dialog is: F1 opens the manual over it, at what one is doing."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QWidget

from ui.kit.text import titled


def fit(dialog: QDialog) -> None:
    """Let a dialog grow to what its content needs at its width; the screen, or the window below, is the bound."""
    layout, size = dialog.layout(), dialog.size()
    if layout is not None:
        size = size.expandedTo(layout.totalMinimumSize())
        size.setHeight(max(size.height(), layout.totalHeightForWidth(size.width())))
    room = dialog.screen().availableSize()
    above = dialog.parentWidget()
    if above is not None:
        room = room.expandedTo(above.window().size())
    room -= dialog.frameSize() - dialog.size()  # of this window's bars
    wanted = size.boundedTo(room)
    if wanted != dialog.size():
        dialog.setMinimumSize(dialog.minimumSize().boundedTo(wanted))
        dialog.resize(wanted)


class Dialog(QDialog):
    """A window-modal dialog keeps the window's own F1 from being heard, so each has one."""

    help_topic: ClassVar[str] = ""  # where "", it is that of the page the dialog stands over

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        QShortcut(QKeySequence("F1"), self, self.show_help)

    def setWindowTitle(self, title: str) -> None:
        """Set the title; it may name a record."""
        super().setWindowTitle(titled(title))

    def showEvent(self, event: QShowEvent) -> None:
        """What is said has its room, and the dialog no more than there is."""
        super().showEvent(event)
        fit(self)

    def event(self, event: QEvent) -> bool:
        """What is said later, of a field or of all, has its room, too."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            fit(self)
        return done

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
