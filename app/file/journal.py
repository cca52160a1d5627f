"""The journal: every operation and every row it changed.

The audit trail, undo and redo, undoing an import weeks later, and the history of one record are all
readings of the two tables ``operation`` and ``change``. Triggers write ``change``; nothing else does,
and nothing rewrites it: an entry written under an older schema is read through ``steps``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from app.file import chain, keeper
from app.file.steps import STEPS, Reading, Steps

_MACHINERY = frozenset(["id", "uid", "school_id", "terms", "pinyin"])  # no words for a registrar


@dataclass(frozen=True)
class Entry:
    """One operation as the history shows it."""

    id: int
    name: str
    at: str
    user_name: str
    undo: str
    state: str
    rights: frozenset[str]
    change_count: int


@dataclass(frozen=True)
class Trace:
    """One change of one record of ``table``: ``columns`` maps a changed column to (before, after).

    ``row`` is the whole record as the change left it, or as it was before it was deleted; ``version``
    that of the schema it was written under. A table that was dropped bears the word for it.
    """

    table: str
    at: str
    user_name: str
    operation: str
    action: str
    columns: dict[str, tuple[Any, Any]]
    row: dict[str, Any]
    version: int = STEPS.latest


def begin(db: Database, name: str, user_name: str, undo: str, joins: str = "") -> int:
    """Open an operation: what the triggers record from here on is its doing. Returns its id."""
    with keeper.keeping():
        row = db.execute(
            "INSERT INTO operation (name, user_name, undo, joins, run_name)"
            " VALUES (?, ?, ?, ?, ?) RETURNING id",
            [name, user_name, undo, joins, name if joins else ""],
        ).fetchone()
        if joins and undo == "stack":
            _join(db, row[0], joins)
        db.execute("DELETE FROM journal_head")
        db.execute("INSERT INTO journal_head VALUES (?)", [row[0]])
    return row[0]


def _join(db: Database, operation_id: int, joins: str) -> None:
    """Let an operation go on with the run of the one before it, or begin a run.

    Anything done between, an undo as well, has ended the run.
    """
    db.execute(
        "UPDATE operation SET run_id = coalesce((SELECT CASE WHEN o.joins = :joins AND o.state = 'done'"
        " THEN o.run_id END FROM operation o WHERE o.id < :id ORDER BY o.id DESC LIMIT 1), :id)"
        " WHERE id = :id",
        {"joins": joins, "id": operation_id},
    )


def finish(
    db: Database, operation_id: int, name: str, undo: str, rights: Iterable[str]
) -> frozenset[str]:
    """Close the operation, which takes its place in the chain, and return the tables it changed.

    One that changed nothing leaves no trace. New work drops what could have been redone.
    """
    kinds = frozenset(
        t
        for (t,) in db.execute(
            "SELECT DISTINCT table_name FROM change WHERE operation_id = ?", [operation_id]
        ).fetchall()
    )
    laid = "SELECT 1 FROM baseline WHERE operation_id = ? LIMIT 1"
    with keeper.keeping():
        db.execute("DELETE FROM journal_head")
        if not kinds and db.execute(laid, [operation_id]).fetchone() is None:
            db.execute("DELETE FROM operation WHERE id = ?", [operation_id])
            return kinds
        db.execute(
            "UPDATE operation SET name = ?, undo = ?, rights = ? WHERE id = ?",
            [name, undo, " ".join(sorted(rights)), operation_id],
        )
        if undo != "apart":
            db.execute("UPDATE operation SET state = 'dropped' WHERE state = 'undone'")
    chain.close(db, operation_id)
    return kinds


def note(db: Database, name: str, user_name: str) -> int:
    """Enter what changes no row, as an operation that undo passes over. Returns its id."""
    number = begin(db, name, user_name, "apart")
    with keeper.keeping():
        db.execute("DELETE FROM journal_head")
    chain.close(db, number)
    return number


def set_state(db: Database, operation_ids: list[int], state: str) -> None:
    """Say of operations that they are done, undone or dropped: all that is ever changed of one."""
    marks = ", ".join("?" * len(operation_ids))
    with keeper.keeping():
        db.execute(f"UPDATE operation SET state = ? WHERE id IN ({marks})", [state, *operation_ids])


def reverses(db: Database, operation_id: int, other: int) -> None:
    """Say of the operation under way which one it takes back or repeats."""
    with keeper.keeping():
        db.execute("UPDATE operation SET reverses_id = ? WHERE id = ?", [other, operation_id])


def undoable(db: Database) -> tuple[int, str] | None:
    """Return (id, name) of what Ctrl+Z takes back, or None; of a run, the id of its last operation."""
    last_id, name, undo = _last_done(db)
    return (last_id, _run_name(db, last_id, name)) if undo == "stack" else None


def barrier(db: Database) -> str | None:
    """Return the name of the operation at which undo ends, where it is the last one done."""
    _, name, undo = _last_done(db)
    return name if undo == "barrier" else None


def _last_done(db: Database) -> tuple[int, str, str]:
    row = db.execute(
        "SELECT id, name, undo FROM operation WHERE state = 'done' AND undo <> 'apart'"
        " ORDER BY id DESC LIMIT 1"
    ).fetchone()
    return row or (0, "", "")


def redoable(db: Database) -> tuple[int, str] | None:
    """Return (id, name) of what Ctrl+Y does again, or None."""
    row = db.execute(
        "SELECT id, name FROM operation WHERE state = 'undone' ORDER BY id LIMIT 1"
    ).fetchone()
    return (row[0], _run_name(db, row[0], row[1])) if row else None


def run_of(db: Database, operation_id: int) -> list[int]:
    """Return the operations that are taken back with this one, in order: itself, or its whole run."""
    rows = db.execute(
        "SELECT r.id FROM operation o JOIN operation r ON r.run_id = o.run_id WHERE o.id = ?"
        " ORDER BY r.id",
        [operation_id],
    ).fetchall()
    return [row[0] for row in rows] or [operation_id]


def _run_name(db: Database, operation_id: int, name: str) -> str:
    """What undo calls an operation: its own name, or of a run '填写组别（7 处）'."""
    count = len(run_of(db, operation_id))
    if count == 1:
        return name
    row = db.execute("SELECT run_name FROM operation WHERE id = ?", [operation_id]).fetchone()
    return f"{row[0]}（{count} 处）"


def rights_of(db: Database, operation_id: int) -> frozenset[str]:
    """Return the rights that an operation needed, with its run where it is one of one."""
    marks = ", ".join("?" * len(run := run_of(db, operation_id)))
    rows = db.execute(f"SELECT rights FROM operation WHERE id IN ({marks})", run).fetchall()
    return frozenset(code for (codes,) in rows for code in codes.split())


def entries(db: Database, limit: int = 200, before_id: int | None = None) -> list[Entry]:
    """Return the latest operations, newest first."""
    rows = db.execute(
        "SELECT o.id, o.name, o.at, o.user_name, o.undo, o.state, o.rights,"
        " (SELECT count(*) FROM change c WHERE c.operation_id = o.id)"
        " FROM operation o WHERE ? IS NULL OR o.id < ? ORDER BY o.id DESC LIMIT ?",
        [before_id, before_id, limit],
    ).fetchall()
    return [
        Entry(number, name, at, user, undo, state, frozenset(codes.split()), count)
        for number, name, at, user, undo, state, codes, count in rows
    ]


def history(db: Database, table: str, row_id: int, steps: Steps = STEPS) -> list[Trace]:
    """Return the changes of one record, newest first; search words are left out.

    What was written under an older schema bears today's names; a column that is gone, the word for
    it. Under version 1 an id was given again: there the history begins where the record was made.
    """
    names = steps.names(table)
    rows = db.execute(
        f"{_CHANGES} WHERE c.table_name IN ({', '.join('?' for _ in names)}) AND c.row_id = ?"
        " ORDER BY c.id DESC",
        [*names, row_id],
    ).fetchall()
    traces: list[Trace] = []
    for *row, reverses_id in rows:
        trace = _trace(steps, *row)
        if trace.table != table:
            continue
        traces.append(trace)
        if trace.version == 1 and trace.action == "insert" and reverses_id is None:
            break
    return traces


def uid_of(
    db: Database, table: str, row_id: int, change_id: int, steps: Steps = STEPS
) -> str | None:
    """Return the uid of the record that a change of version 1 was made to; None while it has none.

    Those entries lack it, later ones of the record tell. Since an id was given again then, a record's
    entries are those from its making to that of the next one, and what takes them back.
    """
    names = steps.names(table)
    row = db.execute(
        _UID.replace(":names", ", ".join(f":name{n}" for n in range(len(names)))),
        {"row": row_id, "at": change_id, **{f"name{n}": name for n, name in enumerate(names)}},
    ).fetchone()
    return row[0] if row else None


_UID = """
WITH entry AS (
  SELECT c.id, c.operation_id, o.reverses_id, coalesce(c.before, c.after) ->> 'uid' AS uid,
    c.schema_version = 1 AND c.action = 'insert' AND o.reverses_id IS NULL AS made
  FROM change c LEFT JOIN operation o ON o.id = c.operation_id
  WHERE c.table_name IN (:names) AND c.row_id = :row
), told AS (
  SELECT e.id, e.uid,
    coalesce((SELECT min(r.id) FROM entry r WHERE r.operation_id = e.reverses_id), e.id) AS place
  FROM entry e WHERE e.uid IS NOT NULL
)
SELECT uid FROM told
WHERE place >= coalesce((SELECT max(id) FROM entry WHERE made AND id <= :at), 0)
  AND place < coalesce((SELECT min(id) FROM entry WHERE made AND id > :at), place + 1)
