"""Which format of key ring a school's file has had, as the file itself remembers it.

Of a ring of format 1 nothing is vouched for, and older backups are full of them. So the file says inside
that its ring is of format 2 once one has taken its place: whoever puts a ring of then beside the file of
today, with what entries he likes, cannot take that back.
"""

from __future__ import annotations

from pathlib import Path

import sqlcipher3
from sqlite_utils import Database

from app.file import wal
from app.file.connection import connect
from app.ground.errors import StoreError

_NAME = "ring_format"  # of a row in the table secret, which no statement changes or takes away
_SINCE = 3  # the version since which a file may say so


def note(db: Database) -> bool:
    """Have the file say that its ring is of format 2; tell whether it did not before."""
    if _says(db):
        return False
    db.execute("INSERT INTO secret (name, value) VALUES (?, ?)", [_NAME, b"2"])
    return True


def noted(path: Path, key: bytes) -> bool:
    """Tell whether the file says so, by itself or by the log beside it, which may be another's.

    Where a file of today cannot be read for damage, it may have said so. One that is not there, or that
    the key does not open, says nothing.
    """
    ways = [True, False] if wal.path_of(path).exists() else [True]
    found = [_asked(path, key, still=still) for still in ways]
    return any(found) or None in found[-1:]


def _asked(path: Path, key: bytes, *, still: bool) -> bool | None:
    """What the file says; None where that is damaged."""
    try:
        db = connect(path, key, write=False, still=still)
    except StoreError:
        return False
    try:
        return db.execute("PRAGMA user_version").fetchone()[0] >= _SINCE and _says(db)
    except sqlcipher3.dbapi2.Error:
        return None
    finally:
        db.close()


def _says(db: Database) -> bool:
    return bool(db.execute("SELECT 1 FROM secret WHERE name = ?", [_NAME]).fetchone())
