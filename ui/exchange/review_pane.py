"""A review on the screen: chips by state, the rows, what was found in the row of the cursor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.exchange.engine.asked import Asked, Decision
from app.exchange.engine.findings import Finding
from app.exchange.engine.importer import Review
from app.exchange.engine.rows import CHECK, STATES, Rows, said, sheets
from app.exchange.engine.tables import Table
from ui import theme
from ui.context import Context
from ui.exchange.column_boxes import ColumnBoxes, is_large
from ui.exchange.judging import Judged
from ui.exchange.review_grid import ReviewGrid
from ui.exchange.review_model import ANSWER, CHIPS, LOOKS, ReviewModel
from ui.exchange.row_detail import RowDetail
from ui.exchange.saying import decided, left_out, mended, restored
from ui.exchange.usual_boxes import UsualBoxes
from ui.kit.card import Card
from ui.kit.chips import ChipBar
from ui.kit.folding_row import FoldingRow
from ui.kit.link_button import link_button
from ui.kit.text import label, line, literal

NOTES = 2  # of the whole table that are read at once
ROOM = 720  # the least height, in unscaled pixels, at which boxes, rows and what is said of one stand together


class ReviewPane(QWidget):
    """``asked(Asked)``: somebody wants it so; ``taken_back``: as it was before the last of it.

    ``latest`` tells what is asked for by now, of which the review shown may know nothing yet. ``strip`` is
    the room above the grid for what is asked of a whole table.
    """

    asked = Signal(object)
    taken_back = Signal()

    def __init__(
        self, context: Context, latest: Callable[[], Asked], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self.judged: Judged | None = None
        self._latest = latest
        self._boxed: Table | None = None
        self._columns = False  # whether their boxes are shown
        self._offers: dict[str, dict[str, list[str]]] = {}
        self.chips = ChipBar()
        self.parts = ChipBar()
        self.again_button = link_button("撤回上一步")
        self.notes = Notes()
        self.usual = UsualBoxes()
        self.strip = QVBoxLayout()
        self.boxes = ColumnBoxes()
        self.grid = ReviewGrid(context)
        self.detail = RowDetail()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addWidget(self.parts)
        column.addWidget(FoldingRow(self.chips, self.again_button))
        column.addWidget(self.notes)
        self.strip.setSpacing(theme.px(8))
        self.strip.addWidget(self.usual)
        column.addLayout(self.strip)
        self.strip.addWidget(self.boxes)
        card = Card(margins=(1, 1, 1, 1), spacing=0)
        card.body.addWidget(self.grid, 1)
        card.body.addWidget(line())
        card.body.addWidget(self.detail)
        column.addWidget(card, 1)
        self._connect()

    def _connect(self) -> None:
        self.chips.picked.connect(self.model.show_chip)
        self.parts.picked.connect(lambda _: self._show_part(hold=False))
        self.again_button.clicked.connect(lambda: self.taken_back.emit())
        self.grid.taken_back.connect(lambda: self.taken_back.emit())
        self.grid.selectionModel().currentChanged.connect(lambda *_: self._show_detail())
        self.boxes.unfolded.connect(self._columns_shown)
        self.boxes.said.connect(lambda change: self._ask(change(self._latest())))
        for source in (self.grid, self.detail):
            source.typed.connect(self._typed)
            source.left_out.connect(
                lambda ids, whether: self._ask(left_out(self._latest(), self.rows, ids, whether))
            )
            source.restored.connect(lambda ids: self._ask(restored(self._latest(), self.rows, ids)))
        # the button that was clicked is gone with what it answered
        self.detail.typed.connect(lambda _: self.grid.setFocus())
        self.detail.decided.connect(lambda _: self.grid.setFocus())
        self.detail.left_out.connect(lambda *_: self.grid.setFocus())
        self.detail.restored.connect(lambda _: self.grid.setFocus())
        self.usual.said.connect(self._read_empty_as)
        self.detail.decided.connect(
            lambda answers: self._ask(decided(self._latest(), self.rows, answers))
        )

    # ------------------------------------------------------------------ what it shows

    @property
    def model(self) -> ReviewModel:
        """The rows as a grid."""
        return self.grid.review_rows

    @property
    def rows(self) -> Rows:
        """The rows of the table that is shown."""
        assert self.judged is not None
        return self.judged.tables[int(self.parts.current or 0)]

    def show_judged(self, judged: Judged, *, can_take_back: bool) -> None:
        """Show a review; of the one shown before, made again, rows and cursor stay where they are."""
        before = self.judged
        same = before is not None and before.review.source == judged.review.source
        self.judged = judged
        if not same:
            self._offers = {}
            self.usual.forget()
            self.chips.set_chips([])
        names = sheets(judged.review)
        self.parts.set_chips(
            [
                (str(place), name, len(rows.lines))
                for place, (name, rows) in enumerate(zip(names, judged.tables, strict=True))
            ]
        )
        self.parts.setVisible(len(names) > 1)
        self.again_button.setVisible(can_take_back)
        self.grid.can_take_back = can_take_back
        alike = before is not None and _tables(before.review) == _tables(judged.review)
        self._show_part(hold=same and alike)
        if not (same and alike):
            self._go_to_worst()

    def _go_to_worst(self) -> None:
        """Begin with the first row that is to be mended."""
        counts = self.rows.counts()
        chip = next((chip for chip in ("error", "doubtful", "") if counts[chip]), None)
        row = -1 if chip is None else self.model.row_of(self.rows.numbers(chip)[0])
        if row >= 0:
            self.grid.go((row, 2))

    def clear(self) -> None:
        """Forget the review."""
        self.judged = None

    def _show_part(self, *, hold: bool) -> None:
        rows = self.rows
        counts = rows.counts()
        if not hold and not counts[self.chips.current]:
            self.chips.set_chips([])  # all rows, where there is none of those picked
        shown = [c for c in ("", *STATES, CHECK) if counts[c] or c in ("", self.chips.current)]
        self.chips.set_chips([(chip, CHIPS[chip], counts[chip]) for chip in shown])
        if not hold:
            self.model.show_chip(self.chips.current)
        self.model.show_rows(rows, self._offered(rows), hold=hold)
        review, asked = rows.review, rows.review.asked
        if rows.table is not self._boxed:  # mended cells change nothing of its columns
            self._boxed = rows.table
            self.boxes.show_table(asked, rows.table, rows.part, review.parts, review.sheets)
        offers = {k: some for each in self._offers.values() for k, some in each.items()}
        tables = self.judged.tables if self.judged is not None else ()
        self.usual.show_missing(tables, asked, offers)
        self.notes.show_notes([_note(found, rows.sheet) for found in rows.general])
        self._show_detail()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is said of a row comes and goes with the room there is."""
        super().resizeEvent(event)
        self._make_room()

    def _columns_shown(self, whether: bool) -> None:
        self._columns = whether
        self._make_room()

    def _make_room(self) -> None:
        """Where it is low, the columns leave no room for both the rows and what is said of one."""
        for_columns = self._columns
        low = is_large() or self.height() < theme.px(ROOM)
        self.detail.setVisible(not (for_columns and low))
        self.notes.make_room(for_columns or is_large())

    def _offered(self, rows: Rows) -> dict[str, list[str]]:
        if rows.part.key not in self._offers:
            self._offers[rows.part.key] = self._context.read(rows.part.offers)
        return self._offers[rows.part.key]

    def _show_detail(self) -> None:
        here = self.grid.here()
        shown = here is not None and here[0] < self.model.rowCount() and self.judged is not None
        number = self.model.id_at(here[0]) if shown and here is not None else None
        self.detail.show_row(self.rows if number is not None else None, number)

    # ------------------------------------------------------------------ what is said to it

    def _ask(self, asked: Asked) -> None:
        self.asked.emit(asked)

    def _read_empty_as(self, key: str, text: str | None) -> None:
        """What is not written of a field is to be read so, None: it is asked for in each row."""
        asked = self._latest()
        others = {k: usual for k, usual in asked.usual.items() if k != key}
        self._ask(replace(asked, usual=others if text is None else {**others, key: text}))

    def _typed(self, cells: dict[int, dict[str, str]]) -> None:
        """Texts are cells mended, or answers where they were typed into that column."""
        asked, rows = self._latest(), self.rows
        answers: dict[int, Decision | bool | None] = {}
        for number, values in cells.items():
            if ANSWER in values:
                known = self.model.answers(number)
                answers[number] = known.get(values[ANSWER])
        fields = {
            number: {key: text for key, text in values.items() if key != ANSWER}
            for number, values in cells.items()
        }
        self._ask(mended(decided(asked, rows, answers), rows, fields))


