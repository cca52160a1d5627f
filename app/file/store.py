"""The file itself: opening it with its key, its pragmas, its one writer, and what its errors mean."""

from __future__ import annotations

import csv
import os
import re
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import sqlcipher3
from filelock import FileLock, Timeout
from sqlite_utils import Database

from app.ground import filenames, paths, places
from app.ground.errors import StoreError, UserError
from app.ground.jobs import Progress

SUFFIX = ".dxjw"
APPLICATION_ID = 0x64786A77  # 'dxjw', in the header of the decrypted file
BESIDE = 20  # what the name of a file is made longer by: .new-journal, （升级前第1版）
STEPS = 10_000  # of SQLite's machine, some milliseconds
_HIGHEST_ID = 2**63 - 1
CODE_TABLES = ("sex", "ethnic_group", "political_status", "post_level")


def connect(path: Path, key: bytes, *, write: bool) -> Database:
    """Open the file with its raw 32-byte key; ``write`` False gives a read-only connection.

    Raises StoreError where the file is missing, unreadable or not opened by this key.
    """
    mode = "rwc" if write else "ro"
    if not write and not os.access(path.parent, os.W_OK) and not _wal(path).exists():
        mode += "&immutable=1"  # on a read-only stick there is no place for the index of the WAL
    with explaining(path):
        conn = sqlcipher3.connect(
            f"{_uri(path)}?mode={mode}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=10,
        )
        try:
            conn.execute("PRAGMA cipher_log_level = NONE")  # a wrong key is told, not printed
            conn.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
            conn.execute("PRAGMA foreign_keys = ON")
            conn.execute("PRAGMA temp_store = MEMORY")
            conn.execute("PRAGMA cache_size = -65536")
            if write:
                # what REPLACE takes away is a delete like any other: guarded, and in the journal
                conn.execute("PRAGMA recursive_triggers = ON")
                conn.execute("PRAGMA journal_mode = WAL")
                conn.execute("PRAGMA synchronous = FULL")
            else:
                conn.execute("PRAGMA query_only = ON")
            return Database(conn, execute_plugins=False)
        except BaseException:
            conn.close()
            raise


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
        self._lock = _hold(path) if write else None
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
        """Close every connection and let go of the file; the WAL is folded in."""
        for reader in self._readers:
            reader.close()
        if self._writer is not None:
            self._writer.close()
        self._release()

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
    with explaining(path):
        db.conn.executescript(f"BEGIN; {paths.SCHEMA.read_text('utf-8')} COMMIT;")
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        with db.atomic():
            fill_codes(db)
    return db


def fill_codes(db: Database) -> None:
    """Write the national codes into a new file's empty tables."""
    for table in CODE_TABLES:
        source = paths.RESOURCES / "codes" / f"{table}.csv"
        with open(source, encoding="utf-8", newline="") as lines:
            rows = [(r["code"], r["name"]) for r in csv.DictReader(lines)]
        db.conn.executemany(f"INSERT INTO {table} VALUES (?, ?)", rows)


def _uri(path: Path) -> str:
    """The file as SQLite's URI; Path.as_uri() makes a share's server an authority, which it refuses."""
    text = path.resolve().as_posix()
    return "file://" + quote(text if text.startswith("/") else "/" + text, safe="/:")


