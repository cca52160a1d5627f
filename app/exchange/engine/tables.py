"""A table in a sheet: which column is which field, and its records among totals."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import TypeAlias

from app.exchange.engine import fields
from app.exchange.engine.books import Cell, Sheet
from app.exchange.engine.dealing import Dealt
from app.exchange.engine.findings import Choice, Findings, Skipped
from app.exchange.engine.heading_rows import Heading
from app.exchange.engine.lines import NUMBERING, Lines
from app.file.facts import Fact

# row from 0 → field → what was typed there instead
Typed: TypeAlias = Mapping[int, Mapping[str, str]]
# what numbers the lines, and what our own lists count beside what they hold
_OURS = NUMBERING | {"参训", "授课次数", "用过的班次", "用过的课次"}
_DITTO = frozenset(("同上", "〃", "″", "＂", '"', "”", "“", "''", "′′"))
# what a list of people says of their class: once for all of them, where it says it so
_OF_CLASS = frozenset(
    ("class_name", "class_issue", "class_hours", "dates", "start_date", "end_date")
)
_DOWNWARD = _OF_CLASS | {"unit_name", "date", "group_name"}
_OFTEN = 0.2  # of the cells of such a column are blank where one holds for several
_DITTO_SIGN = re.compile(f"[{''.join({sign[0] for sign in _DITTO})}]")


@dataclass(frozen=True)
class Column:
    """A field that a table may have: the usual headings of it, its name first.

    ``spread``: a cell merged over several rows holds for all of them (a unit of three people). ``of``
    are fields that one heading may name together for it, the first of which must be: 职务职级 is 职务.
    """

    key: str
    headings: tuple[str, ...]
    spread: bool = True
    of: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the field is called."""
        return self.headings[0]


