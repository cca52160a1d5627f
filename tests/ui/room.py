"""Whether everything on the screen has its room: nothing cut without a tooltip, squeezed, laid over another."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLayout,
    QLineEdit,
    QStackedWidget,
    QWidget,
)

from tests.planted import MARK
from tests.ui.on_screen import shown
from ui.kit.elided import ElidedLabel

SLACK = 3  # px that nobody sees


def _squeezed(widget: QWidget) -> str:
    """What of a control or a label is cut, "" for nothing."""
    said = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
    if isinstance(widget, ElidedLabel) or MARK in said:
        return ""  # what the other looker plants is longer than anything that anybody types
    if isinstance(widget, QLabel):
        if not widget.text() or not widget.pixmap().isNull():
            return ""
        width, high = widget.width(), widget.sizeHint().height()
        if widget.wordWrap():
            high = widget.heightForWidth(width)
        elif widget.sizeHint().width() > width + SLACK and not widget.toolTip():
            return f"cut to {width} of {widget.sizeHint().width()}"
        return f"{widget.height()} of {high} high" if high > widget.height() + SLACK else ""
    if isinstance(widget.parentWidget(), QLineEdit):
        return ""  # the little icon in it is Qt's
    if isinstance(widget, QAbstractButton | QLineEdit | QComboBox):
        wanted = widget.minimumSizeHint()
        if wanted.height() > widget.height() + SLACK:
            return f"{widget.height()} of {wanted.height()} high"
        if isinstance(widget, QAbstractButton) and widget.text() and not widget.toolTip():
            wide = widget.minimumSizeHint().width()
            return f"cut to {widget.width()} of {wide}" if wide > widget.width() + SLACK else ""
    return ""


def _overlaps(parent: QWidget) -> list[tuple[QWidget, QWidget]]:
    """Children of a layout that lie over each other; what floats is in none."""
    layout = parent.layout()
    if layout is None or isinstance(parent, QStackedWidget | QAbstractScrollArea):
        return []
    children = [w for w in parent.children() if isinstance(w, QWidget) and w.isVisible()]
    laid = [w for w in children if not w.isWindow() and _is_laid(w, parent)]
    found: list[tuple[QWidget, QWidget]] = []
    for place, one in enumerate(laid):
        for other in laid[place + 1 :]:
            common = one.geometry().intersected(other.geometry())
            if common.width() > SLACK and common.height() > SLACK:
                found.append((one, other))
    return found


def _is_laid(widget: QWidget, parent: QWidget) -> bool:
    layouts: list[QLayout | None] = [parent.layout()]
    while layouts:
        layout = layouts.pop()
        if layout is None:
            continue
        if layout.indexOf(widget) >= 0:
            return True
        # not itemAt: Python keeps items that Qt deletes, and takes what comes to lie there for one of them
        layouts += [child for child in layout.children() if isinstance(child, QLayout)]
    return False


def _called(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
    text = text or widget.accessibleName() or widget.objectName()
    return f"{type(widget).__name__} 「{text[:24]}」"


class Room:
    """``faults`` by sight; a window that is larger than the ``screen`` is one, too."""

    def __init__(self, screen: tuple[int, int]) -> None:
        self.screen = screen
        self.faults: set[str] = set()

    def look(self, sight: str) -> None:
        """Look at every widget that is on the screen, but for what a dialog covers."""
        dialogs = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog)]
        over = [w for w in dialogs if w.isVisible()]
        for widget in shown():
            if not over or widget.window() in over:
                self._look_at(widget, sight)

    def _look_at(self, widget: QWidget, sight: str) -> None:
        if isinstance(widget, QDialog):
            size = widget.frameGeometry()
            if size.width() > self.screen[0] or size.height() > self.screen[1]:
                self._tell(sight, widget, f"is {size.width()} × {size.height()}")
        if why := _squeezed(widget):
            self._tell(sight, widget, why)
        parent = widget.parentWidget()
        in_cell = parent is not None and parent.objectName() == "qt_scrollarea_viewport"
        if (
            why == ""
            and not in_cell
            and isinstance(widget, QAbstractButton | QLabel | QLineEdit)
            and parent
        ):
            inside = QRect(0, 0, parent.width(), parent.height())
            if not inside.adjusted(-SLACK, -SLACK, SLACK, SLACK).contains(widget.geometry()):
                self._tell(sight, widget, "reaches out of its card")
        for one, other in _overlaps(widget):
            self._tell(sight, one, f"lies over {_called(other)}")

    def _tell(self, sight: str, widget: QWidget, why: str) -> None:
        self.faults.add(f"{sight}: {_called(widget)} {why}")
