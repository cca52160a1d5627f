"""Finding the table in a sheet: its heading below title rows, its records among totals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import TypeAlias

from app.exchange.engine import fields, headings
from app.exchange.engine.books import Book, Cell, Sheet
from app.exchange.engine.findings import Choice, Findings, Skipped
from app.exchange.engine.lines import NUMBERING, Lines
from app.file.facts import Fact
from app.ground.errors import UserError

HEADING_WITHIN = 60  # rows from the top in which a heading is looked for
# row from 0 → field → what was typed there instead
Typed: TypeAlias = Mapping[int, Mapping[str, str]]
_DITTO = frozenset(("同上", "〃", "″", "＂", '"', "”", "“", "''", "′′"))
_DOWNWARD = frozenset(("unit_name", "date"))
_OFTEN = 0.2  # of the cells of such a column are blank where one holds for several
_DITTO_SIGN = re.compile(f"[{''.join({sign[0] for sign in _DITTO})}]")


@dataclass(frozen=True)
class Column:
    """A field that a table may have: the usual headings of it.

    ``spread``: a cell merged over several rows holds for all of them (a unit of three people).
    """

    key: str
    headings: tuple[str, ...]
    spread: bool = True


def column(fact: Fact, key: str = "") -> Column:
    """Return the column of a fact, under another ``key`` where the workbook says it otherwise."""
    return Column(key or fact.key, fact.headings, spread=not fact.single)


@dataclass(frozen=True)
class Record:
    """A row: ``cells`` by field; ``row`` from 0; ``group`` of a line such as 第一组 above.

    ``merged``: what it is known by stands in a merge with the row above. ``apart``: and nobody has typed it.
    ``doubt``: the whole line, where it may be none. ``first``: the first below a heading or a group's name.
    """

    row: int
    cells: Mapping[str, Cell]
    group: str = ""
    merged: bool = False
    apart: bool = False
    doubt: str = ""
    first: bool = False


@dataclass(frozen=True)
class Table:
    """A table in a sheet. ``columns`` maps fields to columns, ``headings`` columns to texts."""

    sheet: Sheet
    header_row: int  # from 0; the lower one where the heading has two rows
    columns: dict[str, int]
    headings: dict[int, str]
    spreading: frozenset[str]
    repeated: tuple[str, ...] = ()
    skipped: list[Skipped] = field(default_factory=list[Skipped], compare=False)

    def heading(self, key: str) -> str:
        """Return the heading of a field as it is written, '' where the table has no such column."""
        return self.headings.get(self.columns.get(key, -1), "")

    def records(
        self, key: str, findings: Findings, typed: Typed = MappingProxyType({})
    ) -> Iterator[Record]:
        """Yield the records; ``key`` is the field without which a row is none (the name).

        ``typed`` has what was typed instead, by row and field. Totals, remarks and repeated headings go
        to ``skipped``; blank rows are passed over.
        """
        group, first = "", True
        above: Mapping[str, Cell] = {}
        judge = Lines(self.sheet, self.header_row, self.columns, self.headings, key).judge
        for row in sorted(r for r in self.sheet.rows if r > self.header_row):
            kind, plain = judge(row)
            if kind == "blank":
                continue
            if kind in ("group", "section", "skip"):
                note = section_note(group) if kind == "section" and key == "name" else ""
                self.skipped.append(Skipped(self.sheet.name, row + 1, plain, note))
                if kind != "skip":  # what is unknown ends the group above
                    group, first = (plain if kind == "group" else ""), True
                continue
            doubt = plain if kind == "doubt" else ""
            place = Record(row, {}, group, merged=kind == "merged", doubt=doubt, first=first)
            record = self.read(place, key, above, findings, typed)
            above, first = record.cells, False
            yield record

    def read(
        self,
        place: Record,
        key: str,
        above: Mapping[str, Cell],
        findings: Findings,
        typed: Typed = MappingProxyType({}),
    ) -> Record:
        """Return the record at a place with its cells as they are, or were typed; ``above`` are those above.

        A record whose ``key`` is merged with the row above is told, until one is typed; so is a line that
        may be none.
        """
        own = typed.get(place.row, {})
        cells = self._cells(place, above, findings, own)
        if place.doubt and not own.get(key):
            self._ask(place, key, findings)
        apart = place.merged and not own.get(key)
        if apart:
            findings.add(
                "error",
                self.sheet.name,
                f"“{self.heading(key)}”单元格合并了几行，这一行的内容不知属于谁；"
                f"请填上“{self.heading(key)}”，或取消合并后补全。",
                at=(place.row, self.columns[key]),
                column=self.heading(key),
                key=key,
            )
        return replace(place, cells=cells, apart=apart)

    def _ask(self, place: Record, key: str, findings: Findings) -> None:
        """Ask whether a line is a record."""
        name = fields.joined(self.sheet.cell(place.row, self.columns[key]))
        findings.add(
            "doubt",
            self.sheet.name,
            f"这一行写着“{place.doubt}”，不知是要导入的一行还是说明；"
            "是说明就不导入这一行，不是请选定或补全。",
            at=(place.row, self.columns[key]),
            column=self.heading(key),
            value=name,
            key=key,
            choices=(Choice(f"导入“{name}”", name),),
        )

    @cached_property
    def downward(self) -> frozenset[str]:
        """Fields that hold for the blank cells below: a unit written once above its people."""
        found: set[str] = set()
        for key in _DOWNWARD & self.columns.keys():
            column, cell = self.columns[key], self.sheet.spread
            rows = [r for r, c in self.sheet.rows.items() if r > self.header_row and len(c) > 1]
            blank = sum(cell(row, column) == "" for row in rows)
            if len(rows) > blank >= _OFTEN * len(rows):
                found.add(key)
        return frozenset(found)

    def _down(self, place: Record, key: str, above: Mapping[str, Cell], findings: Findings) -> Cell:
        """Return what stands above a blank cell of a field that is written once, '' where nothing does."""
        known = "" if place.first else above.get(key, "")
        if known != "":
            findings.add(
                "warn",
                self.sheet.name,
                f"这一格是空的，按上面的“{fields.shown(known)}”读入，请核对。",
                at=(place.row, self.columns[key]),
                column=self.heading(key),
                key=key,
            )
        return known

    def _cells(
        self, place: Record, above: Mapping[str, Cell], findings: Findings, typed: Mapping[str, str]
    ) -> dict[str, Cell]:
        """Return a record's cells; 同上 and its marks are what the record above has."""
        spread, cell, row = self.sheet.spread, self.sheet.cell, place.row
        cells: dict[str, Cell] = {}
        for key, column in self.columns.items():
            if key in typed:
                continue
            value = spread(row, column) if key in self.spreading else cell(row, column)
            if (
                key in self.spreading
                and isinstance(value, str)
                and _DITTO_SIGN.search(value)
                and fields.compact(value) in _DITTO
            ):
                known = fields.shown(above.get(key, ""))
                findings.add(
                    "warn" if known else "error",
                    self.sheet.name,
                    f"按上一行的“{known}”读入，请核对。"
                    if known
                    else "上一行这一栏是空的，不知指什么，请写全。",
                    at=(row, column),
                    column=self.headings[column],
                    value=fields.shown(value),
                    key=key,
                )
                value = above.get(key, "")
            if value == "" and not place.doubt and key in _DOWNWARD and key in self.downward:
                value = self._down(place, key, above, findings)
            cells[key] = value
        return cells | dict(typed)


