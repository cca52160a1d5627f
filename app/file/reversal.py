"""Taking back and doing again: an operation's net changes are reversed, and judged like any other write.

What was written under an older schema is read by today's names; where a name is gone, it says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlcipher3.dbapi2 import IntegrityError
from sqlite_utils import Database

from app.file import journal
from app.file.operation import Operation, Transaction
from app.file.steps import STEPS, Moved, Steps
from app.ground.errors import UserError

# set by the schema's own triggers and never turned back: a version on paper stays true, and an approval
# is judged anew
NEVER_RESTORED = {"class": {"version", "approved_at"}}
AT_ONCE = 500  # rows that an undo compares and takes away together
_STATUS_COLUMNS = ("status", "approved_at", "closed_at")


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
    # what of it stands in a table of its own today, as (before, after) of the operation
    moved: dict[Moved, tuple[Any, Any]] = field(default_factory=dict["Moved", tuple[Any, Any]])


def undo_last(steps: Steps = STEPS) -> Operation[str]:
    """Take back the last operation, which needs what that needed.

    Raises UserError where there is none or it cannot be, NotAllowed.
    """

    def work(tx: Transaction) -> str:
        wall = journal.barrier(tx.db)
        if wall is not None:
            raise UserError(f"「{wall}」不能撤销。证书开错了请作废，再重新签发。")
        last = journal.undoable(tx.db)
        if last is None:
            raise UserError("没有可以撤销的操作。")
        tx.require(*journal.rights_of(tx.db, last[0]))
        tx.name(f"撤销 {last[1]}")
        run = journal.run_of(tx.db, last[0])
        _reverse(tx, run, steps)
        journal.set_state(tx.db, run, "undone")
        return last[1]

    return Operation("撤销", work, "apart", right=None)


def redo_next(steps: Steps = STEPS) -> Operation[str]:
    """Do again what was last taken back. Raises UserError where there is nothing, NotAllowed."""

    def work(tx: Transaction) -> str:
        following = journal.redoable(tx.db)
        if following is None:
            raise UserError("没有可以重做的操作。")
        tx.require(*journal.rights_of(tx.db, following[0]))
        tx.name(f"重做 {following[1]}")
        undo_id = tx.db.execute(
            "SELECT max(id) FROM operation WHERE reverses_id = ? AND id <> ?",
            [following[0], tx.operation_id],
        ).fetchone()[0]
        _reverse(tx, [undo_id], steps)
        journal.reverses(tx.db, tx.operation_id, following[0])
        journal.set_state(tx.db, journal.run_of(tx.db, following[0]), "done")
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


def _reverse(tx: Transaction, operation_ids: list[int], steps: Steps) -> None:
    """Apply the inverse of the net changes of operations that follow each other. Raises UserError where
    later work forbids it.

    Classes involved are first opened, drafts again or no longer closed, then changed back, then given
    their status: the schema's guards judge an undo like any other write.
    """
    db = tx.db
    journal.reverses(db, tx.operation_id, operation_ids[0])
    nets = _net_changes(db, operation_ids, steps)
    _check_untouched(db, nets)
    db.execute("PRAGMA defer_foreign_keys = ON")
    settled = _statuses_after(nets)
    _open(db, nets)
    _apply_inverses(tx, sorted(nets, key=lambda n: -n.first), settled)
    for class_id, columns in settled.items():
        if columns is not None and columns.get("status", "draft") != "draft":
            tx.update("class", class_id, columns)
    # a later reference fails at the commit; what a cascade took along would be later work too
    touched = db.execute(
        "SELECT DISTINCT table_name, row_id FROM change WHERE operation_id = ?", [tx.operation_id]
    ).fetchall()
    parts = {where.table for net in nets for where in steps.moved(net.table).values()}
    later = set(touched) - {(net.table, net.row_id) for net in nets}
    if any(table not in parts or _written_later(db, table, row_id, tx) for table, row_id in later):
        raise UserError("后来的记录还在用它，不能撤销。没有写入任何数据。")


def _written_later(db: Database, table: str, row_id: int, tx: Transaction) -> bool:
    """Whether anybody has written a row; else an upgrade has made it of a column, or an undo of that."""
    sql = (
        "SELECT 1 FROM change c LEFT JOIN operation o ON o.id = c.operation_id"
        " WHERE c.table_name = ? AND c.row_id = ? AND c.operation_id IS NOT ?"
        " AND o.reverses_id IS NULL"
    )
    return db.execute(sql, [table, row_id, tx.operation_id]).fetchone() is not None


def _open(db: Database, nets: list[_Net]) -> None:
    """Let the classes whose status an operation touched be changed."""
    for net in nets:
        if net.table == "class" and not net.deleted and not _brought_in(net):
            if net.inserted or _was_draft(net):
                opened = "status = 'draft' WHERE id = ? AND status <> 'draft'"
            elif _was_closed(net):
                opened = "status = 'running' WHERE id = ? AND status = 'closed'"
            else:
                continue
            db.execute(f"UPDATE class SET {opened}", [net.row_id])


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
            _lose(net, action, lost, now, steps)
        _fold(net, action, before, after)
    for net in nets.values():
        if net.deleted and net.before is not None and "uid" not in net.before:
            uid = journal.uid_of(db, net.table, net.row_id, net.first, steps)
            net.before |= {"uid": uid} if uid else {}
    return [n for n in nets.values() if n.before != n.after or n.moved]


def _lose(
    net: _Net, action: str, before: dict[str, Any], after: dict[str, Any], steps: Steps
) -> None:
    """Note what a row had in columns that it has no more. Raises UserError where that is nowhere now."""
    elsewhere = steps.moved(net.table)
    for word, value in before.items():
        if value == after.get(word) if action == "update" else value in (None, ""):
            continue
        if word not in elsewhere:
            raise _gone(word)
        first, _ = net.moved.get(elsewhere[word], (value, None))
        net.moved[elsewhere[word]] = first, after.get(word)


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


def _check_untouched(db: Database, nets: list[_Net]) -> None:
    for table, left in _by_table(net for net in nets if not net.deleted).items():
        for some in _parts(left):
            cursor = db.execute(
                f'SELECT * FROM "{table}" WHERE id IN (SELECT value FROM json_each(?))',
                [_ids(some)],
            )
            columns = [d[0] for d in cursor.description]
            place = columns.index("id")
            rows = {row[place]: dict(zip(columns, row, strict=True)) for row in cursor.fetchall()}
            for net in some:
                if net.row_id not in rows:
                    raise UserError("有记录后来又被删除，不能撤销。没有写入任何数据。")
                _check_same(net, rows[net.row_id])


def _check_same(net: _Net, now: dict[str, Any]) -> None:
    kept = NEVER_RESTORED.get(net.table, set[str]())
    for column, value in (net.after or {}).items():
        if column not in kept and column in now and now[column] != value:
            label = now.get("name") or now.get("title") or ""
            raise UserError(f"「{label}」后来又改过，不能撤销。没有写入任何数据。")


def _by_table(nets: Iterable[_Net]) -> dict[str, list[_Net]]:
    found: dict[str, list[_Net]] = {}
    for net in nets:
        found.setdefault(net.table, []).append(net)
    return found


def _parts(nets: list[_Net]) -> Iterator[list[_Net]]:
    for start in range(0, len(nets), AT_ONCE):
        yield nets[start : start + AT_ONCE]


def _ids(nets: list[_Net]) -> str:
    return json.dumps([net.row_id for net in nets])


def _statuses_after(nets: list[_Net]) -> dict[int, dict[str, Any] | None]:
    """Map each class whose guard is in the way to the status columns it ends with (None: deleted)."""
    settled: dict[int, dict[str, Any] | None] = {}
    for net in nets:
        if net.table != "class" or _brought_in(net):
            continue
        before = net.before or {}
        if net.inserted:
            settled[net.row_id] = None
        elif net.deleted:
            settled[net.row_id] = {c: before[c] for c in _STATUS_COLUMNS if c in before}
        elif _was_draft(net) or _was_closed(net):
            settled[net.row_id] = {c: before[c] for c in ("status", "closed_at") if c in before}
    return settled


def _was_draft(net: _Net) -> bool:
    """Whether a class was a draft before, after or in between, which raises its version."""
    return "version" in (net.before or {}) or "draft" in _statuses(net)


def _brought_in(net: _Net) -> bool:
    """Whether a class came or went that was brought in (补录): it is over as long as it is there."""
    return any(row.get("brought_in") == 1 for row in (net.before, net.after) if row)


def _was_closed(net: _Net) -> bool:
    return "closed" in _statuses(net)


def _statuses(net: _Net) -> list[Any]:
    return [row.get("status") for row in (net.before, net.after) if row]


def _apply_inverses(
    tx: Transaction, nets: list[_Net], settled: dict[int, dict[str, Any] | None]
) -> None:
    """Apply them in order; where a name is still taken by a row that comes later, after that.

    A certificate lets go of a class or person only when that row is gone: it waits for it likewise.
    """
    while nets:
        waiting: list[_Net] = []
        refused: IntegrityError | None = None
        done = 0
        for alike in _runs(nets):
            tx.progress.step(done, len(nets), "正在撤销")
            done += len(alike)
            if alike[0].inserted:
                _take_away(tx, alike)
                continue
            for net in alike:
                try:
                    _apply_inverse(tx, net, net.table == "class" and net.row_id in settled)
                except IntegrityError as error:
                    if not str(error).startswith("UNIQUE") and net.table != "certificate":
                        raise
                    waiting.append(net)
                    refused = error
        if len(waiting) == len(nets):
            if refused is not None and not str(refused).startswith("UNIQUE"):
                raise refused
            raise UserError("编号或名称后来给了别的记录，不能撤销。没有写入任何数据。")
        nets = waiting


def _runs(nets: list[_Net]) -> Iterator[list[_Net]]:
    """Part them, in their order, into runs that can be turned back together."""
    for _, alike in groupby(nets, key=lambda net: (net.table, net.inserted)):
        yield from _parts(list(alike))


def _take_away(tx: Transaction, inserted: list[_Net]) -> None:
    """Delete rows of one table. Raises UserError where one is gone."""
    gone = tx.db.execute(
        f'DELETE FROM "{inserted[0].table}" WHERE id IN (SELECT value FROM json_each(?))',
        [_ids(inserted)],
    )
    if gone.rowcount != len(inserted):
        raise UserError("有记录后来又被删除，不能撤销。没有写入任何数据。")


def _apply_inverse(tx: Transaction, net: _Net, settled: bool) -> None:
    dropped = set(_STATUS_COLUMNS if settled else ())
    if not net.deleted:
        dropped |= NEVER_RESTORED.get(net.table, set[str]())
    values = {c: v for c, v in (net.before or {}).items() if c not in dropped}
    if net.deleted:
        tx.insert(net.table, values)
    elif values:
        tx.update(net.table, net.row_id, values)
    for where, (before, after) in net.moved.items():
        _give_back(tx, where, net.row_id, before, after)


def _give_back(tx: Transaction, where: Moved, owner: int, before: Any, after: Any) -> None:
    """Put a value of a column of before where such values stand today. Raises UserError."""
    rows = tx.db.execute(
        f'SELECT id, "{where.column}" FROM "{where.table}" WHERE "{where.owner}" = ?', [owner]
    ).fetchall()
    if [value for _, value in rows] != [v for v in (after,) if v not in (None, "")]:
        raise UserError("有记录后来又改过，不能撤销。没有写入任何数据。")
    for row_id, _ in rows:
        tx.delete(where.table, row_id)
    if before not in (None, ""):
        had = tx.db.execute(  # the same row comes back, whatever goes to and fro
            "SELECT before FROM change WHERE table_name = ? AND action = 'delete'"
            " AND operation_id IS NOT NULL AND json_extract(before, ?) = ?"
            " AND json_extract(before, ?) = ? ORDER BY id DESC LIMIT 1",
            [where.table, f"$.{where.owner}", owner, f"$.{where.column}", before],
        ).fetchone()
        row: dict[str, Any] = json.loads(had[0]) if had else {}
        tx.insert(where.table, row or {where.owner: owner, where.column: before})
