"""Whether everything that is clicked has a menu: every table, list and card that a walk comes by."""

from __future__ import annotations

from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QCalendarWidget,
    QComboBox,
    QLineEdit,
    QMenu,
    QWidget,
)
from shiboken6 import isValid

from tests.ui.on_screen import shown

# what is clicked and has nothing to offer, and why
NOTHING = {
    "Veil": "it takes a password and nothing else",
}
_HAND = ("mousePressEvent", "mouseReleaseEvent")


def menu_of(widget: QWidget) -> list[str]:
    """Return what the menu of a widget offers, as the menu key or Shift+F10 opens it."""
    at = widget.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, widget.mapToGlobal(at))
    QApplication.sendEvent(widget, event)
    menus = [w for w in QApplication.topLevelWidgets() if isinstance(w, QMenu) and w.isVisible()]
    texts = [action.text() for menu in menus for action in menu.actions() if action.text()]
    for menu in menus:
        menu.close()
    return texts


def is_card(widget: QWidget) -> bool:
    """Whether it is a thing of ours that is clicked and is no button."""
    cls = type(widget)
    return (
        cls.__module__.startswith("ui.")
        and not isinstance(widget, QAbstractButton | QLineEdit | QComboBox | QAbstractItemView)
        and any(name in vars(cls) for name in _HAND)
        and cls.__name__ not in NOTHING
    )


class RightClick:
    """``faults`` are things without a menu, ``seen`` the classes of those that have one."""

    def __init__(self) -> None:
        self.faults: set[str] = set()
        self.seen: set[str] = set()

    def look(self, sight: str) -> None:
        """Open the menu of everything on the screen that is clicked."""
        chosen = [
            widget
            for widget in shown()
            if widget.isEnabled() and (is_card(widget) or self._is_table(widget))
        ]
        for widget in chosen:
            if not isValid(widget) or not widget.isVisible():
                continue
            name = type(widget).__name__
            if menu_of(widget):
                self.seen.add(name)
            else:
                self.faults.add(f"{sight}: {name} {widget.accessibleName()}")

    def _is_table(self, widget: QWidget) -> bool:
        """A table with rows; those of a calendar and of what drops down are Qt's."""
        if not isinstance(widget, QAbstractItemView):
            return False
        model, above = widget.model(), widget.parentWidget()
        inside = isinstance(above, QCalendarWidget | QComboBox) or widget.isWindow()
        popup = above is not None and above.inherits("QComboBoxPrivateContainer")
        return model is not None and model.rowCount() > 0 and not inside and not popup
