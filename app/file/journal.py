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

from sqlcipher3.dbapi2 import IntegrityError
from sqlite_utils import Database

from app.file.operation import Operation, Transaction
from app.file.steps import STEPS, Reading, Steps
from app.ground.errors import UserError

# set by the schema's own triggers and never turned back: a version on paper stays true
NEVER_RESTORED = {"class": {"version"}}
_MACHINERY = frozenset(["id", "uid", "school_id", "terms", "pinyin"])  # no words for a registrar
_STATUS_COLUMNS = ("status", "approved_at", "closed_at")


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
    that of the schema it was written under.
    """

    table: str
    at: str
    user_name: str
    operation: str
    action: str
    columns: dict[str, tuple[Any, Any]]
    row: dict[str, Any]
    version: int = STEPS.latest


@dataclass
class _Net:
    """What an operation did to one row in sum."""

    table: str
    row_id: int
    first: int
    before: dict[str, Any] | None  # whole row where the operation deleted it; else changed columns
    after: dict[str, Any] | None  # whole row where the operation inserted it; else changed columns
    inserted: bool = False
    deleted: bool = False


def begin(db: Database, name: str, user_name: str, undo: str, joins: str = "") -> int:
    """Open an operation: what the triggers record from here on is its doing. Returns its id."""
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
    """Close the operation and return the tables it changed; one that changed nothing leaves no trace.

    New work drops what could have been redone.
    """
    db.execute("DELETE FROM journal_head")
    kinds = frozenset(
        t
        for (t,) in db.execute(
            "SELECT DISTINCT table_name FROM change WHERE operation_id = ?", [operation_id]
        ).fetchall()
    )
    if not kinds:
        db.execute("DELETE FROM operation WHERE id = ?", [operation_id])
        return kinds
    db.execute(
        "UPDATE operation SET name = ?, undo = ?, rights = ? WHERE id = ?",
        [name, undo, " ".join(sorted(rights)), operation_id],
    )
    db.execute(
        "UPDATE operation SET state = 'dropped' WHERE state = 'undone'"
        " AND (SELECT undo FROM operation WHERE id = ?) <> 'apart'",
        [operation_id],
    )
    return kinds


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


def _run(db: Database, operation_id: int) -> list[int]:
    """Return the operations that are taken back with this one, in order: itself, or its whole run."""
    rows = db.execute(
        "SELECT r.id FROM operation o JOIN operation r ON r.run_id = o.run_id WHERE o.id = ?"
        " ORDER BY r.id",
        [operation_id],
    ).fetchall()
    return [row[0] for row in rows] or [operation_id]


def _run_name(db: Database, operation_id: int, name: str) -> str:
    """What undo calls an operation: its own name, or of a run '填写组别（7 处）'."""
    count = len(_run(db, operation_id))
    if count == 1:
        return name
    row = db.execute("SELECT run_name FROM operation WHERE id = ?", [operation_id]).fetchone()
    return f"{row[0]}（{count} 处）"


def rights_of(db: Database, operation_id: int) -> frozenset[str]:
    """Return the rights that an operation needed, with its run where it is one of one."""
    marks = ", ".join("?" * len(run := _run(db, operation_id)))
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
    return Trace(reading.table, at, user, name, action, columns, new or old, version)


def _words(reading: Reading, text: str | None) -> dict[str, Any]:
    kept, lost = reading.row(json.loads(text or "{}"))
    return kept | lost


def undo_last(steps: Steps = STEPS) -> Operation[str]:
    """Take back the last operation, which needs what that needed.

    Raises UserError where there is none or it cannot be, NotAllowed.
    """

    def work(tx: Transaction) -> str:
        wall = barrier(tx.db)
        if wall is not None:
            raise UserError(f"「{wall}」不能撤销。证书开错了请作废，再重新签发。")
        last = undoable(tx.db)
        if last is None:
            raise UserError("没有可以撤销的操作。")
        tx.require(*rights_of(tx.db, last[0]))
        tx.name(f"撤销 {last[1]}")
        run = _run(tx.db, last[0])
        _reverse(tx, run, steps)
        _set_state(tx.db, run, "undone")
        return last[1]

    return Operation("撤销", work, "apart", right=None)


def redo_next(steps: Steps = STEPS) -> Operation[str]:
    """Do again what was last taken back. Raises UserError where there is nothing, NotAllowed."""

    def work(tx: Transaction) -> str:
        following = redoable(tx.db)
        if following is None:
            raise UserError("没有可以重做的操作。")
        tx.require(*rights_of(tx.db, following[0]))
        tx.name(f"重做 {following[1]}")
        undo_id = tx.db.execute(
            "SELECT max(id) FROM operation WHERE reverses_id = ? AND id <> ?",
            [following[0], tx.operation_id],
        ).fetchone()[0]
        _reverse(tx, [undo_id], steps)
        tx.db.execute(
            "UPDATE operation SET reverses_id = ? WHERE id = ?", [following[0], tx.operation_id]
        )
        _set_state(tx.db, _run(tx.db, following[0]), "done")
        return following[1]

    return Operation("重做", work, "apart", right=None)


def take_back(operation_id: int, steps: Steps = STEPS) -> Operation[str]:
    """Take back one earlier operation alone, an import of weeks ago say; this can itself be undone.

    Raises UserError where later work stands on it or it has been taken back already, NotAllowed.
    """

    def work(tx: Transaction) -> str:
        row = tx.db.execute(
            "SELECT name, undo, state, rights FROM operation WHERE id = ?", [operation_id]
        ).fetchone()
        if row is None or row[1] != "stack" or row[2] != "done":
            raise UserError("这项操作不能撤销，或已经撤销。")
        tx.require(*row[3].split())
        tx.name(f"撤销 {row[0]}")
        _reverse(tx, [operation_id], steps)
        return row[0]

    return Operation("撤销", work, right=None)


def _set_state(db: Database, operation_ids: list[int], state: str) -> None:
    marks = ", ".join("?" * len(operation_ids))
    db.execute(f"UPDATE operation SET state = ? WHERE id IN ({marks})", [state, *operation_ids])


def _reverse(tx: Transaction, operation_ids: list[int], steps: Steps) -> None:
    """Apply the inverse of the net changes of operations that follow each other. Raises UserError where
    later work forbids it.

    Classes involved are first drafts again, then changed back, then given their status: the schema's
    guards judge an undo like any other write.
    """
    db = tx.db
    db.execute(
        "UPDATE operation SET reverses_id = ? WHERE id = ?", [operation_ids[0], tx.operation_id]
    )
    nets = _net_changes(db, operation_ids, steps)
    for net in nets:
        _check_untouched(db, net)
    db.execute("PRAGMA defer_foreign_keys = ON")
    settled = _statuses_after(nets)
    for class_id in settled:
        db.execute(
            "UPDATE class SET status = 'draft' WHERE id = ? AND status <> 'draft'", [class_id]
        )
    _apply_inverses(tx, sorted(nets, key=lambda n: -n.first), settled)
    for class_id, columns in settled.items():
        if columns is not None and columns.get("status", "draft") != "draft":
            tx.update("class", class_id, columns)
    # a later reference fails at the commit; what a cascade took along would be later work too
    touched = db.execute(
        "SELECT DISTINCT table_name, row_id FROM change WHERE operation_id = ?", [tx.operation_id]
    ).fetchall()
    if not set(touched) <= {(net.table, net.row_id) for net in nets}:
        raise UserError("后来的记录还在用它，不能撤销。没有写入任何数据。")


def _net_changes(db: Database, operation_ids: list[int], steps: Steps) -> list[_Net]:
    """Return what operations did, by today's names. Raises UserError where a name is gone."""
    nets: dict[tuple[str, int], _Net] = {}
    rows = db.execute(
        "SELECT id, schema_version, table_name, row_id, action, before, after FROM change"
        f" WHERE operation_id IN ({', '.join('?' * len(operation_ids))}) ORDER BY id",
        operation_ids,
    )
    for change_id, version, written, row_id, action, before_text, after_text in rows.fetchall():
        reading = steps.reading(version, written)
        table = reading.table
        if not table:
            raise _gone(reading.word)
        net = nets.get((table, row_id))
        if net is None:
            net = nets[table, row_id] = _Net(table, row_id, change_id, None, None)
        before, lost = reading.row(json.loads(before_text)) if before_text else (None, {})
        after, now = reading.row(json.loads(after_text)) if after_text else (None, {})
        if not net.inserted:  # else the row goes, and what it had with it
            for word, value in lost.items():
                if value != now[word] if action == "update" else value not in (None, ""):
                    raise _gone(word)
        _fold(net, action, before, after)
    return [n for n in nets.values() if n.before != n.after]


