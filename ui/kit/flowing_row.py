"""Things side by side that go on in another line where one is too short, as words do."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


class FlowingRow(QWidget):
    """Nothing in it is ever narrower than it wants to be.

    A widget and no ``QLayout``: items of a layout made in Python live no longer than Qt thinks.
    """

    def __init__(self, gap: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gap = gap
        self._flowing: list[QWidget] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, widget: QWidget) -> None:
        """Put a widget at the end."""
        widget.setParent(self)
        self._flowing.append(widget)
        widget.show()
        self._changed()

    def remove(self, widget: QWidget) -> None:
        """Take a widget out; it is hidden, and whoever took it out lets it go."""
        self._flowing.remove(widget)
        widget.hide()
        self._changed()

    def sizeHint(self) -> QSize:
        """All in one line; where lines are there already, as high as they are."""
        sizes = [one.sizeHint() for one in self._shown()]
        width = sum(size.width() for size in sizes) + self._gap * max(0, len(sizes) - 1)
        return QSize(width, max((size.height() for size in sizes), default=0))

    def minimumSizeHint(self) -> QSize:
        """The widest alone in its line."""
        sizes = [one.sizeHint() for one in self._shown()]
        wide = max((size.width() for size in sizes), default=0)
        return QSize(wide, max((size.height() for size in sizes), default=0))

    def hasHeightForWidth(self) -> bool:
        """The narrower the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines."""
        return self._put(width, move=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put all in their places."""
        super().resizeEvent(event)
        self._put(self.width(), move=True)

    def event(self, event: QEvent) -> bool:
        """What says more now needs more."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._changed()
        return super().event(event)

    def _changed(self) -> None:
        self.updateGeometry()
        self._put(self.width(), move=True)

    def _shown(self) -> list[QWidget]:
        return [one for one in self._flowing if not one.isHidden()]

    def _put(self, width: int, *, move: bool) -> int:
        x = y = high = 0
        for one in self._shown():
            size = one.sizeHint()
            if x and x + size.width() > width:
                x, y, high = 0, y + high + self._gap, 0
            if move:
                one.setGeometry(QRect(x, y, size.width(), size.height()))
            x, high = x + size.width() + self._gap, max(high, size.height())
        return y + high
