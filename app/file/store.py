"""The file itself: who holds it, its one writer and its readers; and an empty one made."""

from __future__ import annotations

import csv
import os
import re
import threading
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import sqlcipher3
from filelock import FileLock, Timeout
from sqlite_utils import Database

from app.file import vault, wal
from app.file.connection import connect as connect
from app.file.connection import explained as explained
from app.file.connection import explaining as explaining
from app.file.connection import heeding as heeding
from app.file.connection import imagining as imagining
from app.file.connection import look as look
from app.file.connection import only_reading as only_reading
from app.file.folding import Folding
from app.file.wholeness import LacksWork, Standing, standing
from app.ground import filenames, files, paths, places, temporary
from app.ground.errors import StoreError
from app.ground.jobs import Progress

SUFFIX = ".dxjw"
APPLICATION_ID = 0x64786A77  # 'dxjw', in the header of the decrypted file
BACKUP_ID = 0x64786A62  # 'dxjb', of a backup
BACKUP = "这是备份，只能查看，不能修改。要接着用它，请用「文件 · 从备份恢复」。没有写入任何数据。"
MARKED = 3  # the version since which backups are marked; earlier ones are told by folder and name
_FORMER = re.compile(r"[/\\]备份[/\\][^/\\]*$| 备份 \d{8}-\d{4}|（升级前第\d+版")
COPY_NAME = re.compile(
    r" (?:自动)?备份 \d{8}-\d{4}|（升级前第\d+版"
)  # what no school in use is called
BESIDE = 24  # what the name of a file is made longer by: .new-journal, （恢复前 20261129-0830）-wal
CODE_TABLES = ("sex", "ethnic_group", "political_status", "post_level")


