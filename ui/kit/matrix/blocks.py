"""Which cell gets which text when a block is pasted or filled: rows and columns only, no window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Place = tuple[int, int]  # row, column


@dataclass(frozen=True)
class Area:
    """A rectangle of cells; the last row and column belong to it."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def rows(self) -> range:
        """Its rows."""
        return range(self.top, self.bottom + 1)

    @property
    def columns(self) -> range:
        """Its columns."""
        return range(self.left, self.right + 1)


@dataclass(frozen=True)
class Spread:
    """A block laid over a table; ``over`` are the rows and columns that found no place."""

    texts: dict[Place, str]
    over: tuple[int, int]


def spread(block: Sequence[Sequence[str]], over: Area, size: tuple[int, int]) -> Spread:
    """Lay a block over an area of a table of ``size`` rows and columns.

    Where the area is a multiple of the block, the block is repeated in it, as WPS does (one cell fills
    it all); else the block begins at its first cell, however large the area.
    """
    high, wide = len(block), max(len(row) for row in block)
    rows, columns = len(over.rows), len(over.columns)
    whole = rows % high == 0 and columns % wide == 0
    down, across = (rows // high, columns // wide) if whole else (1, 1)
    texts = {}
    for row in range(high * down):
        for column in range(wide * across):
            line = block[row % high]
            place = (over.top + row, over.left + column)
            if column % wide < len(line) and place[0] < size[0] and place[1] < size[1]:
                texts[place] = line[column % wide]
    beyond = (over.top + high * down - size[0], over.left + wide * across - size[1])
    return Spread(texts, (max(0, beyond[0]), max(0, beyond[1])))
