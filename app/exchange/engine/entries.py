"""One line of a list: read cell by cell, judged against the file, with what would happen to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sqlite_utils import Database

from app.exchange.engine import fields
from app.exchange.engine.books import Cell
from app.exchange.engine.fields import Reading
from app.exchange.engine.findings import Candidate, Choice, Disposition, Findings, Severity
from app.exchange.engine.tables import Record, Table
from app.file.facts import Facts

TEXT_LIMIT = 500  # characters of one cell's text
CellReader: TypeAlias = Callable[[Cell], Reading]


# by key and text of a cell: what it says, and what is said of it
Known: TypeAlias = dict[tuple[str, Cell], tuple[str | None, tuple[Reading, ...]]]


@dataclass(frozen=True)
class Entry:
    """A line as it was read: ``values`` as facts (text), only those that are filled in.

    ``beside`` are values that are no facts of the noun itself (the group in a class). ``derived`` ones
    come from others and never replace what is stored; ``whole`` is 单位及职务 as it stood in one cell.
    ``broken``: it has an error of its own. ``places`` maps facts to (row, column) from 0. What would
    happen: ``disposition``, the ``record_id`` it is, and ``changes`` (key, before, after) as stored.
    """

    sheet: str
    row: int  # from 1
    values: Mapping[str, str]
    part: str = ""
    beside: Mapping[str, str] = field(default_factory=dict[str, str])
    derived: frozenset[str] = frozenset()
    whole: str = ""
    broken: bool = False
    places: Mapping[str, tuple[int, int]] = field(
        default_factory=dict[str, tuple[int, int]], compare=False
    )
    disposition: Disposition = "new"
    record_id: int | None = None
    changes: tuple[tuple[str, str, str], ...] = ()


class Places(Mapping[str, tuple[int, int]]):
    """Where each column of a line stands; the columns are those of the table, kept once."""

    __slots__ = "_columns", "_row"

    def __init__(self, row: int, columns: Mapping[str, int]) -> None:
        self._row, self._columns = row, columns

    def __getitem__(self, key: str) -> tuple[int, int]:
        return self._row, self._columns[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


def look(cell: Cell, reader: CellReader) -> tuple[str | None, tuple[Reading, ...]]:
    """Return what a cell says, None where it is empty or cannot be used, and what is to be said of it."""
    usable, told = _usable(cell)
    if usable == "":
        return None, told
    reading = reader(usable)
    if reading.text:
        told = (*told, reading)
    if reading.value and len(reading.value) > TEXT_LIMIT:
        return None, (*told, Reading(None, f"超过 {TEXT_LIMIT} 个字，请缩短。"))
    return reading.value, told


def _usable(cell: Cell) -> tuple[Cell, tuple[Reading, ...]]:
    """Return a cell, '' for a mark of nothing and a formula without a value, and what is odd about it."""
    if isinstance(cell, str) and len(cell) <= fields.MARK and (empty := fields.blank(cell)):
        told = f"写的是“{cell.strip()}”，按空白读入，请核对。"
        return "", (Reading(None, told, "warn"),) if empty == "unsaid" else ()
    if cell == "" or (isinstance(cell, str) and cell.isascii() and cell.isalnum()):
        return cell, ()  # nearly all numbers and codes
    failed = fields.failed(cell)
    if failed.text:
        return "", (failed,)
    return cell, tuple(fields.odd(cell))


class Line:
    """Reads one record, noting what is wrong with it."""

    def __init__(self, table: Table, record: Record, findings: Findings) -> None:
        self.table, self.record, self._findings = table, record, findings
        self.values: dict[str, str] = {}
        self.broken = False
        self._wrong = set[str]()

    def read(self, readers: Mapping[str, CellReader], known: Known | None = None) -> None:
        """Read the cells of ``readers`` into ``values``.

        ``known`` keeps what was read in earlier lines of the table: a column mostly has the same few texts
        again and again. It is for readers which the cell alone decides.
        """
        cells, values = self.record.cells, self.values
        repeating = self.table.spreading if known is not None else ()
        for key, reader in readers.items():
            cell = cells.get(key, "")
            if cell == "":
                continue
            if known is not None and cell.__class__ is str and key in repeating:
                asked = key, cell
                looked = known.get(asked)
                if looked is None:
                    looked = known[asked] = look(cell, reader)
            else:
                looked = look(cell, reader)
            value, told = looked
            for reading in told:
                self.say(key, reading.severity, reading.text, reading.choices)
            if value:
                values[key] = value

    def usable(self, key: str) -> Cell:
        """Return a cell, '' for a formula without a value; odd characters are noted."""
        cell, told = _usable(self.record.cells.get(key, ""))
        for reading in told:
            self.say(key, reading.severity, reading.text, reading.choices)
        return cell

    def blank(self, key: str) -> bool:
        """Whether nothing stands in a field, or a mark of nothing."""
        return fields.empty(self.record.cells.get(key, ""))

    def ask(self, required: Mapping[str, str]) -> None:
        """Note what is missing; ``required`` maps facts to what is then said."""
        for key, text in required.items():
            if key not in self.values and key not in self._wrong:
                self.say(key, "error", text)

    def lacks(self, key: str) -> bool:
        """Whether nothing stands in a field, nor anything wrong."""
        return key not in self.values and key not in self._wrong

    def say(self, key: str, severity: Severity, text: str, choices: Sequence[Choice] = ()) -> None:
        """Note something about a cell of the line; ``choices`` are what it may mean."""
        if severity == "error":
            self.broken = True
            self._wrong.add(key)
        self._findings.add(
            severity,
            self.table.sheet.name,
            text,
            at=(self.record.row, self.table.columns.get(key, 0)),
            column=self.table.heading(key),
            value=fields.shown(self.record.cells.get(key, "")),
            key=key,
            choices=choices,
        )

    def entry(self, part: str, columns: Mapping[str, int] | None = None, **said: Any) -> Entry:
        """Return the line as an entry; ``said`` is what else there is to it.

        ``columns`` are where its facts stand, where these are not just the table's.
        """
        return Entry(
            self.table.sheet.name,
            self.record.row + 1,
            self.values,
            part,
            broken=self.broken,
            places=Places(self.record.row, columns or self.table.columns),
            **said,
        )


def note(
    findings: Findings,
    entry: Entry,
    key: str,
    severity: Severity,
    text: str,
    *,
    column: str,
    value: str,
    candidates: tuple[Candidate, ...] = (),
    choices: tuple[Choice, ...] = (),
) -> None:
    """Note a finding about a field of an entry, where that stands in the workbook."""
    findings.add(
        severity,
        entry.sheet,
        text,
        at=entry.places.get(key),
        row=entry.row,
        column=column,
        value=value,
        candidates=candidates,
        key=key,
        choices=choices,
    )


class Told:
    """Says something of an entry, by the names of its facts and of its codes.

    ``others`` names what a workbook has beside the facts: a lecturer by name, a clock.
    """

    def __init__(
        self,
        db: Database,
        facts: Facts[Any],
        findings: Findings,
        others: Mapping[str, str] | None = None,
    ) -> None:
        self._facts, self._findings, self._others = facts, findings, others or {}
        self._names = {one.key: dict(one.options(db)) for one in facts.values() if one.codes}

    def say(
        self,
        entry: Entry,
        key: str,
        severity: Severity,
        text: str,
        *,
        value: str | None = None,
        candidates: tuple[Candidate, ...] = (),
        choices: tuple[Choice, ...] = (),
    ) -> None:
        """Note a finding about a fact of an entry; its value is shown unless another is given."""
        note(
            self._findings,
            entry,
            key,
            severity,
            text,
            column=self._others.get(key) or self._facts.name(key),
            value=self.shown(key, entry.values.get(key, "")) if value is None else value,
            candidates=candidates,
            choices=choices,
        )

    def names(self, key: str) -> dict[Any, str]:
        """Return the names of the codes of a fact, in their order."""
        return self._names[key]

    def changes(self, entry: Entry, changes: tuple[tuple[str, str, str], ...]) -> None:
        """Note what would be changed."""
        for key, before, _ in changes:
            was = f"原为「{self.shown(key, before)}」，将更新并保留历史。"
            self.say(entry, key, "change", was if before else "原为空，将填上。")

    def shown(self, key: str, value: str) -> str:
        """Return a value as a registrar reads it."""
        if key in self._others:
            return value
        one = self._facts[key]
        number = one.kind in ("hours", "flag", "count") and value != ""
        return one.shown(int(value) if number else value, self._names.get(key, {}))
