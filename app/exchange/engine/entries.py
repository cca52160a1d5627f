"""One line of a list: read cell by cell, judged against the file, with what would happen to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sqlite_utils import Database

from app.exchange.engine import fields
from app.exchange.engine.books import Cell
from app.exchange.engine.fields import Reading
from app.exchange.engine.findings import Candidate, Disposition, Findings, Severity
from app.exchange.engine.tables import Record, Table
from app.file.facts import Facts

TEXT_LIMIT = 500  # characters of one cell's text
CellReader: TypeAlias = Callable[[Cell], Reading]


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


class Line:
    """Reads one record, noting what is wrong with it."""

    def __init__(self, table: Table, record: Record, findings: Findings) -> None:
        self.table, self.record, self._findings = table, record, findings
        self.values: dict[str, str] = {}
        self.broken = False

    def read(self, readers: Mapping[str, CellReader]) -> None:
        """Read the cells of ``readers`` into ``values``."""
        for key, reader in readers.items():
            cell = self.record.cells.get(key, "")
            if cell != "":
                value = self.value(key, reader)
                if value:
                    self.values[key] = value

    def value(self, key: str, reader: CellReader) -> str | None:
        """Return what a cell says, None where it is empty or cannot be used; what is wrong is noted."""
        cell = self.usable(key)
        if cell == "":
            return None
        reading = reader(cell)
        if reading.text:
            self.say(key, reading.severity, reading.text)
        if reading.value and len(reading.value) > TEXT_LIMIT:
            self.say(key, "error", f"超过 {TEXT_LIMIT} 个字，请缩短。")
            return None
        return reading.value

    def usable(self, key: str) -> Cell:
        """Return a cell, '' for a formula without a value; odd characters are noted."""
        cell = self.record.cells.get(key, "")
        if cell == "":
            return ""
        failed = fields.failed(cell)
        for told in [failed] if failed.text else fields.odd(cell):
            self.say(key, told.severity, told.text)
        return "" if failed.text else cell

    def ask(self, required: Mapping[str, str]) -> None:
        """Note what is missing; ``required`` maps facts to what is then said."""
        for key, text in required.items():
            if key not in self.values and not self.broken:
                self.say(key, "error", text)

    def say(self, key: str, severity: Severity, text: str) -> None:
        """Note something about a cell of the line."""
        self.broken = self.broken or severity == "error"
        self._findings.add(
            severity,
            self.table.sheet.name,
            text,
            at=(self.record.row, self.table.columns.get(key, 0)),
            column=self.table.heading(key),
            value=fields.shown(self.record.cells.get(key, "")),
        )

    def places(self) -> dict[str, tuple[int, int]]:
        """Return where each column of the line stands."""
        return {key: (self.record.row, column) for key, column in self.table.columns.items()}

    def entry(
        self, part: str, places: Mapping[str, tuple[int, int]] | None = None, **said: Any
    ) -> Entry:
        """Return the line as an entry; ``said`` is what else there is to it."""
        return Entry(
            self.table.sheet.name,
            self.record.row + 1,
            self.values,
            part,
            broken=self.broken,
            places=places or self.places(),
            **said,
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
    ) -> None:
        """Note a finding about a fact of an entry; its value is shown unless another is given."""
        self._findings.add(
            severity,
            entry.sheet,
            text,
            at=entry.places.get(key),
            row=entry.row,
            column=self._others.get(key) or self._facts.name(key),
            value=self.shown(key, entry.values.get(key, "")) if value is None else value,
            candidates=candidates,
        )

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