ORDER BY id DESC LIMIT 1
"""


def changes(db: Database, operation_id: int, limit: int = 100, steps: Steps = STEPS) -> list[Trace]:
    """Return what an operation changed, record by record, in order; at most ``limit`` changes."""
    rows = db.execute(
        f"{_CHANGES} WHERE c.operation_id = ? ORDER BY c.id LIMIT ?", [operation_id, limit]
    ).fetchall()
    return [_trace(steps, *row) for *row, _ in rows]


_CHANGES = (
    "SELECT coalesce(o.at, ''), coalesce(o.user_name, ''), coalesce(o.name, '程序之外的写入'),"
    " c.action, c.before, c.after, c.schema_version, c.table_name, o.reverses_id"
    " FROM change c LEFT JOIN operation o ON o.id = c.operation_id"
)


def _trace(
    steps: Steps,
    at: str,
    user: str,
    name: str,
    action: str,
    before: str | None,
    after: str | None,
    version: int,
    written: str,
) -> Trace:
    reading = steps.reading(version, written)
    old, new = (_words(reading, text) for text in (before, after))
    columns = {
        c: (old.get(c), new.get(c))
        for c in {**old, **new}
        if old.get(c) != new.get(c) and c not in _MACHINERY
    }
    return Trace(
        reading.table or reading.word, at, user, name, action, columns, new or old, version
    )


def _words(reading: Reading, text: str | None) -> dict[str, Any]:
    kept, lost = reading.row(json.loads(text or "{}"))
    return kept | lost