def section_note(group: str) -> str:
    """Return what is said of a line that is nobody, below the line of a ``group``."""
    end = f"，不再归入“{group}”" if group else ""
    return f"这一行不是学员，没有读入；以下各行照常读入{end}。不是学员的请不要导入。"


def find(
    book: Book,
    columns: Sequence[Column],
    required: Sequence[str],
    findings: Findings,
    *,
    sheet: str | None = None,
    what: str = "名册",
) -> Table:
    """Return the table of the named sheet, or of the first visible sheet that has one.

    Raises UserError where there is none; further sheets that also have one (hidden ones, too) and
    rows that are hidden are told as warnings.
    """
    if sheet is not None:
        table = look(book.sheet(sheet), columns, required)
        if table is None:
            raise UserError(f"工作表「{sheet}」里{_no_heading(columns, required)}")
        _note_hidden(table, findings)
        return table
    tables = [t for s in book.sheets if s.visible and (t := look(s, columns, required))]
    if not tables:
        raise UserError(f"「{book.path.name}」里{_no_heading(columns, required)}")
    for other in tables[1:]:
        findings.add(
            "warn",
            other.sheet.name,
            f"这张工作表也像{what}，这次没有读；如需导入，请选定它再读一次。",
        )
    for other in book.sheets:
        if not other.visible and look(other, columns, required):
            findings.add("warn", other.name, f"这张隐藏的工作表也像{what}，没有读。")
    _note_hidden(tables[0], findings)
    return tables[0]


