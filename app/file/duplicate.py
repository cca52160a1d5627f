"""A copy of a school's file with its key ring: written apart, flushed, marked, and put in place whole.

A copy is marked as a backup (``store.BACKUP_ID``), so that the program knows it as one wherever it is
carried and by whatever name. Its ring says what the copy has: a copy never lacks work by its own ring.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from sqlite_utils import Database

from app.file import store, vault, wholeness
from app.file.wholeness import Last
from app.ground import files
from app.ground.jobs import Progress

PAGES_A_STEP = 2000


def pages(
    db: Database,
    part: Path,
    key: bytes,
    progress: Progress,
    text: str = "正在备份",
    *,
    kind: int = store.BACKUP_ID,
) -> Last:
    """Copy what ``db`` shows into an empty file; return the last operation that the copy has.

    It is one plain file then, which a read-only folder can hold, marked as ``kind``, and on the disk.
    Raises database errors, OSError, Cancelled.
    """
    copy = store.connect(part, key, write=True)
    try:
        copy.execute("PRAGMA journal_mode = DELETE")
        db.conn.backup(
            copy.conn,
            pages=PAGES_A_STEP,
            progress=lambda _, left, total: progress.step(total - left, total, text),
        )
        copy.execute("PRAGMA journal_mode = DELETE")
        copy.execute(f"PRAGMA application_id = {kind}")
        last = wholeness.last_operation(copy)
    finally:
        copy.close()
    files.flush(part)
    return last


def put_in_place(
    part: Path, target: Path, ring: vault.KeyRing | None, key: bytes, last: Last
) -> None:
    """Give a finished copy its name and a ring of its own beside it; an older copy of the name goes.

    Both are on the disk before the first is renamed, so that a full one leaves the older copy whole. Of a
    name that is taken the file comes first, since a ring that knows less than its file opens it all the
    same; of a free one the ring, so that no copy lies there, killed between, that no password opens.
    ``ring`` None: there is none, and the recovery code opens the copy. Raises StoreError, OSError.
    """
    if ring is None:
        files.put_in_place(part, target)
        return
    own = replace(ring, path=vault.ring_path(target), seen=last.mark())
    if os.path.lexists(target):
        with own.saving(key):
            files.put_in_place(part, target)
        return
    fresh = not os.path.lexists(own.path)
    own.save(key)
    try:
        files.put_in_place(part, target)
    except BaseException:
        if fresh:
            with suppress(OSError):
                own.path.unlink(missing_ok=True)
        raise
