"""The rows of a review as a grid to type in: what stands in each cell, what was found there, what may be typed."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, Qt

from app.exchange.engine.asked import Decision
from app.exchange.engine.findings import SEVERITIES, Finding, Severity
from app.exchange.engine.rows import CHECK, STATES, Rows, State, wide
from app.file.listing import Listing
from ui import theme
from ui.kit.columns import Cell, Column
from ui.kit.inputs import WrongInput
from ui.kit.matrix.blocks import Place
from ui.kit.matrix.model import MatrixModel
from ui.kit.matrix.typed import Typed, matching
from ui.kit.tablemodel import Index

ROW, STATE, ANSWER, SAYS = "#row", "#state", "#answer", "#says"
LEAVE_OUT, TAKE = "不导入", "导入"
SAME, OTHER = "是同一人", "是另一人"
ASK = "请选定…"
MOST = 5000  # characters of a cell
NO_RECORD = "这一行是合计、备注一类的内容，不导入，也不在这里填写。"
SIGNS: Mapping[State, tuple[str, str]] = {
    "error": ("✕", theme.ACCENT),
    "doubtful": ("？", theme.WARN),
    "changed": ("●", theme.INFO),
    "new": ("＋", theme.GOOD),
    "same": ("＝", theme.QUIET),
    "out": ("－", theme.QUIET),
}
LOOKS: Mapping[Severity, tuple[str, str, str]] = {  # sign, colour, ground
    "error": ("✕", theme.ACCENT, theme.ACCENT_SOFT),
    "doubt": ("？", theme.WARN, theme.WARN_SOFT),
    "warn": ("△", theme.WARN, theme.WARN_SOFT),
    "change": ("●", theme.INFO, theme.INFO_SOFT),
}
CHIPS = {"": "全部", **STATES, CHECK: "请核对"}
_LETTER, _ROUND, _NARROW, _WIDE = (
    7.5,
    42,
    60,
    230,
)  # px of half a character, what is around it, least, most
_LISTING = Listing("", {}, {}, "")


class ReviewModel(MatrixModel):
    """A row's id is its number in the sheet. What is typed is a text, as in the workbook."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(lambda *_, **__: None, _LISTING, (), {}, parent)
        self.rows: Rows | None = None
        self._offers: Mapping[str, Sequence[str]] = {}
        self._held: array[int] | None = None
        self._shown: object = None

    def show_rows(self, rows: Rows, offers: Mapping[str, Sequence[str]], *, hold: bool) -> None:
        """Show the rows of a review; ``hold``: those shown stay, though their states are others by now."""
        self.rows, self._offers = rows, offers
        self._awaited.clear()
        self._held = self._ids if hold else None
        wanted, usual = _columns(rows), dict(rows.review.asked.usual)
        shown = ([(c.key, c.title) for c in wanted], usual)
        if not hold or shown != self._shown:
            self._shown = shown
            self._typed = {c.key: Typed(str) for c in wanted if c.key not in (ROW, STATE, SAYS)}
            self.show_columns(wanted)
        self.reload()

    def show_chip(self, chip: str) -> None:
        """Show the rows of a state, all for ""."""
        self._held = None
        self.show(chip=chip)

    def _read_ids(self) -> array[int]:
        if self._held is not None:
            return self._held
        return self.rows.numbers(self._chip) if self.rows is not None else array("q")

    # ------------------------------------------------------------------ a cell

    def record(self, row: int) -> dict[str, object]:
        """Return what stands in the fields of a row."""
        number, rows = self.id_at(row), self.rows
        if rows is None:
            return {}
        shown: dict[str, object] = {key: rows.text(number, key) for key in rows.keys}
        return shown | {ANSWER: self.answer(number)}

    def value(self, place: Place) -> object:
        """Return what stands in one field."""
        spot = self.spot(place)
        if spot in self._awaited:
            return self._awaited[spot][1]
        if self.rows is None or spot[1] in (ROW, STATE, SAYS):
            return ""
        return self.answer(spot[0]) if spot[1] == ANSWER else self.rows.text(*spot)

    def cell(self, row: int, column: int) -> Cell:
        """What stands in a cell, and what was found there."""
        spot = number, key = self.spot((row, column))
        rows = self.rows
        if rows is None:
            return Cell("")
        if self.refused((row, column)) is not None:
            return super().cell(row, column)
        if spot in self._awaited:
            return Cell(str(self._awaited[spot][1]), theme.QUIET)
        if key == ROW:
            return Cell(str(number), theme.QUIET)
        if key == STATE:
            state = rows.state(number)
            sign, colour = SIGNS[state]
            return Cell(f"{sign} {STATES[state]}", colour, state in ("error", "doubtful"))
        if key == SAYS:
            return _says(rows, number)
        return self._answered(rows, number) if key == ANSWER else _field(rows, number, key)

    def _answered(self, rows: Rows, number: int) -> Cell:
        answer = self.answer(number)
        if not answer and any(f.candidates for f in rows.found(number)):
            return Cell(ASK, theme.WARN, True, ground=theme.WARN_SOFT, sign="▾")
        return Cell(answer, theme.QUIET)

    # ------------------------------------------------------------------ what may be typed

    def typed_at(self, place: Place) -> Typed | None:
        """Return how a cell takes a text; what it may mean is proposed."""
        number, key = self.spot(place)
        proposed = self.proposed(number, key)
        if not proposed:
            return self.typed(place[1])
        return Typed(str, offer=lambda text: matching(proposed, text) or proposed, open=True)

    def proposed(self, number: int, key: str) -> list[str]:
        """Return what is proposed for a cell."""
        if self.rows is None or not self.rows.is_record(number):
            return []
        if key == ANSWER:
            return list(self.answers(number))
        choices = [c.text for f in self.rows.found(number, key) for c in f.choices]
        return list(dict.fromkeys([*choices, *self._offers.get(key, ())]))

    def answers(self, number: int) -> dict[str, Decision | bool]:
        """Return what may be answered to a row: who it is, or whether it is imported."""
        if self.rows is None or not self.rows.is_record(number):
            return {}
        if self.rows.is_out(number):
            return {TAKE: True}
        found = next((f for f in self.rows.found(number) if f.candidates), None)
        known: dict[str, Decision | bool] = {}
        if found is not None:
            known |= same_as(found)
            known[OTHER] = "other"
        return known | {LEAVE_OUT: False}

    def answer(self, number: int) -> str:
        """Return what was answered to a row, "" where nothing was."""
        if self.rows is None or not self.rows.is_record(number):
            return ""
        if self.rows.is_out(number):
            return LEAVE_OUT
        decision = self.rows.review.asked.decision(self.rows.sheet, number)
        return "" if decision is None else OTHER if decision == "other" else SAME

    def wrong(self, number: int) -> str | None:
        """Return the field of the worst that was found in a row, None where it is of no field."""
        found = self.rows.found(number) if self.rows is not None else []
        return next((f.key for look in LOOKS for f in found if f.severity == look and f.key), None)

    def read_at(self, place: Place, text: str) -> object:
        """Return a text as it is typed: the readers of the list judge it. Raises WrongInput for what
        is no answer, and for too much.
        """
        number, key = self.spot(place)
        if len(text) > MOST:
            raise WrongInput(f"内容太长，一格放不下 {len(text)} 个字。")
        if key != ANSWER or text in ("", self.answer(number)):
            return text
        fitting = [a for a in self.answers(number) if a == text or a.startswith(f"{text}：")]
        if len(fitting) != 1:
            raise WrongInput(f"只能填{'、'.join(f'“{a}”' for a in self.answers(number))}。")
        return fitting[0]

    def barred(self, place: Place) -> str:
        """Say why nothing can be typed into a cell: what is no record is only looked at."""
        if self.rows is not None and not self.rows.is_record(self.id_at(place[0])):
            return NO_RECORD
        return super().barred(place)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """What is no record takes no input method either."""
        flags = super().flags(index)
        if index.isValid() and self.barred((index.row(), index.column())):
            flags &= ~Qt.ItemFlag.ItemIsEditable
        return flags


