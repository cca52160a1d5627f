"""What the file's views say by the rules of a profile. Nothing is judged here.

``class_share``, ``class_presence``, ``class_problem`` and the period views judge, by the rules of the
profile version a class was planned under.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

from app.text import chinese

VERDICTS = {"passed": "达标", "below": "不足", "above": "超过", "unassessed": "未评定"}


def asked(minimum: int, maximum: int | None) -> str:
    """Return between what a share lies: ≥ 20%, ≤ 50%, 20%—50%."""
    if maximum is None:
        return f"≥ {minimum}%"
    return f"≤ {maximum}%" if not minimum else f"{minimum}%—{maximum}%"


@dataclass(frozen=True)
class Share:
    """A verdict of ``class_share`` or ``period_share``; amounts are quarter-hours, or courses."""

    rule: str
    title: str
    part: int
    total: int
    minimum: int
    verdict: str
    missing: int
    base: str
    severity: str
    clause: str
    verified: bool
    missing_added: int | None = None
    base_category: str | None = None
    maximum: int | None = None
    period: str = ""
    held_part: int = 0
    held_total: int = 0
    held_verdict: str = ""

    @property
    def asked(self) -> str:
        """Return what is asked of it: ≥ 20%, ≤ 50%, 20%—50%."""
        return asked(self.minimum, self.maximum)

    @property
    def percent(self) -> float | None:
        """The share in percent, for showing only; None where nothing is counted yet."""
        return 100 * self.part / self.total if self.total else None


@dataclass(frozen=True)
class Problem:
    """A row of ``class_problem``."""

    rule: str
    severity: str
    title: str
    clause: str
    part: int | None
    total: int | None
    minimum: int | None
    missing: int | None
    data: dict[str, Any] = field(default_factory=dict[str, Any])


def class_shares(db: Database, class_id: int) -> list[Share]:
    """Return the verdicts of the shares that bind a class, in the profile's order."""
    rows = db.execute(
        "SELECT rule, title, part, total, minimum, verdict, missing, base, severity, clause, verified,"
        " missing_added, base_category, maximum FROM class_share WHERE class_id = ? ORDER BY position",
        [class_id],
    ).fetchall()
    return [Share(*row) for row in rows]


def shares_of_year(db: Database, year: int) -> dict[int, list[Share]]:
    """Return the shares of every class that ends in a year, by class."""
    found: dict[int, list[Share]] = {}
    for class_id, *row in db.execute(
        "SELECT class_id, rule, title, part, total, minimum, verdict, missing, base, severity, clause,"
        " verified, missing_added, base_category, maximum FROM class_share WHERE class_id IN"
        " (SELECT d.class_id FROM class_dates d JOIN class c ON c.id = d.class_id"
        "  WHERE c.school_id = 1 AND substr(d.end_date, 1, 4) = ?)"
        " ORDER BY class_id, position",
        [str(year)],
    ).fetchall():
        found.setdefault(class_id, []).append(Share(*row))
    return found


def rules(db: Database, class_ids: Iterable[int]) -> list[tuple[str, str]]:
    """Return (code, title) of every share that binds one of these classes: the columns of their list.

    The profile in force comes first, in its order: the newest version of the school's usual one.
    """
    rows = db.execute(
        "SELECT DISTINCT x.code, x.title, f.code = o.default_profile AS usual, f.id, x.position"
        " FROM class_rule x JOIN class c ON c.id = x.class_id"
        " JOIN policy_profile f ON f.id = c.profile_id JOIN school o ON o.id = c.school_id"
        " WHERE x.scope = 'class' AND x.metric = 'share' AND x.brought_in = 0"
        " AND x.class_id IN (SELECT value FROM json_each(?))"
        " ORDER BY usual DESC, f.id DESC, x.position",
        [json.dumps(list(class_ids))],
    ).fetchall()
    found: dict[str, str] = {}
    for code, title, *_ in rows:
        found.setdefault(code, title)
    return list(found.items())


def period_shares(db: Database, year: int | None = None) -> list[Share]:
    """Return the semester and year verdicts that concern a year, or all of them."""
    rows = db.execute(
        "SELECT rule, title, part, total, minimum, verdict, missing, base, severity, clause, verified,"
        " NULL, base_category, maximum, period, held_part, held_total, held_verdict FROM period_share"
        " WHERE school_id = 1 AND period LIKE ? ORDER BY period, profile, rule",
        [f"{year or ''}%"],
    ).fetchall()
    return [Share(*row) for row in rows]


@dataclass(frozen=True)
class Figure:
    """A verdict of ``period_figure``: of ``total`` classes, hours or people, ``part`` count.

    ``held_part`` and ``held_total`` are of what lies before today.
    """

    period: str
    rule: str
    metric: str
    title: str
    part: int
    total: int
    minimum: int | None
    maximum: int | None
    verdict: str
    missing: int
    held_part: int
    held_total: int
    base: str
    severity: str
    clause: str
    verified: bool