def _note_hidden(table: Table, findings: Findings) -> None:
    """Tell of rows that a filter or a hand has hidden: they are read, for nobody may be lost."""
    sheet = table.sheet
    rows = [r + 1 for r in sorted(sheet.hidden) if r > table.header_row and r in sheet.rows]
    if rows:
        places = "、".join(str(r) for r in rows[:10]) + ("等" if len(rows) > 10 else "")
        findings.add(
            "warn",
            sheet.name,
            f"有 {len(rows)} 行是隐藏的（第 {places} 行），也一并读入；不要的请删去后再读。",
            row=rows[0],
        )


def look(sheet: Sheet, columns: Sequence[Column], required: Sequence[str]) -> Table | None:
    """Return the table in a sheet, or None: the first row with the most known headings."""
    names = {h: c.key for c in columns for h in c.headings}
    best: Table | None = None
    for row in sorted(sheet.rows)[:HEADING_WITHIN]:
        if row > 3 * HEADING_WITHIN:
            break
        found = _heading(sheet, row, names, columns)
        fits = all(k in found.columns for k in required) and len(found.columns) >= 2
        if fits and (best is None or len(found.columns) > len(best.columns)):
            best = found
    if best is None:
        return None
    return _with_lower_row(best, names, required[0])


def note_columns(table: Table, findings: Findings, what: str) -> None:
    """Tell of columns that are not imported, and of two tables side by side (an error)."""
    known = set(table.columns.values())
    for column, heading in sorted(table.headings.items()):
        if column in known or heading in NUMBERING or heading in table.repeated:
            continue
        if any(table.sheet.cell(r, column) != "" for r in table.sheet.rows if r > table.header_row):
            findings.add(
                "warn",
                table.sheet.name,
                f"没有与“{heading}”对应的栏目，这一列不导入。",
                at=(table.header_row, column),
                column=heading,
            )
    for heading in table.repeated:
        findings.add(
            "error",
            table.sheet.name,
            f"表头有两个“{heading}”，不知以哪个为准。请删去一列；左右并排的两栏{what}请接成一栏。",
            row=table.header_row + 1,
            column=heading,
        )


def _no_heading(columns: Sequence[Column], required: Sequence[str]) -> str:
    names = "、".join(f"“{c.headings[0]}”" for k in required for c in columns if c.key == k)
    return f"找不到表头：应有一行写着{names}等栏目名称。请检查是否选对了文件。没有写入任何数据。"


def _heading(sheet: Sheet, row: int, names: dict[str, str], columns: Sequence[Column]) -> Table:
    found: dict[str, int] = {}
    written: dict[int, str] = {}
    repeated: list[str] = []
    for column, cell in enumerate(sheet.rows[row]):
        heading = headings.plain(cell)
        if not heading:
            continue
        written[column] = heading
        key = names.get(heading)
        if key is None:
            continue
        if key in found:
            repeated.append(heading)
        else:
            found[key] = column
    spreading = frozenset(c.key for c in columns if c.spread)
    return Table(sheet, row, found, written, spreading, tuple(dict.fromkeys(repeated)))


def _with_lower_row(table: Table, names: dict[str, str], required: str) -> Table:
    """Take the row below into the heading where the heading is two rows high."""
    sheet, top = table.sheet, table.header_row
    row, key_column = top + 1, table.columns[required]
    if row not in sheet.rows or sheet.cell(row, key_column) != "":
        return table
    width = max(len(sheet.rows[row]), len(sheet.rows[top]))
    written: dict[int, str] = {}
    found: dict[str, int] = {}
    repeated: list[str] = []
    vague: dict[int, str] = {}  # an unknown lower text below a known upper one
    known = 0
    for column in range(width):
        lower = headings.plain(sheet.cell(row, column))
        upper = headings.plain(sheet.spread(top, column))
        known += lower in names or (f"{upper}{lower}" in names and lower != "")
        heading = next((h for h in (upper + lower, lower) if h in names), lower or upper)
        if heading:
            written[column] = heading
        if heading in names:
            if found.setdefault(names[heading], column) != column:
                repeated.append(heading)
        elif upper in names:
            vague[column] = upper
    if not known:
        return table
    for column, upper in vague.items():  # 联系方式 over 办公电话 and 手机 is the mobile
        if names[upper] not in found:
            found[names[upper]] = column
            written[column] = upper
    repeated += [h for h in table.repeated if h not in repeated and names[h] in found]
    return Table(sheet, row, found, written, table.spreading, tuple(dict.fromkeys(repeated)))
