"""The log is folded into the file soon after each burst of work, and the key ring is told.

Until it is folded, a copy of file and ring alone would lack what the log holds. So the ring knows of the
log from before the first write of a burst is acknowledged until the file has all of it: a copy without
its log is then always told (``wholeness``), whatever moment it was taken at.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import sqlcipher3
from sqlite_utils import Database

from app.file import vault, wal
from app.file.wholeness import last_operation
from app.ground.errors import StoreError
from app.ground.log import log

AFTER = 1.0  # seconds after the last write
AGAIN = 2.0  # seconds after which it is tried again where somebody is reading
LARGE = 64 << 20  # bytes of a log that is folded in at once, however busy the school is


class Folding:
    """Of a file that is open for writing; every method is for the writer's thread.

    ``key()`` is the file's key as it is now, ``mark`` what the ring remembers, or should.
    """

    def __init__(
        self, path: Path, writer: Database, key: Callable[[], bytes], mark: vault.Mark
    ) -> None:
        self._path, self._writer, self._key = path, writer, key
        self.mark = mark
        self._told = mark.log  # the log that the ring knows of
        self._folded = ""  # the log that the file has all of, where it could not be cut yet
        # SQLite's own folding in would begin the log anew without the ring's knowing
        writer.execute("PRAGMA wal_autocheckpoint = 0")

    def written(self) -> bool:
        """See after a write that the ring knows of the log; tell whether there is one to fold in."""
        name = wal.name_of(self._path)
        if not name:
            return False
        if name != self._told:
            self._folded = ""  # a log that could not be cut goes on under its name
            if not self._tell(name):
                return not self.fold()  # a file that has all of it needs no telling
        return wal.size_of(self._path) < LARGE or not self.fold()

    def fold(self) -> bool:
        """Write what the log holds into the file, tell the ring, cut the log; tell whether all is done.

        False where somebody reads what was there before, or the ring cannot be written: then the log
        stays, and the ring knows of it.
        """
        name = wal.name_of(self._path)
        if not name:
            return wal.size_of(self._path) == 0 or self._checkpoint("TRUNCATE")
        if name != self._folded:
            if not self._checkpoint("FULL"):
                return False
            if not self._tell("") and self._told:
                return False
            self._folded = name
        # only now: of a ring that knows of a log and finds none, the log was lost
        return self._checkpoint("TRUNCATE")

    def _checkpoint(self, mode: str) -> bool:
        """Fold in without waiting for whoever reads; tell whether all went into the file."""
        wait = self._writer.execute("PRAGMA busy_timeout").fetchone()[0]
        self._writer.execute("PRAGMA busy_timeout = 0")
        try:
            return self._writer.execute(f"PRAGMA wal_checkpoint({mode})").fetchone()[0] == 0
        except sqlcipher3.dbapi2.Error as error:  # a full disk, a stick that is gone: the log stays
            log.warning("the log is not folded in: %s", error)
            return False
        finally:
            self._writer.execute(f"PRAGMA busy_timeout = {wait}")

    def _tell(self, name: str) -> bool:
        """Have the ring remember the log, "" for none, and the last operation; tell whether it does."""
        try:
            self.mark = last_operation(self._writer).mark(name)
            vault.saw(self._path, self._key(), self.mark)
        except (StoreError, OSError) as error:  # what was written stands all the same
            log.warning("the key ring is not told: %s", error)
            return False
        self._told = name
        return True
