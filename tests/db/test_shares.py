"""The shares against another reckoning, and those of semesters and years."""

from __future__ import annotations

import sqlite3
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.db.bare import one
from tests.db.rows import KINDS, add_class, add_lesson, add_rule, insert

CATEGORIES = ("theory", "party_spirit", "professional", "knowledge", "other")
METHODS = ("lecture", "discussion", "case", "debate", "on_site", "ceremony")
TOPICS = (None, "xi_thought", "party_analysis")
one_lesson = st.fixed_dictionaries(
    {
        "category": st.sampled_from(CATEGORIES),
        "method": st.sampled_from(METHODS),
        "topic": st.sampled_from(TOPICS),
        "quarter_hours": st.integers(0, 48),
        "counted": st.sampled_from((1, 1, 1, 0)),
        "course": st.sampled_from((None, 1, 2, 3)),
        "title": st.sampled_from(("甲", "乙", "#1")),
        "kinds": st.lists(st.sampled_from(KINDS), max_size=3),
    }
)
rule = st.fixed_dictionaries(
    {
        "base": st.sampled_from(("hours", "courses", "category_hours")),
        "minimum": st.sampled_from((0, 1, 20, 30, 33, 70, 99, 100)),
        "tags": st.lists(
            st.one_of(
                st.tuples(st.just("category"), st.sampled_from(CATEGORIES)),
                st.tuples(st.just("method"), st.sampled_from(METHODS)),
                st.tuples(st.just("topic"), st.sampled_from(TOPICS[1:])),
                st.tuples(st.just("lecturer_kind"), st.sampled_from(KINDS)),
            ),
            min_size=1,
            max_size=3,
            unique=True,
        ),
    }
)


def expected(rule: dict[str, Any], lessons: list[dict[str, Any]]) -> tuple[int, int, str]:
    """Part, total and verdict by the words of the plan, in fractions."""

    def hit(s: dict[str, Any]) -> bool:
        own = {("category", s["category"]), ("method", s["method"]), ("topic", s["topic"])}
        own |= {("lecturer_kind", k) for k in s["kinds"]}
        return bool(own & set(rule["tags"]))

    counting = [s for s in lessons if s["counted"] and s["quarter_hours"] > 0]
    if rule["base"] == "category_hours":
        counting = [s for s in counting if s["category"] == "theory"]
    if rule["base"] == "courses":

        def name(s: dict[str, Any]) -> tuple[str, object]:
            return ("id", s["course"]) if s["course"] else ("title", s["title"])

        total = len({name(s) for s in counting})
        part = len({name(s) for s in counting if hit(s)})
    else:
        total = sum(s["quarter_hours"] for s in counting)
        part = sum(s["quarter_hours"] for s in counting if hit(s))
    if total == 0:
        return part, total, "unassessed"
    passed = Fraction(part, total) >= Fraction(rule["minimum"], 100)
    return part, total, "passed" if passed else "below"


@given(rule=rule, lessons=st.lists(one_lesson, max_size=8))
def test_class_share_agrees_with_another_reckoning(
    memory: sqlite3.Connection, rule: dict[str, Any], lessons: list[dict[str, Any]]
) -> None:
    memory.execute("SAVEPOINT example")
    try:
        add_rule(memory, **rule)
        add_class(memory)
        for s in lessons:
            values = {k: v for k, v in s.items() if k not in ("kinds", "course")}
            add_lesson(memory, 1, s["kinds"], course_id=s["course"], **values)
        part, total, verdict, missing, added = memory.execute(
            "SELECT part, total, verdict, missing, missing_added FROM class_share"
        ).fetchone()
    finally:
        memory.execute("ROLLBACK TO example")
        memory.execute("RELEASE example")
    assert (part, total, verdict) == expected(rule, lessons)
    minimum = rule["minimum"]
    if verdict != "below":
        assert (missing, added) == (0, 0)
        return
    # what is missing is enough, and one less is not
    assert 100 * (part + missing) >= minimum * total > 100 * (part + missing - 1)
    if minimum < 100:
        assert 100 * (part + added) >= minimum * (total + added)
        assert 100 * (part + added - 1) < minimum * (total + added - 1)
    else:
        assert added is None


def verdict(conn: sqlite3.Connection) -> tuple[int, int, str]:
    return conn.execute("SELECT part, total, verdict FROM class_share").fetchone()


def test_exactly_twenty_percent_passes_and_a_quarter_hour_less_does_not(
    blank: sqlite3.Connection,
) -> None:
    add_rule(blank)
    add_class(blank)
    kept = add_lesson(blank, 1, quarter_hours=20, category="party_spirit")
    other = [add_lesson(blank, 1, quarter_hours=40) for _ in range(2)]
    assert verdict(blank) == (20, 100, "passed")
    blank.execute("UPDATE lesson SET quarter_hours = 19 WHERE id = ?", [kept])
    blank.execute("UPDATE lesson SET quarter_hours = 41 WHERE id = ?", [other[0]])
    assert verdict(blank) == (19, 100, "below")


def test_ceremonies_and_uncounted_rows_count_nowhere(blank: sqlite3.Connection) -> None:
    add_rule(blank)
    add_class(blank)
    add_lesson(blank, 1, category="party_spirit", counted=0)
    add_lesson(blank, 1, category="other", method="ceremony", counted=0, quarter_hours=0)
    add_lesson(blank, 1, category="party_spirit", quarter_hours=0)
    assert verdict(blank) == (0, 0, "unassessed")
    problems = blank.execute("SELECT rule, severity FROM class_problem WHERE rule = 'r'").fetchall()
    assert problems == [("r", "block")]


