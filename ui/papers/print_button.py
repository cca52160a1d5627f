"""预览打印: the papers that the register has for what a page shows."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from app import papers
from app.papers import Of
from ui.kit.text import literal


class PrintButton(QPushButton):
    """``wanted(key)`` asks for a paper; of several kinds a menu offers each, without one it is not seen.

    ``only``: no other kind is offered.
    """

    wanted = Signal(str)

    def __init__(self, *of: Of, only: str = "", parent: QWidget | None = None) -> None:
        kinds = tuple(kind for kind in papers.kinds_of(*of) if only in ("", kind.key))
        super().__init__("预览打印  " if len(kinds) > 1 else "预览打印", parent)
        self.setAutoDefault(False)
        self._entries: dict[str, QAction] = {}
        if len(kinds) > 1:
            menu = QMenu(self)
            for kind in kinds:
                entry = self._entries[kind.key] = menu.addAction(literal(kind.name))
                entry.triggered.connect(lambda _=False, key=kind.key: self.wanted.emit(key))
            self.setMenu(menu)
        elif kinds:
            self.clicked.connect(lambda: self.wanted.emit(kinds[0].key))
        else:
            self.hide()

    def offer(self, *keys: str) -> None:
        """Let only these of the menu's papers be seen; without a key all of them."""
        for key, entry in self._entries.items():
            entry.setVisible(not keys or key in keys)
