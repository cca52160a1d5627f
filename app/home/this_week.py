"""工作台 · 本周课程: every lesson of a week, whatever class it belongs to."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlite_utils import Database

from app.school import holidays
from app.text import chinese

WEEK = datetime.timedelta(days=7)


@dataclass(frozen=True)
class Held:
    """A lesson as the week shows it; ``class_name`` with its issue, ``lecturers`` with 、 between."""

    lesson_id: int
    class_id: int
    half: str
    starts_at: str
    ends_at: str
    title: str
    category: str
    class_name: str
    draft: bool
    lecturers: str
    venue: str


@dataclass(frozen=True)
class Day:
    """A day with its lessons by half-day and clock; ``mark`` is 休 or 班 with its name, or ''."""

    date: str
    mark: str
    lessons: tuple[Held, ...]


_LESSONS = """
SELECT s.date, s.id, s.class_id, h.name, s.starts_at, s.ends_at, s.title, s.category, c.name, c.issue,
  c.status = 'draft',
  coalesce((SELECT group_concat(name, '、') FROM (SELECT t.name FROM lesson_lecturer l
    JOIN teacher t ON t.id = l.teacher_id WHERE l.lesson_id = s.id ORDER BY l.position, l.id)), ''),
  coalesce(v.name, '')
FROM lesson s
JOIN class c ON c.id = s.class_id
JOIN half_day h ON h.code = s.half
LEFT JOIN venue v ON v.id = s.venue_id
WHERE s.date BETWEEN ? AND ? AND c.school_id = 1 AND c.archived = 0
ORDER BY s.date, h.position, s.starts_at, s.ends_at, c.code"""


def monday(day: datetime.date) -> datetime.date:
    """Return the Monday of a day's week."""
    return day - datetime.timedelta(days=day.weekday())


def days(db: Database, first: datetime.date) -> list[Day]:
    """Return the seven days from a Monday on, those without lessons too."""
    calendar = holidays.calendar(db)
    dates = [(first + datetime.timedelta(days=n)).isoformat() for n in range(7)]
    held: dict[str, list[Held]] = {date: [] for date in dates}
    for date, lesson_id, class_id, half, starts, ends, title, category, *rest in db.execute(
        _LESSONS, [dates[0], dates[-1]]
    ).fetchall():
        name, issue, draft, lecturers, venue = rest
        held[date].append(
            Held(
                lesson_id,
                class_id,
                half,
                starts,
                ends,
                title,
                category,
                chinese.class_title(name, issue),
                bool(draft),
                lecturers,
                venue,
            )
        )
    return [Day(date, calendar.mark(date), tuple(held[date])) for date in dates]


def next_day(db: Database, day: datetime.date) -> datetime.date | None:
    """Return the first day with a lesson from a day on, None where there is none."""
    row = db.execute(
        "SELECT s.date FROM lesson s JOIN class c ON c.id = s.class_id"
        " WHERE s.date >= ? AND c.school_id = 1 AND c.archived = 0 ORDER BY s.date LIMIT 1",
        [day.isoformat()],
    ).fetchone()
    return datetime.date.fromisoformat(row[0]) if row else None
