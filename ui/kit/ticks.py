"""A group of ticks: any of several, in rows of equal columns, with what is wrong below."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.kit.text import label, literal

HEAD = 76  # px of the 100 % design: the group's name, so that groups stand below each other


class Ticks(QWidget):
    """``changed()`` when a tick is set or taken away by the user; ``fill`` emits nothing."""

    changed = Signal()

    def __init__(
        self,
        title: str,
        options: Sequence[tuple[str, str]],
        *,
        columns: int = 5,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.boxes: dict[str, QCheckBox] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        head = label(title, "label")
        head.setFixedWidth(theme.px(HEAD))
        head.setMinimumHeight(theme.px(26))
        row.addWidget(head, 0, Qt.AlignmentFlag.AlignTop)
        right = QVBoxLayout()
        right.setSpacing(theme.px(2))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(10))
        grid.setVerticalSpacing(0)
        for place, (code, name) in enumerate(options):
            box = QCheckBox(literal(name))
            box.setAccessibleName(f"{title}：{name}")
            box.clicked.connect(self._clicked)
            grid.addWidget(box, place // columns, place % columns)
            self.boxes[code] = box
        for place in range(columns):
            grid.setColumnStretch(place, 1)
            if place >= len(options):  # an empty column has its share of the room as well
                grid.addWidget(QWidget(), 0, place)
        right.addLayout(grid)
        self.error = label("", "error", wrap=True)
        self.error.hide()
        right.addWidget(self.error)
        row.addLayout(right, 1)

    def value(self) -> tuple[str, ...]:
        """Return the codes ticked, in the order shown."""
        return tuple(code for code, box in self.boxes.items() if box.isChecked())

    def fill(self, codes: Collection[str]) -> None:
        """Tick these and no others."""
        for code, box in self.boxes.items():
            box.setChecked(code in codes)

    def set_error(self, text: str) -> None:
        """Say below what is wrong; "" takes it back."""
        self.error.setText(text)
        self.error.setVisible(bool(text))

    def enter(self) -> None:
        """Take the cursor, at the first tick."""
        next(iter(self.boxes.values())).setFocus()

    def _clicked(self) -> None:
        self.set_error("")
        self.changed.emit()
