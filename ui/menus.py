"""The menus with the corner for undo and redo: what stands there, and what of it can be used now."""

from __future__ import annotations

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenu, QMenuBar, QPushButton, QWidget

from app.school import users
from ui import theme
from ui.actions import ACTIONS, MENUS, Action
from ui.context import Context
from ui.kit.allowed import grey
from ui.kit.page import Page
from ui.kit.part import Verb
from ui.kit.text import literal

# menu entries that a page answers, or leaves grey
PAGE_VERBS: dict[str, Verb] = {
    "new": "begin",
    "export": "export",
    "print": "print_",
    "find": "look",
}
LOCKED_TOO = frozenset({"help", "about", "quit"})  # what can be done in front of a locked window


class Menus:
    """Made anew with the window; ``actions`` are by their keys."""

    def __init__(self, window: QMainWindow) -> None:
        bar = self._bar = QMenuBar()
        window.setMenuBar(bar)
        bar.setNativeMenuBar(False)
        menus: dict[str, QMenu] = {name: bar.addMenu(literal(name)) for name in MENUS}
        for menu in menus.values():
            menu.setToolTipsVisible(True)  # an entry that is grey says why
        self.actions: dict[str, QAction] = {}
        for declared in ACTIONS:
            if declared.gap:
                menus[declared.menu].addSeparator()
            action = menus[declared.menu].addAction(literal(declared.text))
            if declared.shortcut:
                action.setShortcut(QKeySequence(declared.shortcut))
            self.actions[declared.key] = action
        if (carried := bar.cornerWidget()) is not None:  # Qt takes it over from the bar before
            carried.deleteLater()
        corner = self._corner = QWidget(bar)
        row = QHBoxLayout(corner)
        row.setContentsMargins(0, 0, theme.px(12), 0)
        row.setSpacing(theme.px(2))
        self.undo_button, self.redo_button = QPushButton(), QPushButton()
        for button, icon in ((self.undo_button, "undo"), (self.redo_button, "redo")):
            theme.role(button, "bare")
            button.setIcon(theme.icon(icon, theme.TEXT, 17))
            row.addWidget(button)

    def show(self, context: Context | None, page: Page | None, *, locked: bool = False) -> None:
        """Enable what the page answers and the user's role allows; name what undo takes back."""
        for declared in ACTIONS:
            able = not declared.school or (context is not None and _answers(declared.key, page))
            why = _missing(declared, context, page)
            able = able and (not locked or declared.key in LOCKED_TOO)
            grey(self.actions[declared.key], why, able=able)
        self._corner.setVisible(context is not None and not locked)
        self._bar.setCornerWidget(self._corner)  # again: the bar only then makes room for it
        told = context.session if context is not None and not locked else None
        for key, word, button in (
            ("undo", "撤销", self.undo_button),
            ("redo", "重做", self.redo_button),
        ):
            name = why = ""
            if told is not None:
                undo = key == "undo"
                name = (told.undo_name() if undo else told.redo_name()) or ""
                why = told.undo_missing() if undo else told.redo_missing()
            self._name(self.actions[key], word, name, button, why)

    def _name(self, action: QAction, word: str, name: str, button: QPushButton, why: str) -> None:
        text = f"{word} {name}" if name else word
        action.setText(literal(text))
        grey(action, why, able=bool(name))
        button.setEnabled(bool(name) and not why)
        keys = action.shortcut().toString()
        tip = f"{text}（{keys}）" if name else f"没有可以{word}的操作"
        button.setToolTip(f"{text}\n{why}" if why else tip)
        button.setAccessibleName(text)


def _answers(key: str, page: Page | None) -> bool:
    """Whether the page answers a menu entry that is each page's own."""
    verb = PAGE_VERBS.get(key)
    return verb is None or (page is not None and page.answers(verb))


def _missing(declared: Action, context: Context | None, page: Page | None) -> str:
    """Why an entry is not allowed to who works here, "" where it is."""
    if context is not None and context.session.only_read and declared.key in ("switch", "lock"):
        return context.session.only_read
    if declared.key == "switch" and context is not None and len(context.read(users.all)) < 2:
        return "这个学校文件只有一位用户。"
    right = page.needs() if declared.key == "new" and page is not None else declared.right
    return context.missing(right) if context is not None and right else ""
