"""Rules beyond a share of hours, each against another reckoning from what was put in."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ground import paths
from tests.db.rows import add_class, add_lesson, add_rule, insert

TREE = {
    "main": None,
    "advanced": "main",
    "deputy_township": "advanced",
    "young": "main",
    "other": None,
}
MODULES = ("theory", "duty", "situation")
YEAR = "2026"


@pytest.fixture(scope="module")
def memory() -> Iterator[sqlite3.Connection]:
    """The bare schema: one school, one profile, twelve teachers of all kinds."""
    conn = sqlite3.connect(":memory:", isolation_level=None)
    conn.executescript(paths.SCHEMA.read_text("utf-8"))
    conn.execute(
        f"INSERT INTO school (id, name, public_key) VALUES (1, '示范县委党校', '{'00' * 32}')"
    )
    for number, kind in enumerate(("full_time", "part_time", "leading_cadre", "expert") * 3, 1):
        conn.execute("INSERT INTO teacher (id, name, kind) VALUES (?, '师', ?)", [number, kind])
    conn.execute(
        "INSERT INTO policy_profile (id, code, title, level) VALUES (1, 'p', '指标', 'county')"
    )
    yield conn
    conn.close()


@pytest.fixture
def blank(memory: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """The same, taken back after the test."""
    with apart(memory) as conn:
        yield conn


@contextmanager
def apart(conn: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """What is written inside is taken back."""
    conn.execute("SAVEPOINT test")
    try:
        yield conn
    finally:
        conn.execute("ROLLBACK TO test")
        conn.execute("RELEASE test")


def line(kind: str) -> list[str]:
    above = TREE[kind]
    return [kind, *(line(above) if above else [])]


def bind(conn: sqlite3.Connection, rule_id: int, kinds: dict[str, int | None]) -> None:
    conn.execute("DELETE FROM rule_class_kind WHERE rule_id = ?", [rule_id])
    for kind, minimum in kinds.items():
        row = {"rule_id": rule_id, "class_kind": kind, "minimum": minimum}
        insert(conn, "rule_class_kind", row)


def days(conn: sqlite3.Connection, class_id: int, first: str, count: int) -> None:
    start = datetime.date.fromisoformat(first)
    end = start + datetime.timedelta(days=count - 1)
    span = {"class_id": class_id, "start_date": start.isoformat(), "end_date": end.isoformat()}
    insert(conn, "class_span", span)


percents = st.sampled_from((0, 20, 50, 70, 100))


@settings(max_examples=40)
@given(
    kind=st.sampled_from(sorted(TREE)),
    bound=st.dictionaries(
        st.sampled_from(sorted(TREE)), st.none() | percents, min_size=1, max_size=3
    ),
    minimum=percents,
    maximum=st.none() | percents,
    party=st.integers(0, 40),
    theory=st.integers(0, 40),
)
def test_the_nearest_kind_says_the_minimum_and_no_more_than_the_maximum_passes(
    memory: sqlite3.Connection,
    kind: str,
    bound: dict[str, int | None],
    minimum: int,
    maximum: int | None,
    party: int,
    theory: int,
) -> None:
    maximum = None if maximum is None else max(maximum, minimum)
    with apart(memory) as conn:
        rule_id = add_rule(conn, minimum=minimum, maximum=maximum)
        bind(conn, rule_id, bound)
        add_class(conn, kind=kind)
        add_lesson(conn, 1, category="party_spirit", quarter_hours=party)
        add_lesson(conn, 1, category="theory", quarter_hours=theory)
        found = conn.execute("SELECT verdict, minimum, missing FROM class_share").fetchall()
    named = [k for k in line(kind) if k in bound]
    if not named:
        assert found == []
        return
    asked = minimum if bound[named[0]] is None else bound[named[0]]
    assert asked is not None
    [(verdict, said, missing)] = found
    assert said == asked
    total = party + theory
    if total == 0:
        assert verdict == "unassessed"
    elif Fraction(party, total) < Fraction(asked, 100):
        assert verdict == "below"
        assert Fraction(party + missing, total) >= Fraction(asked, 100)
    elif maximum is not None and Fraction(party, total) > Fraction(maximum, 100):
        assert verdict == "above"
        assert Fraction(party - missing, total) <= Fraction(maximum, 100)
    else:
        assert (verdict, missing) == ("passed", 0)


@settings(max_examples=30)
@given(
    calendar=st.integers(1, 70),
    taught=st.integers(0, 25),
    typed=st.none() | st.tuples(st.integers(1, 70), st.sampled_from(("day", "week", "month"))),
)
def test_a_month_is_what_is_typed_else_twenty_days_taught_or_twenty_eight_of_the_calendar(
    memory: sqlite3.Connection, calendar: int, taught: int, typed: tuple[int, str] | None
) -> None:
    with apart(memory) as conn:
        length = {} if typed is None else {"study_length": typed[0], "study_unit": typed[1]}
        add_class(conn, **length)
        days(conn, 1, "2026-03-01", calendar)
        for number in range(taught):
            day = datetime.date(2026, 3, 1) + datetime.timedelta(days=number)
            add_lesson(conn, 1, date=day.isoformat())
        add_rule(conn, metric="presence", minimum=1, minimum_months=1)
        found = conn.execute("SELECT count(*) FROM class_presence").fetchone()[0]
    if typed is None:
        month = taught >= 20 or calendar >= 28
    else:
        month = typed[0] * {"day": 1, "week": 7, "month": 31}[typed[1]] >= 28
    assert bool(found) == month


@settings(max_examples=30)
@given(
    length=st.sampled_from((29, 30, 59, 60, 89, 90, 120)),
    taught=st.lists(st.tuples(st.sampled_from((None, *MODULES)), st.integers(0, 48)), max_size=14),
)
def test_modules_grow_with_the_length_of_the_class(
    memory: sqlite3.Connection, length: int, taught: list[tuple[str | None, int]]
) -> None:
    with apart(memory) as conn:
        rule_id = add_rule(conn, metric="modules", counts_from=96, tags=())
        for first, minimum in ((30, 1), (60, 2), (90, 3)):
            row = {"rule_id": rule_id, "minimum_days": first, "minimum": minimum}
            insert(conn, "rule_step", row)
        add_class(conn, study_length=length)
        for module, hours in taught:
            add_lesson(conn, 1, module=module, quarter_hours=hours)
        found = conn.execute("SELECT amount, minimum, verdict FROM class_figure").fetchall()
    sums = {m: sum(h for n, h in taught if n == m) for m in MODULES}
    whole = sum(hours >= 96 for hours in sums.values())
    wanted = length // 30
    if wanted == 0:
        assert found == []
    else:
        wanted = min(wanted, 3)
        assert found == [(whole, wanted, "passed" if whole >= wanted else "below")]


@settings(max_examples=30)
@given(
    held=st.lists(
        st.tuples(
            st.sampled_from(("deputy_township", "advanced", "main", "other")),
            st.sampled_from((14, 15, 30)),
            st.integers(0, 30),
            st.integers(0, 30),
            st.booleans(),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_classes_of_a_year_are_counted_and_shared_out(
    memory: sqlite3.Connection, held: list[tuple[str, int, int, int, bool]]
) -> None:
    with apart(memory) as conn:
        count = add_rule(
            conn, code="count", metric="classes", scope="year", minimum=2, minimum_days=15, tags=()
        )
        bind(conn, count, {"advanced": None})
        share = {"metric": "class_share", "scope": "year", "counts_from": 50}
        for base in ("classes", "hours"):
            add_rule(conn, code=base, minimum=60, base=base, **share)
        for number, (kind, length, party, theory, approved) in enumerate(held, 1):
            add_class(conn, number, kind=kind)
            days(conn, number, "2026-03-01", length)
            add_lesson(conn, number, category="party_spirit", quarter_hours=party)
            add_lesson(conn, number, category="theory", quarter_hours=theory)
            if approved:
                conn.execute("DROP TRIGGER IF EXISTS class_approval")
                conn.execute("UPDATE class SET status = 'approved' WHERE id = ?", [number])
        found = {
            rule: rest
            for rule, *rest in conn.execute(
                "SELECT rule, part, total, verdict FROM period_figure WHERE period = ?", [YEAR]
            ).fetchall()
        }
    counted = [one for one in held if one[4]]
    if not counted:
        assert found == {}
        return
    wide = sum(kind in ("advanced", "deputy_township") and n >= 15 for kind, n, *_ in counted)
    assert found["count"] == [wide, wide, "passed" if wide >= 2 else "below"]
    bound = [(p, t) for kind, _, p, t, _ in counted if kind != "other"]
    mainly = [(p, t) for p, t in bound if p + t and p >= t]
    for base, weigh in (("classes", lambda _: 1), ("hours", sum)):
        part, total = sum(map(weigh, mainly)), sum(map(weigh, bound))
        verdict = "passed" if total and Fraction(part, total) >= Fraction(60, 100) else "below"
        assert found[base] == [part, total, verdict if total else "unassessed"]


def test_every_leader_lectures_and_a_lecture_for_two_classes_is_one(
    blank: sqlite3.Connection,
) -> None:
    tags = [("lecturer_kind", "leading_cadre")]
    add_rule(blank, metric="lectures", scope="year", minimum=1, tags=tags)
    blank.execute("DROP TRIGGER class_approval")
    for number in (1, 2):
        add_class(blank, number)
        days(blank, number, "2026-03-02", 3)
        add_lesson(blank, number, ["leading_cadre"], date="2026-03-02")
        blank.execute("UPDATE class SET status = 'approved' WHERE id = ?", [number])
    people = blank.execute("SELECT teacher_id, lectures FROM period_lecturer ORDER BY 1").fetchall()
    assert people == [(3, 1), (7, 0), (11, 0)]
    row = "SELECT part, total, verdict, missing FROM period_figure WHERE metric = 'lectures'"
    assert blank.execute(row).fetchone() == (1, 3, "below", 2)


def test_hours_of_what_is_tagged_lie_between_their_limits(blank: sqlite3.Connection) -> None:
    add_rule(blank, metric="hours", minimum=16, maximum=32)
    add_class(blank)
    said = "SELECT amount, verdict, missing FROM class_figure"
    assert blank.execute(said).fetchone() == (0, "below", 16)
    add_lesson(blank, 1, category="party_spirit", quarter_hours=32)
    assert blank.execute(said).fetchone() == (32, "passed", 0)
    add_lesson(blank, 1, category="party_spirit", quarter_hours=4)
    assert blank.execute(said).fetchone() == (36, "above", 4)


def test_topics_are_added_up_by_semester_and_year(blank: sqlite3.Connection) -> None:
    blank.execute("DROP TRIGGER class_approval")
    insert(blank, "student", {"id": 1, "name": "张伟"})
    for number, day in ((1, "2026-03-02"), (2, "2026-09-02")):
        add_class(blank, number)
        days(blank, number, day, 2)
        lesson = add_lesson(blank, number, ["leading_cadre", "expert"], date=day, topic="secrecy")
        insert(blank, "lesson_topic", {"lesson_id": lesson, "topic": "ethnic"})
        insert(blank, "enrolment", {"class_id": number, "student_id": 1})
        blank.execute("UPDATE class SET status = 'approved' WHERE id = ?", [number])
    asked = (
        "SELECT period, classes, lessons, quarter_hours, lecturers, people FROM topic_teaching"
        " WHERE topic = 'secrecy' ORDER BY period"
    )
    assert blank.execute(asked).fetchall() == [
        ("2026", 2, 2, 32, 2, 1),
        ("2026春", 1, 1, 16, 2, 1),
        ("2026秋", 1, 1, 16, 2, 1),
    ]
    other = "SELECT count(*) FROM topic_teaching WHERE topic = 'ethnic'"
    assert blank.execute(other).fetchone() == (3,)


@pytest.mark.parametrize(
    ("unit", "own"),
    [("示范县委党校", True), ("县委党校", True), ("示范县委党校教务科", True), ("示范县委", False),
     ("邻县委党校", False), ("", False)],
)  # fmt: skip
def test_the_schools_own_people_are_no_leading_cadres(
    blank: sqlite3.Connection, unit: str, own: bool
) -> None:
    add_class(blank)
    add_lesson(blank, 1, ["leading_cadre"])
    blank.execute("UPDATE lesson_lecturer SET unit_name = ?", [unit])
    found = blank.execute("SELECT severity FROM class_problem WHERE rule = 'own_leader'").fetchall()
    assert found == ([("block",)] if own else [])


def test_a_class_outside_the_dates_of_its_profile_is_told(blank: sqlite3.Connection) -> None:
    blank.execute("UPDATE policy_profile SET effective_to = '2022-12-31'")
    add_class(blank)
    days(blank, 1, "2022-12-30", 2)
    told = "SELECT severity FROM class_problem WHERE rule = 'outside_profile'"
    assert blank.execute(told).fetchall() == []
    blank.execute("UPDATE class_span SET end_date = '2023-01-01'")
    assert blank.execute(told).fetchall() == [("warn",)]


def test_kinds_of_class_are_a_tree_of_three_and_no_ring(blank: sqlite3.Connection) -> None:
    for sql in (
        "INSERT INTO class_kind (code, name, parent) VALUES ('x', '新', 'deputy_township')",
        "UPDATE class_kind SET parent = 'deputy_township' WHERE code = 'main'",
        "UPDATE class_kind SET parent = 'young' WHERE code = 'young'",
        "UPDATE class_kind SET parent = 'young' WHERE code = 'advanced'",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="最多三级"):
            blank.execute(sql)
