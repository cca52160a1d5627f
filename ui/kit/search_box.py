"""Search while typing: name, pinyin, initials, last digits; the input method stays as it is."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui import theme

PAUSE = 120  # ms of quiet before the search begins


class SearchBox(QLineEdit):
    """``searched(text)`` follows typing after a short pause, Enter at once; Esc empties it.

    ``moved_down`` is emitted for the down key, so that a page can go on in its table.
    """

    searched = Signal(str)
    moved_down = Signal()

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(hint)
        self.setAccessibleName("搜索")
        self.setClearButtonEnabled(True)
        self.addAction(theme.icon("search", theme.QUIET), QLineEdit.ActionPosition.LeadingPosition)
        self._last = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self._search)
        self.textChanged.connect(lambda _: self._timer.start())
        self.returnPressed.connect(self._search)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc empties the box; down leaves it."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self._search()
        elif event.key() == Qt.Key.Key_Down:
            self.moved_down.emit()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """A page or dialog that is gone searches no more."""
        self._timer.stop()
        super().hideEvent(event)

    def _search(self) -> None:
        self._timer.stop()
        text = self.text().strip()
        if text != self._last:
            self._last = text
            self.searched.emit(text)
