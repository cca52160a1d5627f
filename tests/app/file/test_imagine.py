"""Session.imagine: what a write would come to, read and taken back without a trace."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3
from sqlite_utils import Database

from app.classes import classes, lessons
from app.classes.classes import Span
from app.file import reversal
from app.file.operation import Operation, Transaction
from app.file.session import Session
from app.ground import files, jobs
from app.ground.errors import NotAllowed, StoreError, UserError
from app.ground.jobs import Cancelled, Progress
from app.opening import open_school
from app.people import students
from app.rules import verdicts
from app.teaching import courses
from tests.conftest import PASSWORD

COURSE = {"title": "红色家书里的初心", "category": "party_spirit", "method": "experience"}


@pytest.fixture
def class_id(school_session: Session) -> int:
    span = Span("2026-11-02", "2026-11-06")
    return school_session.run(classes.create({"code": "1", "name": "班"}, [span])).value


def contents(session: Session) -> dict[str, list[Any]]:
    """Every row of every table: of the journal, the last ids and the search index too."""

    def read(db: Database) -> dict[str, list[Any]]:
        sql = (
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        )
        tables = [name for (name,) in db.execute(sql).fetchall()]
        return {t: db.execute(f'SELECT * FROM "{t}"').fetchall() for t in tables}

    return session.read(read)


def version(session: Session) -> int:
    """What changes for a reader with every commit of another connection."""
    return session.read(lambda db: db.execute("PRAGMA data_version").fetchone()[0])


def names(db: Database) -> list[str]:
    return [name for (name,) in db.execute("SELECT name FROM student ORDER BY id").fetchall()]


def test_what_is_imagined_is_what_comes_and_stays_nowhere(
    school_session: Session, class_id: int
) -> None:
    course = school_session.run(courses.create(COURSE)).value
    before = school_session.read(verdicts.class_shares, class_id)
    wanted = lessons.add_course(class_id, course, "2026-11-02", "morning")
    kept, seen = contents(school_session), version(school_session)
    shown = school_session.imagine(wanted, verdicts.class_shares, class_id)
    assert shown != before
    assert (contents(school_session), version(school_session)) == (kept, seen)
    assert school_session.undo_name() == f"添加课程 {COURSE['title']}"
    school_session.run(wanted)
    assert school_session.read(verdicts.class_shares, class_id) == shown


def test_a_new_student_is_found_by_search_only_while_imagined(school_session: Session) -> None:
    kept = contents(school_session)
    new = students.create({"name": "欧阳海"})
    found = school_session.imagine(new, students.LISTING.ids, search="oyh")
    assert len(found) == 1
    assert contents(school_session) == kept
    assert (
        school_session.run(students.create({"name": "张伟"})).value == found[0]
    )  # no id is used up


def test_an_undo_may_be_imagined(school_session: Session) -> None:
    student = school_session.run(students.create({"name": "张伟"})).value
    school_session.run(students.delete([student]))
    assert school_session.imagine(reversal.undo_last(), names) == ["张伟"]
    assert school_session.read(names) == []
    assert school_session.redo_name() is None


def test_what_the_operation_or_the_query_raises_is_raised(
    school_session: Session, class_id: int
) -> None:
    kept = contents(school_session)
    guarded = Operation(
        "绕开",
        lambda tx: tx.db.execute("UPDATE class SET version = 9 WHERE id = ?", [class_id]),
        right="plan",
    )
    with pytest.raises(UserError, match="版次只随重开增加"):
        school_session.imagine(guarded, names)
    with pytest.raises(UserError, match="请填写"):
        school_session.imagine(students.create({"name": " "}), names)
    with pytest.raises(ZeroDivisionError):
        school_session.imagine(students.create({"name": "张伟"}), lambda _: 1 // 0)
    assert contents(school_session) == kept
    school_session.run(students.create({"name": "李娜"}))  # the writer goes on
    assert school_session.read(names) == ["李娜"]


def test_what_reaches_outside_the_file_is_not_imagined(
    school_session: Session, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"

    def work(tx: Transaction) -> None:
        tx.call(students.create({"name": "张伟"}))
        tx.outside(files.replacing(outside))

    def nested(tx: Transaction) -> None:
        tx.call(Operation("内", work, right="students"))

    for reaching in (work, nested):
        with pytest.raises(RuntimeError, match="outside the file"):
            school_session.imagine(Operation("外", reaching, right="students"), names)
        assert not outside.exists()
        assert school_session.read(names) == []
    school_session.run(Operation("外", nested, right="students"))
    assert outside.exists()


def test_readers_read_on_while_something_is_imagined(demo_path: Path) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def slow(db: Database) -> list[str]:
        inside.set()
        go_on.wait(10)
        return names(db)

    with open_school(demo_path, PASSWORD) as session:
        before = session.read(names)
        future = session.submit_imagined(students.create({"name": "欧阳海"}), slow)
        assert inside.wait(10)
        assert session.read(names) == before
        go_on.set()
        assert future.result() == [*before, "欧阳海"]
        assert session.read(names) == before


@pytest.mark.parametrize("place", ["waiting", "in the work", "in the query"])
def test_what_is_imagined_can_be_cancelled(school_session: Session, place: str) -> None:
    progress = Progress()
    kept = contents(school_session)

    def work(tx: Transaction) -> None:
        if place == "in the work":
            progress.cancel()
        tx.progress.step(1, 2)

    def query(db: Database) -> Any:
        progress.cancel()
        endless = (
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
        )
        return db.execute(endless).fetchone()

    if place == "waiting":
        progress.cancel()
    with pytest.raises(Cancelled):
        school_session.submit_imagined(
            Operation("慢", work, right="students"), query, progress
        ).result()
    assert contents(school_session) == kept
    school_session.run(students.create({"name": "李娜"}))  # and stops nothing else


@pytest.mark.parametrize(
    "statement",
    ["COMMIT", "ROLLBACK", "SAVEPOINT a", "CREATE TEMP TABLE z (a)", "CREATE TABLE z (a)",
     "UPDATE student SET name = '换'", "DELETE FROM student", "ATTACH ':memory:' AS z",
     "PRAGMA recursive_triggers = OFF", "PRAGMA user_version = 9", "DROP VIEW class_share"],
)  # fmt: skip
def test_who_reads_what_is_imagined_does_nothing_but_read(
    school_session: Session, statement: str
) -> None:
    school_session.run(students.create({"name": "张伟"}))
    kept = contents(school_session)

    def query(db: Database) -> Any:
        db.execute("SELECT count(*) FROM class_share").fetchone()
        db.execute("SELECT count(*) FROM student_find WHERE student_find MATCH 'z'").fetchone()
        return db.execute(statement).fetchall()

    for _ in range(2):
        with pytest.raises(sqlcipher3.dbapi2.DatabaseError, match="not authorized"):
            school_session.imagine(students.create({"name": "李娜"}), query)
        assert contents(school_session) == kept
    assert school_session.imagine(students.create({"name": "李娜"}), names) == ["张伟", "李娜"]
    school_session.run(students.create({"name": "李娜"}))  # and may write again


def test_who_may_not_do_it_may_not_imagine_it(school_session: Session) -> None:
    school_session.become(99)
    with pytest.raises(NotAllowed):
        school_session.imagine(students.create({"name": "张伟"}), names)


def test_nothing_is_imagined_where_the_file_cannot_be_written(demo_path: Path) -> None:
    with (
        open_school(demo_path, PASSWORD, write=False, runner=jobs.Inline()) as session,
        pytest.raises(StoreError, match="只读"),
    ):
        session.imagine(students.create({"name": "张伟"}), names)


def test_an_imagined_write_waits_for_the_writes_before_it(demo_path: Path) -> None:
    with open_school(demo_path, PASSWORD) as session:
        create: Callable[[str], Operation[int]] = lambda name: students.create({"name": name})  # noqa: E731
        first = session.submit(create("甲"))
        shown = session.submit_imagined(create("乙"), names)
        last = session.submit(create("丙"))
        assert shown.result()[-2:] == ["甲", "乙"]
        assert first.result().value + 1 == last.result().value
