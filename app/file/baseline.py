"""基准: digests of every recorded row, laid down by an operation that begins, upgrades or archives.

A check takes the rows as they are, puts those that entries of the journal have changed since back as they
were, and compares. Rows that no entry tells of so show where their part of the table differs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from app.file import keeper, misfits, recording
from app.file.finding import ASK, Finding, several
from app.ground.jobs import Progress

PART = 1024  # ids of a table that share a digest


@dataclass(frozen=True)
class Digest:
    """SHA-256 over the rows of a part of a table, and how many they are."""

    part: int
    count: int
    digest: str


def lay(db: Database, operation_id: int, progress: Progress | None = None) -> None:
    """Put down digests of all recorded rows as they are, as the doing of an operation.

    Raises Cancelled.
    """
    progress = progress or Progress()
    change_id = db.execute("SELECT coalesce(max(id), 0) FROM change").fetchone()[0]
    for table in recording.recorded_tables(db):
        sql = f'SELECT t.id, CAST({recording.row_text(db, table, "t")} AS BLOB) FROM "{table}" t'
        for found in digests(db.execute(f"{sql} ORDER BY t.id")):
            progress.heed()
            with keeper.keeping():
                db.execute(
                    "INSERT INTO baseline"
                    " (operation_id, change_id, table_name, part, row_count, digest)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    [operation_id, change_id, table, found.part, found.count, found.digest],
                )


def digests(rows: Iterable[tuple[int, bytes]]) -> Iterator[Digest]:
    """Yield the digests of rows, which are (id, text) in the order of their ids."""
    part, count, digest = 0, 0, hashlib.sha256()
    for row_id, text in rows:
        if row_id // PART != part:
            if count:
                yield Digest(part, count, digest.hexdigest())
            part, count, digest = row_id // PART, 0, hashlib.sha256()
        count += 1
        digest.update(b"%d\n" % len(text))
        digest.update(text)
    if count:
        yield Digest(part, count, digest.hexdigest())


def newest(db: Database) -> tuple[int, int] | None:
    """Return (operation, last change before it) of the newest baseline, or None."""
    return db.execute(
        "SELECT operation_id, change_id FROM baseline ORDER BY operation_id DESC LIMIT 1"
    ).fetchone()


def faults(
    db: Database, fresh: Database, tables: Sequence[str], progress: Progress | None = None
) -> list[Finding]:
    """Return which rows of the tables are not what the newest baseline and the entries since make of them.

    ``fresh`` has the tables as they should be. Raises Cancelled.
    """
    progress = progress or Progress()
    border = newest(db)
    if border is None:
        return [Finding("文件里没有记录摘要（基准）", "操作记录的基准被删除过，记录无从核对")]
    found: list[Finding] = []
    for place, table in enumerate(tables):
        progress.step(place, len(tables), "正在核对各表的记录")
        text = recording.row_text(fresh, table, "t")
        last, broken = _last_entries(db, table, text, border[1])
        if last:
            found.append(_changed(db, table, last))
        if broken:
            found.append(_torn(db, table, broken))
        found += _parts(db, table, text, border, progress)
    return found + _from_outside(db, border[1])


_TOUCHED = (
    "WITH touched AS MATERIALIZED (SELECT row_id, min(id) AS first, max(id) AS last FROM change"
    " WHERE table_name = :table AND id > :border GROUP BY row_id)"
)


def _last_entries(db: Database, table: str, text: str, border: int) -> tuple[list[int], list[int]]:
    """Rows that are not as their last entry left them, and those with an entry that does not go on from
    the one before."""
    asked = {"table": table, "border": border}
    last = db.execute(
        f"{_TOUCHED} SELECT x.row_id, c.after, CASE WHEN t.id IS NOT NULL THEN {text} END AS now"
        f' FROM touched x JOIN change c ON c.id = x.last LEFT JOIN "{table}" t ON t.id = x.row_id'
        " WHERE now IS NOT c.after ORDER BY 1",
        asked,
    ).fetchall()
    broken = db.execute(
        "SELECT row_id, before, past FROM (SELECT row_id, before, lag(after) OVER one AS past,"
        " row_number() OVER one AS place FROM change WHERE table_name = :table AND id > :border"
        " WINDOW one AS (PARTITION BY row_id ORDER BY id))"
        " WHERE place > 1 AND before IS NOT past",
        asked,
    ).fetchall()
    return [row[0] for row in last if not _same(*row[1:])], sorted(
        {row[0] for row in broken if not _same(*row[1:])}
    )


def _same(one: str | None, other: str | None) -> bool:
    """Whether two texts of a row say the same, by whichever SQLite they were written."""
    try:
        return (json.loads(one) if one else None) == (json.loads(other) if other else None)
    except ValueError:
        return False


def _parts(
    db: Database, table: str, text: str, border: tuple[int, int], progress: Progress
) -> list[Finding]:
    """Parts of a table whose rows, put back as they were at the baseline, are not those of then."""
    rows = db.execute(
        f'{_TOUCHED} SELECT t.id AS id, CAST({text} AS BLOB) FROM "{table}" t'
        " WHERE NOT EXISTS (SELECT 1 FROM touched x WHERE x.row_id = t.id)"
        " UNION ALL SELECT x.row_id, CAST(c.before AS BLOB) FROM touched x"
        " JOIN change c ON c.id = x.first WHERE c.before IS NOT NULL ORDER BY 1",
        {"table": table, "border": border[1]},
    )
    laid = {
        part: Digest(part, count, digest)
        for part, count, digest in db.execute(
            "SELECT part, row_count, digest FROM baseline WHERE operation_id = ? AND table_name = ?",
            [border[0], table],
        ).fetchall()
    }
    now: dict[int, Digest] = {}
    for one in digests(rows):
        progress.heed()
        now[one.part] = one
    nothing = Digest(0, 0, "")
    return [
        _part(table, part, laid.get(part, nothing).count, now.get(part, nothing).count)
        for part in sorted(laid.keys() | now.keys())
        if laid.get(part) != now.get(part)
    ]


def _part(table: str, part: int, before: int, now: int) -> Finding:
    what = f"{_noun(table)}中编号 {part * PART} 到 {(part + 1) * PART - 1} 的记录与基准不符"
    if now < before:
        return Finding(
            f"{what}，少了 {before - now} 条", "有记录在程序之外被删除，没有留下操作记录"
        )
    if now > before:
        return Finding(f"{what}，多了 {now - before} 条", "有记录在程序之外写入，没有留下操作记录")
    return Finding(what, "有记录在程序之外被改过，没有留下操作记录")


def _changed(db: Database, table: str, rows: list[int]) -> Finding:
    return Finding(
        f"{several([_row(db, table, r) for r in rows])}与最后一次操作记下的内容不符",
        "它在程序之外被改过或删除，没有留下操作记录",
    )


def _torn(db: Database, table: str, rows: list[int]) -> Finding:
    return Finding(
        f"{several([_row(db, table, r) for r in rows])}的修改记录前后接不上",
        "它在两次操作之间被程序之外的工具改过，没有留下操作记录",
    )


def _from_outside(db: Database, border: int) -> list[Finding]:
    rows = db.execute(
        "SELECT DISTINCT table_name, row_id FROM change WHERE operation_id IS NULL AND id > ?"
        " ORDER BY 1, 2",
        [border],
    ).fetchall()
    if not rows:
        return []
    names = several([_row(db, table, row_id) for table, row_id in rows])
    return [
        Finding(f"{names}有程序之外的写入", "有人用别的工具改过学校文件，改动已记下但没有署名", ASK)
    ]


def _row(db: Database, table: str, row_id: int) -> str:
    """Call a row by what it is now, or by its number."""
    there = db.execute(f'SELECT 1 FROM "{table}" WHERE id = ?', [row_id]).fetchone()
    return misfits.record(db, table, row_id, table) if there else f"{_noun(table)}（编号 {row_id}）"


def _noun(table: str) -> str:
    return misfits.TABLES.get(table, f"表 {table}")
