"""The heading of a table: one to four rows, cells merged across and down, titles above it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.exchange.engine import dealing, headings
from app.exchange.engine.books import Cell, Sheet
from app.exchange.engine.dealing import Dealt
from app.exchange.engine.headings import UNKNOWN, Meaning, Vocabulary

WITHIN = 60  # rows from the top in which a heading is looked for
DEEP = 3  # further rows that a heading may have
_LONGEST = 40  # characters of a heading that are shown
_UPPER = 12  # characters of a text above other headings
_DIGITS = re.compile(r"[0-9]{3}")  # in a telephone, a date, an identity number; in no heading


@dataclass(frozen=True)
class Heading:
    """A heading: rows ``top`` to ``bottom`` (from 0; both -1 where a sheet has none), found by ``row``.

    ``shown`` are its texts by column as they are shown, ``written`` with what is in brackets;
    ``meanings`` what they mean, ``vague`` those of which only the upper text is known.
    """

    top: int
    bottom: int
    shown: Mapping[int, str]
    written: Mapping[int, str]
    meanings: Mapping[int, Meaning]
    vague: frozenset[int] = frozenset()
    row: int = -1


def candidates(sheet: Sheet) -> Iterator[int]:
    """Yield the rows in which a heading is looked for."""
    for row in sorted(sheet.rows)[:WITHIN]:
        if row > 3 * WITHIN:
            return
        yield row


def further(sheet: Sheet, labels: frozenset[str]) -> Iterator[int]:
    """Yield the rows below ``candidates`` in which one of these texts stands, spaces aside."""
    near = set(candidates(sheet))
    longest = 2 * max(map(len, labels), default=0)
    for row, cells in sorted(sheet.rows.items()):
        texts = (c for c in cells if isinstance(c, str) and len(c) <= longest)
        if row not in near and any("".join(text.split()) in labels for text in texts):
            yield row


def at(sheet: Sheet, row: int, vocabulary: Vocabulary, required: str) -> Heading:
    """Return the heading of which ``row`` is one: with rows above that span its columns, rows below
    that part them. ``required`` is the field whose column is empty in the rows below.
    """
    top = row
    while row - top < DEEP and top - 1 in sheet.rows and _spans(sheet, top - 1):
        top -= 1
    first = read(sheet, top, row, vocabulary)
    key = dealing.deal(first.meanings, {}).fields.get(required)
    deepest = 0
    for deep in range(1, DEEP + 1):
        if row + deep not in sheet.rows or not _goes_on(sheet, row + deep, row, key):
            break
        if _parts(sheet, top, row + deep, vocabulary):
            deepest = deep
    found = read(sheet, top, row + deepest, vocabulary) if deepest else first
    return replace(found, row=row)


def dealt(heading: Heading, said: Mapping[int, str], required: Sequence[str] = ()) -> Dealt:
    """Deal its columns out. What only an upper text tells is asked about, where nothing else is known."""
    plain = {c: m for c, m in heading.meanings.items() if c not in heading.vague}
    found = dealing.deal(plain, said, required)
    for column in sorted(heading.vague - found.said):
        meaning = heading.meanings[column]
        free = tuple(key for key in meaning.keys if key not in found.fields)
        if free:
            found.fields[free[0]] = column
            found.asked[column] = free
    return found


def none(sheet: Sheet) -> Heading:
    """Return the heading of a sheet that has none: its columns are called A 列, B 列, …"""
    from openpyxl.utils import get_column_letter

    width = max((len(cells) for cells in sheet.rows.values()), default=0)
    called = {c: f"{get_column_letter(c + 1)} 列" for c in range(width)}
    return Heading(-1, -1, called, called, {})


def _spans(sheet: Sheet, row: int) -> bool:
    """Whether a row has texts merged over some of the columns: over all of them it is a title."""
    texts = {c: text for c, cell in enumerate(sheet.rows[row]) if (text := headings.whole(cell))}
    if len(texts) < 2 or any(len(t) > _UPPER or "：" in t or ":" in t for t in texts.values()):
        return False  # 填报单位：… 填报日期：…
    return any(sheet.merged_from(row, c + 1) == (row, c) for c in texts)


def _goes_on(sheet: Sheet, row: int, first: int, key: int | None) -> bool:
    """Whether a row below may still be heading: texts only, and nothing in the column of names."""
    cells = [cell for cell in sheet.rows[row] if cell != ""]
    if not cells or not all(isinstance(c, str) and not _DIGITS.search(c) for c in cells):
        return False
    if key is not None:
        return sheet.cell(row, key) == ""
    return any(sheet.merged_from(row, c) == (first, c) for c in range(len(sheet.rows[first])))


def _parts(sheet: Sheet, top: int, row: int, vocabulary: Vocabulary) -> bool:
    """Whether the lowest row says what columns are: a single text below no wider one is a group's name."""
    texts = [c for c, cell in enumerate(sheet.rows[row]) if headings.plain(cell)]
    for column in texts:
        if len(texts) == 1 and not any(_wide(sheet, above, column) for above in range(top, row)):
            continue
        if _meaning(_path(sheet, top, row, column), vocabulary)[0].keys:
            return True
    return False


def _wide(sheet: Sheet, row: int, column: int) -> bool:
    """Whether what stands there is merged over further columns."""
    origin = sheet.merged_from(row, column)
    if origin is not None:
        return origin[1] != column or sheet.merged_from(row, column + 1) == origin
    return sheet.merged_from(row, column + 1) == (row, column)


def read(sheet: Sheet, top: int, bottom: int, vocabulary: Vocabulary) -> Heading:
    """Return what stands in these rows as the heading, whatever else may belong to it."""
    shown: dict[int, str] = {}
    written: dict[int, str] = {}
    meanings: dict[int, Meaning] = {}
    vague: set[int] = set()
    for column in range(max(len(sheet.rows.get(r, ())) for r in range(top, bottom + 1))):
        path = _path(sheet, top, bottom, column)
        if not path:
            continue
        meaning, text = _meaning(path, vocabulary)
        unclear = len(path) > 1 and not meaning.keys and not meaning.known
        if unclear and not headings.stranger(headings.whole(path[-1])):
            upper, _ = _meaning(path[:-1], vocabulary)
            if upper.keys:
                meaning = upper
                vague.add(column)
        shown[column] = _cut(headings.plain(text))
        written[column] = "".join(map(headings.whole, path))
        meanings[column] = meaning
    return Heading(top, bottom, shown, written, meanings, frozenset(vague), bottom)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _path(sheet: Sheet, top: int, bottom: int, column: int) -> list[Cell]:
    """Return what stands above each other in a column's heading, a merged cell once."""
    path: list[Cell] = []
    seen: set[tuple[int, int]] = set()
    for row in range(top, bottom + 1):
        place = sheet.merged_from(row, column) if sheet.cell(row, column) == "" else (row, column)
        if place is None or place in seen or place[0] < top:
            continue
        seen.add(place)
        if headings.plain(sheet.cell(*place)):
            path.append(sheet.cell(*place))
    return path


def _meaning(path: list[Cell], vocabulary: Vocabulary) -> tuple[Meaning, str]:
    """Return what the texts above each other mean, and the text that tells it.

    The whole of them is tried first, then without the upper ones, unless these say that it is another's.
    """
    texts = [headings.whole(cell) for cell in path]
    for start in range(len(texts)):
        text = "".join(texts[start:])
        found = vocabulary.meaning(text)
        if found.keys or found.known:
            return found, text
        if headings.stranger(texts[start]):
            break
    return UNKNOWN, texts[-1]
