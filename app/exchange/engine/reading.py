"""A workbook read for a list, line by line, and only the lines again in which something else was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sqlite_utils import Database

from app.exchange.engine import column_notes, fields
from app.exchange.engine.asked import Asked, Row
from app.exchange.engine.books import Book, Cell
from app.exchange.engine.entries import Entry, Places
from app.exchange.engine.findings import Finding, Findings, refuse_more
from app.exchange.engine.parts import LineReader, Part
from app.exchange.engine.tables import Record, Table
from app.ground.jobs import Progress

TableFinder: TypeAlias = Callable[[Database, Book, Asked, Findings], Sequence[tuple[Part, Table]]]


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A record as it stands in its table, as an entry, and what its own cells have wrong."""

    part: Part
    table: Table
    record: Record
    entry: Entry
    found: tuple[Finding, ...] = ()

    @property
    def place(self) -> Row:
        """Its sheet and row (from 1)."""
        return self.entry.sheet, self.entry.row

    def shown(self, key: str) -> str:
        """Return what stands in a field, or was typed there."""
        return fields.shown(self.record.cells.get(key, ""))

    def original(self, key: str) -> str:
        """Return what stands in a field of the workbook."""
        column = self.table.columns.get(key)
        if column is None:
            return ""
        spread = self.table.sheet.spread if key in self.table.spreading else self.table.sheet.cell
        return fields.shown(spread(self.record.row, column))

    def called(self, key: str) -> str:
        """Return what a field is called: as the workbook heads it, else as the program does."""
        names = {column.key: column.headings[0] for column in self.part.columns}
        return self.table.heading(key) or names.get(key, key)

    @property
    def name(self) -> str:
        """Who or what it is, as it stands there."""
        key = self.part.label
        return self.entry.values.get(key) or fields.joined(self.record.cells.get(key, ""))


class Reading:
    """The lines of a workbook; ``find`` tells its tables.

    ``general`` are the findings that belong to no line.
    """

    def __init__(self, book: Book, find: TableFinder) -> None:
        self.book, self._find = book, find
        self.tables: tuple[tuple[Part, Table], ...] = ()
        self.general: list[Finding] = []
        self.lines: list[ReadLine] = []
        self._places: dict[Row, int] = {}
        self._readers: dict[str, LineReader] = {}
        self._notes = Findings()
        self._read_by: tuple[Asked, int] | None = None
        self._cells: Mapping[tuple[str, int, str], str] = {}

    def read(self, db: Database, asked: Asked, progress: Progress) -> None:
        """Read what is asked for: all of it where the school's file, or what is asked of the whole table,
        has changed since; else the lines in which something else is typed.

        Raises UserError where there is no such table, Cancelled.
        """
        self._notes.progress = progress
        by = asked.of_table(), _last_operation(db)
        before, self._read_by = (
            self._read_by,
            None,
        )  # given up midway, it is read whole the next time
        if before != by:
            self._read_all(db, asked)
        else:
            self._read_again(asked)
        self._read_by, self._cells = by, dict(asked.cells)

    def _read_all(self, db: Database, asked: Asked) -> None:
        notes = self._notes
        notes.items.clear()
        self.lines, self._places, self._readers = [], {}, {}
        self.tables = tuple(self._find(db, self.book, asked, notes))
        self.general = list(self._taken())
        noted = 0
        for part, table in self.tables:
            if table.missing:
                continue
            column_notes.note_columns(table, part, notes)
            reader = self._readers[table.sheet.name] = part.reader(db, table, asked, notes)
            self.general += self._taken()
            total = len(table.sheet.rows)
            typed = asked.typed(table.sheet.name)
            table.skipped.clear()
            for place, record in enumerate(table.records(part.label, notes, typed)):
                notes.step(place, total, "正在逐行核对")
                line = self._line(part, table, record, reader)
                noted += len(line.found)
                refuse_more(noted)
                self._places[line.place] = len(self.lines)
                self.lines.append(line)
            for row in table.skipped:
                if row.note:
                    notes.add("warn", row.sheet, row.note, row=row.row, value=row.text)
            self.general += self._taken()

    def _read_again(self, asked: Asked) -> None:
        changed = dict(self._cells.items() ^ asked.cells.items())
        rows = {(sheet, row) for sheet, row, _ in changed}
        for place in sorted(self._places[row] for row in rows if row in self._places):
            self._read_from(place, asked)

    def _read_from(self, place: int, asked: Asked) -> None:
        """Read a line anew, and those below that say of one of its cells 同上."""
        table = self.lines[place].table
        typed = asked.typed(table.sheet.name)
        first = place
        while place < len(self.lines) and (line := self.lines[place]).table is table:
            before = self.lines[place - 1] if place else None
            above: Mapping[str, Cell] = {}
            if before is not None and before.table is table:
                above = before.record.cells
            fresh = table.read(line.record, line.part.label, above, self._notes, typed)
            if place > first and fresh.cells == line.record.cells:
                self._notes.items.clear()
                return
            reader = self._readers[table.sheet.name]
            self.lines[place] = self._line(line.part, table, fresh, reader)
            place += 1

    def _line(self, part: Part, table: Table, record: Record, reader: LineReader) -> ReadLine:
        if record.apart:
            places = Places(record.row, table.columns)
            entry = Entry(
                table.sheet.name, record.row + 1, {}, part.key, broken=True, places=places
            )
        else:
            entry = reader(record)
        return ReadLine(part, table, record, entry, self._taken())

    def _taken(self) -> tuple[Finding, ...]:
        """What was noted since the last time."""
        items = self._notes.items
        if not items:
            return ()
        taken = tuple(items)
        items.clear()
        return taken


def _last_operation(db: Database) -> int:
    return db.execute("SELECT coalesce(max(id), 0) FROM operation").fetchone()[0]
