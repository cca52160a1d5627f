"""The rows of a review as a registrar sees them: number, name, what would become of each, and why."""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal, TypeAlias

from app.exchange.engine.entries import Entry
from app.exchange.engine.findings import Choice, Finding, Severity
from app.exchange.engine.importer import Review

# what would become of a row; "out": nothing, it is left out, or is no record at all
State: TypeAlias = Literal["error", "doubtful", "changed", "new", "same", "out"]
CHECK = "check"  # the chip of rows that are imported, and should be looked at
STATES: Mapping[State, str] = {
    "error": "有错",
    "doubtful": "有疑",
    "changed": "更新",
    "new": "新增",
    "same": "不变",
    "out": "不导入",
}
OUT = "这一行不导入。"
BELOW = "从这一行起是另一张表，不导入。"
NO_RECORD = "合计、备注、组名一类的行，不导入。"
LONG = 60  # characters of a text that count for its width
SAMPLE = 300  # rows by which a column is made as wide as its texts
NAMED = 2  # of those whom a row may be
_WORST: tuple[Severity, ...] = ("error", "doubt", "warn", "change")
_YEAR = re.compile("[0-9]{4}")


@dataclass(frozen=True)
class Missing:
    """A field that is empty in ``many`` rows, and is one of ``options`` in each."""

    key: str
    name: str
    many: int
    options: tuple[str, ...]


class Rows:
    """The rows of one table of a review, by their number in the sheet (from 1).

    ``keys`` are the fields shown, with what each is called: those of the table in its order, then those
    that are made of others or were asked for; ``widths``: how wide their texts are, a Chinese character
    being 2. ``heads``: the rows that head another table, below which nothing was read. ``general`` are the
    findings that belong to no row, or bar all of them; ``missing``: what is not written in many rows, and
    can be said once.
    """

    def __init__(self, review: Review, place: int = 0) -> None:
        self.review = review
        self.part, self.table = review.tables[place]
        self.sheet = self.table.sheet.name
        self.lines = {line.entry.row: line for line in review.lines if line.table is self.table}
        self._entries = {e.row: e for e in review.entries if e.sheet == self.sheet}
        self._skipped = {s.row: s.text for s in review.skipped if s.sheet == self.sheet}
        self.heads = [s.row for s in review.skipped if s.sheet == self.sheet and s.heads]
        self._found: dict[int, list[Finding]] = defaultdict(list)
        self.general: list[Finding] = []
        for one in review.findings:
            here = one.sheet == self.sheet
            if here and (one.row in self.lines or one.row in self._skipped):
                self._found[one.row].append(one)
                if one.row in self._skipped and one.severity in ("error", "doubt"):
                    self.general.append(one)  # no row can be left out for it: it bars the whole
            elif one.sheet == self.sheet or (place == 0 and not self._elsewhere(one)):
                self.general.append(one)
        self.keys = dict(self._keys())
        self.widths = {key: self._width(key) for key in self.keys}
        self.missing = tuple(self._missing())
        self._by_chip = dict(self._sorted())
        self._asking: dict[str, list[tuple[int, Finding]]] = defaultdict(list)
        for number, some in self._found.items():
            for found in some:
                if (found.choices or found.candidates) and not self.is_out(number):
                    self._asking[found.key].append((number, found))

    def _elsewhere(self, found: Finding) -> bool:
        """Whether a finding is of another table that is shown."""
        return any(table.sheet.name == found.sheet for _, table in self.review.tables)

    def _keys(self) -> Iterator[tuple[str, str]]:
        table, known = self.table, {column.key for column in self.part.columns}
        shown = sorted(table.columns, key=lambda key: table.columns[key])
        asked = {f.key for some in self._found.values() for f in some}
        typed = {key for sheet, _, key in self.review.asked.cells if sheet == self.sheet}
        made = [
            key
            for key in self.part.made
            if any(key in line.entry.values for line in self.lines.values())
        ]
        names = {column.key: column.name for column in self.part.columns}
        for key in dict.fromkeys([*shown, *made, *sorted((asked | typed) & known)]):
            yield key, table.heading(key) or names[key]

    def _width(self, key: str) -> int:
        some = islice(self.lines, SAMPLE)
        return max((wide(self.text(number, key)) for number in some), default=0)

    def _missing(self) -> Iterator[Missing]:
        asked: dict[str, list[Finding]] = defaultdict(list)
        for number, some in self._found.items():
            for found in some:
                kept_back = found.severity in ("error", "doubt") and not self.is_out(number)
                if kept_back and found.choices and not self.text(number, found.key):
                    asked[found.key].append(found)
        for key, found in asked.items():
            texts = [{choice.text for choice in one.choices} for one in found]
            if len(found) > 1 and all(some == texts[0] for some in texts):
                options = tuple(choice.text for choice in found[0].choices)
                yield Missing(key, self.keys.get(key, key), len(found), options)

    def _sorted(self) -> Iterator[tuple[str, array[int]]]:
        by_chip: dict[str, list[int]] = {chip: [] for chip in ("", *STATES, CHECK)}
        for number in sorted([*self.lines, *self._skipped]):
            state = self.state(number)
            by_chip[""].append(number)
            by_chip[state].append(number)
            if state != "out" and any(f.severity == "warn" for f in self._found.get(number, ())):
                by_chip[CHECK].append(number)
        for chip, numbers in by_chip.items():
            yield chip, array("q", numbers)

    # ------------------------------------------------------------------ which

    def numbers(self, chip: str = "") -> array[int]:
        """Return the numbers of the rows in a state, of those to be looked at (CHECK), or of all ("")."""
        return self._by_chip[chip]

    def counts(self) -> dict[str, int]:
        """Return how many rows there are by chip; every chip is a key."""
        return {chip: len(numbers) for chip, numbers in self._by_chip.items()}

    # ------------------------------------------------------------------ one row

    def is_out(self, number: int) -> bool:
        """Whether a row is left out, or is no record."""
        return (self.sheet, number) in self.review.asked.left_out or number in self._skipped

    def is_record(self, number: int) -> bool:
        """Whether a row could be imported: no total, no remark."""
        return number in self.lines

    def can_be_left_out(self, number: int) -> bool:
        """Whether one may say that a row is not imported: a record, or a heading with its table below."""
        return number in self.lines or number in self.heads

    def left_out(self, number: int) -> bool:
        """Whether somebody has said that it is not imported."""
        return (self.sheet, number) in self.review.asked.left_out

    def barring(self) -> list[int]:
        """Return the headings of other tables of which nobody has said yet that they are not imported."""
        return [number for number in self.heads if not self.left_out(number)]

    def state(self, number: int) -> State:
        """Return what would become of a row; what was found in it keeps it back, whatever it is itself."""
        entry = self.entry(number)
        if entry is None:
            return "out"
        severities = {f.severity for f in self._found.get(number, ())}
        kept_back: State | None = (
            "error" if "error" in severities else "doubtful" if "doubt" in severities else None
        )
        return kept_back or entry.disposition

    def entry(self, number: int) -> Entry | None:
        """Return a row as it was judged, None where it is out."""
        return None if self.is_out(number) else self._entries.get(number)

    def name(self, number: int) -> str:
        """Return who or what a row is; of what is no record the words that stand there."""
        line = self.lines.get(number)
        return line.name if line is not None else self._skipped.get(number, "")

    def text(self, number: int, key: str) -> str:
        """Return what stands in a field, or was typed there; of one made of others, what it is."""
        line = self.lines.get(number)
        if line is None:
            return self._skipped.get(number, "") if key == self.part.label else ""
        if key in line.record.cells or key not in self.part.made:
            return line.shown(key)
        return line.entry.values.get(key, "")

    def typed(self, number: int, key: str) -> bool:
        """Whether a field was mended."""
        return (self.sheet, number, key) in self.review.asked.cells

    def mended(self, number: int) -> list[str]:
        """Return the fields of a row that were mended."""
        return [key for key in self.keys if self.typed(number, key)]

    def found(self, number: int, key: str | None = None) -> list[Finding]:
        """Return what was found in a row, or in one field of it, the worst first."""
        if (self.sheet, number) in self.review.asked.left_out:
            return []
        found = self._found.get(number, [])
        return [f for f in found if key in (None, f.key)]

    def worst(self, number: int, key: str) -> Severity | None:
        """Return how bad the worst is that was found in a field."""
        found = {f.severity for f in self.found(number, key)}
        return next((one for one in _WORST if one in found), None)

    def says(self, number: int) -> str:
        """Return in a sentence or two what is wrong with a row, to be answered, or would change."""
        found = "；".join(said(f) for f in self.found(number))
        if number in self._skipped:
            return found or (BELOW if self.left_out(number) else NO_RECORD)
        return OUT if self.is_out(number) else found

    # ------------------------------------------------------------------ answers

    def alike(self, number: int, found: Finding) -> list[tuple[int, Finding]]:
        """Return the other rows of which the same is asked: the same field, with choices for choices,
        one person for one person.
        """
        return [
            (row, other)
            for row, other in self._asking.get(found.key, ())
            if row != number and _same_question(found, other)
        ]


