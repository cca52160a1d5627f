from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ui.classes.desk import weeks


def test_weekends_are_left_out_unless_something_is_held_on_them() -> None:
    span = [("2026-11-05", "2026-11-10")]
    assert weeks.days(span) == ["2026-11-05", "2026-11-06", "2026-11-09", "2026-11-10"]
    assert "2026-11-07" in weeks.days(span, ["2026-11-07"])
    assert len(weeks.days(span, weekends=True)) == 6


def test_a_weekend_that_is_worked_is_a_day_like_others() -> None:
    shown = weeks.days([("2026-10-08", "2026-10-12")], worked=lambda day: day == "2026-10-10")
    assert shown == ["2026-10-08", "2026-10-09", "2026-10-10", "2026-10-12"]


def test_a_class_of_weekend_days_shows_them() -> None:
    assert weeks.days([("2026-11-07", "2026-11-08")]) == ["2026-11-07", "2026-11-08"]


def test_a_lesson_outside_the_dates_is_shown_all_the_same() -> None:
    assert weeks.days([("2026-11-02", "2026-11-02")], ["2026-12-01"])[-1] == "2026-12-01"


def test_no_dates_no_days() -> None:
    assert weeks.days([]) == []
    assert weeks.pages([], 5) == []


def test_two_weeks_turn_over_where_one_page_is_too_narrow() -> None:
    ten = weeks.days([("2026-11-02", "2026-11-13")])
    assert [len(p) for p in weeks.pages(ten, 5)] == [5, 5]
    assert [len(p) for p in weeks.pages(ten, 9)] == [5, 5]
    assert [len(p) for p in weeks.pages(ten, 10)] == [10]


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 90), st.integers(5, 14))
def test_pages_hold_every_day_once_and_tear_no_week(first: date, more: int, room: int) -> None:
    last = first + timedelta(days=more)
    days = weeks.days([(first.isoformat(), last.isoformat())], weekends=True)
    pages = weeks.pages(days, room)
    assert [d for page in pages for d in page] == days
    if len(pages) > 1:
        ends = {date.fromisoformat(page[0]).weekday() for page in pages[1:]}
        assert ends == {0}


def test_headings() -> None:
    assert weeks.heading("2026-11-02") == "星期一 11-02"
    assert weeks.spoken("2026-11-08") == "11月8日星期日"
