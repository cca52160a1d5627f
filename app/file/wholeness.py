"""Whether the file, its log and its key ring belong together, asked before anything is written.

The ring says what it has seen: the last operation, and by what the log is known that holds work which
the file lacks (``vault.Mark``). So a copy of file and ring without the log, an older file beside a newer
ring, and a log that lies beside another file than its own are told apart from a school that was killed.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import sqlcipher3
from sqlite_utils import Database

from app.file import journal, vault, wal
from app.file.connection import connect
from app.ground.errors import StoreError
from app.ground.log import log

T = TypeVar("T")


@dataclass(frozen=True)
class Last:
    """The last operation of a file: its number, when, its name, and its hash where it has one."""

    number: int = 0
    at: str = ""
    name: str = ""
    hash: str = ""

    def mark(self, log: str = "") -> vault.Mark:
        """Return what a ring remembers that has seen it, while the log is known by ``log``."""
        return vault.Mark(self.number, self.hash, log)


@dataclass(frozen=True)
class Standing:
    """How file, log and ring stand together.

    ``last`` is the last operation that can be read, ``seen`` the number of the last one that the ring
    knows of; ``missing``: the ring knows of a log that is not there; ``forked``: what the ring has seen
    was not done in this file; ``foreign``: the log that is there is not the file's.
    """

    last: Last
    seen: int
    missing: bool = False
    forked: bool = False
    foreign: bool = False

    @property
    def lacking(self) -> bool:
        """Whether work is missing that was done in this school."""
        return self.missing or self.forked or self.last.number < self.seen

    def go_on(self, db: Database, user_name: str) -> None:
        """Say in the journal that somebody goes on with the file, who knows that work is missing."""
        seen = f"，密钥文件见过第 {self.seen} 项" if self.seen > self.last.number else ""
        name = f"接着用缺少最近工作的学校文件：文件里到第 {self.last.number} 项操作为止{seen}"
        with db.atomic():
            journal.note(db, name, user_name)

    def text(self, path: Path) -> str:
        """Return what is missing of a file, and what to do, in Chinese."""
        why = (
            f"少了旁边的日志文件「{path.name}-wal」（复制文件时程序还开着，或者上次没有正常退出）"
            if self.missing
            else "它和密钥文件不是一起的，在两处各做过不同的工作"
            if self.forked
            else "它是较早的副本"
        )
        why += "；现在旁边的日志文件是另一份学校文件的，没有使用它" if self.foreign else ""
        held = f"文件里最后一项工作是 {self.last.at}「{self.last.name}」" if self.last.at else ""
        more = self.seen - self.last.number
        rest = f"，密钥文件知道后面至少还有 {more} 项" if held and more > 0 else ""
        return (
            f"学校文件「{path.name}」缺少最近的工作：{why}。{held}{rest}{'。' if held else ''}"
            "没有改动任何文件。请找到原来的学校文件，用程序备份，或者关闭程序以后，"
            "把 .dxjw 和 .dxkey 两个文件一起重新复制；也可以从备份恢复。"
        )


class LacksWork(StoreError):
    """A school's file lacks work that was done in it; nothing was written. ``standing`` says what."""

    def __init__(self, path: Path, standing: Standing) -> None:
        super().__init__(standing.text(path))
        self.path, self.standing = path, standing


def last_operation(db: Database) -> Last:
    """Return the last operation of the journal."""
    return _operation(db, "1") or Last()


def numbered(db: Database, number: int) -> Last | None:
    """Return an operation of the journal, None where it is not there."""
    return _operation(db, f"id = {number}")


def _operation(db: Database, which: str) -> Last | None:
    # of a file of an earlier version, too, which has no chain yet
    cursor = db.execute(f"SELECT * FROM operation WHERE {which} ORDER BY id DESC LIMIT 1")
    names = [column[0] for column in cursor.description]
    for values in cursor.fetchall():
        row = dict(zip(names, values, strict=True))
        return Last(row["id"], row["at"], row["name"], row.get("hash", ""))
    return None


def _forked(db: Database, mark: vault.Mark) -> bool:
    """Whether the operation that the ring has seen is another one in this file."""
    held = numbered(db, mark.operation)
    return held is not None and bool(mark.hash and held.hash) and held.hash != mark.hash


def standing(path: Path, key: bytes) -> Standing:
    """Judge a file with its ring and whatever log lies beside it; nothing of them is changed.

    What cannot be read for damage is not judged here. Raises StoreError where the key does not open it.
    """
    mark = vault.Mark()
    with suppress(StoreError):  # the ring is lost, and the recovery code opens the file
        mark = vault.seen(path, key)
    own = wal.name_of(path)
    if own and not mark.log and not wal.transactions(path):
        own = ""

    def read(db: Database) -> tuple[Last, bool]:
        return last_operation(db), _forked(db, mark)

    foreign = bool(own) and not _belongs(path, key, mark, own)
    # where there is a log, even an empty one, somebody may be writing
    still = foreign or not wal.path_of(path).exists()
    # of a file that cannot be read there is nothing to say
    last, forked = _asked(path, key, read, still=still) or (Last(mark.operation), False)
    missing = bool(mark.log) and (foreign or not own)
    return Standing(last, mark.operation, missing, forked, foreign)


def _belongs(path: Path, key: bytes, mark: vault.Mark, own: str) -> bool:
    """Tell whether the log that is known by ``own`` is the file's.

    The ring knows it, or all of it is in the file. Else it is the file's where the program was killed
    before the ring was told, or the ring is an older one: then the operations that it adds follow on
    those of the file, one a transaction, and the pages of both make one whole.
    """
    if own == mark.log or (not mark.log and wal.adds_nothing(path)):
        return True
    # a file that is half folded cannot be read by itself: what log and file make together is asked
    before = None
    with suppress(StoreError):
        before = _asked(path, key, last_operation, still=True)
    if before is not None and before.number < mark.operation:
        return False
    try:
        after = _asked(path, key, last_operation, still=False)
        if after is None or after.number < mark.operation:
            return False
        if before and not 0 <= after.number - before.number <= wal.transactions(path):
            return False
        if _asked(path, key, _agrees, still=False):
            return True
    except StoreError:  # sealed for another file
        return False
    return not _asked(
        path, key, _agrees, still=True
    )  # damaged by itself it says nothing of the log


def _agrees(db: Database) -> bool:
    return db.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"


def _asked(path: Path, key: bytes, query: Callable[[Database], T], *, still: bool) -> T | None:
    """What a query reads, None where that is damaged. Raises StoreError where the file is not opened."""
    db = connect(path, key, write=False, still=still)
    try:
        return query(db)
    except sqlcipher3.dbapi2.Error:
        log.exception("wholeness of %s", path.name)
        return None
    finally:
        db.close()
