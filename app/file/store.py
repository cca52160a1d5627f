"""The file itself: who holds it, its one writer and its readers; and an empty one made."""

from __future__ import annotations

import csv
import os
import threading
from contextlib import ExitStack
from pathlib import Path

from filelock import FileLock, Timeout
from sqlite_utils import Database

from app.file.connection import connect as connect
from app.file.connection import explained as explained
from app.file.connection import explaining as explaining
from app.file.connection import heeding as heeding
from app.file.connection import imagining as imagining
from app.file.connection import only_reading as only_reading
from app.ground import filenames, paths, places
from app.ground.errors import StoreError

SUFFIX = ".dxjw"
APPLICATION_ID = 0x64786A77  # 'dxjw', in the header of the decrypted file
BESIDE = 20  # what the name of a file is made longer by: .new-journal, （升级前第1版）
CODE_TABLES = ("sex", "ethnic_group", "political_status", "post_level")


class Store:
    """An open school file: the write connection, and a read-only one for every thread that asks.

    At most one process holds the writer; a command that only reads opens with ``write=False``.
    """

    def __init__(self, path: Path, key: bytes, *, write: bool = True) -> None:
        if write:
            check_place(path)
        check_there(path)
        self.path = path
        self.key = key
        self._identity = _identity(path)
        self._lock = hold(path) if write else None
        self._local = threading.local()
        self._readers: list[Database] = []
        try:
            self._writer = connect(path, key, write=True) if write else None
        except BaseException:
            self._release()
            raise

    @property
    def writer(self) -> Database:
        """The one connection that writes; only the writer's thread uses it."""
        if self._writer is None:
            raise StoreError("学校文件以只读方式打开，不能写入。")
        return self._writer

    def see_that_it_is_there(self) -> None:
        """Raises StoreError where the file was deleted or replaced since it was opened.

        Without this, what is written would go into a file that nobody will find again.
        """
        if _identity(self.path) != self._identity:
            raise StoreError(
                f"学校文件「{self.path.name}」已被删除、移走或替换，没有写入任何数据。"
                "请把它放回原处，或从备份恢复，然后重新打开。"
            )

    def reader(self) -> Database:
        """This thread's read-only connection; it sees what was last committed."""
        reader = getattr(self._local, "reader", None)
        if reader is None:
            reader = connect(self.path, self.key, write=False)
            self._local.reader = reader
            self._readers.append(reader)
        return reader

    def close(self) -> None:
        """Close every connection and let go of the file, whatever closing says; the WAL is folded in."""
        with ExitStack() as closing:  # what cannot be closed keeps neither the rest nor the lock
            closing.callback(self._release)
            if self._writer is not None:
                closing.callback(self._writer.close)
            for reader in self._readers:
                closing.callback(reader.close)

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.release()


def check_place(path: Path, *, new: bool = False) -> None:
    """See that a school's file may be written, or made where ``new``, at ``path``.

    Raises StoreError for a network drive, a synchronised folder or a path that is too long for
    Windows, UserError for a name that Windows does not take.
    """
    filenames.refuse_name(path)
    if os.name == "nt" and filenames.too_long(os.path.abspath(path), BESIDE):
        raise StoreError(
            f"「{path}」的文件夹和文件名合起来太长，Windows 可能打不开。"
            f"请放到层次较少的文件夹里，例如「{places.school_files()}」。没有改动任何数据。"
        )
    places.refuse(path, new=new)


def check_there(path: Path) -> None:
    """Raises StoreError where there is no such file, or nothing in it, or it has another's name."""
    if not path.is_file():
        raise StoreError(f"找不到学校文件「{path}」。如果它在U盘或移动硬盘上，请插好后再试。")
    if path.suffix.lower() != SUFFIX:
        raise StoreError(f"「{path.name}」不是学校文件，学校文件的扩展名是 {SUFFIX}。")
    if path.stat().st_size == 0:  # to SQLite an empty file is a new one, and would be filled
        raise StoreError(f"学校文件「{path.name}」是空的，可能没有复制完整。请从备份恢复。")


def build(path: Path, key: bytes) -> Database:
    """Create an empty school file at ``path`` and return its write connection.

    The schema and the national codes are in it; school, policy and journal triggers are not yet.
    """
    db = connect(path, key, write=True)
    try:
        with explaining(path):
            db.conn.executescript(f"BEGIN; {paths.SCHEMA.read_text('utf-8')} COMMIT;")
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            with db.atomic():
                fill_codes(db)
        return db
    except BaseException:
        db.close()
        raise


def fill_codes(db: Database) -> None:
    """Write the national codes into a new file's empty tables."""
    for table in CODE_TABLES:
        source = paths.RESOURCES / "codes" / f"{table}.csv"
        with open(source, encoding="utf-8", newline="") as lines:
            rows = [(r["code"], r["name"]) for r in csv.DictReader(lines)]
        db.conn.executemany(f"INSERT INTO {table} VALUES (?, ?)", rows)


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file lies at a path, by device and number; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def lock_path(path: Path) -> Path:
    """Return where the lock of a school's file lies: of the file itself, by whatever link it was opened."""
    path = path.resolve()
    return path.with_name(path.name + ".lock")


def hold(path: Path) -> FileLock:
    """Hold a school's file for writing, until the lock returned is released.

    Raises StoreError where somebody holds it, or the folder cannot be written.
    """
    # it is let go by another thread than took it
    lock = FileLock(str(lock_path(path)), timeout=0, mode=0o600, thread_local=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise StoreError(
            f"「{path.name}」正在另一个窗口或程序中使用。请在那里继续，或先把它关闭。"
        ) from error
    except OSError as error:
        raise StoreError(
            f"「{path.parent}」不能写入（可能是只读文件夹或写保护的U盘）。"
            "请把学校文件复制到本机硬盘再打开。数据没有改动。"
        ) from error
    return lock
