"""基准: digests of every recorded row, laid down by an operation that begins, upgrades or archives.

A check takes the rows as they are, puts those that entries of the journal have changed since back as they
were, and compares. Rows that no entry tells of so show where their part of the table differs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlite_utils import Database

from app.file import keeper, recording
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
