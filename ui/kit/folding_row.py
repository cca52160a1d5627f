"""Filters at the left and tools at the right of one line, or on two lines where one is too short."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from ui import theme


class FoldingRow(QWidget):
    """Large text or a small screen folds it; nothing is cut off or laid over another."""

    def __init__(self, left: QWidget, right: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._left, self._right = left, right
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(theme.px(8))
        self._line.addWidget(left, 0, Qt.AlignmentFlag.AlignLeft)
        self._line.addStretch(1)
        self._line.addWidget(right, 0, Qt.AlignmentFlag.AlignRight)

    @property
    def folded(self) -> bool:
        """Whether it takes two lines."""
        return self._line.direction() == QBoxLayout.Direction.TopToBottom

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold or unfold."""
        super().resizeEvent(event)
        self._fold()

    def event(self, event: QEvent) -> bool:
        """A chip more may need another line."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fold()
        return super().event(event)

    def _fold(self) -> None:
        wanted = self._left.sizeHint().width() + self._right.sizeHint().width()
        fits = wanted + 2 * self._line.spacing() <= self.width()
        directions = QBoxLayout.Direction
        self._line.setDirection(directions.LeftToRight if fits else directions.TopToBottom)
