"""One wrong change of one file, and the fair draw among many."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Mutant:
    """Bytes ``start``–``end`` of the file ``path`` become ``after``.

    ``place`` is the function, view or trigger it stands in; ``first``–``last`` are the lines whose tests
    can notice it: from where its statement begins, or the whole file at the file's own level.
    """

    path: str  # from the root, with slashes
    place: str
    operator: str
    start: int
    end: int
    first: int
    last: int
    before: str
    after: str
    twin: int = 0  # the how-manieth of the same change in the same place

    @property
    def key(self) -> str:
        """What tells it from all others, whatever the lines above it: 16 hex digits."""
        parts = (self.path, self.place, self.operator, self.before, self.after, str(self.twin))
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]

    def apply(self, source: bytes) -> bytes:
        """Return the file's bytes with the change made."""
        return source[: self.start] + self.after.encode() + source[self.end :]

    def told(self, source: bytes) -> str:
        """Return the changed lines as a reader of differences expects them."""
        start = source.rfind(b"\n", 0, self.start) + 1
        end = source.find(b"\n", self.end)
        end = len(source) if end < 0 else end
        was = source[start:end].decode()
        now = (source[start : self.start] + self.after.encode() + source[self.end : end]).decode()
        marked = [f"-{line}" for line in was.splitlines()]
        return "\n".join([*marked, *(f"+{line}" for line in now.splitlines())])


def numbered(mutants: Iterable[Mutant]) -> Iterator[Mutant]:
    """Give each of several like changes in one place its number, in the order of the file."""
    seen: dict[str, int] = {}
    for mutant in mutants:
        twin = seen.get(mutant.key, 0)
        seen[mutant.key] = twin + 1
        yield replace(mutant, twin=twin)


def rank(seed: int, *words: str) -> bytes:
    """A number drawn for these words: what comes first does not depend on what else is there."""
    return hashlib.sha256("\0".join((str(seed), *words)).encode()).digest()
