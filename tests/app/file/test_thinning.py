"""Thinning, against an oracle that asks of each copy by itself whether a later one stands for it."""

from __future__ import annotations

import datetime

from hypothesis import given
from hypothesis import strategies as st

from app.file import thinning
from app.file.thinning import DAYS, MONTHS, WEEKS, WHOLE_DAYS

BEGIN = datetime.datetime(2024, 1, 1)
# minutes of some years: copies of one day, of many, and with long rests between
MOMENTS = st.lists(
    st.one_of(st.integers(0, 60 * 24 * 1400), st.integers(60 * 24 * 1390, 60 * 24 * 1400)),
    max_size=120,
).map(lambda found: {BEGIN + datetime.timedelta(minutes=n) for n in found})


def to_keep(all: set[datetime.datetime]) -> set[datetime.datetime]:
    """What stays where the clock was always right."""
    return thinning.to_keep(sorted(all, reverse=True))


def stays(one: datetime.datetime, all: set[datetime.datetime]) -> bool:
    """The rule in the words of the manual, for one copy."""
    later = {other for other in all if other > one}

    def last_of_enough(count: int, form: str) -> bool:
        mine = one.strftime(form)
        others = {other.strftime(form) for other in later}
        return mine not in others and len(others) < count

    days_after = {other.strftime("%Y-%m-%d") for other in later} - {one.strftime("%Y-%m-%d")}
    return (
        len(days_after) < WHOLE_DAYS
        or last_of_enough(DAYS, "%Y-%m-%d")
        or last_of_enough(WEEKS, "%G-W%V")
        or last_of_enough(MONTHS, "%Y-%m")
    )


@given(MOMENTS)
def test_what_stays_is_what_the_rule_says_of_each(all: set[datetime.datetime]) -> None:
    assert to_keep(all) == {one for one in all if stays(one, all)}


@given(MOMENTS)
def test_a_thinning_is_done_once_and_keeps_the_latest(all: set[datetime.datetime]) -> None:
    kept = to_keep(all)
    assert to_keep(kept) == kept
    assert not all or max(all) in kept


@given(MOMENTS)
def test_thinning_as_copies_come_keeps_every_month_and_the_last_days(
    all: set[datetime.datetime],
) -> None:
    held: set[datetime.datetime] = set()
    for one in sorted(all):
        held = to_keep({*held, one})
    months = sorted({(one.year, one.month) for one in all})[-MONTHS:]
    assert {(one.year, one.month) for one in held} >= set(months)
    days = sorted({one.date() for one in all})[-WHOLE_DAYS:]
    assert {one for one in held if one.date() in days} == {one for one in all if one.date() in days}
    assert len({*held} - {one for one in all if one.date() in days}) <= DAYS + WEEKS + MONTHS


@given(MOMENTS, st.integers(0, 40), st.integers(-3000, 3000))
def test_a_clock_that_was_wrong_for_a_time_costs_no_newer_copy(
    all: set[datetime.datetime], wrong: int, days: int
) -> None:
    """The first copies bear another time; they are earlier nonetheless, and cost the later nothing."""
    latest_first = sorted(all, reverse=True)
    right = latest_first[: len(latest_first) - wrong]
    early = [at + datetime.timedelta(days=days) for at in latest_first[len(right) :]]
    kept = thinning.to_keep([*right, *early])
    assert kept >= to_keep(set(right))


def test_a_clock_that_ran_ahead_costs_no_copy_of_its_days() -> None:
    days = {BEGIN + datetime.timedelta(days=n) for n in range(10)}
    assert to_keep({*days, datetime.datetime(2099, 1, 1)}) >= days