def _wal(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file lies at a path, by device and number; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _hold(path: Path) -> FileLock:
    # of the file itself, by whatever link it was opened; it is let go by another thread than took it
    lock = FileLock(str(path.resolve()) + ".lock", timeout=0, thread_local=False)
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


@contextmanager
def imagining(db: Database) -> Generator[None]:
    """A write transaction that is rolled back at its end, however it ends."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        if db.conn.in_transaction:  # SQLite ends it itself where the disk is full
            db.execute("ROLLBACK")


@contextmanager
def heeding(db: Database, progress: Progress) -> Generator[None]:
    """Stop the statement under way once the progress is cancelled. Raises Cancelled."""
    db.conn.set_progress_handler(lambda: progress.cancelled, STEPS)
    try:
        progress.heed()
        yield
    except sqlcipher3.dbapi2.OperationalError:
        progress.heed()
        raise
    finally:
        db.conn.set_progress_handler(None, STEPS)


@contextmanager
def only_reading(db: Database) -> Generator[None]:
    """Let the connection do nothing but read, not even commit, inside its open transaction."""
    db.conn.set_authorizer(_judge_reading)
    try:
        yield
    finally:
        db.conn.set_authorizer(None)


def _judge_reading(action: int, one: str | None, *_: str | None) -> int:
    """Allow READ, SELECT, FUNCTION, RECURSIVE of sqlite3_set_authorizer; called for every column."""
    if action in (20, 21, 31, 33):
        return 0
    return 0 if action == 19 and one == "data_version" else 1  # which the search index asks


def _numbers_used_up(db: Database) -> UserError | None:
    """Return what is wrong where a table has given its highest id: to SQLite that is a full disk."""
    row = db.execute("SELECT name FROM sqlite_sequence WHERE seq >= ?", [_HIGHEST_ID]).fetchone()
    if row is None:
        return None
    return UserError(
        f"表 {row[0]} 的编号（id）已用到尽头（曾有人写入极大的编号），不能再添加记录。"
        f"请从写入之前的备份恢复；磁盘并没有满。{_SAFE}"
    )


# what a UNIQUE constraint means to the user
_TAKEN = {
    "class.school_id, class.code": "这个班次编号已经用过，请换一个。",
    "student.school_id, student.id_number": "这个身份证号已在学员档案中。",
    "unit.school_id, unit.name": "这个单位已经有了。",
    "venue.school_id, venue.name": "这个场地已经有了。",
    "user.name": "这个用户名已经有了。",
    "enrolment.class_id, enrolment.student_id": "这名学员已在本班。",
    "lesson_lecturer.lesson_id, lesson_lecturer.teacher_id": "这位教师已是本课次的授课人。",
    "class_span.class_id, class_span.start_date": "有两段的开始日期相同。",
    "policy_profile.school_id, policy_profile.code, policy_profile.version": "这一版政策指标已经有了。",
}
_SAFE = "没有写入任何数据。"


def explained(error: Exception, path: Path | None = None) -> UserError | None:
    """Return what a database error means, in Chinese, or None where it is a bug."""
    text = str(error)
    if re.match(r"[\u4e00-\u9fff]", text):  # raised by one of the schema's guards
        return UserError(text)
    if text.startswith("UNIQUE constraint failed: "):
        columns = text.removeprefix("UNIQUE constraint failed: ")
        return UserError(_TAKEN.get(columns, "相同的记录已经有了。") + _SAFE)
    if text.startswith("FOREIGN KEY constraint failed"):
        return UserError("还有别的记录在用它，不能删除或更改。" + _SAFE)
    if text.startswith(("CHECK constraint failed", "NOT NULL constraint failed")):
        what = text.partition(": ")[2]  # of a column that is added, SQLite says none
        return UserError(f"有一项内容缺少或不合要求{f'（{what}）' if what else ''}。" + _SAFE)
    if text.startswith(("cannot store", "datatype mismatch")):  # text where a number belongs
        return UserError(f"有一项内容的类型不对（{text.rpartition(' ')[2]}）。" + _SAFE)
    name = f"「{path.name}」" if path else ""
    for sign, meaning in (
        ("file is not a database", f"{name}不是学校文件，或密钥不对，或文件已损坏。请从备份恢复。"),
        ("malformed", f"学校文件{name}已损坏。请不要再写入，改用最近的备份。"),
        ("corruption", f"学校文件{name}已损坏。请不要再写入，改用最近的备份。"),
        ("vtable constructor failed", f"学校文件{name}已损坏。请不要再写入，改用最近的备份。"),
        ("disk is full", "磁盘已满。请腾出空间后再试；" + _SAFE),
        ("disk I/O error", "读写磁盘出错（U盘可能被拔出）。请检查磁盘；此前保存的数据都在。"),
        (
            "readonly database",
            f"学校文件{name}是只读的，不能写入。请在它的「属性」里去掉「只读」，"
            "或复制到本机硬盘再打开。数据没有改动。",
        ),
        ("unable to open database", f"打不开学校文件{name}，请检查它是否还在、文件夹能否写入。"),
        ("database is locked", "另一个程序正在写学校文件，请稍候再试。" + _SAFE),
    ):
        if sign in text:
            return StoreError(meaning)
    return None


@contextmanager
def explaining(path: Path | None = None, db: Database | None = None) -> Generator[None]:
    """Turn database errors that a user can understand into UserError or StoreError.

    ``db``: what was written to, asked where SQLite has but one word for two things.
    """
    try:
        yield
    except sqlcipher3.dbapi2.Error as error:
        full = "disk is full" in str(error)
        meaning = (db and full and _numbers_used_up(db)) or explained(error, path)
        if meaning is None:
            raise
        raise meaning from error
