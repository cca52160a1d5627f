"""Somebody or something named that the libraries do not have yet: made by the write that names it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.file.operation import Operation, Transaction


@dataclass(frozen=True, eq=False)
class Fresh:
    """A teacher, venue or course that is to be made: ``create(values)`` gives the operation."""

    create: Callable[[Mapping[str, object]], Operation[int]]
    values: Mapping[str, object]

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self.values.get("name") or self.values.get("title") or "")


def made(tx: Transaction, given: object) -> object:
    """Return the id of what is new, made now; anything else as it is. Raises UserError, NotAllowed."""
    return tx.call(given.create(given.values)) if isinstance(given, Fresh) else given


def settled(tx: Transaction, values: Mapping[str, object]) -> dict[str, object]:
    """Return values in which what is new has become its id."""
    return {key: made(tx, value) for key, value in values.items()}


def ids(tx: Transaction, given: Sequence[int | Fresh]) -> list[int]:
    """Return the ids of people or things, those that are new made now."""
    return [int(str(made(tx, one))) for one in given]
