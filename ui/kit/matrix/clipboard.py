"""Blocks of cells as WPS and Excel put them on the clipboard: lines of tab-separated cells.

A cell with a tab or a line break stands in double quotes, its own quotes doubled. Other quotes are
the cell's text: neither program writes quotes round a cell that does not need them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence

# what is in quotes, up to the end of the cell
_QUOTED = re.compile(r'"((?:[^"]|"")*)"(?=[\t\n]|\Z)')
MOST = 400_000
"""Cells of a block beyond which the rest is not read."""
_BARE = re.compile(r"[^\t\n]*")


def block_of(text: str) -> list[list[str]]:
    """Return the rows of cells of a clipboard text; [] where there is none. Rows may differ in length."""
    return begin_of(text, sys.maxsize)[0]


def begin_of(text: str, most: int) -> tuple[list[list[str]], bool]:
    """Return the first rows of cells, and whether any were left unread: beyond ``most``, or of too much."""
    if not text:
        return [], False
    text = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    rows: list[list[str]] = [[]]
    place = read = 0
    while True:
        cell, place = _cell_at(text, place)
        rows[-1].append(cell)
        if place == len(text):
            return rows, False
        read += 1
        if text[place] == "\n":
            if len(rows) == most:
                return rows, True
            rows.append([])
        if read == MOST:
            return rows, True
        place += 1


def text_of(block: Sequence[Sequence[str]]) -> str:
    """Return the clipboard text of rows of cells; ``block_of`` gives the same cells back."""
    return "\n".join("\t".join(_written(cell) for cell in row) for row in block) + "\n"


def _cell_at(text: str, place: int) -> tuple[str, int]:
    quoted = _QUOTED.match(text, place)
    if quoted and re.search(r'[\t\n]|""', quoted[1]):
        return quoted[1].replace('""', '"'), quoted.end()
    bare = _BARE.match(text, place)
    assert bare is not None  # it matches nothing, too
    return bare[0], bare.end()


def _written(cell: str) -> str:
    cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    if cell.startswith('"') or "\t" in cell or "\n" in cell:
        return '"' + cell.replace('"', '""') + '"'
    return cell
