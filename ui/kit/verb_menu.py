"""The menu of a right click, of Shift+F10 and of the menu key: the verbs that stand beside the thing as buttons.

A button is offered as it is, with what it says, whether it is grey and why; what has no button is a ``Verb``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractScrollArea, QMenu, QPushButton, QWidget

from ui.kit.allowed import grey
from ui.kit.text import literal


@dataclass(frozen=True)
class Verb:
    """Something to do that has no button; ``why`` says what stands against it, "" for nothing."""

    text: str
    do: Callable[[], object]
    shortcut: str = ""
    able: Callable[[], bool] = lambda: True
    why: Callable[[], str] = lambda: ""


Offered = Verb | QPushButton


def add(menu: QMenu, verbs: Iterable[Offered]) -> None:
    """Put verbs into a menu; buttons that are not there for now are left out."""
    menu.setToolTipsVisible(True)
    for verb in verbs:
        if isinstance(verb, Verb):
            action = menu.addAction(literal(verb.text))
            action.setShortcut(QKeySequence(verb.shortcut))
            grey(action, verb.why(), able=verb.able())
            action.triggered.connect(lambda _=False, verb=verb: verb.do())
        elif not verb.isHidden():
            _add_button(menu, verb)


def _add_button(menu: QMenu, button: QPushButton) -> None:
    # what stands on a button has its "&" doubled already
    said = button.text().replace("&&", "&").strip() or button.accessibleName()
    inner = button.menu()
    if inner is not None:
        more = menu.addMenu(literal(said))
        more.setToolTipsVisible(True)
        # filled when it is wanted, as that of the button is
        more.aboutToShow.connect(lambda: _copy(inner, more))
        action = more.menuAction()
    else:
        action = menu.addAction(literal(said))
        action.triggered.connect(lambda _=False: button.click())
    action.setEnabled(button.isEnabled())
    action.setToolTip(button.toolTip())


def _copy(source: QMenu, target: QMenu) -> None:
    target.clear()
    source.aboutToShow.emit()
    target.addActions(source.actions())


def pop(owner: QWidget, at: QPoint, fill: Callable[[QMenu], object]) -> None:
    """Show a menu at a place of the screen; without an entry none is shown."""
    menu = QMenu(owner)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    fill(menu)
    if menu.isEmpty():
        menu.deleteLater()
    else:
        menu.popup(at)


def offer(target: QWidget, verbs: Callable[[QPoint], Sequence[Offered]]) -> None:
    """Give a widget its menu; ``verbs(place)`` is asked when it is wanted, with the place in the widget."""

    def show(at: QPoint) -> None:
        ground = target.viewport() if isinstance(target, QAbstractScrollArea) else target
        pop(target, ground.mapToGlobal(at), lambda menu: add(menu, verbs(at)))

    target.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    target.customContextMenuRequested.connect(show)
