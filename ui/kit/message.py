"""What the program says: in passing (toast), or until it is read (message bar)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from ui import theme
from ui.kit.text import label

SHOWN_FOR = 5000  # ms
_SIGNS = {"good": "check", "warn": "warning", "bad": "warning", "info": "info", "quiet": "info"}
_LOOKS = {"good": "mint", "warn": "amber", "bad": "soft", "info": "sky", "quiet": "well"}


class Toast(QFrame):
    """A dark line at the foot of a window that goes away by itself; ``undo_asked`` for its 撤销."""

    undo_asked = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        theme.role(self, "toast")
        self._window = window
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(16), theme.px(4), theme.px(8), theme.px(4))
        self.text = label()
        self.undo = QPushButton("撤销")
        self.undo.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Ctrl+Z is the way by keyboard
        self.undo.clicked.connect(self._undo)
        row.addWidget(self.text)
        row.addWidget(self.undo)
        row.addSpacing(theme.px(8))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_FOR)
        self._timer.timeout.connect(self.hide)
        window.installEventFilter(self)
        self.hide()

    def show_text(self, text: str, *, undo: bool = False) -> None:
        """Say it for some seconds."""
        self.text.setText(text)
        self.undo.setVisible(undo)
        self.undo.setToolTip("Ctrl+Z")
        self.show()
        self._place()
        self.raise_()
        self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the foot of the window."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _place(self) -> None:
        self.adjustSize()
        window = self._window
        self.move(
            (window.width() - self.width()) // 2, window.height() - self.height() - theme.px(20)
        )

    def _undo(self) -> None:
        self.hide()
        self.undo_asked.emit()


class MessageBar(QFrame):
    """A sentence across the page that stays until it is closed; tones as in ``theme.TONES``."""

    def __init__(self, parent: QWidget | None = None, *, closable: bool = True) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(12), theme.px(7), theme.px(8), theme.px(7))
        row.setSpacing(theme.px(10))
        self._sign = label()
        self.text = label("", wrap=True, select=True)
        self.close_button = QPushButton()
        theme.role(self.close_button, "bare")
        self.close_button.setIcon(theme.icon("close", theme.QUIET, 16))
        self.close_button.setAccessibleName("关闭提示")
        self.close_button.setToolTip("关闭提示")
        self.close_button.clicked.connect(self.hide)
        self.close_button.setVisible(closable)
        row.addWidget(self._sign)
        row.addWidget(self.text, 1)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def add(self, button: QPushButton) -> None:
        """Put a button behind the sentence."""
        row = self.layout()
        assert isinstance(row, QHBoxLayout)
        row.insertWidget(2, button, 0, Qt.AlignmentFlag.AlignTop)

    def show_text(self, text: str, tone: str = "warn") -> None:
        """Show a sentence; an empty one hides the bar."""
        theme.role(self, _LOOKS[tone])
        self._sign.setPixmap(theme.pixmap(_SIGNS[tone], theme.TONES[tone][0]))
        self.text.setText(text)
        self.text.setAccessibleName(text)
        self.setVisible(bool(text))
