"""The veil over a window whose work is under way: what it does, how far it is, 取消."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from ui import theme
from ui.kit.card import Card
from ui.kit.text import label


class BusyVeil(QWidget):
    """Invisible until ``cover``; then nothing under it can be clicked or typed into."""

    cancelled = Signal()

    def __init__(self, window: QWidget, text: str = "") -> None:
        super().__init__(window)
        self.hide()
        self._window = window
        self.lifted = False
        self._before: QWidget | None = None
        column = QVBoxLayout(self)
        column.setAlignment(Qt.AlignmentFlag.AlignCenter)
        card = Card(margins=(24, 20, 24, 20), spacing=12)
        card.setFixedWidth(theme.px(360))
        self.text = label(text or "请稍候…", "heading", wrap=True)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.note = label("", "quiet", wrap=True)
        self.button = QPushButton("取消")
        self.button.setAutoDefault(False)  # an Enter still being typed must not stop the work
        self.button.clicked.connect(self._cancel)
        row = QHBoxLayout()
        row.addWidget(self.note, 1)
        row.addWidget(self.button)
        card.body.addWidget(self.text)
        card.body.addWidget(self.bar)
        card.body.addLayout(row)
        column.addWidget(card)

    def cover(self) -> None:
        """Show the veil over its window."""
        self._before = self._window.focusWidget()
        self._window.installEventFilter(self)
        self.setGeometry(self._window.rect())
        self.raise_()
        self.show()
        self.button.setFocus()

    def step(self, done: int, total: int, text: str) -> None:
        """Show how far the work is; a total of 0 is unknown."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        counted = f"{done:,} / {total:,}" if total > 1 else ""
        self.note.setText(" · ".join(t for t in (text, counted) if t))

    def lift(self) -> None:
        """Take the veil away and give the focus back."""
        self.lifted = True
        self._window.removeEventFilter(self)
        had_focus = self.isVisible()
        self.hide()
        if had_focus and self._before is not None:
            self._before.setFocus()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the window; its shortcuts rest."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._window.rect())
        return event.type() in (QEvent.Type.ShortcutOverride, QEvent.Type.Shortcut)

    def focusNextPrevChild(self, following: bool) -> bool:
        """Tab does not lead to what lies under the veil."""
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """A thin white over everything."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(246, 247, 249, 170))

    def _cancel(self) -> None:
        self.button.setEnabled(False)
        self.note.setText("正在停下…")
        self.cancelled.emit()
