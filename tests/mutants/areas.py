"""What is mutated, how many times, and which mutants are drawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.mutants import python_operators, sql_operators
from tests.mutants.mutant import Mutant, rank

# Percent of the mutants that the tests must notice; of the first 300 they noticed 257, which is 85.7.
# It rises with every step that is made, and is never lowered: a change that brings the share under it
# comes with the tests it lacks.
FLOOR = 85
SCHEMA = "db/schema.sql"


@dataclass(frozen=True)
class Area:
    """A part of the program: the files that ``patterns`` name, or the VIEWs or TRIGGERs of the schema.

    ``share`` is its part of the mutants, of 300.
    """

    name: str
    share: int
    patterns: tuple[str, ...] = ()
    sql: str = ""

    def mutants(self, root: Path) -> Iterator[Mutant]:
        """Return everything that could be drawn here. Raises ValueError where there is nothing."""
        if self.sql:
            yield from sql_operators.mutants(SCHEMA, (root / SCHEMA).read_bytes(), self.sql)
            return
        for pattern in self.patterns:
            files = sorted(root.glob(pattern))
            if not files:
                raise ValueError(f"{self.name}: there is no {pattern} any more")
            for path in files:
                name = path.relative_to(root).as_posix()
                yield from python_operators.mutants(name, path.read_bytes())


AREAS = (
    Area("rules", 50, ("app/rules/*.py",)),
    Area(
        "journal",
        35,
        (
            "app/file/journal.py",
            "app/file/recording.py",
            "app/file/reversal.py",
            "app/file/guards.py",
        ),
    ),
    Area("lessons", 25, ("app/classes/lessons.py",)),
    Area("typesetter", 60, ("app/papers/engine/*.py",)),
    Area("exchange", 60, ("app/exchange/*.py", "app/exchange/engine/*.py")),
    Area("views", 40, sql="VIEW"),
    Area("triggers", 30, sql="TRIGGER"),
)


def draw(area: Area, root: Path, count: int, seed: int) -> list[Mutant]:
    """Return ``count`` mutants of an area, of every way to go wrong as many as of the next.

    A place is changed once in one way. The draw of a place is its own: what is written elsewhere in
    the program moves no other mutant in or out, as long as there are as many ways.
    """
    ways: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in area.mutants(root):
        ways[mutant.operator].append(mutant)
    queues = [_ranked(ways[name], seed) for name in sorted(ways)]
    drawn: list[Mutant] = []
    while queues and len(drawn) < count:
        queues = [queue for queue in queues if queue]
        drawn += [queue.pop() for queue in queues][: count - len(drawn)]
    return sorted(drawn, key=lambda mutant: (mutant.path, mutant.start, mutant.key))


def _ranked(found: list[Mutant], seed: int) -> list[Mutant]:
    """One mutant of every place, the first of the draw last."""
    places: dict[tuple[str, int, int], Mutant] = {}
    for mutant in sorted(found, key=lambda mutant: rank(seed, mutant.key)):
        places.setdefault((mutant.path, mutant.start, mutant.end), mutant)
    return list(places.values())[::-1]
