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

VERDICTS = {"passed": "达标", "below": "不足", "unassessed": "未评定"}


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
    period: str = ""

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
        " missing_added, base_category FROM class_share WHERE class_id = ? ORDER BY position",
        [class_id],
    ).fetchall()
    return [Share(*row) for row in rows]


def shares_of_year(db: Database, year: int) -> dict[int, list[Share]]:
    """Return the shares of every class that ends in a year, by class."""
    found: dict[int, list[Share]] = {}
    for class_id, *row in db.execute(
        "SELECT class_id, rule, title, part, total, minimum, verdict, missing, base, severity, clause,"
        " verified, missing_added, base_category FROM class_share WHERE class_id IN"
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
        "SELECT DISTINCT x.rule, x.title, f.code = o.default_profile AS usual, f.id, x.position"
        " FROM class_share x JOIN class c ON c.id = x.class_id"
        " JOIN policy_profile f ON f.id = c.profile_id JOIN school o ON o.id = c.school_id"
        " WHERE x.class_id IN (SELECT value FROM json_each(?))"
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
        " period FROM period_share WHERE school_id = 1 AND period LIKE ? ORDER BY period, profile, rule",
        [f"{year or ''}%"],
    ).fetchall()
    return [Share(*row[:11], period=row[11]) for row in rows]


def class_problems(db: Database, class_id: int) -> list[Problem]:
    """Return everything that stands against a class, what bars the approval first."""
    rows = db.execute(
        "SELECT rule, severity, title, clause, part, total, minimum, missing, data"
        " FROM class_problem WHERE class_id = ?1 ORDER BY severity, (SELECT r.position FROM share_rule r"
        "  JOIN class c ON c.profile_id = r.profile_id WHERE c.id = ?1 AND r.code = rule) NULLS LAST,"
        " rule, data",
        [class_id],
    ).fetchall()
    return [Problem(*row[:8], data=json.loads(row[8])) for row in rows]
