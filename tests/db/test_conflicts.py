"""What clashes, and what else a class is told of its dates."""

from __future__ import annotations

import sqlite3

import pytest

from tests.db.rows import add_class, add_lesson, insert


def conflicts(conn: sqlite3.Connection) -> set[tuple[str, int, int]]:
    return set(
        conn.execute("SELECT kind, lesson_id, other_lesson_id FROM lesson_conflict").fetchall()
    )


def severities(conn: sqlite3.Connection, class_id: int) -> list[str]:
    rows = conn.execute(
        "SELECT severity FROM class_problem WHERE class_id = ? AND rule LIKE '%conflict'",
        [class_id],
    ).fetchall()
    return [severity for (severity,) in rows]


def test_clashes_go_by_the_clock_and_not_by_the_half_day(blank: sqlite3.Connection) -> None:
    add_class(blank, 1)
    add_class(blank, 2)
    first = add_lesson(blank, 1, ["expert"], starts_at="08:30", ends_at="10:00")
    after = add_lesson(blank, 2, ["expert"], starts_at="10:00", ends_at="11:50")
    assert conflicts(blank) == set()  # one ends as the other begins, in the same half-day
    blank.execute("UPDATE lesson SET half = 'afternoon', starts_at = '09:59' WHERE id = ?", [after])
    assert conflicts(blank) == {("lecturer", first, after), ("lecturer", after, first)}
    blank.execute("UPDATE lesson SET date = '2026-11-03' WHERE id = ?", [after])
    assert conflicts(blank) == set()


def test_a_venue_and_a_class_clash_too(blank: sqlite3.Connection) -> None:
    add_class(blank, 1)
    add_class(blank, 2)
    a = add_lesson(blank, 1, venue_id=1)
    b = add_lesson(blank, 2, venue_id=1)
    assert conflicts(blank) == {("venue", a, b), ("venue", b, a)}
    c = add_lesson(blank, 1, starts_at="09:00", ends_at="09:45")
    assert {k for k in conflicts(blank) if k[0] == "class"} == {("class", a, c), ("class", c, a)}
    assert "block" in severities(blank, 1)


def test_a_joint_lecture_is_no_clash(blank: sqlite3.Connection) -> None:
    add_class(blank, 1)
    add_class(blank, 2)
    insert(blank, "student", {"id": 1, "name": "张伟"})
    for class_id in (1, 2):
        insert(blank, "enrolment", {"class_id": class_id, "student_id": 1})
    same = {"course_id": 1, "venue_id": 1}
    a = add_lesson(blank, 1, ["expert"], **same)
    b = add_lesson(blank, 2, ["expert"], **same)
    assert conflicts(blank) == set()
    blank.execute("UPDATE lesson SET ends_at = '11:40' WHERE id = ?", [b])
    assert {k for k, _, _ in conflicts(blank)} == {"lecturer", "venue", "student"}
    blank.execute("UPDATE lesson SET ends_at = '11:50', venue_id = 2 WHERE id = ?", [b])
    assert {k for k, _, _ in conflicts(blank)} == {"lecturer", "student"}
    blank.execute("UPDATE lesson SET course_id = NULL, venue_id = NULL WHERE id IN (?, ?)", [a, b])
    assert "lecturer" in {k for k, _, _ in conflicts(blank)}


def test_the_same_course_twice_in_one_class_is_a_clash(blank: sqlite3.Connection) -> None:
    add_class(blank, 1)
    for _ in range(2):
        add_lesson(blank, 1, course_id=1, venue_id=1)
    assert {k for k, _, _ in conflicts(blank)} == {"venue", "class"}


def test_a_clash_with_a_draft_warns_and_with_an_approved_class_blocks(
    blank: sqlite3.Connection,
) -> None:
    for class_id in (1, 2):
        add_class(blank, class_id)
        day = "2026-11-02"
        insert(blank, "class_span", {"class_id": class_id, "start_date": day, "end_date": day})
        add_lesson(blank, class_id, ["expert"])
    assert severities(blank, 1) == severities(blank, 2) == ["warn"]
    blank.execute("UPDATE class SET status = 'approved' WHERE id = 1")
    assert severities(blank, 1) == ["warn"]
    assert severities(blank, 2) == ["block"]
    with pytest.raises(sqlite3.IntegrityError, match="不能审定"):
        blank.execute("UPDATE class SET status = 'approved' WHERE id = 2")


def test_a_student_in_two_classes_at_once_warns_only(blank: sqlite3.Connection) -> None:
    insert(blank, "student", {"id": 1, "name": "张伟"})
    for class_id in (1, 2):
        add_class(blank, class_id)
        day = "2026-11-02"
        insert(blank, "class_span", {"class_id": class_id, "start_date": day, "end_date": day})
        insert(blank, "enrolment", {"class_id": class_id, "student_id": 1})
        add_lesson(blank, class_id)
    blank.execute("UPDATE class SET status = 'approved' WHERE id = 1")
    assert severities(blank, 2) == ["warn"]
    blank.execute("UPDATE class SET status = 'approved' WHERE id = 2")
    blank.execute("UPDATE enrolment SET status = 'withdrawn' WHERE class_id = 2")
    assert severities(blank, 1) == []


def test_dates_are_asked_for_and_kept_to(blank: sqlite3.Connection) -> None:
    add_class(blank)
    rules = "SELECT rule, severity FROM class_problem ORDER BY rule"
    assert ("no_dates", "block") in blank.execute(rules).fetchall()
    for start, end in (("2026-11-02", "2026-11-03"), ("2026-11-09", "2026-11-10")):
        insert(blank, "class_span", {"class_id": 1, "start_date": start, "end_date": end})
    for day in ("2026-11-02", "2026-11-03", "2026-11-09", "2026-11-10"):
        add_lesson(blank, 1, ["expert"], date=day)
    assert blank.execute(rules).fetchall() == [("no_students", "warn")]
    for day in ("2026-11-01", "2026-11-04", "2026-11-08", "2026-11-11"):
        add_lesson(blank, 1, ["expert"], date=day)
    assert blank.execute(rules).fetchall().count(("outside_dates", "block")) == 4
