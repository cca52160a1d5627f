"""The sorts of table that a list has, and which sheet of a workbook holds which of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from sqlite_utils import Database

from app.exchange.engine import finder, headings
from app.exchange.engine.asked import Asked
from app.exchange.engine.books import Book, Sheet
from app.exchange.engine.entries import Entry
from app.exchange.engine.finder import Finder
from app.exchange.engine.findings import Findings
from app.exchange.engine.tables import Column, Record, Table
from app.file.facts import Fact
from app.ground.errors import UserError

LineReader: TypeAlias = Callable[[Record], Entry]
NOT_IMPORTED = "不导入"
LEFT_OUT = ("", NOT_IMPORTED)  # what is said of a column that is not imported


@dataclass(frozen=True)
class Part:
    """One sort of table that a workbook may have.

    ``what`` is how findings call it; ``required`` are the columns without which it is none, the first
    the one without which a row is no record, and by which a registrar knows it. ``reader`` makes what
    reads its records. ``facts`` are what is written down of it; ``made``: fields that are made of others
    (the unit of 单位及职务) and may be typed beside them.
    """

    key: str
    what: str
    columns: tuple[Column, ...]
    required: tuple[str, ...]
    reader: Callable[[Database, Table, Asked, Findings], LineReader]
    facts: Mapping[str, Fact] = field(default_factory=dict[str, Fact])
    made: tuple[str, ...] = ()

    def offers(self, db: Database) -> dict[str, list[str]]:
        """Return what may stand in the fields that take one of a few words."""
        keys = {column.key for column in self.columns}
        coded = {key: one for key, one in self.facts.items() if key in keys and one.codes}
        return {key: [name for _, name in one.options(db)] for key, one in coded.items()}

    @property
    def label(self) -> str:
        """The field that says who or what a row is."""
        return self.required[0]

    def name(self, key: str) -> str:
        """Return what a field is called; '' is no field."""
        return next((c.name for c in self.columns if c.key == key), NOT_IMPORTED)

    def field(self, said: str) -> str | None:
        """Return the field that a user means by its key or name, '' for none of them, None if unknown."""
        if said.strip() in LEFT_OUT:
            return ""
        plain = headings.core(said)
        for c in self.columns:
            if said == c.key or plain == headings.core(c.name):
                return c.key
        meant = finder.vocabulary(self.columns).meaning(said).keys
        return meant[0] if len(meant) == 1 else None


Found: TypeAlias = tuple[Part, Table]


def tables_of(
    parts: Sequence[Part],
    book: Book,
    asked: Asked,
    findings: Findings,
    known: Mapping[str, Mapping[str, Mapping[str, str]]] = MappingProxyType({}),
) -> list[Found]:
    """Return the tables to be read, part by part; where there is none, the sheet that looks most like one.

    That one has something ``missing``. ``known`` has, by part and by the shape of a heading, the names of
    the fields that its columns were said to be. Raises UserError where ``asked.named`` names no field, or a
    heading that no table has.
    """
    named = _named(parts, asked.named)
    finders = {
        part.key: Finder(
            part.columns,
            part.required,
            named=named[part.key],
            known=_remembered(part, known.get(part.what, {})),
        )
        for part in parts
    }
    if len(parts) == 1:
        (part,) = parts
        table = finder.find(
            book,
            finders[part.key],
            findings,
            sheet=asked.sheet,
            chosen=asked.columns,
            what=part.what,
        )
        found = [(part, table)]
    else:
        found = _of_several(parts, finders, book, asked)
    _all_there(asked.named, [table for _, table in found])
    return found


def _of_several(
    parts: Sequence[Part], finders: Mapping[str, Finder], book: Book, asked: Asked
) -> list[Found]:
    """Return the tables of a list of several parts: each sheet is of the part it has most columns of.

    A sheet that has one of them only is none where another has more: 内容 stands above many a notice.
    """
    sheets = [s for s in book.sheets if s.visible] or list(book.sheets)
    if asked.sheet is not None:
        sheets = [book.sheet(asked.sheet)]
    seen = [one for s in sheets if (one := _likeliest(parts, finders, s, asked))]
    whole = [one for one in seen if not one[1].missing]
    if any(len(table.columns) > 1 for _, table in whole):
        whole = [
            (part, table)
            for part, table in whole
            if len(table.columns) > 1 or table.sheet.name in asked.columns
        ]
    if whole:
        order = [part.key for part in parts]
        return sorted(whole, key=lambda one: order.index(one[0].key))
    if seen:
        return [max(seen, key=lambda one: finder.merit(one[1]))]
    part = parts[0]
    return [(part, finder.nothing(sheets[0], finders[part.key]))]


def _likeliest(
    parts: Sequence[Part], finders: Mapping[str, Finder], sheet: Sheet, asked: Asked
) -> Found | None:
    """Return what a sheet looks most like, None where it is empty."""
    chosen = asked.columns.get(sheet.name)
    seen = [
        (part, table)
        for part in reversed(parts)  # what has more columns of its own comes later
        if not (chosen and chosen.part) or chosen.part == part.key
        if (table := finders[part.key].guess(sheet, chosen))
    ]
    return max(seen, key=lambda one: finder.merit(one[1]), default=None)


def _remembered(part: Part, known: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Return what was said of columns by the keys of fields; a field that is no more is left out."""
    return {
        shape: {text: key for text, name in said.items() if (key := part.field(name)) is not None}
        for shape, said in known.items()
    }


def _named(parts: Sequence[Part], said: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return, by part, which heading is which field. Raises UserError where no part has such a field."""
    named: dict[str, dict[str, str]] = {part.key: {} for part in parts}
    for heading, text in said.items():
        keys = {part.key: key for part in parts if (key := part.field(text)) is not None}
        if not keys:
            there = "、".join(dict.fromkeys(c.name for part in parts for c in part.columns))
            raise UserError(f"没有“{text}”这个栏目，可用的有：{there}。没有写入任何数据。")
        for part, key in keys.items():
            named[part][headings.core(heading)] = key
    return named


def _all_there(said: Mapping[str, str], tables: Sequence[Table]) -> None:
    written = {
        headings.core(text)
        for table in tables
        for texts in (table.head.written, table.head.shown)
        for text in texts.values()
    }
    for heading in said:
        if headings.core(heading) not in written:
            there = "、".join(
                f"“{t}”"
                for table in tables
                if table.header_row >= 0
                for t in table.headings.values()
            )
            raise UserError(
                f"表头里没有“{heading}”，有的是：{there or '（找不到表头，按 A列、B列……来写）'}。没有写入任何数据。"
            )
