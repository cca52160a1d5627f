"""Which field a column is by what stands in it, where its heading may mean several."""

from __future__ import annotations

from collections.abc import Iterator

from sqlite_utils import Database

from app.exchange.engine import readers
from app.exchange.engine.books import Cell
from app.exchange.engine.parts import Part
from app.exchange.engine.tables import Table

MOST = 40  # cells that are looked at


def settle(db: Database, part: Part, table: Table) -> None:
    """Let columns that may be several fields (教学模块) be the one whose words stand in them.

    Where none fits, or several do, they are asked about as before; of one that is empty nobody is asked.
    """
    fields = table.dealt.fields
    _leave_out_empty(table)
    for column, keys in list(table.dealt.asked.items()):
        if len(keys) < 2:
            continue
        cells = list(_cells(table, column))
        free = [key for key in keys if key not in fields and _fits(db, part, key, cells)]
        if len(free) == 1:
            fields[free[0]] = column
            del table.dealt.asked[column]


def _leave_out_empty(table: Table) -> None:
    """Ask of no empty column; the only one left of several that are as good as each other is the field."""
    asked, fields = table.dealt.asked, table.dealt.fields
    rivals: dict[str, list[int]] = {}
    for column, (key, *others) in list(asked.items()):
        if column in table.dealt.said:
            continue
        if not others:
            rivals.setdefault(key, []).append(column)
        if not table.filled(column):
            del asked[column]
    for key, columns in rivals.items():
        left = [column for column in columns if column in asked]
        if len(columns) > 1 and len(left) == 1:
            fields[key] = left[0]
            del asked[left[0]]


def _cells(table: Table, column: int) -> Iterator[Cell]:
    found = 0
    for row in sorted(table.sheet.rows):
        cell = table.sheet.cell(row, column)
        if row > table.header_row and cell != "":
            yield cell
            found += 1
            if found == MOST:
                return


def _fits(db: Database, part: Part, key: str, cells: list[Cell]) -> bool:
    fact = part.facts.get(key)
    if fact is None or not fact.codes:
        return False
    read = readers.reader(db, fact)
    return all(read(cell).value is not None for cell in cells)
