"""A disk that takes no more, on every system: SQLite's pages are counted, and a flush finds no room."""

from __future__ import annotations

import errno
import os
from typing import Any

import pytest
import sqlcipher3
from sqlcipher3.dbapi2 import Connection

_LAST = "PRAGMA foreign_keys = ON"  # what a connection is told when its key has opened the file


def after_pages(pages: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no database that is opened from now on grow beyond so many pages: SQLite's own full disk."""

    class Full(Connection):
        def execute(self, sql: str, *rest: Any) -> Any:
            done = super().execute(sql, *rest)
            if sql == _LAST:
                super().execute(f"PRAGMA max_page_count = {pages}")
            return done

    real = sqlcipher3.connect
    monkeypatch.setattr(sqlcipher3, "connect", lambda *a, **k: real(*a, factory=Full, **k))


def at_flush(number: int, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let the flush of this number, from 1, and all after it find the disk full.

    Returns a list that holds as many numbers as were asked for.
    """
    real, asked = os.fsync, list[int]()

    def fsync(file: int) -> None:
        asked.append(file)
        if len(asked) >= number:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(file)

    monkeypatch.setattr(os, "fsync", fsync)
    return asked
