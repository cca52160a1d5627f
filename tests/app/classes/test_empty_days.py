"""Working days of a class without a lesson, in stretches."""

from __future__ import annotations

import pytest

from app.classes import classes, empty_days, lessons, readiness
from app.classes.classes import Span
from app.file.session import Session

TWO_WEEKS = [Span("2026-11-16", "2026-11-27")]
FIRST_WEEK = [f"2026-11-{day}" for day in range(16, 21)]


@pytest.mark.parametrize(
    ("spans", "held", "said"),
    [
        (TWO_WEEKS, FIRST_WEEK, "11-23 至 11-27 没有排课"),
        (TWO_WEEKS, [], ""),  # that nothing is planned at all is said otherwise
        ([Span("2026-11-20", "2026-11-24")], ["2026-11-24"], "11-20 至 11-23 没有排课"),
        # a lesson of a Saturday parts what lies around it
        (
            [Span("2026-11-20", "2026-11-24")],
            ["2026-11-21", "2026-11-24"],
            "11-20、11-23 没有排课",
        ),
        # 国庆节 asks for nothing, a Saturday worked for it does
        ([Span("2026-10-01", "2026-10-10")], ["2026-10-08", "2026-10-09"], "10-10 没有排课"),
        (
            [Span("2026-11-16", "2026-11-17"), Span("2026-11-23", "2026-11-24")],
            ["2026-11-16"],
            "11-17、11-23 至 11-24 没有排课",
        ),
        (
            TWO_WEEKS,
            ["2026-11-17", "2026-11-19", "2026-11-23", "2026-11-25"],
            "11-16、11-18、11-20 等 6 天 没有排课",
        ),
    ],
)
def test_working_days_without_a_lesson_are_told(
    school_session: Session, spans: list[Span], held: list[str], said: str
) -> None:
    run, read = school_session.run, school_session.read
    class_id = run(classes.create({"code": "1", "name": "测试班", "kind": "other"}, spans)).value
    for day in held:
        run(lessons.add(class_id, day, "morning", {"title": "课"}))
    assert read(empty_days.of_classes, [class_id]).get(class_id, "") == said
    lacking = {(one.text, one.place) for one in read(readiness.lacks, class_id)}
    assert ((said, "curriculum") in lacking) is bool(said)
