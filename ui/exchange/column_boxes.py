"""Which column is which field: the first rows of a table with a box above each column."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.exchange.engine import column_choices
from app.exchange.engine.asked import Asked
from app.exchange.engine.column_choices import MOST, SAMPLES, Box, State
from app.exchange.engine.parts import Part
from app.exchange.engine.tables import Table
from ui import theme
from ui.kit.elided import ElidedLabel
from ui.kit.inputs import ChoiceInput
from ui.kit.link_button import link_button
from ui.kit.text import label, literal

WIDE = 148  # px of a column at 100 %
HEADING_ROWS = 60  # rows that are offered as the heading
LARGE = 125  # percent of text above which one row of cells must do
_LOOKS: dict[State, str] = {"asked": "soft", "unknown": "amber"}
_SAID: dict[State, str] = {
    "known": "",
    "said": "由您选定",
    "asked": "请选定",
    "beaten": "另有一列",
    "unknown": "没有认出",
    "idle": "",
}


class ColumnBoxes(QWidget):
    """``said(change)``: somebody has said what a column is, where the heading is, what sort of sheet it is;
    ``change`` makes of what is asked by now what is asked for with it. ``unfolded(whether)``: the columns
    are shown, or not.

    It unfolds by itself where something is unknown, and stays as it was folded while a table is mended.
    """

    said = Signal(object)
    unfolded = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._of: tuple[str, ...] = ()
        self._shown: tuple[Table, Part] | None = None
        self.words = label("", "muted", wrap=True)
        self.fold_button = link_button()
        self.fold_button.clicked.connect(lambda: self.unfold(not self.area.isVisibleTo(self)))
        self.forget_button = link_button("恢复自动认列")
        self.forget_button.clicked.connect(lambda: self._forget())
        self.sheet = _choice("工作表")
        self.part = _choice("这张表是")
        self.heading = _choice("表头所在行")
        self.sheet.finished.connect(lambda: self._sheet_chosen())
        self.part.finished.connect(lambda: self._part_chosen())
        self.heading.finished.connect(lambda: self._heading_chosen())
        self.boxes: dict[int, ChoiceInput] = {}
        self._drawn: list[object] = []
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addLayout(self._top())
        column.addWidget(self.area)
        self.hide()

    def _top(self) -> QHBoxLayout:
        top = QHBoxLayout()
        top.setSpacing(theme.px(8))
        top.addWidget(self.words, 1)
        for widget in (self.sheet, self.part, self.heading, self.forget_button, self.fold_button):
            top.addWidget(widget)
        return top

    # ------------------------------------------------------------------------------ what it shows

    def show_table(
        self,
        asked: Asked,
        table: Table,
        part: Part,
        parts: Sequence[Part],
        sheets: Sequence[tuple[str, bool]],
    ) -> None:
        """Show a table as it was read by ``asked``; ``sheets`` are all of the workbook, and whether seen."""
        self._shown = table, part
        self.words.setText(
            column_choices.words(table, part) or f"{part.what}的各列都认出来了。",
        )
        self._show_choices(table, part, parts, sheets)
        self.forget_button.setVisible(table.sheet.name in asked.columns)
        self._show_columns(table, part)
        of = (table.sheet.name, str(id(table.sheet)))
        if of != self._of:
            self._of = of
            self.unfold(column_choices.is_open(table, unknown=not is_large()))
            self._to_unknown(table)
        elif table.missing:
            self.unfold(True)
        self.show()

    def unfold(self, whether: bool) -> None:
        """Show the columns, or only what is said of them."""
        self.area.setVisible(whether)
        for widget in (self.sheet, self.part, self.heading):
            widget.setVisible(whether and widget.count() > 1)
        self.unfolded.emit(whether)
        self.fold_button.setText("收起" if whether else "各列是什么…")

    def _show_choices(
        self,
        table: Table,
        part: Part,
        parts: Sequence[Part],
        sheets: Sequence[tuple[str, bool]],
    ) -> None:
        names = [(name, name if seen else f"{name}（隐藏）") for name, seen in sheets]
        self.sheet.set_options([(name, literal(f"工作表：{text}")) for name, text in names])
        self.sheet.fill(table.sheet.name)
        self.part.set_options([(one.key, f"作{one.what}") for one in parts])
        self.part.fill(part.key)
        rows = sorted({*sorted(table.sheet.rows)[:HEADING_ROWS], *_own(table)})
        self.heading.set_options(
            [*((row + 1, f"表头在第 {row + 1} 行") for row in rows), (0, "没有表头")]
        )
        self.heading.fill(table.head.row + 1)
        for one in (self.sheet, self.part, self.heading):
            widest = max(len(one.itemText(place)) for place in range(one.count()))
            one.setMinimumContentsLength(min(2 * widest, 24))

    def _show_columns(self, table: Table, part: Part) -> None:
        shown, options = column_choices.boxes(table), column_choices.options(part)
        drawn = [options, *((box.column, box.heading, box.samples) for box in shown)]
        if drawn == self._drawn:  # whoever is choosing stays where he is
            for box in shown:
                self._show_state(self.boxes[box.column], box)
            return
        self._drawn = drawn
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, theme.px(4))
        row.setSpacing(theme.px(6))
        self.boxes = {}
        for box in shown:
            row.addWidget(self._column(box, options))
        if len(shown) == MOST:
            row.addWidget(label(f"只列出 {MOST} 列", "muted"))
        row.addStretch(1)
        self.area.setWidget(inside)
        bar = self.area.horizontalScrollBar().sizeHint().height()
        self.area.setFixedHeight(inside.sizeHint().height() + bar)

    def _to_unknown(self, table: Table) -> None:
        """Bring the first column of which nobody knows what it is into sight."""
        odd = (box for box in column_choices.boxes(table) if box.state in ("asked", "unknown"))
        first = next((self.boxes[box.column] for box in odd if box.column in self.boxes), None)
        if first is not None:  # once the boxes have their places
            QTimer.singleShot(0, first, lambda: self.area.ensureWidgetVisible(first))

    def _column(self, box: Box, options: list[tuple[str, str]]) -> QWidget:
        made = QFrame()
        made.setFixedWidth(theme.px(WIDE))
        column = QVBoxLayout(made)
        column.setContentsMargins(*(theme.px(m) for m in (6, 6, 6, 6)))
        column.setSpacing(theme.px(2))
        choice = ChoiceInput(options)
        choice.setAccessibleName(f"{box.heading or '没有表头的一列'}是什么")
        choice.finished.connect(lambda: self._column_chosen(box.column, choice.value()))
        self.boxes[box.column] = choice
        column.addWidget(choice)
        self._show_state(choice, box)
        for text, look in (
            (box.heading or "（没有表头）", "strong"),
            *((sample, "muted") for sample in box.samples[: 1 if is_large() else SAMPLES]),
        ):
            one = ElidedLabel(look)
            one.show_text(text)
            column.addWidget(one)
        return made

    def _show_state(self, choice: ChoiceInput, box: Box) -> None:
        """Show what a column is, and whether anything is to be said of it."""
        choice.fill(box.key)
        choice.setToolTip(_SAID[box.state])
        choice.setAccessibleDescription(_SAID[box.state])
        around = choice.parentWidget()
        if around is not None:
            theme.role(around, _LOOKS.get(box.state, "well"))

    # ------------------------------------------------------------------------------ what is said

    def _column_chosen(self, column: int, key: str) -> None:
        if self._shown is not None:
            table, part = self._shown
            self.said.emit(lambda asked: column_choices.chosen(asked, table, part, column, key))

    def _heading_chosen(self) -> None:
        if self._shown is not None:
            table, part = self._shown
            row = self.heading.value()
            self.said.emit(lambda asked: column_choices.with_heading(asked, table, part, row))

    def _part_chosen(self) -> None:
        if self._shown is not None:
            table, key = self._shown[0], self.part.value()
            self.said.emit(lambda asked: column_choices.with_part(asked, table, key))

    def _sheet_chosen(self) -> None:
        name = self.sheet.value()
        self.said.emit(lambda asked: column_choices.with_sheet(asked, name))

    def _forget(self) -> None:
        if self._shown is not None:
            table = self._shown[0]
            self.said.emit(lambda asked: column_choices.forgotten(asked, table))


def is_large() -> bool:
    """Whether the text is so large that there is room for one row of cells only."""
    return theme.px(100) > LARGE


def _own(table: Table) -> tuple[int, ...]:
    return (table.head.row,) if table.head.row >= 0 else ()


def _choice(name: str) -> ChoiceInput:
    made = ChoiceInput([])
    made.setAccessibleName(name)
    made.setMinimumContentsLength(8)
    return made
