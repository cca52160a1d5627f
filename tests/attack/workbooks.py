"""Hostile workbooks through the public review and its marked copy: time, memory, words, no bug."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.attack import mangling, verdict, workloads
from tests.attack.campaign import Field, Try
from tests.attack.forks import Outcome

SECONDS = 20.0  # of the processor, for any workbook
OWN_MEMORY = 500 << 20  # bytes that the program's own process may come to hold
OTHERS_MEMORY = 1200 << 20  # and those that it starts
LIMIT = 400.0  # seconds on the clock, which a busy computer takes
CPU = 40  # seconds of the processor after which it is ended
ROSTER_SECONDS, ROSTER_MEMORY = 30.0, 1 << 30  # of a large roster's review and its marked copy
HONEST = 200_000  # people of a roster that is in order
ROUNDS = 36  # tries of each way to mangle a workbook
EVERY = 6  # one of so many is a bomb, until there are no more
BOOKS = ("学员名册.xlsx", "学员名册（有错）.xlsx")
_HONEST, _FAULTY = f"an honest roster of {HONEST:,}", f"a faulty roster of {HONEST:,}"


def _bombs() -> dict[str, Callable[[], tuple[str, bytes]]]:
    found: dict[str, Callable[[], tuple[str, bytes]]] = {
        name: lambda make=make: (".xlsx", mangling.packed(make()))
        for name, make in mangling.BOMBS.items()
    }
    found[_HONEST] = lambda: (".xlsx", mangling.packed(mangling.roster(HONEST)))
    found[_FAULTY] = lambda: (".xlsx", mangling.packed(mangling.roster(HONEST, sound=False)))
    million = 'table:number-rows-repeated="1048576"'
    found["an .ods of a million rows"] = lambda: (".ods", mangling.ods(1, million))
    return found


class Workbooks:
    """What is mangled at random, and among it the bombs, which take long."""

    def __init__(self, ground: Field) -> None:
        self._ground, self._bombs = ground, _bombs()
        self._ways = ["bytes of .xlsx", "bytes of .xls", "bytes of .ods", *mangling.MANGLES]
        self.count = len(self._bombs) + ROUNDS * len(self._ways)

    def attempt(self, number: int) -> Try:
        """Review one workbook."""
        dice = self._ground.dice("workbooks", number)
        bomb, mangled = divmod(number, EVERY)
        if mangled == 0 and bomb < len(self._bombs):
            sort = list(self._bombs)[bomb]
            suffix, content = self._bombs[sort]()
        else:
            sort = self._ways[number % len(self._ways)]
            suffix, content = _mangled(sort, dice)
        folder = self._ground.copy(workloads.small(self._ground))
        book = folder / f"名册{suffix}"
        book.write_bytes(content)
        outcome = self._ground.run("review", folder, cpu=CPU, limit=LIMIT, book=book.name)
        return _judged(sort, outcome, folder)


def _mangled(way: str, dice: random.Random) -> tuple[str, bytes]:
    if way == "bytes of .xls":
        return ".xls", mangling.bytes_mangled(mangling.xls(40), dice)
    if way == "bytes of .ods":
        return ".ods", mangling.bytes_mangled(mangling.ods(40), dice)
    book = (mangling.DEMO / dice.choice(BOOKS)).read_bytes()
    if way == "bytes of .xlsx":
        return ".xlsx", mangling.bytes_mangled(book, dice)
    parts = mangling.parts_of(book)
    for _ in range(dice.choice((1, 1, 2))):
        mangling.MANGLES[way](parts, dice)
    return ".xlsx", mangling.packed(parts)


def _judged(sort: str, outcome: Outcome, folder: Path) -> Try:
    wrong = verdict.told(outcome)
    found: dict[str, Any] = outcome.value or {"mine": outcome.memory, "others": 0, "cpu": 0.0}
    large = sort in (_HONEST, _FAULTY)
    if found["cpu"] > (ROSTER_SECONDS if large else SECONDS):
        wrong.append(f"{found['cpu']:.0f} s of the processor")
    if found["mine"] > (ROSTER_MEMORY if large else OWN_MEMORY):
        wrong.append(f"{found['mine'] >> 20} MB in its own process")
    if found["others"] > OTHERS_MEMORY:
        wrong.append(f"{found['others'] >> 20} MB in a process it started")
    if outcome.value and found["err"]:
        wrong += verdict.chinese(found["err"])
    if large and outcome.value and f"{HONEST}" not in found["out"] and not found["err"]:
        wrong.append("neither reviewed nor refused")
    if left := list((folder / "tmp").rglob("*")):
        wrong.append(f"left behind: {len(left)} temporary files")
    figures = {f"{sort}, s": round(found["cpu"], 1), f"{sort}, MB": found["mine"] >> 20}
    return Try(sort, wrong, figures if sort in _bombs() else {})
