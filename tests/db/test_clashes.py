"""The views that find clashes, against another reckoning; what they read for one class; their indexes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import permutations
from typing import Any

import pytest
import sqlcipher3
from hypothesis import given
from hypothesis import strategies as st

from app.ground import paths

CLOCKS = [("08:30", "10:00"), ("08:30", "11:50"), ("10:00", "11:50")]
COLUMNS = ("class_id", "date", "starts_at", "ends_at", "course_id", "venue_id")

lesson = st.fixed_dictionaries(
    {
        "class_id": st.integers(1, 3),
        "date": st.sampled_from(("2026-11-02", "2026-11-02", "2026-11-03")),
        "clock": st.sampled_from(CLOCKS),
        "course_id": st.sampled_from((None, 1, 1, 2)),
        "venue_id": st.sampled_from((None, 1, 1, 2)),
        "teachers": st.sets(st.integers(1, 3), max_size=2),
    }
)
# student and class -> whether he has left it
pairs = [(student, class_id) for student in (1, 2, 3) for class_id in (1, 2, 3)]
enrolments = st.tuples(*[st.sampled_from((None, False, False, True)) for _ in pairs]).map(
    lambda left: {pair: gone for pair, gone in zip(pairs, left, strict=True) if gone is not None}
)


@pytest.fixture(scope="module")
def memory() -> Iterator[sqlcipher3.Connection]:
    """The views without the guards: three classes, two of one name; three of all they need."""
    conn = sqlcipher3.connect(":memory:", isolation_level=None)
    conn.executescript(paths.SCHEMA.read_text("utf-8"))
    for (guard,) in conn.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall():
        conn.execute(f"DROP TRIGGER {guard}")
    conn.execute("INSERT INTO school (id, name, public_key) VALUES (1, '校', printf('%064d', 0))")
    conn.execute("INSERT INTO policy_profile (code, title, level) VALUES ('p', '指标', 'county')")
    for n in (1, 2, 3):
        for sql in (
            "INSERT INTO teacher (id, name, kind) VALUES (?1, '师' || ?1, 'full_time')",
            "INSERT INTO venue (id, name) VALUES (?1, '教室' || ?1)",
            "INSERT INTO course (id, title, category, method) VALUES (?1, '课', 'theory', 'lecture')",
            "INSERT INTO student (id, name) VALUES (?1, '学员' || ?1)",
            "INSERT INTO class (id, code, name, profile_id) VALUES (?1, ?1, '班' || (?1 / 2), 1)",
        ):
            conn.execute(sql, [n])
    yield conn
    conn.close()


def fill(
    conn: sqlcipher3.Connection,
    lessons: list[dict[str, Any]],
    enrolled: dict[tuple[int, int], bool],
    approved: set[int],
) -> None:
    """Write the lessons with the ids 1, 2, 3 …"""
    for number, one in enumerate(lessons, 1):
        values = {**one, "starts_at": one["clock"][0], "ends_at": one["clock"][1]}
        conn.execute(
            f"INSERT INTO lesson (id, half, title, category, method, quarter_hours, {', '.join(COLUMNS)})"
            f" VALUES (?, 'morning', ?, 'theory', 'lecture', 16, {', '.join('?' * len(COLUMNS))})",
            [number, f"课{number}", *(values[c] for c in COLUMNS)],
        )
        for teacher in one["teachers"]:
            conn.execute(
                "INSERT INTO lesson_lecturer (lesson_id, teacher_id, kind) VALUES (?, ?, 'full_time')",
                [number, teacher],
            )
    for (student, class_id), left in enrolled.items():
        conn.execute(
            "INSERT INTO enrolment (student_id, class_id, status) VALUES (?, ?, ?)",
            [student, class_id, "withdrawn" if left else "enrolled"],
        )
    for class_id in approved:
        conn.execute("UPDATE class SET status = 'approved' WHERE id = ?", [class_id])


def clash(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two lessons are two events, and at the same time."""
    (starts, ends), (begins, stops) = one["clock"], other["clock"]
    joint = (
        one["class_id"] != other["class_id"]
        and one["clock"] == other["clock"]
        and one["course_id"] is not None
        and one["course_id"] == other["course_id"]
        and one["venue_id"] is not None
        and one["venue_id"] == other["venue_id"]
    )
    return one["date"] == other["date"] and starts < stops and begins < ends and not joint