def period_figures(db: Database, year: int | None = None) -> list[Figure]:
    """Return the semester and year verdicts of rules of numbers that concern a year, or all of them."""
    rows = db.execute(
        "SELECT period, rule, metric, title, part, total, minimum, maximum, verdict, missing, held_part,"
        " held_total, base, severity, clause, verified FROM period_figure"
        " WHERE school_id = 1 AND period LIKE ? ORDER BY period, profile, position",
        [f"{year or ''}%"],
    ).fetchall()
    return [Figure(*row) for row in rows]


@dataclass(frozen=True)
class Lecturer:
    """How often one of those who should lecture does so in a period; ``held`` lies before today."""

    period: str
    rule: str
    teacher_id: int
    name: str
    unit_name: str
    post: str
    lectures: int
    held: int
    minimum: int


def period_lecturers(db: Database, period: str) -> list[Lecturer]:
    """Return who should lecture in a period and how often each does, those who lack most first."""
    rows = db.execute(
        "SELECT period, rule, teacher_id, name, unit_name, post, lectures, held_lectures, minimum"
        " FROM period_lecturer WHERE school_id = 1 AND period = ? ORDER BY rule, lectures, teacher_id",
        [period],
    ).fetchall()
    return [Lecturer(*row) for row in rows]


@dataclass(frozen=True)
class Teaching:
    """纳入教学情况 of one topic in a semester or year; hours in quarter-hours."""

    period: str
    topic: str
    name: str
    clause: str
    classes: int
    lessons: int
    quarter_hours: int
    held_lessons: int
    held_quarter_hours: int
    lecturers: int
    people: int


def topic_teaching(db: Database, scope: str, year: int | None = None) -> list[Teaching]:
    """Return what is taught of each topic, by ``scope`` ('semester', 'year'), in a year or all."""
    rows = db.execute(
        "SELECT period, topic, name, clause, classes, lessons, quarter_hours, held_lessons,"
        " held_quarter_hours, lecturers, people FROM topic_teaching"
        " WHERE school_id = 1 AND scope = ? AND period LIKE ? ORDER BY period, position, topic",
        [scope, f"{year or ''}%"],
    ).fetchall()
    return [Teaching(*row) for row in rows]


@dataclass(frozen=True)
class Bases:
    """Both figures of a share of a class, whatever its base: quarter-hours, and courses."""

    rule: str
    title: str
    base: str
    part_quarter_hours: int
    total_quarter_hours: int
    part_courses: int
    total_courses: int

    @property
    def other(self) -> str:
        """Return the figure that the rule does not go by: 按门数 3 / 12 门，25.0%."""
        if self.base == "courses":
            part, total = self.part_quarter_hours, self.total_quarter_hours
            amounts = f"{chinese.hours(part)} / {chinese.hours(total)} 学时"
            return f"按学时 {amounts}，{chinese.percent(part, total)}"
        part, total = self.part_courses, self.total_courses
        return f"按门数 {part} / {total} 门，{chinese.percent(part, total)}"

    @property
    def other_share(self) -> str:
        """Return the share by the figure that the rule does not go by: 25.0%."""
        if self.base == "courses":
            return chinese.percent(self.part_quarter_hours, self.total_quarter_hours)
        return chinese.percent(self.part_courses, self.total_courses)


def bases_of_year(db: Database, year: int) -> dict[int, dict[str, Bases]]:
    """Return both figures of the shares of every class that ends in a year, by class and rule."""
    found: dict[int, dict[str, Bases]] = {}
    for class_id, *row in db.execute(
        "SELECT class_id, rule, title, base, part_quarter_hours, total_quarter_hours, part_courses,"
        " total_courses FROM class_share_bases WHERE class_id IN"
        " (SELECT d.class_id FROM class_dates d JOIN class c ON c.id = d.class_id"
        "  WHERE c.school_id = 1 AND substr(d.end_date, 1, 4) = ?)",
        [str(year)],
    ).fetchall():
        found.setdefault(class_id, {})[row[0]] = Bases(*row)
    return found


def class_bases(db: Database, class_id: int) -> list[Bases]:
    """Return both figures of every share that binds a class."""
    rows = db.execute(
        "SELECT rule, title, base, part_quarter_hours, total_quarter_hours, part_courses, total_courses"
        " FROM class_share_bases WHERE class_id = ? ORDER BY rule_id",
        [class_id],
    ).fetchall()
    return [Bases(*row) for row in rows]


def class_problems(db: Database, class_id: int) -> list[Problem]:
    """Return everything that stands against a class, what bars the approval first."""
    rows = db.execute(
        "SELECT rule, severity, title, clause, part, total, minimum, missing, data"
        " FROM class_problem p WHERE class_id = ?1 ORDER BY CASE severity WHEN 'block' THEN 1"
        "  WHEN 'warn' THEN 2 ELSE 3 END, (SELECT r.position FROM rule r"
        "  JOIN class c ON c.profile_id = r.profile_id WHERE c.id = ?1 AND r.code = p.rule) NULLS LAST,"
        " rule, data",
        [class_id],
    ).fetchall()
    return [Problem(*row[:8], data=json.loads(row[8])) for row in rows]
