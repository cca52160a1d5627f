"""Several of a list, ticked in the menu of one button: where many boxes would take the room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton

from ui.kit.text import literal

NOTHING = "无"


class SeveralInput(QToolButton):
    """Its value is the codes ticked with a space between, in alphabetical order; "" for none."""

    finished = Signal()

    def __init__(self, options: Sequence[tuple[Any, str]]) -> None:
        super().__init__()
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._menu = QMenu(self)
        self._menu.installEventFilter(self)
        self._actions: dict[str, tuple[QAction, str]] = {}
        for code, name in options:
            action = self._menu.addAction(literal(name))
            action.setCheckable(True)
            action.toggled.connect(self._show)
            self._actions[str(code)] = action, name
        self._menu.aboutToHide.connect(self.finished)
        self.setMenu(self._menu)
        self._kept: list[str] = []  # what is ticked and not offered any more stays
        self._show()

    def value(self) -> str:
        """The codes ticked."""
        ticked = [code for code, (action, _) in self._actions.items() if action.isChecked()]
        return " ".join(sorted([*ticked, *self._kept]))

    def fill(self, value: Any) -> None:
        """Tick these codes."""
        wanted = str(value or "").split()
        self._kept = [code for code in wanted if code not in self._actions]
        for code, (action, _) in self._actions.items():
            action.setChecked(code in wanted)
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A tick leaves the menu open for the next one; Enter ends it."""
        action = self._menu.activeAction()
        if event.type() == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            if action is not None and action.isCheckable():
                action.toggle()
                return True
        elif (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Space
            and action is not None
        ):
            action.toggle()
            return True
        return super().eventFilter(watched, event)

    def _show(self) -> None:
        names = [name for action, name in self._actions.values() if action.isChecked()]
        self.setText(literal("、".join([*names, *self._kept]) or NOTHING))
        self.setToolTip("、".join(names))
