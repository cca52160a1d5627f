"""Surnames and how they are read: 曾 is zēng where it is a surname, 尉迟 yùchí.

The table resources/codes/surnames.csv is by the dictionaries of modern Chinese; where a surname has
several readings the usual one comes first.
"""

from __future__ import annotations

import csv
from functools import lru_cache

from app.ground import paths

_LONGEST = 4  # 爱新觉罗


def of(name: str) -> str:
    """Return the surname that a name begins with, '' where it begins with none; 欧阳 before 欧."""
    table = _table()
    for length in range(min(_LONGEST, len(name)), 0, -1):
        if name[:length] in table:
            return name[:length]
    return ""


def readings(surname: str) -> tuple[tuple[str, ...], ...]:
    """Return the readings of a surname, the usual one first, each syllable by syllable, ü as v."""
    return _table().get(surname, ())


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[tuple[str, ...], ...]]:
    source = paths.RESOURCES / "codes" / "surnames.csv"
    with source.open(encoding="utf-8", newline="") as lines:
        return {
            row["surname"]: tuple(tuple(r.split()) for r in row["readings"].split("/"))
            for row in csv.DictReader(lines)
        }