def test_a_lesson_with_several_tags_and_lecturers_counts_once(blank: sqlite3.Connection) -> None:
    add_rule(
        blank,
        tags=[
            ("category", "theory"), ("method", "lecture"), ("topic", "xi_thought"),
            ("lecturer_kind", "leading_cadre"), ("lecturer_kind", "expert"),
        ],
    )  # fmt: skip
    add_class(blank)
    add_lesson(blank, 1, ["leading_cadre", "expert", "leading_cadre"], topic="xi_thought")
    assert verdict(blank) == (16, 16, "passed")


def test_rules_bind_only_their_kinds_of_class_and_levels_of_school(
    blank: sqlite3.Connection,
) -> None:
    add_rule(blank)
    add_class(blank, kind="special")
    assert blank.execute("SELECT * FROM class_share").fetchall() == []
    blank.execute("UPDATE class SET kind = 'main'")
    assert len(blank.execute("SELECT * FROM class_share").fetchall()) == 1
    blank.execute("UPDATE school SET level = 'city'")
    assert blank.execute("SELECT * FROM class_share").fetchall() == []


@pytest.mark.parametrize(("days", "asked"), [(29, False), (30, True)])
def test_something_must_occur_from_a_length_on(
    blank: sqlite3.Connection, days: int, asked: bool
) -> None:
    need = add_rule(blank, code="pa", tags=[("topic", "party_analysis")], metric="presence")
    blank.execute("UPDATE rule SET minimum_days = 30 WHERE id = ?", [need])
    add_class(blank)
    spans = [("2026-03-01", "2026-03-10"), ("2026-05-01", f"2026-05-{days - 10:02}")]  # 分段式
    for start, end in spans:
        insert(blank, "class_span", {"class_id": 1, "start_date": start, "end_date": end})
    rules = "SELECT count(*) FROM class_problem WHERE rule = 'pa' AND severity = 'block'"
    assert one(blank, rules) == asked
    add_lesson(blank, 1, date="2026-03-02", topic="party_analysis", counted=0)
    assert one(blank, rules) == 0


@pytest.mark.parametrize(
    ("day", "semester", "year"),
    [
        ("2026-01-31", "2025秋", "2026"),
        ("2026-02-01", "2026春", "2026"),
        ("2026-07-31", "2026春", "2026"),
        ("2026-08-01", "2026秋", "2026"),
        ("2026-12-31", "2026秋", "2026"),
        ("2027-01-01", "2026秋", "2027"),
    ],
)
def test_a_day_belongs_to_its_semester_and_year(
    blank: sqlite3.Connection, day: str, semester: str, year: str
) -> None:
    tags = [("lecturer_kind", "leading_cadre")]
    add_rule(blank, tags=tags, scope="semester", code="s")
    add_rule(blank, tags=tags, scope="year", code="y")
    add_class(blank)
    insert(blank, "class_span", {"class_id": 1, "start_date": day, "end_date": day})
    add_lesson(blank, 1, ["leading_cadre"], date=day)
    assert blank.execute("SELECT * FROM period_share").fetchall() == []  # a draft counts nowhere
    assert blank.execute("SELECT * FROM class_share").fetchall() == []  # nor does it bind a class
    blank.execute("UPDATE class SET status = 'approved'")
    assert blank.execute("SELECT period, part, total FROM semester_share").fetchall() == [
        (semester, 16, 16)
    ]
    assert blank.execute("SELECT period, part, total FROM year_share").fetchall() == [
        (year, 16, 16)
    ]


def test_a_semester_adds_all_its_main_classes_up(blank: sqlite3.Connection) -> None:
    add_rule(blank, tags=[("lecturer_kind", "leading_cadre")], scope="semester")
    for class_id, kind, kinds in (
        (1, "main", ["leading_cadre"]),
        (2, "main", []),
        (3, "other", []),
    ):
        add_class(blank, class_id, kind=kind)
        day = f"2026-11-0{class_id}"
        insert(blank, "class_span", {"class_id": class_id, "start_date": day, "end_date": day})
        add_lesson(blank, class_id, kinds, date=day, quarter_hours=16 if class_id == 1 else 48)
        add_lesson(blank, class_id, date=day, quarter_hours=16, starts_at="14:00", ends_at="15:00")
    blank.execute("UPDATE class SET status = 'approved'")
    row = blank.execute("SELECT part, total, verdict, missing FROM semester_share").fetchone()
    assert row == (16, 96, "below", 4)


def test_a_period_asks_the_newest_version_of_a_profile(blank: sqlite3.Connection) -> None:
    insert(
        blank,
        "policy_profile",
        {"id": 2, "code": "p", "version": 2, "title": "新", "level": "county"},
    )
    for profile_id, minimum in ((1, 20), (2, 60)):
        add_rule(blank, scope="year", minimum=minimum, profile_id=profile_id)
        day = f"2026-11-0{profile_id}"
        add_class(blank, profile_id, profile_id=profile_id)
        insert(blank, "class_span", {"class_id": profile_id, "start_date": day, "end_date": day})
        add_lesson(
            blank, profile_id, date=day, category="party_spirit" if profile_id == 1 else "theory"
        )
    blank.execute("UPDATE class SET status = 'approved'")
    assert blank.execute("SELECT part, total, minimum, verdict FROM year_share").fetchall() == [
        (16, 32, 60, "below")
    ]
