"""A connection to the file: opened with its key, its pragmas, and what the database's errors mean."""

from __future__ import annotations

import os
import re
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import sqlcipher3
from sqlite_utils import Database

from app.file import keeper, wal
from app.ground.errors import DamagedFile, StoreError, UserError, WrongKey
from app.ground.jobs import Progress

STEPS = 10_000  # of SQLite's machine, some milliseconds
_HIGHEST_ID = 2**63 - 1


def connect(
    path: Path, key: bytes, *, write: bool, still: bool = False, header: bool = False
) -> Database:
    """Open the file with its raw 32-byte key; ``write`` False gives a read-only connection.

    ``still``: nobody writes the file meanwhile, a backup say; it is read as it is, no log is looked at
    and nothing is made beside it. ``header``: no more than the numbers in its header will be asked, for
    which the schema, some milliseconds of it, need not be read. Raises StoreError where the file is
    missing, unreadable or not opened by this key.
    """
    mode = "rwc" if write else "ro"
    # on a read-only stick there is no place for the index of the log
    barred = not write and not os.access(path.parent, os.W_OK)
    if still or (barred and not wal.path_of(path).exists()):
        mode += "&immutable=1"
    with explaining(path):
        conn = sqlcipher3.connect(
            f"{uri(path)}?mode={mode}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=10,
            cached_statements=512,  # a view that judges takes milliseconds to prepare
        )
        try:
            conn.execute("PRAGMA cipher_log_level = NONE")  # a wrong key is told, not printed
            conn.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            proof = "PRAGMA user_version" if header else "SELECT count(*) FROM sqlite_master"
            conn.execute(proof).fetchone()
            conn.execute("PRAGMA foreign_keys = ON")
            conn.execute("PRAGMA temp_store = MEMORY")
            if not header:
                conn.execute("PRAGMA cache_size = -65536")  # reads the schema
            if write:
                keeper.install(conn)
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


def look(path: Path, key: bytes) -> Database:
    """Open a file for a short look, a copy say: one that nobody has open is read as it lies there.

    Raises StoreError as ``connect`` does.
    """
    return connect(path, key, write=False, still=not wal.path_of(path).exists())


def uri(path: Path) -> str:
    """The file as SQLite's URI; Path.asuri() makes a share's server an authority, which it refuses."""
    text = path.resolve().as_posix()
    return "file://" + quote(os.fsencode(text if text.startswith("/") else "/" + text), safe="/:")


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
    if any(sign in text for sign in ("malformed", "corruption", "vtable constructor failed")):
        return DamagedFile(
            f"学校文件{name}已损坏。请不要再写入：「系统设置 · 检查」（或命令 check）会写明坏在哪里、"
            "还能做什么；或改用最近的备份。"
        )
    if missing := re.match(r"no such table: (?:main\.)?(\w+)$", text):  # of a view, too
        return DamagedFile(
            f"学校文件{name}里少了 {missing[1]}（表或视图，可能被别的工具删掉）。请从备份恢复，"
            "或用命令 check 查看还少了什么。"
        )
    if "file is not a database" in text:
        return WrongKey(f"{name}不是学校文件，或密钥不对，或文件已损坏。请从备份恢复。")
    for sign, meaning in (
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
