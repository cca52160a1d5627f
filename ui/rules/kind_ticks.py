"""适用班次: kinds of class as a tree of ticks; children follow a ticked parent."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.school.class_kinds import ClassKind
from ui import theme
from ui.kit.text import label, literal
from ui.kit.ticks import HEAD


class KindTicks(QWidget):
    """A line for each kind at the top, those below it beside it. Children follow a ticked parent."""

    changed = Signal()

    def __init__(self, kinds: Sequence[ClassKind], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._above = {one.code: one.parent for one in kinds}
        self.boxes: dict[str, QCheckBox] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        head = label("适用班次", "label")
        head.setFixedWidth(theme.px(HEAD))
        head.setMinimumHeight(theme.px(26))
        row.addWidget(head, 0, Qt.AlignmentFlag.AlignTop)
        right = QVBoxLayout()
        right.setSpacing(theme.px(2))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.px(10))
        self._grid.setVerticalSpacing(0)
        beside = 3 if theme.px(100) < 130 else 2  # children beside their parent
        for place in range(beside + 1):
            self._grid.setColumnStretch(place, 1)
        line = 0
        for top in (one for one in kinds if one.parent is None):
            self._grid.addWidget(self._box(top, bold=True), line, 0)
            below = [one for one in kinds if self._top(one.code) == top.code and one != top]
            for place, one in enumerate(below):
                self._grid.addWidget(self._box(one), line + place // beside, 1 + place % beside)
            line += max(1, -(-len(below) // beside))
        right.addLayout(self._grid)
        self.error = label("", "error", wrap=True)
        self.error.hide()
        right.addWidget(self.error)
        row.addLayout(right, 1)

    def _box(self, one: ClassKind, *, bold: bool = False) -> QCheckBox:
        deeper = one.parent is not None and self._above.get(one.parent) is not None
        box = QCheckBox(literal(f"└ {one.name}" if deeper else one.name))
        box.setAccessibleName(f"适用班次：{one.name}")
        if bold:
            box.setStyleSheet("font-weight: 700;")
        box.clicked.connect(self._clicked)
        self.boxes[one.code] = box
        return box

    def _top(self, code: str) -> str:
        return [code, *self._line(code)][-1]

    def _line(self, code: str) -> list[str]:
        """The kinds above one, the nearest first."""
        found: list[str] = []
        above = self._above.get(code)
        while above is not None:
            found.append(above)
            above = self._above.get(above)
        return found

    def _follows(self, code: str) -> bool:
        return any(self.boxes[above].isChecked() for above in self._line(code))

    def value(self) -> tuple[str, ...]:
        """Return the kinds ticked for themselves, in the order shown; those that follow are left out."""
        return tuple(
            code for code, box in self.boxes.items() if box.isChecked() and not self._follows(code)
        )

    def fill(self, codes: Sequence[str]) -> None:
        """Tick these and what is below them."""
        for code, box in self.boxes.items():
            box.setChecked(code in codes)
        self._follow()

    def set_error(self, text: str) -> None:
        """Say below what is wrong; "" takes it back."""
        self.error.setText(text)
        self.error.setVisible(bool(text))

    def _clicked(self) -> None:
        box = self.sender()
        if isinstance(box, QCheckBox) and not box.isChecked():
            code = next(c for c, b in self.boxes.items() if b is box)
            for other in self._above:  # what followed it goes with it
                if code in self._line(other):
                    self.boxes[other].setChecked(False)
        self._follow()
        self.set_error("")
        self.changed.emit()

    def _follow(self) -> None:
        for code, box in self.boxes.items():
            follows = self._follows(code)
            if follows:
                box.setChecked(True)
            box.setEnabled(not follows)
            box.setToolTip("随上级类别一起适用" if follows else "")