def column(fact: Fact, key: str = "", *, of: tuple[str, ...] = ()) -> Column:
    """Return the column of a fact, under another ``key`` where the workbook says it otherwise."""
    return Column(key or fact.key, fact.headings, spread=not fact.single, of=of)


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
    """A table in a sheet: its heading, and the columns as they were dealt out.

    ``missing`` are fields without which it is none; then it is only what looks most like a heading.
    ``remembered``: whether a user said earlier what the columns of such a table are.
    """

    sheet: Sheet
    head: Heading
    dealt: Dealt
    spreading: frozenset[str]
    missing: tuple[str, ...] = ()
    remembered: bool = False
    skipped: list[Skipped] = field(default_factory=list[Skipped], compare=False)

    @property
    def header_row(self) -> int:
        """The heading's row from 0, the lowest where it has several; -1 without a heading."""
        return self.head.bottom

    @property
    def columns(self) -> dict[str, int]:
        """Fields and their columns."""
        return self.dealt.fields

    @property
    def headings(self) -> Mapping[int, str]:
        """Columns and their texts."""
        return self.head.shown

    @property
    def repeated(self) -> tuple[str, ...]:
        """Headings that stand twice, so that nobody can say which is meant."""
        asked = Counter(self.headings[c] for c in self.dealt.asked if c in self.headings)
        return tuple(text for text, times in asked.items() if times > 1)

    def filled(self, column: int) -> bool:
        """Whether anything stands below a heading."""
        return column not in self._blank

    @cached_property
    def _blank(self) -> frozenset[int]:
        """Columns with a heading and nothing below: all looked at in one walk, for there may be many."""
        left = set(self.headings)
        for row, cells in self.sheet.rows.items():
            if not left:
                break
            if row > self.header_row:
                left -= {c for c in left if c < len(cells) and cells[c] != ""}
        return frozenset(left)

    def unknown(self) -> list[int]:
        """Return the columns with content that nobody knows or has said anything of."""
        known = {*self.columns.values(), *self.dealt.said, *self.dealt.beaten, *self.dealt.asked}
        return [
            column
            for column, text in sorted(self.headings.items())
            if column not in known and text not in _OURS and self.filled(column)
        ]

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
        group, first, beside = "", True, False
        above: Mapping[str, Cell] = {}
        judge = Lines(self.sheet, self.header_row, self.columns, self.headings, key).judge
        for row in sorted(r for r in self.sheet.rows if r > self.header_row):
            kind, plain = judge(row)
            if kind == "blank":
                continue
            if kind == "other":
                self._end(row, plain, findings)
                return
            if kind in ("group", "section", "skip"):
                note = section_note(group) if kind == "section" and key == "name" else ""
                self.skipped.append(Skipped(self.sheet.name, row + 1, plain, note))
                if kind != "skip":  # what is unknown ends the group above
                    group, first, beside = (plain if kind == "group" else ""), True, False
                    above = {k: self.sheet.cell(row, c) for k, c in self.columns.items()}
                continue
            if kind == "record" and plain:  # the name of the group stands in the first of its lines
                group, beside = plain, True
            elif beside and self.sheet.cell(row, 0) != "":
                group, beside = "", False
            doubt = plain if kind == "doubt" else ""
            place = Record(row, {}, group, merged=kind == "merged", doubt=doubt, first=first)
            record = self.read(place, key, above, findings, typed)
            above, first = record.cells, False
            yield record

    def _end(self, row: int, plain: str, findings: Findings) -> None:
        """Read no further where another table begins below."""
        self.skipped.append(Skipped(self.sheet.name, row + 1, plain, heads=True))
        findings.add(
            "error",
            self.sheet.name,
            f"第 {row + 1} 行是另一个表头，各栏的位置与上面的不一样，从这一行起没有读；"
            "下面这张表不导入的，请说明这一行不导入；要导入的，请移到另一张工作表，或把各栏改成与上面一致。",
            row=row + 1,
            value=plain,
        )

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
        bare = re.split("[：:]", name)[-1]
        findings.add(
            "doubt",
            self.sheet.name,
            f"这一行写着“{place.doubt}”，不知是要导入的一行还是说明；"
            "是说明就不导入这一行，不是请选定或补全。",
            at=(place.row, self.columns[key]),
            column=self.heading(key),
            value=name,
            key=key,
            choices=(Choice(f"导入“{bare}”", bare),) if bare else (),
        )

    @cached_property
    def downward(self) -> frozenset[str]:
        """Fields that hold for the blank cells below: a unit, or a class, written once above its people.

        That of a course's lecturer is not that of the next one; a group is where several stand once each,
        for who stands behind the only one may well be in none.
        """
        found: set[str] = set()
        for key in _DOWNWARD & self.columns.keys():
            if key == "unit_name" and "name" not in self.columns:
                continue
            if key in _OF_CLASS and "class_name" not in self.columns:
                continue
            column, cell = self.columns[key], self.sheet.spread
            rows = [r for r, c in self.sheet.rows.items() if r > self.header_row and len(c) > 1]
            texts = [text for row in rows if (text := cell(row, column)) != ""]
            if key == "group_name" and len(set(texts)) != max(len(texts), 2):
                continue
            blank = len(rows) - len(texts)
            if len(rows) > blank >= _OFTEN * len(rows):
                found.add(key)
        return frozenset(found)

    def _holds_below(self, key: str, row: int, above: Mapping[str, Cell]) -> bool:
        """Whether a blank cell says what stands above; of a class only as long as it is the same one."""
        if key not in self.downward:
            return False
        if key not in _OF_CLASS or key == "class_name":
            return True
        own = self.sheet.spread(row, self.columns["class_name"])
        return own in ("", above.get("class_name"))

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
            value = spread(row, column) if key in self.spreading else cell(row, column)
            value = typed.get(key, value)
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
            written = value != "" or key in typed or bool(place.doubt)
            if not written and self._holds_below(key, place.row, above):
                value = self._down(place, key, above, findings)
            cells[key] = value
        return {**typed, **cells}


def section_note(group: str) -> str:
    """Return what is said of a line that is nobody, below the line of a ``group``."""
    end = f"，不再归入“{group}”" if group else ""
    return f"这一行不是学员，没有读入；以下各行照常读入{end}。不是学员的请不要导入。"
