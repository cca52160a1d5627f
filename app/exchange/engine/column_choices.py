"""What a user sees and says of a table's columns: each with its first cells, and which field it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from app.exchange.engine import fields
from app.exchange.engine.asked import Asked
from app.exchange.engine.dealing import Chosen
from app.exchange.engine.lines import NUMBERING
from app.exchange.engine.parts import NOT_IMPORTED, Part
from app.exchange.engine.tables import Table

# known: by its heading; said: by a user, now or of an earlier file; asked: may be several; beaten: another
# column is that field; unknown: nobody here knows; idle: there is nothing in it, or a line's number
State: TypeAlias = Literal["known", "said", "asked", "beaten", "unknown", "idle"]

MOST = 80  # columns that are shown
SAMPLES = 3  # rows of them
_LONGEST = 30  # characters of a cell


@dataclass(frozen=True)
class Box:
    """A column (from 0): its heading, its first cells, the field it is ('' for none) and how that is known."""

    column: int
    heading: str
    samples: tuple[str, ...]
    key: str
    state: State


def boxes(table: Table) -> list[Box]:
    """Return the columns of a table, at most ``MOST``: those that are a field, else from the left."""
    wanted = sorted({*table.headings, *table.columns.values()})
    if len(wanted) > MOST:
        first = sorted(wanted, key=lambda c: (_key(table, c) == "", c))
        wanted = sorted(first[:MOST])
    rows = _first_rows(table)
    return [
        Box(
            column,
            table.headings.get(column, ""),
            tuple(_short(fields.shown(table.sheet.spread(row, column))) for row in rows),
            _key(table, column),
            _state(table, column),
        )
        for column in wanted
    ]


def is_open(table: Table, *, unknown: bool = True) -> bool:
    """Whether anything is to be said of the columns: a field is missing, a column asked about, or ``unknown``."""
    return bool(table.missing or table.dealt.asked or (unknown and table.unknown()))


def words(table: Table, part: Part) -> str:
    """Return what is to be said of the columns, in a sentence; '' where all of them are known."""
    lacks = "、".join(f"“{part.name(key)}”" for key in table.missing)
    asked, unknown = len(table.dealt.asked), len(table.unknown())
    texts = [
        *([f"还缺{lacks}，请选定是哪一列"] if lacks else []),
        *([f"{asked} 列拿不准，请选定"] if asked else []),
        *([f"{unknown} 列没有认出，不选就不导入"] if unknown else []),
    ]
    if not texts and table.remembered:
        return "各列按以前选定的读入。"
    return "；".join(texts) + "。" if texts else ""


def options(part: Part) -> list[tuple[str, str]]:
    """Return what a column may be: ('', 不导入), then the fields with their names."""
    return [("", NOT_IMPORTED), *((c.key, c.name) for c in part.columns)]


def chosen(asked: Asked, table: Table, part: Part, column: int, key: str) -> Asked:
    """Return ``asked`` with a column of a table being a field, '' for none; no other column is it then."""
    before = asked.columns.get(table.sheet.name) or Chosen()
    columns = dict(before.columns)
    for other in table.dealt.said | columns.keys():
        if key and other != column and key in (columns.get(other), _key(table, other)):
            columns[other] = ""
    columns[column] = key
    heading = table.head.row + 1 if before.heading is None else before.heading
    return _with(asked, table, Chosen(columns, heading, part.key))


def with_heading(asked: Asked, table: Table, part: Part, row: int) -> Asked:
    """Return ``asked`` with the heading in another row (from 1), 0 where the sheet has none.

    What was said of the columns goes by the heading that was, and is forgotten.
    """
    return _with(asked, table, Chosen({}, row, part.key))


def with_part(asked: Asked, table: Table, part_key: str) -> Asked:
    """Return ``asked`` with a sheet being another sort of table."""
    before = asked.columns.get(table.sheet.name) or Chosen()
    return _with(asked, table, Chosen({}, before.heading, part_key))


def with_sheet(asked: Asked, sheet: str) -> Asked:
    """Return ``asked`` for another sheet of the workbook."""
    return replace(asked, sheet=sheet)


def forgotten(asked: Asked, table: Table) -> Asked:
    """Return ``asked`` without what was said of a table's columns."""
    others = {name: one for name, one in asked.columns.items() if name != table.sheet.name}
    return replace(asked, columns=others)


def _with(asked: Asked, table: Table, one: Chosen) -> Asked:
    return replace(asked, columns={**asked.columns, table.sheet.name: one})


def _key(table: Table, column: int) -> str:
    return next((key for key, c in table.columns.items() if c == column), "")


def _state(table: Table, column: int) -> State:
    if column in table.dealt.asked:
        return "asked"
    if column in table.dealt.said:
        return "said"
    if _key(table, column):
        return "known"
    if not table.filled(column) or table.headings.get(column) in NUMBERING:
        return "idle"
    return "beaten" if column in table.dealt.beaten else "unknown"


def _first_rows(table: Table) -> list[int]:
    """The first rows below the heading that have anything in them."""
    found: list[int] = []
    for row in sorted(table.sheet.rows)[: table.header_row + 1 + 50 * SAMPLES]:
        if row > table.header_row and any(cell != "" for cell in table.sheet.rows[row]):
            found.append(row)
            if len(found) == SAMPLES:
                break
    return found


def _short(text: str) -> str:
    line = " ".join(text[: 2 * _LONGEST].split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
