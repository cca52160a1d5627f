"""Statements of the data language upon a school in every guarded state, and an oracle that asks no view.

The school is made by the program under attack; what is done to it then is bare SQL, past the program.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tests.attack.campaign import Field, Try
from tests.attack.reproduced import FORGERIES
from tests.attack.statements import Statements

ROWS = 20  # rows of statements that count as one try
DICE = 20  # tries between two tables


class Dml:
    """First the forgeries that once passed, then rows of statements drawn by dice, and between them
    every table column by column."""

    def __init__(self, ground: Field) -> None:
        folder = ground.base("states", lambda f: ground.forks.run("states", f))
        key = bytes.fromhex((folder / "key").read_text("ascii"))
        self._upon = Statements(folder / "states.dxjw", key, ground.seed)
        self._named = list(FORGERIES)
        self._tables = sorted(self._upon.columns)
        self.count = len(self._named) + 10_000

    def attempt(self, number: int) -> Try:
        """Try, and compare what is there with what was."""
        if number < len(self._named):
            name = self._named[number]
            wrong = list(passing(self._upon, FORGERIES[name]))
            return Try(name, wrong, size=2 * len(FORGERIES[name]), each=True)
        number -= len(self._named)
        turn, table = number % DICE, number // DICE
        if turn == 0 and table < len(self._tables):
            swept = list(self._upon.sweep(self._tables[table]))
            return Try(
                "tables swept", list(passing(self._upon, swept)), size=2 * len(swept), each=True
            )
        return self._dice(number)

    def _dice(self, number: int) -> Try:
        result = self._upon.result
        tried = result.tried.total()
        wrong: list[str] = []
        for place in range(ROWS):
            if found := self._upon.attempt(number * ROWS + place):
                wrong.append(f"{'; '.join(result.failures[-1].statements)}: {found[0]}")
        return Try("statements drawn by dice", wrong, size=result.tried.total() - tried, each=True)


def passing(upon: Statements, statements: Iterable[str]) -> Iterator[str]:
    """Yield those of the statements that do what the oracle forbids, under either set of pragmas."""
    for sql in statements:
        for safe in (True, False):
            if wrong := upon.alone(sql, safe=safe):
                yield f"{sql}: {wrong[0]}"
