"""What approved and closed classes, certificates and rules in use rest on is held still, by any SQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3.dbapi2 import Error, IntegrityError

from app.file import guards, recording
from app.file.session import Session
from tests.attack import states
from tests.attack.reproduced import FORGERIES, HOURS
from tests.attack.states import ARCHIVED, CLOSED, FAILING, REOPENED, SOUND


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    path = tmp_path_factory.mktemp("guards") / "校.dxjw"
    return path, states.make(path)


@pytest.fixture(params=["safe", "bare"])
def bare(request: pytest.FixtureRequest, made: tuple[Path, bytes], tmp_path: Path) -> Iterator[Any]:
    """The file as tools open it: with foreign keys and recursive triggers, or without."""
    path = tmp_path / "copy.dxjw"
    shutil.copyfile(made[0], path)
    safe = request.param == "safe"
    conn = states.open_bare(path, made[1], keys=safe, recursive=safe)
    yield conn
    conn.close()


def rows(conn: Any) -> dict[str, list[Any]]:
    tables = conn.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'student_find%'"
    ).fetchall()
    return {t: sorted(map(repr, conn.execute(f"SELECT * FROM {t}"))) for (t,) in tables}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_what_was_forged_is_refused(bare: Any, forgery: str) -> None:
    before = rows(bare)
    passed: list[str] = []
    for sql in FORGERIES[forgery]:
        bare.execute("BEGIN")
        try:
            bare.execute(sql)
        except Error:  # of the journal: a function that only the program has
            pass
        else:
            if rows(bare) != before:
                passed.append(sql)
        if bare.in_transaction:
            bare.execute("ROLLBACK")
    assert passed == []
    assert rows(bare) == before


def test_a_level_that_binds_nobody_else_is_free(bare: Any) -> None:
    bare.execute(f"UPDATE class SET status = 'running' WHERE id IN ({CLOSED}, {ARCHIVED})")
    bare.execute("UPDATE class SET status = 'draft' WHERE status <> 'draft' AND brought_in = 0")
    bare.execute("UPDATE school SET level = 'city', spring_from = '03-01', autumn_from = '09-01'")
    bare.execute(f"UPDATE class SET status = 'approved' WHERE id = {SOUND}")
    with pytest.raises(Error, match="换级别会改变它们的结果；请先重开"):
        bare.execute("UPDATE school SET level = 'county'")
    bare.execute("UPDATE school SET level = 'province'")  # under which the same rules bind


def test_a_plan_is_judged_before_its_class_is_closed_again(bare: Any) -> None:
    bare.execute(f"UPDATE class SET status = 'running' WHERE id = {CLOSED}")
    assert bare.execute(f"SELECT closed_at FROM class WHERE id = {CLOSED}").fetchone() == (None,)
    bare.execute(f"UPDATE enrolment SET status = 'completed' WHERE class_id = {CLOSED}")
    with pytest.raises(Error, match="每人记一条学时"):
        bare.execute(f"UPDATE class SET status = 'closed' WHERE id = {CLOSED}")
    bare.execute(
        f"{HOURS} SELECT 4, class_id, form, title, start_date, end_date, quarter_hours"
        f" FROM hour_entry WHERE class_id = {CLOSED} AND student_id = 1"
    )
    bare.execute(f"UPDATE class SET status = 'closed' WHERE id = {CLOSED}")
    assert bare.execute(f"SELECT closed_at FROM class WHERE id = {CLOSED}").fetchone() != (None,)


def test_what_is_only_planned_may_change(bare: Any) -> None:
    for sql in (
        f"UPDATE lesson SET title = '改' WHERE class_id = {FAILING}",
        f"DELETE FROM class_span WHERE class_id = {REOPENED}",
        f"DELETE FROM enrolment WHERE class_id = {SOUND}",
        f"UPDATE class SET kind = 'special' WHERE id = {REOPENED}",
        f"UPDATE enrolment SET group_name = '一组', remark = '补' WHERE class_id = {CLOSED}",
        f"UPDATE class SET archived = 0, remark = '改' WHERE id = {ARCHIVED}",
        "UPDATE half_day SET starts_at = '08:00' WHERE code = 'morning'",
        "UPDATE student SET name = '改', post = '局长' WHERE id = 1",
        "UPDATE school SET contact = '教务科', name = '新校名'",
    ):
        bare.execute(sql)


def test_every_guard_holds_at_all_three_events(school_session: Session) -> None:
    names = school_session.read(
        lambda db: db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard\\_%' ESCAPE '\\'"
        ).fetchall()
    )
    events = [name.rpartition("_")[2] for (name,) in names]
    codes = len(recording.UNRECORDED - recording._GUARDED)
    for event in ("insert", "update", "delete"):
        assert events.count(event) == len(guards.GUARDS) + codes


def test_a_guard_reads_no_whole_table(bare: Any) -> None:
    """SQLite's steps for one row more are those of a small school, however many there are."""

    def steps(sql: str) -> int:
        counted: list[int] = []
        bare.execute("SAVEPOINT one")
        bare.set_progress_handler(lambda: counted.append(1) and None, 10)
        bare.execute(sql)
        bare.set_progress_handler(None, 10)
        bare.execute("ROLLBACK TO one")
        bare.execute("RELEASE one")
        return len(counted)

    held = (
        "lesson (class_id, date, half, starts_at, ends_at, title, category, method, quarter_hours)"
    )
    line = f"{SOUND}, '2026-03-16', 'morning', '08:00', '09:00', '课', 'theory', 'lecture', 4"
    statements = (
        "INSERT INTO student (name, id_number) VALUES ('人', '990000198505120000')",
        "UPDATE student SET post = '局长' WHERE id = 6",
        f"INSERT INTO {held} VALUES ({line})",
        f"INSERT INTO enrolment (class_id, student_id) VALUES ({SOUND}, 6)",
        "INSERT INTO teacher (name, kind) VALUES ('师', 'expert')",
    )
    few = [steps(sql) for sql in statements]
    bare.execute("BEGIN")
    for number in range(1000):
        bare.execute("INSERT INTO student (id, name) VALUES (?, '人')", [1000 + number])
        bare.execute(f"INSERT INTO {held} VALUES ({line})")
        bare.execute(
            "INSERT INTO teacher (id, name, kind) VALUES (?, '师', 'expert')", [1000 + number]
        )
        bare.execute(
            f"INSERT INTO enrolment (class_id, student_id) VALUES ({REOPENED}, ?)", [1000 + number]
        )
    many = [steps(sql) for sql in statements]
    assert [n for n, m in zip(few, many, strict=True) if m > 2 * n + 20] == []