def same_as(found: Finding) -> dict[str, Decision | bool]:
    """Return what says of a doubt that it is one of the candidates."""
    return {f"{SAME}：{one.label}": one.id for one in found.candidates}


def _says(rows: Rows, number: int) -> Cell:
    said = rows.says(number)
    severities = {f.severity for f in rows.found(number)}
    worst = next((look for severity, look in LOOKS.items() if severity in severities), None)
    return Cell(said, worst[1] if worst else theme.QUIET, tip=said)


def _field(rows: Rows, number: int, key: str) -> Cell:
    text = rows.text(number, key)
    if rows.is_out(number):
        return Cell(text, theme.QUIET)
    found, worst = rows.found(number, key), rows.worst(number, key)
    tips = [f"{SEVERITIES[f.severity]}：{f.text}" for f in found]
    mended = rows.typed(number, key)
    if mended:
        before = rows.lines[number].original(key)
        tips.append(f"已改正，原为“{before}”。" if before else "已改正，原来是空的。")
    bold = key == rows.part.label
    usual = rows.review.asked.usual.get(key, "")
    if not text and usual and not found:
        return Cell(usual, theme.QUIET, tip=f"空着，按“{usual}”读入。")
    if worst is None:
        _, colour, ground = ("✎", theme.GOOD, theme.GOOD_SOFT) if mended else ("", "", "")
        return Cell(text, colour, bold, "\n".join(tips), ground, "✎" if mended else "")
    sign, colour, ground = LOOKS[worst]
    asked = worst in ("error", "doubt")
    sign = "▾" if asked and any(f.choices for f in found) else sign
    return Cell(text, colour if asked else "", bold, "\n".join(tips), ground, sign, colour)


def _columns(rows: Rows) -> list[Column]:
    label = rows.part.label
    names = {label: rows.keys.get(label, ""), **rows.keys}
    fields = {key: _field_column(rows, key, title) for key, title in names.items()}
    return [
        Column(ROW, "行", 48, "right"),
        Column(STATE, "状态", 84),
        fields.pop(label),
        Column(SAYS, "核对结果", 250, stretch=True),
        Column(ANSWER, "处理", 88),
        *fields.values(),
    ]


def _field_column(rows: Rows, key: str, title: str) -> Column:
    """As wide as its texts, but that one long text takes no more than its share."""
    usual = rows.review.asked.usual.get(key, "")
    wanted = max(rows.widths.get(key, 0), wide(title), wide(usual))
    return Column(key, title, round(min(max(_NARROW, _LETTER * wanted + _ROUND), _WIDE)))
