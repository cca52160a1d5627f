"""Statements of the data language upon a school in every guarded state, and an oracle that asks no view.

The school is made by the program under attack; what is done to it then is bare SQL, past the program.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlcipher3.dbapi2 import Error

from tests.attack.campaign import Field, Try
from tests.attack.judging import Rows
from tests.attack.oracle import wrongs
from tests.attack.reproduced import FORGERIES
from tests.attack.statements import Statements

ROWS = 20  # rows of statements that count as one try


class Dml:
    """First the forgeries that once passed, then rows of statements drawn by dice."""

    def __init__(self, ground: Field) -> None:
        folder = ground.base("states", lambda f: ground.forks.run("states", f))
        key = bytes.fromhex((folder / "key").read_text("ascii"))
        self._upon = Statements(folder / "states.dxjw", key, ground.seed)
        self._named = list(FORGERIES)
        self.count = len(self._named) + 10_000

    def attempt(self, number: int) -> Try:
        """Try, and compare what is there with what was."""
        if number < len(self._named):
            name = self._named[number]
            return Try(name, list(passing(self._upon, name)), size=len(FORGERIES[name]))
        result = self._upon.result
        tried = result.tried.total()
        wrong: list[str] = []
        for place in range(ROWS):
            if found := self._upon.attempt((number - len(self._named)) * ROWS + place):
                wrong.append(f"{'; '.join(result.failures[-1].statements)}: {found[0]}")
        return Try("statements drawn by dice", wrong, size=result.tried.total() - tried)


def passing(upon: Statements, name: str) -> Iterator[str]:
    """Yield the forgeries of a name that do what the oracle forbids, under any of the pragmas."""
    for sql in FORGERIES[name]:
        for on in (0, 1):
            for pragma in ("foreign_keys", "recursive_triggers", "ignore_check_constraints"):
                on = not on if pragma == "ignore_check_constraints" else on
                upon.conn.execute(f"PRAGMA {pragma} = {on}")
            upon.conn.execute("BEGIN")
            try:
                upon.conn.execute(sql)
            except Error:
                continue
            else:
                if wrong := wrongs(upon.beginning, Rows(upon.conn)):
                    yield f"{sql}: {wrong[0]}"
            finally:
                if upon.conn.in_transaction:
                    upon.conn.execute("ROLLBACK")
