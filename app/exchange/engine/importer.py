"""What every list goes through: read whole, compared with the file, told, then written all or nothing.

A list says what is its own: its columns, how a line is read, what is compared with what, how a line is
written. ``review`` only reads; ``write`` is one operation that undo takes back as a whole.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from sqlite_utils import Database

from app.exchange.engine import books, column_notes, contents, dealing, mended
from app.exchange.engine.asked import Asked, Decisions, Row
from app.exchange.engine.books import Book
from app.exchange.engine.entries import Entry
from app.exchange.engine.findings import (
    DISPOSITIONS,
    SEVERITIES,
    Disposition,
    Finding,
    Findings,
    Severity,
    Skipped,
    Source,
)
from app.exchange.engine.parts import Found, Part, tables_of
from app.exchange.engine.reading import Reading, ReadLine
from app.exchange.engine.tables import Table
from app.file.connection import heeding
from app.file.operation import Operation, Transaction
from app.file.rights import Right
from app.ground.errors import UserError
from app.ground.jobs import Progress
from app.school import known_headings, mendings, unfinished


@contextmanager
def _no_search_for_circles() -> Generator[None]:
    """Let Python not look through millions of objects, again and again, for those that hold each other.

    A review makes none that do; looking took a quarter of the time of a large one.
    """
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()


@dataclass(frozen=True)
class Review:
    """What was found in a workbook; ``sheet`` and ``header_row`` (from 1) say where the records are.

    ``tables`` are those that were read, ``parts`` the sorts that there are; ``sheets`` are all of the
    workbook, and whether each is seen.
    """

    source: Source
    sheet: str
    header_row: int
    findings: tuple[Finding, ...]
    skipped: tuple[Skipped, ...] = ()
    entries: tuple[Entry, ...] = ()
    asked: Asked = field(default_factory=Asked)
    lines: tuple[ReadLine, ...] = field(default=(), repr=False, compare=False)
    tables: tuple[tuple[Part, Table], ...] = field(default=(), repr=False, compare=False)
    parts: tuple[Part, ...] = field(default=(), repr=False, compare=False)
    sheets: tuple[tuple[str, bool], ...] = field(default=(), repr=False, compare=False)

    @cached_property
    def _names(self) -> dict[Row, str]:
        return {line.place: line.name for line in self.lines}

    def name_of(self, sheet: str, row: int) -> str:
        """Return who or what a row is, as it stands there; "" for none."""
        return self._names.get((sheet, row), "")

    @property
    def left_out(self) -> int:
        """How many of its rows are left out."""
        return sum(line.place in self.asked.left_out for line in self.lines)

    @property
    def tables_left_out(self) -> list[Skipped]:
        """The headings of further tables below its own that are not to be imported."""
        return [one for one in self.skipped if one.heads and one.place in self.asked.left_out]

    @cached_property
    def counts(self) -> dict[Disposition, int]:
        """Records by what would happen to them; every disposition is a key."""
        found = Counter(entry.disposition for entry in self.entries)
        return {d: found[d] for d in DISPOSITIONS}

    @cached_property
    def severities(self) -> dict[Severity, int]:
        """Findings by severity; every severity is a key."""
        found = Counter(f.severity for f in self.findings)
        return {s: found[s] for s in SEVERITIES}

    @property
    def can_import(self) -> bool:
        """Whether there is something to write and nothing to mend or decide."""
        waiting = self.severities["error"] + self.severities["doubt"]
        return not waiting and bool(self.entries)

    def of(self, part: str) -> list[Entry]:
        """Return the entries of one part, in order."""
        return [entry for entry in self.entries if entry.part == part]

    def refuse(self) -> None:
        """Raise UserError where errors or doubts stand."""
        file = f"「{self.source.path.name}」"
        errors, doubts = self.severities["error"], self.severities["doubt"]
        if errors:
            raise UserError(f"{file}还有 {errors} 处错误，改正后才能导入。没有写入任何数据。")
        if doubts:
            raise UserError(f"{file}还有 {doubts} 处需要确认。没有写入任何数据。")
        if not self.can_import:
            raise UserError(f"{file}里没有可以导入的内容。没有写入任何数据。")


@dataclass(frozen=True)
class Result:
    """What an import did: records by their part and what happened; ``enrolled`` are new in a class."""

    done: Mapping[tuple[str, Disposition], int]
    enrolled: int = 0

    def count(self, disposition: Disposition, part: str | None = None) -> int:
        """Return how many records went so, of all parts or of one."""
        return sum(n for (p, d), n in self.done.items() if d == disposition and part in (None, p))

    @property
    def created(self) -> int:
        """How many records are new."""
        return self.count("new")

    @property
    def updated(self) -> int:
        """How many records were changed."""
        return self.count("changed")

    @property
    def unchanged(self) -> int:
        """How many records were there already."""
        return self.count("same")

    @property
    def total(self) -> int:
        """Everything in the list."""
        return sum(self.done.values())


def _remember(tx: Transaction, reviewed: Review) -> None:
    """Keep what was said of columns, for the next workbook with such a heading."""
    tables = {id(line.table): line for line in reviewed.lines}
    for line in tables.values():
        table = line.table
        if table.header_row >= 0:
            texts = dealing.names(table.head.written)
            field_of = {column: key for key, column in table.columns.items()}
            said = {
                texts[c]: line.part.name(field_of.get(c, ""))
                for c in table.dealt.said
                if c in texts  # one without a heading is known by nothing next time
            }
            known_headings.keep(tx, line.part.what, dealing.shape(table.head.written), said)


@dataclass(frozen=True)
class Importer:
    """What one list is made of; ``name`` (学员名册) is in the name of the operation that writes it.

    ``judge`` returns what would happen to each entry, whatever happened to it before. ``put`` writes
    them and returns how many people are new in the class; ``size`` says how many there are. ``stale``
    is said where the file has changed since the review, ``nowhere`` where no sheet has such a table.
    ``right`` is what a user's role must have to write. ``begin`` refuses what cannot be asked for,
    before anything is read.
    """

    name: str
    right: Right
    parts: tuple[Part, ...]
    judge: Callable[[Database, Sequence[Entry], Asked, Findings], list[Entry]]
    put: Callable[[Transaction, Review, str | None], int]
    size: Callable[[Review], str]
    stale: str
    nowhere: str = ""
    begin: Callable[[Database, Asked], object] = lambda db, asked: None

    def review(
        self,
        db: Database,
        path: Path,
        class_code: str = "",
        *,
        sheet: str | None = None,
        decisions: Decisions | None = None,
        progress: Progress | None = None,
    ) -> Review:
        """Read a workbook and compare it with the file; nothing is written.

        ``sheet`` chooses a worksheet (default: every visible one that has such a table, of a list of
        one part the one with the most known headings). ``decisions`` answers doubts. Raises UserError
        where the file is no workbook, Cancelled; everything else that is wrong stands in ``findings``.
        """
        asked = Asked(class_code.strip(), sheet, dict(decisions or {}))
        self.begin(db, asked)
        return self.judged(db, self.read(path, progress=progress), asked, progress)

    def read(
        self, path: Path, content: bytes | None = None, progress: Progress | None = None
    ) -> Reading:
        """Read a workbook, or ``content`` that was kept of it, for ``judged``.

        Raises UserError where it is no workbook, Cancelled.
        """
        return Reading(books.read(path, progress, content), self._tables)

    def judged(
        self, db: Database, reading: Reading, asked: Asked, progress: Progress | None = None
    ) -> Review:
        """Compare what was read with the file, as it is asked for now; nothing is written.

        Only what was typed since the last time is read again. Raises UserError where something is asked
        for that is not there, Cancelled.
        """
        findings = Findings(progress=progress or Progress())
        self.begin(db, asked)
        with _no_search_for_circles(), heeding(db, findings.progress):
            reading.read(db, asked, findings.progress)
            lines = [line for line in reading.lines if line.place not in asked.left_out]
            findings.items += [
                one for one in reading.general if (one.sheet, one.row) not in asked.left_out
            ]
            for line in lines:
                findings.items += line.found
            findings.progress.step(0, 0, "正在与学校文件比对")
            entries = self.judge(db, [line.entry for line in lines], asked, findings)
            book = reading.book
            return Review(
                source=Source(book.path, book.kind, book.digest, book.content),
                sheet="、".join(table.sheet.name for _, table in reading.tables),
                header_row=reading.tables[0][1].header_row + 1,
                findings=findings.sorted(),
                skipped=tuple(s for _, table in reading.tables for s in table.skipped),
                entries=tuple(entries),
                asked=asked,
                lines=tuple(reading.lines),
                tables=reading.tables,
                parts=self.parts,
                sheets=tuple((sheet.name, sheet.visible) for sheet in book.sheets),
            )

    def write(
        self,
        reviewed: Review,
        class_code: str | None = None,
        *,
        kept: tuple[str, str] | None = None,
    ) -> Operation[Result]:
        """Write a reviewed list, all or nothing; ``kept``: kind and key of the half-done review it ends.

        The operation raises UserError where errors or undecided doubts stand, where the file has
        changed since the review, or where the class cannot take it. Then nothing is written.
        """

        def work(tx: Transaction) -> Result:
            reviewed.refuse()
            size = "，".join([self.size(reviewed), *mended.short(reviewed)])
            tx.name(f"导入{self.name} {reviewed.source.path.name}（{size}）")
            if kept is not None:
                unfinished.finished(tx, *kept)
            with _no_search_for_circles():
                return self._write(tx, reviewed, class_code)

        return Operation(f"导入{self.name}", work, right=self.right)

    def _write(self, tx: Transaction, reviewed: Review, class_code: str | None) -> Result:
        again = self.judge(tx.db, reviewed.entries, reviewed.asked, Findings(progress=tx.progress))
        if tuple(again) != reviewed.entries:
            raise UserError(f"{self.stale}没有写入任何数据。")
        if words := mended.words(reviewed):  # first: a history shows only the beginning of many
            mendings.note(tx, reviewed.source.path.name, reviewed.source.digest, words)
        _remember(tx, reviewed)
        enrolled = self.put(tx, reviewed, class_code)
        done: Counter[tuple[str, Disposition]] = Counter()
        done.update((entry.part, entry.disposition) for entry in reviewed.entries)
        return Result(done, enrolled)

    def _tables(self, db: Database, book: Book, asked: Asked, findings: Findings) -> list[Found]:
        """Return the tables to be read, part by part; what is missing is told."""
        found = tables_of(self.parts, book, asked, findings, known_headings.all(db))
        for part, table in found:
            contents.settle(db, part, table)
            if table.missing:
                column_notes.note_missing(table, part, findings, self.nowhere)
        return found
