"""Bringing an older file up: a copy first, all or nothing, newer files refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.file import migrate, vault
from app.file.session import Session
from app.file.store import Store
from app.ground import jobs
from app.ground.errors import UserError
from app.opening import create, open_school
from app.people import students
from app.teaching import teachers

PASSWORD = "secret-word"
CHEAP = vault.Cost(memory=64, passes=1, lanes=1)


@pytest.fixture
def store(school_session: Session) -> Store:
    """The opened file of a school with one student and one teacher."""
    school_session.run(students.create({"name": "张伟"}))
    school_session.run(teachers.create({"name": "何军", "kind": "expert"}))
    return school_session.with_key(lambda held: held)


def everything(db: Any) -> list[object]:
    """The schema and every row."""
    schema = "SELECT type, name, sql FROM sqlite_master ORDER BY type, name"
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
    rows = [
        (name, db.execute(f'SELECT * FROM "{name}"').fetchall())
        for (name,) in db.execute(tables).fetchall()
        if name != "student_find"  # its words stand in its own tables
    ]
    return [*db.execute(schema).fetchall(), *rows]


def nickname(db: Any) -> None:
    db.execute("ALTER TABLE student ADD COLUMN nickname TEXT NOT NULL DEFAULT ''")
    db.execute("UPDATE student SET nickname = '小' || name")


def test_a_newer_file_is_refused_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "校.dxjw"
    create(path, name="校", password=PASSWORD, cost=CHEAP)
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        session.with_key(lambda held: held.writer.execute("PRAGMA user_version = 7"))
    before = path.read_bytes()
    for write in (True, False):
        with pytest.raises(UserError, match=r"更新版本的程序.*第 7 版.*请先升级本程序"):
            open_school(path, PASSWORD, write=write)
    assert path.read_bytes() == before
    assert not list(tmp_path.glob("*升级前*"))


def test_a_file_that_was_never_finished_is_refused(store: Store) -> None:
    store.writer.execute("PRAGMA user_version = 0")
    with pytest.raises(UserError, match="不是完整的学校文件"):
        migrate.upgrade(store.writer, store.path, store.key)


def test_a_file_of_today_needs_nothing(store: Store) -> None:
    before = everything(store.writer)
    assert migrate.upgrade(store.writer, store.path, store.key) is None
    assert everything(store.writer) == before


def test_a_step_is_done_after_a_copy_that_opens(store: Store) -> None:
    before = everything(store.writer)
    copy = migrate.upgrade(store.writer, store.path, store.key, steps={2: nickname}, latest=2)
    assert copy is not None
    assert copy.name == "示范党校（升级前第1版）.dxjw"
    assert migrate.version_of(store.writer) == 2
    rows = store.reader().execute("SELECT name, nickname FROM student").fetchall()
    assert rows == [("张伟", "小张伟")]
    with open_school(copy, PASSWORD, runner=jobs.Inline()) as older:  # with its key ring beside it
        assert older.with_key(lambda held: everything(held.writer)) == before
    assert store.writer.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_the_journal_records_the_new_columns(store: Store, school_session: Session) -> None:
    migrate.upgrade(store.writer, store.path, store.key, steps={2: nickname}, latest=2)
    school_session.run(students.delete([1]))
    school_session.undo()
    rows = store.reader().execute("SELECT nickname FROM student").fetchall()
    assert rows == [("小张伟",)]


def test_steps_are_done_in_their_order(store: Store) -> None:
    done: list[int] = []
    steps = {n: lambda db, n=n: done.append(n) for n in (4, 3, 2)}
    migrate.upgrade(store.writer, store.path, store.key, steps=steps, latest=4)
    assert done == [2, 3, 4]
    assert migrate.version_of(store.writer) == 4


def bug(db: Any) -> None:
    raise ValueError("a bug")


def loose_ends(db: Any) -> None:
    db.execute("UPDATE student SET unit_id = 99")


def missing_table(db: Any) -> None:
    db.execute("UPDATE nowhere SET x = 1")


@pytest.mark.parametrize(
    ("step", "text"),
    [(bug, "a bug"), (loose_ends, "升级后有记录对不上.*文件没有改动"), (missing_table, "nowhere")],
)
def test_a_failing_step_leaves_the_file_as_it_was(store: Store, step: Any, text: str) -> None:
    before = everything(store.writer)
    with pytest.raises(Exception, match=text):
        migrate.upgrade(store.writer, store.path, store.key, steps={2: nickname, 3: step}, latest=3)
    assert everything(store.writer) == before
    assert migrate.version_of(store.writer) == 1
    assert store.writer.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_without_room_for_the_copy_nothing_is_done(store: Store) -> None:
    store.path.with_name("示范党校（升级前第1版）.dxjw").mkdir()
    with pytest.raises(UserError, match=r"升级前的备份不能写入.*文件没有改动"):
        migrate.upgrade(store.writer, store.path, store.key, steps={2: nickname}, latest=2)
    assert migrate.version_of(store.writer) == 1
