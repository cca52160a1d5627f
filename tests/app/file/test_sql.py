"""SQL for the technician: reads see everything, writes meet journal and guards, nothing else passes."""

from __future__ import annotations

import json

import pytest

from app.certificates import ledger
from app.classes import classes, enrolment, lessons
from app.classes.classes import Span
from app.file import sql
from app.file.session import Session
from app.file.steps import LATEST
from app.ground.errors import UserError
from app.people import students
from app.teaching import venues


def run(session: Session, statement: str) -> list[dict[str, object]]:
    return session.run(sql.write(statement)).value


def ask(session: Session, statement: str) -> list[dict[str, object]]:
    return session.read(sql.query, statement)


def test_reading_gives_rows_that_json_can_hold(school_session: Session) -> None:
    student = school_session.run(students.create({"name": "张伟"})).value
    school_session.run(students.set_photo(student, b"\xff\xd8\xff\x00"))
    rows = ask(school_session, "SELECT s.name, p.jpeg, NULL AS empty FROM student s, photo p")
    assert rows == [{"name": "张伟", "jpeg": "/9j/AA==", "empty": None}]
    assert json.dumps(rows)
    assert ask(school_session, "-- 注\nWITH x AS (SELECT 1 AS a) SELECT a FROM x;") == [{"a": 1}]
    assert ask(school_session, "PRAGMA table_info(venue)")[0]["name"] == "id"
    assert ask(school_session, "EXPLAIN QUERY PLAN SELECT 1 FROM class_problem")
    assert ask(school_session, "SELECT 1 WHERE 0") == []


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO venue (name) VALUES ('甲')",
        "UPDATE school SET contact = 'x'",
        "DELETE FROM venue",
        "WITH x AS (SELECT 1) DELETE FROM venue",
        "PRAGMA user_version = 5",
        "PRAGMA foreign_keys = OFF",
        "PRAGMA query_only = OFF",
        "PRAGMA key = 'x'",
        "PRAGMA rekey = 'x'",
        "ATTACH DATABASE ':memory:' AS other",
        "BEGIN",
        "VACUUM",
        "CREATE TEMP TABLE x (a)",
        "SELECT load_extension('x')",
        "SELECT sqlcipher_export('x')",
        "REINDEX",
    ],
)
def test_a_query_only_reads(school_session: Session, statement: str) -> None:
    with pytest.raises(UserError, match="没有写入任何数据"):
        ask(school_session, statement)
    assert ask(school_session, "SELECT count(*) AS n FROM venue") == [{"n": 0}]


def everything(session: Session) -> list[list[tuple[object, ...]]]:
    """The schema and every row."""
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'student_find'"
    return session.read(
        lambda db: [
            db.execute(f'SELECT * FROM "{name}"').fetchall()
            for name in ["sqlite_master", *(n for (n,) in db.execute(tables).fetchall())]
        ]
    )


FORBIDDEN = [
    "COMMIT", "ROLLBACK", "BEGIN", "SAVEPOINT x", "RELEASE x", "VACUUM", "REINDEX", "ANALYZE",
    "ATTACH DATABASE ':memory:' AS other", "DETACH DATABASE main",
    "PRAGMA user_version = 99", "PRAGMA foreign_keys = OFF", "PRAGMA recursive_triggers = OFF",
    "PRAGMA writable_schema = ON", "PRAGMA ignore_check_constraints = ON", "PRAGMA rekey = 'x'",
    "PRAGMA journal_mode = OFF", "PRAGMA defer_foreign_keys = ON", "PRAGMA wal_checkpoint",
    "CREATE TABLE x (a)", "CREATE TEMP TABLE x (a)", "CREATE VIEW x AS SELECT 1",
    "CREATE TEMP TRIGGER x AFTER INSERT ON venue BEGIN DELETE FROM venue; END",
    "DROP TABLE venue", "DROP TRIGGER class_approval", "DROP TRIGGER journal_class_update",
    "DROP VIEW class_problem", "ALTER TABLE venue ADD COLUMN x", "ALTER TABLE venue RENAME TO x",
    "UPDATE sqlite_master SET sql = ''", "DELETE FROM sqlite_master",
    "DELETE FROM operation", "UPDATE operation SET name = 'x'", "DELETE FROM change",
    "INSERT INTO change (table_name, row_id, action) VALUES ('venue', 1, 'insert')",
    "UPDATE journal_head SET operation_id = 1", "DELETE FROM journal_head",
    "UPDATE change SET after = NULL",
    # what the journal does not record cannot be undone
    "UPDATE sex SET name = '乾'", "DELETE FROM course_category", "DELETE FROM photo",
    "INSERT INTO photo (sha256, jpeg) VALUES ('a', x'00')",
    "INSERT INTO student_find (student_find) VALUES ('delete-all')",
    "DELETE FROM student_find_data", "UPDATE student_find_config SET v = 9",
    "SELECT load_extension('x')", "SELECT sqlcipher_export('x')",
]  # fmt: skip