def test_who_takes_anothers_place_is_asked_of_the_other_s_own_certificates(bare: Any) -> None:
    """Of nobody else's: one certificate has the number of its holder, as the first often has."""
    bare.execute("UPDATE student SET id_number = '990000198505120000' WHERE id = 6")
    bare.execute(
        "INSERT OR REPLACE INTO student (name, id_number) VALUES ('换人', '990000198505120000')"
    )
    assert bare.execute("SELECT count(*) FROM student WHERE id = 6").fetchone() == (0,)
    bare.execute(f"UPDATE class SET status = 'running' WHERE id IN ({CLOSED}, {ARCHIVED})")
    for table in ("enrolment", "hour_entry"):  # only a voided certificate is left of him
        bare.execute(f"DELETE FROM {table} WHERE student_id = 2")
    bare.execute("UPDATE student SET id_number = '990000198505120027' WHERE id = 2")
    with pytest.raises(IntegrityError, match="学员有班次、证书或学时记录"):
        bare.execute(
            "INSERT OR REPLACE INTO student (name, id_number) VALUES ('换人', '990000198505120027')"
        )


def test_no_guard_reads_the_row_there_by_a_name_of_its_own() -> None:
    assert [one.table for one in guards.GUARDS if " there " in one.when] == []


def test_checks_hold_where_sqlite_is_told_to_ignore_them(bare: Any) -> None:
    bare.execute("PRAGMA ignore_check_constraints = ON")
    for sql in (
        "UPDATE certificate SET status = 'lost' WHERE id = 5",
        "UPDATE certificate SET status = 'voided' WHERE id = 5",
        f"UPDATE lesson SET quarter_hours = -400 WHERE class_id = {FAILING}",
        f"UPDATE class SET status = 'sound' WHERE id = {SOUND}",
        f"UPDATE enrolment SET status = 'gone' WHERE class_id = {SOUND}",
        "UPDATE school SET spring_from = '11-11'",
    ):
        with pytest.raises(IntegrityError):
            bare.execute(sql)


def test_what_is_not_there_approves_nothing(made: tuple[Path, bytes], tmp_path: Path) -> None:
    """Where a tool has foreign keys off: no rules, no such kind of class, a lecturer who is nobody."""
    path = tmp_path / "copy.dxjw"
    shutil.copyfile(made[0], path)
    conn = states.open_bare(path, made[1], keys=False)
    lecturers = f"lesson_id IN (SELECT id FROM lesson WHERE class_id = {SOUND})"
    for class_id, sql in (
        (FAILING, f"UPDATE class SET profile_id = 99 WHERE id = {FAILING}"),
        (FAILING, f"UPDATE class SET kind = 'none' WHERE id = {FAILING}"),
        (SOUND, f"UPDATE lesson_lecturer SET teacher_id = 99 WHERE teacher_id = 1 AND {lecturers}"),
        (SOUND, f"UPDATE lesson SET venue_id = 99 WHERE class_id = {SOUND}"),
    ):
        conn.execute("BEGIN")
        conn.execute(sql)
        with pytest.raises(IntegrityError, match="已不存在"):
            conn.execute(f"UPDATE class SET status = 'approved' WHERE id = {class_id}")
        conn.execute("ROLLBACK")
    conn.close()
