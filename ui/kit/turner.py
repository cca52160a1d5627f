"""The small buttons that turn the weeks of the timetable."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QPushButton

from ui import theme

REST = 600  # ms a drag rests on the button before it turns


class Turner(QPushButton):
    """Turns the weeks; a drag that rests on it turns them too."""

    def __init__(self, icon: str, tip: str) -> None:
        super().__init__()
        theme.role(self, "bare")
        self.setIcon(theme.icon(icon, theme.TEXT, 16))
        self.setToolTip(tip)
        self.setAccessibleName(tip)
        self.setAcceptDrops(True)
        self._timer = QTimer(self)
        self._timer.setInterval(REST)
        self._timer.timeout.connect(self.click)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Wait a moment, then turn."""
        event.acceptProposedAction()
        self._timer.start()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """The hand went on."""
        self._timer.stop()

    def dropEvent(self, event: QDropEvent) -> None:
        """A button takes nothing."""
        self._timer.stop()
        event.ignore()
