"""What a tool has put into an older file: the file opens, nothing of it is lost, and it is told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from app.file import backup, strangers, vault
from app.file.session import Session
from app.file.store import connect
from app.ground import jobs
from app.ground.errors import UserError
from app.opening import open_school
from app.people import students
from tests.data.make_school_file import FOLDER
from tests.data.school_files import kept_copy, words

PASSWORD = "secret-word"
FORMER = [FOLDER / f"v{version}.dxjw" for version in strangers.FORMER]


def touched(folder: Path, statements: Sequence[str], kept: Path = FORMER[0]) -> Path:
    """A copy of an older file on which some tool has run statements, whatever guards it has."""
    path = kept_copy(kept, folder)
    db = connect(path, vault.load(path).unlock(PASSWORD)[0], write=True)
    db.execute("PRAGMA foreign_keys = OFF")
    for statement in statements:
        db.execute(statement)
    db.close()
    return path


def ask(session: Session, sql: str) -> list[Any]:
    return session.read(lambda db: db.execute(sql).fetchall())


@pytest.mark.parametrize("kept", FORMER, ids=lambda path: path.stem)
def test_the_tables_of_before_are_those_of_the_kept_file(kept: Path, tmp_path: Path) -> None:
    kept = kept_copy(kept, tmp_path)
    db = connect(kept, vault.load(kept).unlock(PASSWORD)[0], write=False)
    found = db.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        " AND name NOT LIKE 'sqlite%'"
    ).fetchall()
    columns = {
        n: " ".join(r[1] for r in db.execute(f"PRAGMA table_info({n})").fetchall())
        for (n,) in found
    }
    db.close()
    assert columns == strangers.FORMER[int(kept.stem[1:])]


# the tables that one tool has left, with what makes them, where they are then and what is told of them
LEFT: dict[str, list[tuple[str, str, str]]] = {
    "tables": [
        ("CREATE TABLE mine (a)", "mine", "mine 原样保留"),
        ("CREATE TABLE lesson (a)", "外来_lesson", "lesson 改名"),
        ("CREATE TABLE ROLE (a)", "外来_ROLE", "ROLE 改名"),
        ("CREATE TABLE lesson_by_class (a)", "外来_lesson_by_class", "lesson_by_class 改名"),
        ("CREATE TABLE aside_unit (a)", "外来_aside_unit", "aside_unit 改名"),
        ("CREATE TABLE student_find_mine (a)", "student_find_mine", "student_find_mine 原样保留"),
        ('CREATE TABLE "a""b" (a)', 'a""b', "原样保留"),
    ],
    "a name that is taken": [
        ('CREATE TABLE "外来_lesson" (a)', "外来_lesson", "外来_lesson 原样保留"),
        ("CREATE TABLE lesson (a)", "外来_lesson_", "改名为 外来_lesson_"),
        ("CREATE TABLE mine (a REFERENCES session (id))", "mine", "mine 原样保留"),
    ],
    "indexes of words": [
        ("CREATE VIRTUAL TABLE mine USING fts5 (a)", "mine", "mine 原样保留"),
        ("CREATE VIRTUAL TABLE share USING fts5 (a)", "share", "share 原样保留"),
        ("CREATE VIRTUAL TABLE lesson USING fts5 (a)", "外来_lesson", "lesson 改名"),
    ],
    "an index of places": [
        ("CREATE VIRTUAL TABLE mine USING rtree (a, b, c)", "mine", "mine 原样保留"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("tables", LEFT.values(), ids=list(LEFT))
def test_foreign_tables_are_carried_over(
    tmp_path: Path, school_session: Session, tables: list[tuple[str, str, str]]
) -> None:
    statements: list[str] = []
    for made, *_ in tables:
        name, values = made.split("TABLE ")[1].split(" ")[0], "7, 1, 2" if "rtree" in made else "7"
        statements += [made, f"INSERT INTO {name} VALUES ({values})"]
    path = touched(tmp_path, statements)
    with open_school(path, PASSWORD, runner=jobs.Inline()) as opened:
        for _, query, told in tables:
            assert [str(a) for (a, *_) in ask(opened, f'SELECT * FROM "{query}"')] == ["7"]
            assert told in opened.operations(limit=1)[0].name
        ours = {name for _, name, _ in words(school_session.with_key(lambda held: held.writer))}
        assert ours <= {name for (name,) in ask(opened, "SELECT name FROM sqlite_master")}
        opened.run(students.create({"name": "新来的"}))
        opened.undo()
        key = opened.with_key(lambda held: held.key)
    assert backup.verify(path, key) == []
    open_school(path, PASSWORD, runner=jobs.Inline()).close()


@pytest.mark.parametrize(
    ("column", "held"),
    [("mine TEXT DEFAULT 'x'", "mine"), ("uid TEXT DEFAULT 'x'", "uid"),
     ("twice TEXT AS (name || 'x')", "twice"), ('"a""b" TEXT DEFAULT \'x\'', 'a""b')],
)  # fmt: skip
def test_foreign_columns_go_into_a_table_of_their_own(
    tmp_path: Path, column: str, held: str
) -> None:
    path = touched(tmp_path, [f"ALTER TABLE student ADD COLUMN {column}"])
    with open_school(path, PASSWORD, runner=jobs.Inline()) as opened:
        rows = ask(opened, f'SELECT id, "{held}" FROM "外来_student"')
        assert len(rows) == opened.read(students.count)
        assert all(value.endswith("x") for _, value in rows)
        name = held.replace('""', '"')
        assert (
            f"表 student 外来的列 {name} 移到表 外来_student" in opened.operations(limit=1)[0].name
        )


@pytest.mark.parametrize(
    "statement",
    ["ANALYZE", "CREATE VIEW mine AS SELECT 1", "CREATE VIEW mine AS SELECT nope FROM session",
     'CREATE VIEW "a""b" AS SELECT 1', "CREATE INDEX mine ON unit (name)",
     'CREATE TRIGGER "a""b" AFTER INSERT ON unit BEGIN SELECT 1; END',
     "CREATE VIEW lesson AS SELECT 1", "CREATE INDEX lesson_by_class ON unit (name)"],
)  # fmt: skip
def test_what_is_derived_goes(tmp_path: Path, school_session: Session, statement: str) -> None:
    path = touched(tmp_path, [statement])
    with open_school(path, PASSWORD, runner=jobs.Inline()) as opened:
        fresh = words(school_session.with_key(lambda held: held.writer))
        assert words(opened.with_key(lambda held: held.writer)) == fresh


@pytest.mark.parametrize(
    ("statements", "what"),
    [
        (["DROP TABLE attendance"], "少了表 attendance"),
        (["DROP VIEW class_statistics", "DROP VIEW class_summary",
          "ALTER TABLE class RENAME COLUMN cost_fen TO cost"], "少了表 class 的列 cost_fen"),
    ],
)  # fmt: skip
def test_what_is_missing_is_told(tmp_path: Path, statements: list[str], what: str) -> None:
    path = touched(tmp_path, ["PRAGMA legacy_alter_table = ON", *statements])
    with pytest.raises(UserError, match=f"{what}.*文件没有改动.*从备份恢复"):
        open_school(path, PASSWORD, runner=jobs.Inline())
    assert not list(tmp_path.glob("*升级前*"))
