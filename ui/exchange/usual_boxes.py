"""What a list does not say in many rows is asked once: 类别 of all courses, the kind of all new lecturers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.exchange.engine.asked import Asked
from app.exchange.engine.rows import Missing, Rows
from ui import theme
from ui.kit.text import label, literal

EACH = "逐行选定"


class UsualBoxes(QWidget):
    """``said(key, text)``: what is empty of a field is read so from now on; None: it is asked in each row."""

    said = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes: dict[str, QComboBox] = {}
        self._known: dict[str, Missing] = {}
        self._shown: object = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(8))
        self._inside: QWidget | None = None
        self.hide()

    def forget(self) -> None:
        """Another workbook comes."""
        self._known, self._shown = {}, None

    def show_missing(
        self, tables: Sequence[Rows], asked: Asked, offers: Mapping[str, Sequence[str]]
    ) -> None:
        """Ask for what is missing in many rows; what was answered can be answered otherwise."""
        missing = {one.key: one for rows in tables for one in rows.missing}
        self._known |= missing
        names = {key: name for rows in tables for key, name in rows.keys.items()}
        for key, text in asked.usual.items():
            options = tuple(offers.get(key, ())) or (text,)
            self._known.setdefault(key, Missing(key, names.get(key, key), 0, options))
        if (missing, asked.usual) == self._shown:
            return
        self._shown = (missing, dict(asked.usual))
        shown = [one for key, one in self._known.items() if key in missing or key in asked.usual]
        before, self._inside = self._inside, QWidget()
        if before is not None:
            self._column.removeWidget(before)
            before.hide()
            before.deleteLater()  # one of its boxes may be what was chosen in
        self.boxes = {}
        lines = QVBoxLayout(self._inside)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.px(6))
        for one in shown:
            lines.addLayout(self._line(one, asked.usual.get(one.key)))
        self._column.addWidget(self._inside)
        self.setVisible(bool(shown))

    def _line(self, one: Missing, said: str | None) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(theme.px(8))
        asks = f"有 {one.many} 行没有写“{one.name}”。一样的可以一次选定："
        line.addWidget(label(asks if said is None else f"空着的“{one.name}”都按", "muted"))
        box = QComboBox()
        box.setAccessibleName(one.name)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        box.addItem(EACH, None)
        for option in one.options:
            box.addItem(literal(option), option)
        box.setCurrentIndex(max(0, box.findData(said)))
        box.activated.connect(lambda _: self.said.emit(one.key, box.currentData()))
        self.boxes[one.key] = box
        line.addWidget(box)
        line.addStretch(1)
        return line
