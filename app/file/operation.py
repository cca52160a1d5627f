"""What a write is: a named piece of work that ``session.run`` does in one transaction.

A verb of a noun module is declared so::

    @operation("删除学员", right="students")
    def delete(tx: Transaction, student_id: int) -> None: ...

``delete(7)`` then gives an ``Operation`` that has not run yet; ``session.run(delete(7))`` runs it, where
the user's role has the right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field, replace
from functools import lru_cache, wraps
from typing import Any, Concatenate, Generic, Literal, ParamSpec, TypeVar

from sqlite_utils import Database

from app.file import rights
from app.file.rights import Right
from app.ground.errors import UserError
from app.ground.jobs import Progress
from app.text import plain

T = TypeVar("T")
P = ParamSpec("P")
Undo = Literal["stack", "apart", "barrier"]
_STRICTNESS: tuple[Undo, ...] = ("stack", "apart", "barrier")


# control characters, which harm in lists, searches and on paper; a remark may have lines
_CONTROLS = dict.fromkeys([*range(0x0A), *range(0x0B, 0x20), *range(0x7F, 0xA0)])


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are kept: text without invisible characters."""
    return {column: _visible(value) for column, value in values.items()}


def _visible(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    shown = plain.visible(value)
    return shown if shown.isprintable() else shown.translate(_CONTROLS)


@lru_cache(maxsize=256)
def _insertion(table: str, columns: tuple[str, ...]) -> str:
    names = ", ".join(f'"{c}"' for c in columns)
    return f'INSERT INTO "{table}" ({names}) VALUES ({", ".join(f":{c}" for c in columns)})'


@dataclass
class Transaction:
    """What the work of an operation is given: the write connection inside one open transaction.

    ``user_id``: whose rights count, None where the program itself makes a file. ``undo`` and ``needed``
    become what the operation and all it calls make of them, and stand in the journal.
    ``imagined``: whether it will be rolled back whatever comes of it. ``around``: what is left once it is
    committed, or is not.
    """

    db: Database
    operation_id: int
    progress: Progress = field(default_factory=Progress)
    title: str = ""
    user_id: int | None = None
    undo: Undo = "stack"
    needed: set[str] = field(default_factory=set[str])
    imagined: bool = False
    around: ExitStack = field(default_factory=ExitStack)

    def name(self, title: str) -> None:
        """Set the name that undo shows, once the work knows it: '删除学员 张伟'."""
        self.title = title

    def call(self, other: Operation[T]) -> T:
        """Do another operation's work inside this one; it keeps this one's name.

        What the other needs is needed, and the stricter undo of the two holds. Raises NotAllowed.
        """
        title = self.title
        value = self.begin(other)
        self.title = title
        return value

    def begin(self, operation: Operation[T]) -> T:
        """See that it is allowed, then do its work. Raises NotAllowed before anything is written."""
        if operation.right is not None:
            self.require(operation.right)
        self.keep(operation.undo)
        return operation.work(self)

    def require(self, *needed: str) -> None:
        """Need these rights, and for taking this back as well. Raises NotAllowed."""
        fresh = set(needed) - self.needed
        if fresh and self.user_id is not None:
            rights.require(self.db, self.user_id, fresh)
        self.needed |= fresh

    def keep(self, undo: Undo) -> None:
        """Let this be taken back no more easily than ``undo`` says."""
        if _STRICTNESS.index(undo) > _STRICTNESS.index(self.undo):
            self.undo = undo

    def outside(self, context: AbstractContextManager[T]) -> T:
        """Enter what no rollback takes back, the saving of a key ring say, and return what it gives.

        It is left after the commit, or by the error where there was none: what could fail is so done
        before the commit, and what takes effect, after. Raises RuntimeError where the operation is only
        imagined: whoever imagines it has a bug.
        """
        if self.imagined:
            raise RuntimeError(f"{self.title} reaches outside the file and cannot be imagined")
        return self.around.enter_context(context)

    def insert(self, table: str, values: Mapping[str, Any]) -> int:
        """Insert one row and return its id."""
        # not lastrowid: the full-text triggers move it
        sql = f"{_insertion(table, tuple(values))} RETURNING id"
        return self.db.execute(sql, _plain(values)).fetchone()[0]

    def insert_many(self, table: str, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """Insert rows that have the same columns and return their ids, in order."""
        if not rows:
            return []
        # given here, not by the table: what inserts many rows at once tells nothing of them
        last = self.db.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", [table]).fetchone()
        first = (last[0] if last else 0) + 1
        ids = list(range(first, first + len(rows)))
        self.db.conn.executemany(
            _insertion(table, ("id", *rows[0])),
            ({"id": i, **_plain(row)} for i, row in zip(ids, rows, strict=True)),
        )
        return ids

    def update(self, table: str, row_id: int, values: Mapping[str, Any]) -> None:
        """Set columns of one row, or none. Raises UserError where the row is gone."""
        if not values:
            return
        sets = ", ".join(f'"{c}" = :{c}' for c in values)
        done = self.db.execute(
            f'UPDATE "{table}" SET {sets} WHERE id = :id', {**_plain(values), "id": row_id}
        )
        if done.rowcount == 0:
            raise UserError("这条记录已被删除。没有写入任何数据。")

    def delete(self, table: str, row_id: int) -> None:
        """Delete one row. Raises UserError where the row is gone."""
        if self.db.execute(f'DELETE FROM "{table}" WHERE id = ?', [row_id]).rowcount == 0:
            raise UserError("这条记录已被删除。")


@dataclass(frozen=True)
class Operation(Generic[T]):
    """A named write that has not run yet.

    ``undo``: 'stack' is taken back by Ctrl+Z; 'apart' is passed over by it; 'barrier' cannot be taken
    back, nor can anything before it (a certificate is out in the world).
    ``joins``: operations of the same one that follow each other, with nothing else done between, are a
    run: each is an entry of the journal, and one undo takes all of them back.
    ``right``: what the user's role must have; None where the work itself asks, as an undo does.
    ``large``: nobody knows beforehand how much it changes. What changes many rows is known by itself.
    """

    name: str
    work: Callable[[Transaction], T]
    undo: Undo = "stack"
    joins: str = ""
    right: Right | None = field(kw_only=True)
    large: bool = field(default=False, kw_only=True)

    def named(self, name: str) -> Operation[T]:
        """Return the same operation under another name."""
        return replace(self, name=name)

    def joined(self, joins: str) -> Operation[T]:
        """Return the same operation as one of a run; "" is none."""
        return replace(self, joins=joins)


@dataclass(frozen=True)
class Change(Generic[T]):
    """What a write did: ``kinds`` are the names of the tables it touched."""

    operation_id: int
    name: str
    kinds: frozenset[str]
    value: T
    undo: Undo = "stack"


def operation(
    name: str, undo: Undo = "stack", *, right: Right
) -> Callable[[Callable[Concatenate[Transaction, P], T]], Callable[P, Operation[T]]]:
    """Make a function over a transaction into a verb that returns an Operation, which needs ``right``."""

    def declare(work: Callable[Concatenate[Transaction, P], T]) -> Callable[P, Operation[T]]:
        @wraps(work)
        def verb(*args: P.args, **kwargs: P.kwargs) -> Operation[T]:
            return Operation(name, lambda tx: work(tx, *args, **kwargs), undo, right=right)

        return verb

    return declare
