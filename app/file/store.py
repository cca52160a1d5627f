"""The file itself: who holds it, its one writer and its readers; and an empty one made."""

from __future__ import annotations

import csv
import os
import threading
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import sqlcipher3
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
from app.ground.jobs import Progress

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
        self._reading, self._exchanged, self._exchanging = 0, 0, False
        self._gate = threading.Condition()
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
        """This thread's read-only connection; it sees what was last committed.

        On the writer's thread; on any other inside ``reading``.
        """
        if getattr(self._local, "exchanged", -1) != self._exchanged:
            self._local.reader = connect(self.path, self.key, write=False)
            self._local.exchanged = self._exchanged
            self._readers.append(self._local.reader)
        return self._local.reader

    @contextmanager
    def reading(self) -> Generator[Database]:
        """Give this thread's reader, which no exchange of the file closes before the block ends."""
        depth = getattr(self._local, "depth", 0)
        if not depth:
            with self._gate:
                self._gate.wait_for(lambda: not self._exchanging)
                self._reading += 1
        self._local.depth = depth + 1
        try:
            yield self.reader()
        finally:
            self._local.depth = depth
            if not depth:
                with self._gate:
                    self._reading -= 1
                    self._gate.notify_all()

    def exchange(self, replace: Callable[[], object], key: bytes, progress: Progress) -> None:
        """Have the file replaced by one under another key, while nobody has it open, and go on with it.

        On the writer's thread. Waits for those who read. Raises StoreError where another program reads
        the file, Cancelled, what ``replace`` raises: then the store goes on with the file as it is.
        """
        with self._gate:
            while self._reading:
                progress.step(0, 0, "正在等其他工作读完")
                self._gate.wait(0.1)
            self._exchanging = True
        try:
            self._close_all()
            try:
                replace()
                self.key = key
            finally:
                self._writer = connect(self.path, self.key, write=True)
                self._identity = _identity(self.path)
        finally:
            with self._gate:
                self._exchanging = False
                self._gate.notify_all()

    def _close_all(self) -> None:
        """Close every connection with the log folded in. Raises StoreError where somebody else reads."""
        for reader in self._readers:
            reader.close()
        self._readers.clear()
        self._exchanged += 1
        writer = self.writer
        try:
            mode = writer.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
        except sqlcipher3.dbapi2.OperationalError:
            mode = ""
        if mode != "delete":  # which takes that nobody else has it open
            raise StoreError(
                f"「{self.path.name}」正被另一个程序读取，请把它关闭后再试。没有改动任何数据。"
            )
        writer.close()

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


def discard(part: Path) -> None:
    """Take away a file that was not finished, and its logs, as far as the disk is still there."""
    for rest in ("", "-wal", "-shm", "-journal"):
        with suppress(OSError):
            part.with_name(part.name + rest).unlink(missing_ok=True)


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
