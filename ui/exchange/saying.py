"""What somebody does to the rows of a review, as what is asked of it from then on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from app.exchange.engine.asked import Asked, Decision
from app.exchange.engine.rows import Rows


def mended(asked: Asked, rows: Rows, cells: Mapping[int, Mapping[str, str]]) -> Asked:
    """Return it with texts typed into cells; what the workbook has there itself is no mending."""
    typed = dict(asked.cells)
    for number, values in cells.items():
        for key, text in values.items():
            spot = (rows.sheet, number, key)
            if number not in rows.lines:
                continue
            as_it_stands = text == rows.lines[number].original(key)
            if as_it_stands and (spot in typed or text == rows.text(number, key)):
                typed.pop(spot, None)
            else:
                typed[spot] = text
    return replace(asked, cells=typed)


def restored(asked: Asked, rows: Rows, numbers: Iterable[int]) -> Asked:
    """Return it without what was typed into rows."""
    gone = {(rows.sheet, number) for number in numbers}
    cells = {spot: text for spot, text in asked.cells.items() if spot[:2] not in gone}
    return replace(asked, cells=cells)


def left_out(asked: Asked, rows: Rows, numbers: Iterable[int], whether: bool) -> Asked:
    """Return it with rows left out, or taken back in."""
    places = {(rows.sheet, number) for number in numbers if rows.can_be_left_out(number)}
    return replace(asked, left_out=asked.left_out | places if whether else asked.left_out - places)


def decided(asked: Asked, rows: Rows, answers: Mapping[int, Decision | bool | None]) -> Asked:
    """Return it with answers to rows: who one is, whether it is imported, None for no answer."""
    decisions, out = dict(asked.decisions), set(asked.left_out)
    for number, answer in answers.items():
        place = (rows.sheet, number)
        if answer is False:
            out.add(place)
            continue
        out.discard(place)
        if answer is None or answer is True:
            if answer is None:
                decisions.pop(place, None)
                decisions.pop(number, None)
        else:
            decisions[place] = answer
    return replace(asked, decisions=decisions, left_out=frozenset(out))