def _tables(review: Review) -> list[tuple[str, int]]:
    """Which rows of which sheets are the lines of a review: those below a heading."""
    return [
        (table.sheet.name, -1 if table.missing else table.header_row) for _, table in review.tables
    ]


class Notes(QWidget):
    """What was found that belongs to no row: the worst first, the rest on demand."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(10))
        self.text = label("", "muted", wrap=True, select=True)
        self.more = link_button()
        self.more.clicked.connect(self._unfold)
        row.addWidget(self.text, 1)
        row.addWidget(self.more)
        self._all: list[str] = []
        self._open = False
        self._short = False
        self.hide()

    def show_notes(self, notes: list[str]) -> None:
        """Show them, the first few at once."""
        self._all = notes
        self._show()
        self.setVisible(bool(notes))

    def make_room(self, short: bool) -> None:
        """Read one at once where there is little room."""
        self._short = short
        self._show()

    def _unfold(self) -> None:
        self._open = not self._open
        self._show()

    def _show(self) -> None:
        seen = 1 if self._short else NOTES
        many = len(self._all) - seen
        self.text.setText("\n".join(self._all if self._open else self._all[:seen]))
        self.more.setText(literal("收起" if self._open else f"另有 {many} 条说明"))
        self.more.setVisible(many > 0)


def _note(found: Finding, shown: str) -> str:
    """Return what was found of a whole table in words; of another sheet with its name."""
    sheet = f"「{found.sheet}」" if found.sheet not in ("", shown) else ""
    return f"{LOOKS[found.severity][0]} {sheet}{said(found)}。"