def _gone(word: str) -> UserError:
    return UserError(
        f"这项操作改过的「{word}」，新版程序已不再保存，所以不能撤销。没有写入任何数据。"
    )


def _fold(
    net: _Net, action: str, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> None:
    if action == "insert":
        net.after = after
        if net.deleted:
            net.deleted = False
        else:
            net.inserted = True
    elif action == "delete":
        if net.inserted:  # came and went within the operation
            net.before, net.after, net.inserted = None, None, False
            return
        # whole row as it was at first: later updates of this operation are turned back
        net.before = {**(before or {}), **(net.before or {})}
        net.after, net.deleted = None, True
    else:
        before, after = before or {}, after or {}
        changed = {c for c in after if before.get(c) != after[c]}
        if not net.inserted:
            net.before = {**{c: before[c] for c in changed}, **(net.before or {})}
        net.after = {**(net.after or {}), **{c: after[c] for c in changed}}


def _check_untouched(db: Database, net: _Net) -> None:
    if net.deleted:
        return
    cursor = db.execute(f'SELECT * FROM "{net.table}" WHERE id = ?', [net.row_id])
    row = cursor.fetchone()
    if row is None:
        raise UserError("有记录后来又被删除，不能撤销。没有写入任何数据。")
    now = dict(zip([d[0] for d in cursor.description], row, strict=True))
    kept = NEVER_RESTORED.get(net.table, set())
    for column, value in (net.after or {}).items():
        if column not in kept and column in now and now[column] != value:
            label = now.get("name") or now.get("title") or ""
            raise UserError(f"「{label}」后来又改过，不能撤销。没有写入任何数据。")


def _statuses_after(nets: list[_Net]) -> dict[int, dict[str, Any] | None]:
    """Map each class whose guard is in the way to the status columns it ends with (None: deleted)."""
    settled: dict[int, dict[str, Any] | None] = {}
    for net in nets:
        if net.table != "class":
            continue
        before, after = net.before or {}, net.after or {}
        if net.inserted:
            settled[net.row_id] = None
        elif (
            net.deleted
            or "draft" in (before.get("status"), after.get("status"))
            or "version" in before  # it was a draft in between
        ):
            settled[net.row_id] = {c: before[c] for c in _STATUS_COLUMNS if c in before}
    return settled


def _apply_inverses(
    tx: Transaction, nets: list[_Net], settled: dict[int, dict[str, Any] | None]
) -> None:
    """Apply them in order; where a name is still taken by a row that comes later, after that."""
    while nets:
        waiting: list[_Net] = []
        for place, net in enumerate(nets):
            if place % 500 == 0:
                tx.progress.step(place, len(nets), "正在撤销")
            try:
                _apply_inverse(tx, net, net.table == "class" and net.row_id in settled)
            except IntegrityError as error:
                if not str(error).startswith("UNIQUE"):
                    raise
                waiting.append(net)
        if len(waiting) == len(nets):
            raise UserError("编号或名称后来给了别的记录，不能撤销。没有写入任何数据。")
        nets = waiting


def _apply_inverse(tx: Transaction, net: _Net, settled: bool) -> None:
    if net.inserted:
        tx.delete(net.table, net.row_id)
        return
    dropped = set(_STATUS_COLUMNS if settled else ())
    if not net.deleted:
        dropped |= NEVER_RESTORED.get(net.table, set[str]())
    values = {c: v for c, v in (net.before or {}).items() if c not in dropped}
    if net.deleted:
        tx.insert(net.table, values)
    elif values:
        tx.update(net.table, net.row_id, values)