def expected(
    lessons: list[dict[str, Any]], enrolled: dict[tuple[int, int], bool]
) -> set[tuple[str, int, int, int]]:
    """(kind, whose, lesson, other lesson) of every clash, from either side."""
    found: set[tuple[str, int, int, int]] = set()
    for (a, one), (b, other) in permutations(enumerate(lessons, 1), 2):
        if not clash(one, other):
            continue
        found |= {("lecturer", t, a, b) for t in one["teachers"] & other["teachers"]}
        if one["venue_id"] and one["venue_id"] == other["venue_id"]:
            found.add(("venue", one["venue_id"], a, b))
        here, there = one["class_id"], other["class_id"]
        if here == there:
            found.add(("class", here, a, b))
            continue
        staying = {who for who, left in enrolled.items() if not left}
        both = {s for s, c in staying if c == here and (s, there) in staying}
        found |= {("student", s, a, b) for s in both}
    return found


@given(
    lessons=st.lists(lesson, min_size=2, max_size=8),
    enrolled=enrolments,
    approved=st.sets(st.integers(1, 3), max_size=1),
)
def test_clashes_agree_with_another_reckoning(
    memory: sqlcipher3.Connection,
    lessons: list[dict[str, Any]],
    enrolled: dict[tuple[int, int], bool],
    approved: set[int],
) -> None:
    memory.execute("SAVEPOINT example")
    try:
        fill(memory, lessons, enrolled, approved)
        found = memory.execute(
            "SELECT kind, resource_id, lesson_id, other_lesson_id FROM lesson_conflict"
        ).fetchall()
        wanted = expected(lessons, enrolled)
        assert sorted(found) == sorted(wanted)  # each once
        problems = [problems_of(memory, class_id) for class_id in (1, 2, 3)]
    finally:
        memory.execute("ROLLBACK TO example")
        memory.execute("RELEASE example")
    assert problems == [expected_problems(lessons, wanted, approved, n) for n in (1, 2, 3)]


def problems_of(conn: sqlcipher3.Connection, class_id: int) -> list[tuple[Any, ...]]:
    """The clashes among the problems of one class, as the program asks for them."""
    rows = conn.execute(
        "SELECT rule, severity, data FROM class_problem WHERE class_id = ?"
        " AND rule IN ('conflict', 'student_conflict')",
        [class_id],
    ).fetchall()
    found: list[tuple[Any, ...]] = []
    for rule, severity, text in rows:
        data = json.loads(text)
        if rule == "conflict":
            found.append((severity, data["kind"], data["lesson_id"], data["other_lesson_id"]))
        else:
            days = (data["people"], data["date"], data["last_date"])
            found.append((severity, "student", data["other_class"], days))
    return sorted(found, key=repr)


def expected_problems(
    lessons: list[dict[str, Any]],
    clashes: set[tuple[str, int, int, int]],
    approved: set[int],
    class_id: int,
) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    people: dict[int, tuple[set[int], set[str]]] = {}
    for kind, whose, a, b in clashes:
        here, there = lessons[a - 1]["class_id"], lessons[b - 1]["class_id"]
        if here != class_id:
            continue
        if kind == "student":
            who, days = people.setdefault(there, (set(), set()))
            who.add(whose)
            days.add(lessons[a - 1]["date"])
        elif here != there or a < b:
            severity = "block" if here == there or there in approved else "warn"
            found.append((severity, kind, a, b))
    for there, (who, days) in people.items():
        found.append(("warn", "student", f"班{there // 2}", (len(who), min(days), max(days))))
    return sorted(found, key=repr)


@pytest.mark.parametrize(
    "view",
    [
        *("class_problem", "class_share", "class_presence", "class_figure", "class_share_bases"),
        *("class_rule", "class_length", "own_leader", "lesson_conflict", "student_clash"),
    ],
)
def test_what_is_asked_of_one_class_reads_no_whole_table(
    memory: sqlcipher3.Connection, view: str
) -> None:
    plan = memory.execute(f"EXPLAIN QUERY PLAN SELECT * FROM {view} WHERE class_id = 1").fetchall()
    steps = [step for *_, step in plan]
    made = {s.split()[1] for s in steps if s.startswith("CO-ROUTINE")}  # of what stands below it
    tables = [
        s for s in steps if s.startswith("SCAN") and s.split()[1] not in (view, "CONSTANT", *made)
    ]
    assert not tables


def test_a_clash_is_looked_for_by_lecturer_place_and_class_each_by_its_index(
    memory: sqlcipher3.Connection,
) -> None:
    plan = memory.execute(
        "EXPLAIN QUERY PLAN SELECT * FROM lesson_conflict WHERE class_id = 1"
    ).fetchall()
    others = [step for *_, step in plan if step.startswith("SEARCH b USING")]
    wanted = ("lesson_by_date (date=?", "lesson_by_venue (venue_id=? AND date=?",
              "lesson_by_class (class_id=? AND date=?")  # fmt: skip
    for index in wanted:
        assert any(f"COVERING INDEX {index}" in step for step in others), others
