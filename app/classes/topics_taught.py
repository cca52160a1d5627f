"""纳入教学情况: what was and will be taught of each topic in a semester or a year, and to whom.

The views ``topic_teaching`` and ``topic_lesson`` count; drafts are left out. A topic that holds in the
period and is taught nowhere stands there with nothing, so that the gap is seen.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from app.text import chinese

WHAT = {"classes": "班次", "lessons": "课次", "lecturers": "授课人", "people": "学员"}
"""The numbers of a topic, each of which opens its rows."""


@dataclass(frozen=True)
class Taught:
    """A topic in a period ('2026春', '2026'); hours in quarter-hours, ``held_`` of what lies before today."""

    topic: str
    name: str
    clause: str
    classes: int = 0
    lessons: int = 0
    quarter_hours: int = 0
    held_lessons: int = 0
    held_quarter_hours: int = 0
    lecturers: int = 0
    people: int = 0


@dataclass(frozen=True)
class Row:
    """What a number is made of: a lesson, a class, a lecturer, a person. ``count`` are its lessons."""

    name: str
    where: str
    when: str
    count: int
    quarter_hours: int
    class_id: int | None = None
    lesson_id: int | None = None
    teacher_id: int | None = None
    student_id: int | None = None


def periods(db: Database, year: int) -> list[str]:
    """Return the year and its semesters in which there are lessons: '2026', '2026春', '2026秋'."""
    rows = db.execute(
        "SELECT DISTINCT p.semester FROM lesson_period p JOIN class c ON c.id = p.class_id"
        " WHERE c.school_id = 1 AND c.status <> 'draft' AND p.semester LIKE ?",
        [f"{year}_"],
    ).fetchall()
    found = {semester for (semester,) in rows}
    return [str(year), *(one for term in "春秋" if (one := f"{year}{term}") in found)]


def period_text(period: str) -> str:
    """Return 全年, 春季学期 or 秋季学期."""
    return {"春": "春季学期", "秋": "秋季学期"}.get(period[4:], "全年")


def of_period(db: Database, period: str) -> list[Taught]:
    """Return every topic in its order with what is taught of it in a period."""
    year = period[:4]
    rows = db.execute(
        "SELECT t.code, t.name, t.clause, coalesce(x.classes, 0), coalesce(x.lessons, 0),"
        " coalesce(x.quarter_hours, 0), coalesce(x.held_lessons, 0), coalesce(x.held_quarter_hours, 0),"
        " coalesce(x.lecturers, 0), coalesce(x.people, 0)"
        " FROM course_topic t LEFT JOIN topic_teaching x"
        "  ON x.topic = t.code AND x.school_id = 1 AND x.period = ?1"
        " WHERE x.lessons > 0 OR (coalesce(t.valid_from, '') <= ?2 || '-12-31'"
        "  AND coalesce(t.valid_to, '9') >= ?2 || '-01-01')"
        " ORDER BY t.position, t.id",
        [period, year],
    ).fetchall()
    return [Taught(*row) for row in rows]


def rows(db: Database, period: str, topic: str, what: str) -> list[Row]:
    """Return what one of the numbers of a topic is made of; ``what`` is a key of WHAT."""
    return {
        "classes": _classes,
        "lessons": _lessons,
        "lecturers": _lecturers,
        "people": _people,
    }[what](db, period, topic)


_OF = " FROM topic_lesson x JOIN lesson s ON s.id = x.lesson_id JOIN class c ON c.id = x.class_id"
_WHERE = " WHERE x.school_id = 1 AND x.period = ? AND x.topic = ?"


def _lessons(db: Database, period: str, topic: str) -> list[Row]:
    found = db.execute(
        "SELECT s.title, c.name, c.issue, s.date, x.quarter_hours, c.id, s.id,"
        " (SELECT group_concat(name, '、') FROM (SELECT t.name FROM lesson_lecturer l"
        "  JOIN teacher t ON t.id = l.teacher_id WHERE l.lesson_id = s.id ORDER BY l.position, l.id))"
        f"{_OF}{_WHERE} ORDER BY s.date, s.starts_at, s.id",
        [period, topic],
    ).fetchall()
    return [
        Row(
            title,
            f"{chinese.class_title(name, issue)}{f'　{people}' if people else ''}",
            day,
            1,
            hours,
            class_id=class_id,
            lesson_id=lesson_id,
        )
        for title, name, issue, day, hours, class_id, lesson_id, people in found
    ]


def _classes(db: Database, period: str, topic: str) -> list[Row]:
    found = db.execute(
        "SELECT c.name, c.issue, d.start_date, d.end_date, count(*), sum(x.quarter_hours), c.id"
        f"{_OF} JOIN class_dates d ON d.class_id = c.id{_WHERE}"
        " GROUP BY c.id, c.name, c.issue, d.start_date, d.end_date ORDER BY d.start_date, c.id",
        [period, topic],
    ).fetchall()
    return [
        Row(
            chinese.class_title(name, issue),
            "",
            f"{start} 至 {end[5:]}",
            n,
            hours,
            class_id=class_id,
        )
        for name, issue, start, end, n, hours, class_id in found
    ]


def _lecturers(db: Database, period: str, topic: str) -> list[Row]:
    found = db.execute(
        "SELECT t.name, l.unit_name || l.post, min(s.date), count(*), sum(x.quarter_hours), t.id"
        f"{_OF} JOIN lesson_lecturer l ON l.lesson_id = s.id JOIN teacher t ON t.id = l.teacher_id"
        f"{_WHERE} GROUP BY t.id, t.name ORDER BY count(*) DESC, t.pinyin, t.id",
        [period, topic],
    ).fetchall()
    return [
        Row(name, unit, f"{day} 起", n, hours, teacher_id=teacher_id)
        for name, unit, day, n, hours, teacher_id in found
    ]


def _people(db: Database, period: str, topic: str) -> list[Row]:
    found = db.execute(
        "SELECT p.name, e.unit_name || e.post, min(s.date), count(*), sum(x.quarter_hours), p.id"
        f"{_OF} JOIN enrolment e ON e.class_id = c.id AND e.status <> 'withdrawn'"
        f" JOIN student p ON p.id = e.student_id{_WHERE}"
        " GROUP BY p.id, p.name ORDER BY p.pinyin, p.id",
        [period, topic],
    ).fetchall()
    return [
        Row(name, unit, f"{day} 起", n, hours, student_id=student_id)
        for name, unit, day, n, hours, student_id in found
    ]