def wide(text: str) -> int:
    """Return how wide a text is, a Chinese character being 2."""
    return sum(1 + (sign >= "\u2e80") for sign in text[:LONG])


def answer_alike(found: Finding, chosen: Choice, other: Finding) -> Choice | None:
    """Return what answers another finding as ``chosen`` answers ``found``: October for October, in
    whatever year; None where it has nothing of the kind.
    """
    if len(found.choices) == len(other.choices) == 1:
        return other.choices[0]
    return next((c for c in other.choices if _kind(c) == _kind(chosen)), None)


def _kind(choice: Choice) -> str:
    return _YEAR.sub("", choice.label)


def _same_question(one: Finding, other: Finding) -> bool:
    if one.key != other.key or one.severity != other.severity:
        return False
    if one.candidates or other.candidates:
        return len(one.candidates) == len(other.candidates) == 1
    if len(one.choices) != len(other.choices) or not one.choices:
        return False
    return len(one.choices) == 1 or set(map(_kind, one.choices)) == set(map(_kind, other.choices))


def said(found: Finding) -> str:
    """Return a finding in words, with the field it is of and who is meant; without the full stop."""
    if found.candidates:
        labels = "、".join(f"「{one.label}」" for one in found.candidates[:NAMED])
        more = f"等 {len(found.candidates)} 位" if len(found.candidates) > NAMED else ""
        return f"{found.text.rstrip('。')}：{labels}{more}"
    if found.severity == "change":
        return f"{found.column}：{found.value}，{found.text.rstrip('。')}"
    return f"{found.column}：{found.text.rstrip('。')}" if found.column else found.text.rstrip("。")


def sheets(review: Review) -> Sequence[str]:
    """Return what the tables of a review are called: the part's word, its sheet where two have one."""
    words = Counter(part.what for part, _ in review.tables)
    return [
        part.what if words[part.what] == 1 else f"{part.what}「{table.sheet.name}」"
        for part, table in review.tables
    ]
