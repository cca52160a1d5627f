"""Any number of codes out of a list, chosen in one line: the names, and a list of ticks below it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QScrollArea, QVBoxLayout, QWidget

from ui import theme
from ui.kit.text import literal

NONE = "无"
MOST = 9  # ticks seen at once


class SeveralInput(QComboBox):
    """``value()`` are the codes chosen, in the order of the list, with a space between; '' for none."""

    finished = Signal()
    changed = Signal()

    def __init__(self, options: Sequence[tuple[Any, str]]) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(self.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self._options: list[tuple[str, str]] = []
        self._chosen: list[str] = []
        self._opened: QFrame | None = None
        self.set_options(options)

    def set_options(self, options: Sequence[tuple[Any, str]]) -> None:
        """Offer other codes; one that is chosen already stays, so that nothing is lost in silence."""
        self._options = [(str(code), name) for code, name in options if code]
        self._tell()

    def offered(self) -> list[tuple[str, str]]:
        """The codes that can be chosen, with their names."""
        return list(self._options)

    def value(self) -> str:
        """The codes chosen."""
        known = [code for code, _ in self._options]
        other = [code for code in self._chosen if code not in known]
        return " ".join(sorted([code for code in known if code in self._chosen] + other))

    def fill(self, value: Any) -> None:
        """Choose these codes, with a space between."""
        self._chosen = str(value or "").split()
        self._tell()

    typed, retype = value, fill

    def names(self) -> list[str]:
        """The names of what is chosen."""
        return [name for code, name in self._options if code in self._chosen]

    def _tell(self) -> None:
        text = "、".join(self.names()) or NONE
        self.clear()
        self.addItem(text)
        self.setToolTip(text if self.names() else "")

    def showPopup(self) -> None:
        """Show the list of ticks below the line."""
        opened = QFrame(self, Qt.WindowType.Popup)
        opened.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        theme.role(opened, "card")
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(*(theme.px(m) for m in (12, 8, 12, 8)))
        column.setSpacing(theme.px(2))
        for code, name in self._options:
            box = QCheckBox(literal(name))
            box.setChecked(code in self._chosen)
            box.toggled.connect(lambda on, code=code: self._toggle(code, on))
            box.installEventFilter(self)
            column.addWidget(box)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inside)
        around = QVBoxLayout(opened)
        around.setContentsMargins(1, 1, 1, 1)
        around.addWidget(scroll)
        hint = inside.sizeHint()
        line = theme.px(30)
        high = min(hint.height(), MOST * line) + 4
        opened.resize(max(self.width(), hint.width() + theme.px(24)), high)
        opened.move(self._place(opened.width(), high))
        opened.destroyed.connect(self._closed)
        self._opened = opened
        opened.show()
        first = opened.findChild(QCheckBox)
        if first is not None:
            first.setFocus()

    def _place(self, wide: int, high: int) -> QPoint:
        """Below the line, or above where the screen ends."""
        below = self.mapToGlobal(QPoint(0, self.height()))
        room = self.screen().availableGeometry()
        if below.y() + high > room.bottom():
            below = self.mapToGlobal(QPoint(0, -high))
        return QPoint(max(room.left(), min(below.x(), room.right() - wide)), below.y())

    def _toggle(self, code: str, on: bool) -> None:
        if on and code not in self._chosen:
            self._chosen.append(code)
        elif not on and code in self._chosen:
            self._chosen.remove(code)
        self._tell()
        self.changed.emit()

    def _closed(self) -> None:
        self._opened = None
        self.finished.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows walk over the ticks; Enter is done, as the space bar ticks."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._opened is not None:
            self._opened.close()
            self.setFocus()
            return True
        step = {Qt.Key.Key_Down: True, Qt.Key.Key_Up: False}.get(Qt.Key(event.key()))
        if step is None or not isinstance(watched, QCheckBox):
            return False
        watched.focusNextPrevChild(step)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down opens the list, as in a choice of one."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_F4):
            self.showPopup()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()