def test_a_write_is_a_write_of_rows_and_nothing_else(school_session: Session) -> None:
    school_session.run(students.create({"name": "张伟"}))
    before = everything(school_session)
    for statement in FORBIDDEN:
        for spelled in (statement, f"  -- 注\n {statement.lower()} ;"):
            with pytest.raises(UserError, match="没有写入任何数据"):
                run(school_session, spelled)
    assert everything(school_session) == before
    settings = ("foreign_keys", "recursive_triggers", "user_version")
    assert [
        school_session.with_key(lambda held, p=p: held.writer.execute(f"PRAGMA {p}").fetchone()[0])
        for p in settings
    ] == [1, 1, LATEST]


@pytest.mark.parametrize(
    ("statement", "text"),
    [
        ("SELEKT 1", 'SQL 有误：near "SELEKT": syntax error'),
        ("SELECT * FROM nowhere", "no such table: nowhere"),
        ("SELECT nowhere FROM student", "no such column: nowhere"),
        ("SELECT 1; SELECT 2", "一次只能执行一条语句"),
        ("SELECT (", "SQL 有误"),
        ("SELECT ?", "SQL 有误|一条语句"),
        ("SELECT abs('a', 'b')", "SQL 有误"),
    ],
)
def test_a_mistake_is_told_with_sqlites_own_words(
    school_session: Session, statement: str, text: str
) -> None:
    for attempt in (ask, run):
        with pytest.raises(UserError, match=text):
            attempt(school_session, statement)
    entries = school_session.operations()
    assert [e.name for e in entries] == ["建立学校"]


def test_two_statements_are_both_not_run(school_session: Session) -> None:
    with pytest.raises(UserError, match="一次只能执行一条语句"):
        run(school_session, "INSERT INTO venue (name) VALUES ('甲'); DELETE FROM venue")
    assert ask(school_session, "SELECT * FROM venue") == []


def test_a_write_is_in_the_journal_and_undone(school_session: Session) -> None:
    for n in range(3):
        school_session.run(venues.create({"name": f"教室{n}"}))
    returned = run(school_session, "UPDATE venue SET address = '东楼' WHERE id > 1 RETURNING id")
    assert returned == [{"id": 2}, {"id": 3}]
    assert school_session.undo_name() == (
        "执行 SQL：UPDATE venue SET address = '东楼' WHERE id > 1 RETURNING id"
    )
    school_session.undo()
    assert ask(school_session, "SELECT DISTINCT address FROM venue") == [{"address": ""}]
    run(school_session, "UPDATE OR REPLACE venue SET name = '教室2' WHERE id = 1")
    assert ask(school_session, "SELECT count(*) AS n FROM venue") == [{"n": 2}]
    school_session.undo()
    assert ask(school_session, "SELECT id, name FROM venue ORDER BY id") == [
        {"id": n + 1, "name": f"教室{n}"} for n in range(3)
    ]


def test_the_students_found_follow_a_write(school_session: Session) -> None:
    school_session.run(students.create({"name": "张伟"}))
    run(school_session, "UPDATE student SET terms = 'zhangwei 新词'")
    assert len(school_session.read(students.LISTING.ids, search="zhangwei")) == 1
    run(school_session, "DELETE FROM student")
    assert len(school_session.read(students.LISTING.ids, search="zhangwei")) == 0


def test_the_guards_hold_and_speak(school_session: Session) -> None:
    week = (Span("2026-11-02", "2026-11-06"),)
    other = school_session.run(
        classes.create({"code": "1", "name": "班", "kind": "other"}, week)
    ).value
    school_session.run(lessons.add(other, "2026-11-02", "morning", {"title": "课"}))
    school_session.run(classes.create({"code": "2", "name": "主体班"}, week))
    school_session.run(classes.approve(other))
    for statement, text in (
        ("DELETE FROM lesson", "课程安排不能更改"),
        ("UPDATE class SET status = 'approved' WHERE code = '2'", "不能审定"),
        ("UPDATE venue SET id = 5", ""),
        ("INSERT INTO venue (name) VALUES ('甲'), ('甲')", "这个场地已经有了"),
        ("INSERT INTO venue (name, capacity) VALUES ('甲', 'x')", "类型不对"),
        ("DELETE FROM teaching_method", "不允许"),
        ("DELETE FROM class_kind", "已审定的班次属于这一类别"),
        ("DELETE FROM policy_profile WHERE id = 1", "已有班次"),
    ):
        if text:
            with pytest.raises(UserError, match=text):
                run(school_session, statement)
    school_session.run(venues.create({"name": "乙"}))
    with pytest.raises(UserError, match="编号（id）不能更改"):
        run(school_session, "UPDATE venue SET id = 5")


def test_a_certificate_once_touched_is_a_wall(school_session: Session) -> None:
    person = school_session.run(students.create({"name": "张伟"})).value
    values = {"code": "2026-01", "name": "支部书记班", "kind": "other"}
    span = [Span("2026-11-02", "2026-11-06")]
    class_id = school_session.run(classes.create(values, span)).value
    school_session.run(enrolment.enrol(class_id, [person]))
    school_session.run(classes.approve(class_id))
    school_session.run(ledger.issue(class_id))
    school_session.run(venues.create({"name": "乙"}))
    run(school_session, "UPDATE certificate SET status = 'voided', void_date = '2026-12-01'")
    assert school_session.undo_name() is None
    with pytest.raises(UserError, match="不能撤销"):
        school_session.undo()
    school_session.run(venues.create({"name": "甲"}))
    school_session.undo()  # what comes after is undone as ever