class Store:
    """An open school file: the write connection, and a read-only one for every thread that asks.

    At most one process holds the writer; a command that only reads opens with ``write=False``. A backup
    is opened for reading whatever is asked, and nothing is made beside it.

    ``standing`` says whether work is missing of the file, ``put_aside`` what log lay beside it that was
    another's. Raises LacksWork where work is missing of a file that is to be written, unless
    ``despite`` is True.
    """

    def __init__(
        self, path: Path, key: bytes, *, write: bool = True, despite: bool = False
    ) -> None:
        if write:
            check_place(path)
        check_there(path)
        self.path = path
        self.key = key
        self.is_backup = is_backup(path, key)
        self.put_aside: Path | None = None
        self.mended = False
        self.news: list[str] = []  # what an upgrade has to tell
        self._identity = _identity(path)
        self._local = threading.local()
        self._readers: list[Database] = []
        self._reading, self._exchanged, self._exchanging = 0, 0, False
        self._gate = threading.Condition()
        write = write and not self.is_backup
        self._lock = hold(path) if write else None
        try:
            self.standing = self._judge(write, despite)
            self._writer = connect(path, key, write=True) if write else None
        except BaseException:
            self._release()
            raise
        self._folding = (
            Folding(path, self._writer, lambda: self.key, self._mark()) if self._writer else None
        )
        if write:
            self.fold()  # what a killed program left
            temporary.sweep_beside(path)

    @property
    def writes(self) -> bool:
        """Whether the file is open for writing."""
        return self._writer is not None

    @property
    def seen(self) -> vault.Mark:
        """What the key ring remembers of the file, or should: for who saves the ring."""
        return self._folding.mark if self._folding is not None else self._mark()

    def _mark(self) -> vault.Mark:
        try:
            return vault.seen(self.path, self.key)
        except StoreError:  # it is lost, and the recovery code has opened the file
            return vault.Mark()

    def _judge(self, write: bool, despite: bool) -> Standing | None:
        """See that file, log and ring belong together; None of a backup, which has no log."""
        if self.is_backup:
            return None
        if write:
            with suppress(OSError):  # then it is told as damaged
                self.mended = wal.mend_first_page(self.path, self._mark().log, self._opens)
        found = standing(self.path, self.key)
        if not write and (found.lacking or found.foreign):
            found = self._judge_again(found)
        elif found.lacking and not despite:
            raise LacksWork(self.path, found)
        elif found.foreign:
            self.put_aside = set_aside(self.path)
        return found

    def _opens(self) -> bool:
        try:
            connect(self.path, self.key, write=False).close()
        except StoreError:
            return False
        return True

    def _judge_again(self, found: Standing) -> Standing | None:
        """Judge what is only read once more while nobody writes it; a window may have done so just now.

        None where one does: it has judged, and knows of its log. Raises StoreError where the log that
        lies there is another's.
        """
        try:
            with FileLock(str(lock_path(self.path)), timeout=0, mode=0o600):
                found = standing(self.path, self.key)
        except Timeout:
            return None
        except OSError:  # nobody can write here
            pass
        if found.foreign:
            raise StoreError(
                f"学校文件「{self.path.name}」旁边的日志文件「{wal.path_of(self.path).name}」不是它的，"
                "没有使用它。请在本程序的窗口中打开一次，程序会把那个日志文件放到一边。没有改动任何文件。"
            )
        return found

    @property
    def writer(self) -> Database:
        """The one connection that writes; only the writer's thread uses it."""
        if self.is_backup:
            raise StoreError(BACKUP)
        if self._writer is None:
            raise StoreError("学校文件以只读方式打开，不能写入。")
        return self._writer

    def see_that_it_is_written(self) -> None:
        """Raises StoreError where the file is only read, a backup say: its ring stays as it is, too."""
        _ = self.writer

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
            self._local.reader = self._connect_reader()
            self._local.exchanged = self._exchanged
            self._readers.append(self._local.reader)
        return self._local.reader

    def renew_reader(self) -> None:
        """Let this thread read on by another connection: one that met a damaged page reads no other."""
        if getattr(self._local, "exchanged", -1) == self._exchanged:
            self._readers.remove(self._local.reader)
            self._local.reader.close()
            self._local.exchanged = -1

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

    def wait_for_readers(self, progress: Progress) -> None:
        """Wait until nobody of this program reads the file. Raises Cancelled."""
        with self._gate:
            while self._reading:
                progress.step(0, 0, "正在等其他工作读完")
                self._gate.wait(0.1)

    def exchange(self, replace: Callable[[], object], key: bytes, progress: Progress) -> None:
        """Have the file replaced by one under another key, while nobody has it open, and go on with it.

        On the writer's thread. Waits for those who read. Raises StoreError where another program reads
        the file, Cancelled, what ``replace`` raises: then the store goes on with the file as it is.
        """
        with self._gate:
            self.wait_for_readers(progress)
            self._exchanging = True
        try:
            self._close_all()
            try:
                replace()
                self.key = key
            finally:
                self._writer = connect(self.path, self.key, write=True)
                self._identity = _identity(self.path)
                self._folding = Folding(self.path, self._writer, lambda: self.key, self._mark())
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

    def _connect_reader(self) -> Database:
        return connect(self.path, self.key, write=False, still=self.is_backup)

    @property
    def told(self) -> list[str]:
        """What whoever opened the file is to be told of it, in Chinese."""
        found: list[str] = []
        if self.put_aside is not None:
            found.append(
                f"学校文件旁边的日志文件不是它的（可能是从别处复制来的），没有使用，"
                f"已改名放在一边：「{self.put_aside}」。"
            )
        if self.mended:
            found.append(
                "学校文件的第一页写坏了（可能是写到一半断了电），已用旁边的日志文件补好，没有缺少什么。"
                "请到「系统设置 · 检查」里检查一遍。"
            )
        if self.standing is not None and self.standing.lacking:
            found.append(self.standing.text(self.path))
        return found

    def written(self) -> bool:
        """See after a write that the key ring knows of it; tell whether ``fold`` should follow."""
        return self._folding is not None and self._folding.written()

    def fold(self) -> bool:
        """Fold the log into the file; False where that must be tried again. The writer's thread only."""
        if self._folding is None:
            return True
        return _identity(self.path) == self._identity and self._folding.fold()

    def close(self) -> None:
        """Fold the log in, close every connection and let go of the file, whatever closing says."""
        with ExitStack() as closing:  # what cannot be closed keeps neither the rest nor the lock
            closing.callback(self._release)
            if self._writer is not None:
                closing.callback(self._end, self._writer)
            for reader in self._readers:
                closing.callback(reader.close)

    def _end(self, writer: Database) -> None:
        with ExitStack() as closing:
            if not self.fold():
                # of a log that the ring still knows of, SQLite must not fold and delete it by itself,
                # which it does where no other connection is open
                with suppress(StoreError):  # the file is gone, or another lies there
                    guard = connect(self.path, self.key, write=False)
                    closing.callback(guard.close)
            closing.callback(writer.close)

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.release()


def is_backup(path: Path, key: bytes) -> bool:
    """Tell whether a file is a backup: it was marked as one when it was made.

    Copies from before there were marks, and what cannot be read, are told by where they lie and by the
    names that were given to them.
    """
    named = bool(_FORMER.search(str(path.absolute())))
    try:
        with explaining(path):
            db = connect(path, key, write=False, still=True, header=True)
            try:
                kind = db.execute("PRAGMA application_id").fetchone()[0]
                version = db.execute("PRAGMA user_version").fetchone()[0]
            finally:
                db.close()
    except StoreError:
        return named
    return kind == BACKUP_ID or (version < MARKED and named)


def set_aside(path: Path) -> Path:
    """Rename the log beside a file, which is not its own, to a name that says so; return its path."""
    log = wal.path_of(path)
    kept = files.unused(log.with_name(f"{path.stem}（不是这份文件的日志）{SUFFIX}-wal"))
    try:
        os.replace(log, kept)
        log.with_name(log.name.removesuffix("-wal") + "-shm").unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(
            f"学校文件「{path.name}」旁边的日志文件「{log.name}」不是它的，又不能改名"
            f"（{files.reason(error)}）。请先把它移到别处，再打开学校文件。没有改动任何数据。"
        ) from error
    return kept


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
        hint = filenames.garbled(path) or "如果它在U盘或移动硬盘上，请插好后再试。"
        raise StoreError(f"找不到学校文件「{path}」。{hint}")
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
