"""Which days a timetable shows, and how they are turned over by weeks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from app.text import chinese


def days(
    spans: Iterable[tuple[str, str]],
    held: Iterable[str] = (),
    *,
    weekends: bool = False,
    worked: Callable[[str], bool] = lambda _: False,
) -> list[str]:
    """Return the ISO days of the spans (first, last) and of ``held`` lessons, in order.

    Saturdays and Sundays are left out where nothing is held on them, unless they are ``worked``,
    ``weekends`` is set or there is no other day.
    """
    kept = set(held)
    planned: set[str] = set()
    for first, last in spans:
        day = date.fromisoformat(first)
        while day <= date.fromisoformat(last):
            planned.add(day.isoformat())
            day += timedelta(days=1)
    working = {d for d in planned if date.fromisoformat(d).weekday() < 5 or worked(d)}
    return sorted(kept | (planned if weekends or not working else working))


def pages(shown: Sequence[str], capacity: int) -> list[list[str]]:
    """Return the days in pages of whole weeks, as many weeks as ``capacity`` columns hold.

    A week is never torn, so a page may hold more days than ``capacity``.
    """
    if len(shown) <= capacity:
        return [list(shown)] if shown else []
    result: list[list[str]] = []
    for week in _weeks(shown):
        if result and len(result[-1]) + len(week) <= capacity:
            result[-1].extend(week)
        else:
            result.append(list(week))
    return result


def _weeks(shown: Sequence[str]) -> list[list[str]]:
    result: dict[tuple[int, int], list[str]] = {}
    for day in shown:
        year, week, _ = date.fromisoformat(day).isocalendar()
        result.setdefault((year, week), []).append(day)
    return list(result.values())


def heading(day: str) -> str:
    """Return what stands over a column: '星期一 11-02'."""
    return f"{chinese.weekday(day)} {day[5:]}"


def headings(day: str) -> tuple[str, str, str]:
    """Return the heading of a column, and shorter ones for narrower columns."""
    return heading(day), heading(day).replace("星期", "周"), day[5:]


def spoken(day: str) -> str:
    """Return a day as it is read out: '11月2日星期一'."""
    return chinese.month_day(day) + chinese.weekday(day)
