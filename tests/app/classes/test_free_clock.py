"""When a lesson is held that comes into a half-day in which something stands already."""

from __future__ import annotations

import pytest

from app.classes import classes, free_clock, lessons
from app.classes.classes import Span
from app.file.session import Session


@pytest.fixture
def class_id(school_session: Session) -> int:
    values = {"code": "2026-01", "name": "测试班"}
    return school_session.run(classes.create(values, [Span("2026-11-02", "2026-11-06")])).value


@pytest.mark.parametrize(
    ("there", "hours", "clock"),
    [
        ([("10:20", "11:50")], 16, ("08:30", "10:20")),
        ([("08:30", "09:00"), ("11:00", "11:50")], 8, ("09:00", "10:40")),
        ([("08:30", "10:10"), ("10:20", "11:50")], 16, ("11:50", "14:30")),
        ([("08:30", "11:50"), ("14:30", "17:50")], 4, ("11:50", "12:40")),
        ([("08:30", "14:30"), ("14:30", "17:50")], 16, ("08:30", "11:50")),  # nowhere: it is told
        ([("14:30", "17:50")], 16, ("08:30", "11:50")),
    ],
)
def test_what_is_free_in_a_morning(
    school_session: Session,
    class_id: int,
    there: list[tuple[str, str]],
    hours: int,
    clock: tuple[str, str],
) -> None:
    for starts, ends in there:
        values = {"title": "课", "starts_at": starts, "ends_at": ends}
        school_session.run(lessons.add(class_id, "2026-11-02", "morning", values))
    found = school_session.read(free_clock.beside, class_id, "2026-11-02", "morning", hours)
    assert (found.starts_at, found.ends_at) == clock
    assert bool(found.words) == any(starts < "11:50" for starts, _ in there)


def test_a_clock_of_one_half_day_stands_in_another_in_proportion() -> None:
    morning, evening = ("08:30", "11:50"), ("19:00", "21:00")
    assert free_clock.shifted(("08:30", "10:10"), morning, evening) == ("19:00", "20:00")
    assert free_clock.shifted(morning, morning, evening) == evening
    assert (
        free_clock.shifted(("06:00", "06:05"), ("06:00", "07:00"), ("23:00", "23:59"))[1] < "24:00"
    )
