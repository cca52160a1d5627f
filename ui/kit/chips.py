"""Filter chips: one of several, each with its count."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from ui import theme
from ui.kit.flowing_row import FlowingRow
from ui.kit.text import literal


class ChipBar(FlowingRow):
    """``picked(key)`` is emitted when the user picks another chip; arrows move as in a radio group."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(theme.px(8), parent)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, QPushButton] = {}
        self._group.buttonClicked.connect(lambda _: self.picked.emit(self.current))

    @property
    def current(self) -> str:
        """The key picked; the first chip's at first, "" where there is none."""
        for key, button in self._buttons.items():
            if button.isChecked():
                return key
        return ""

    def set_chips(self, chips: Sequence[tuple[str, str, int | None]]) -> None:
        """Show (key, name, count) chips; the one picked stays picked, else the first is."""
        current = self.current
        if [key for key, _, _ in chips] != list(self._buttons):
            self._rebuild([key for key, _, _ in chips])
        for key, name, count in chips:
            text = name if count is None else f"{name} {count:,}"
            self._buttons[key].setText(literal(text))
            self._buttons[key].setAccessibleName(text)
        wanted = current if current in self._buttons else next(iter(self._buttons), "")
        if wanted in self._buttons:
            self._buttons[wanted].setChecked(True)

    def pick(self, key: str) -> None:
        """Pick a chip as the program; nothing is emitted."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)

    def button(self, key: str) -> QPushButton:
        """The chip itself."""
        return self._buttons[key]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right pick the neighbour."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        keys = list(self._buttons)
        if step is None or not keys:
            super().keyPressEvent(event)
            return
        place = max(0, min(len(keys) - 1, keys.index(self.current) + step))
        if keys[place] != self.current:
            self._buttons[keys[place]].setFocus()
            self._buttons[keys[place]].click()

    def _rebuild(self, keys: list[str]) -> None:
        for button in self._buttons.values():
            self._group.removeButton(button)
            self.remove(button)
            button.deleteLater()
        self._buttons = {}
        for key in keys:
            button = QPushButton()
            button.setCheckable(True)
            theme.role(button, "chip")
            self._group.addButton(button)
            self.add(button)
            self._buttons[key] = button
