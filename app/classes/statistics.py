"""统计: the year's classes as the views give them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlite_utils import Database

from app.rules import verdicts
from app.text import chinese


@dataclass(frozen=True)
class ClassStatistics:
    """办班情况: one class of a year; see the view class_statistics. ``shares`` and both figures of each
    (``bases``) by rule code."""

    class_id: int
    code: str
    name: str
    issue: str
    kind: str
    host: str
    organiser: str
    audience: str
    status: str
    start_date: str
    end_date: str
    teaching_days: int
    quarter_hours: int
    planned_count: int | None
    enrolled_count: int
    completed_count: int
    person_days: int
    party_analysis: int
    on_site_count: int
    evaluation: str
    cost_fen: int | None
    remark: str
    brought_in: int
    typed_party_spirit: int | None
    typed_interactive: int | None
    typed_leaders: int | None
    shares: dict[str, verdicts.Share] = field(default_factory=dict[str, verdicts.Share])
    bases: dict[str, verdicts.Bases] = field(default_factory=dict[str, verdicts.Bases])

    @property
    def state(self) -> str:
        """The key of its state in codes.CLASS_STATES."""
        return "brought_in" if self.brought_in else self.status

    @property
    def remarks(self) -> str:
        """The remark, before it of a class brought in that it was, with what is known of its hours."""
        if not self.brought_in:
            return self.remark
        parts = [
            f"{word} {chinese.hours(part)} 学时"
            for word, part in (
                ("党性教育", self.typed_party_spirit),
                ("互动式教学", self.typed_interactive),
                ("领导干部授课", self.typed_leaders),
            )
            if part is not None
        ]
        told = f"补录（{'、'.join(parts)}）" if parts else "补录"
        return f"{told}；{self.remark}" if self.remark else told


@dataclass(frozen=True)
class YearTotals:
    """What the classes of a year come to."""

    classes: int
    enrolled: int
    completed: int
    teaching_days: int
    person_days: int
    quarter_hours: int
    main_classes: int
    below: int
    brought_in: int


_COLUMNS = [f for f in ClassStatistics.__dataclass_fields__ if f not in ("shares", "bases")]


def years(db: Database) -> list[int]:
    """Return the years in which classes end, the latest first."""
    rows = db.execute(
        "SELECT DISTINCT CAST(substr(p.end_date, 1, 4) AS INTEGER) FROM class_span p"
        " JOIN class c ON c.id = p.class_id WHERE c.school_id = 1 ORDER BY 1 DESC"
    ).fetchall()
    return [year for (year,) in rows]


def class_statistics(db: Database, year: int) -> list[ClassStatistics]:
    """Return the classes that end in a year, without drafts, by first day."""
    rows = db.execute(
        f"SELECT {', '.join('t.' + c if c != 'kind' else 'k.name' for c in _COLUMNS)}"
        " FROM class_statistics t JOIN class_kind k ON k.code = t.kind"
        " WHERE t.school_id = 1 AND t.year = ? ORDER BY t.start_date, t.code",
        [str(year)],
    ).fetchall()
    shares, bases = verdicts.shares_of_year(db, year), verdicts.bases_of_year(db, year)
    return [
        ClassStatistics(
            *row,
            shares={s.rule: s for s in shares.get(row[0], ())},
            bases=bases.get(row[0], {}),
        )
        for row in rows
    ]


def year_totals(db: Database, year: int) -> YearTotals:
    """Return the sums over the classes that end in a year."""
    row = db.execute(
        "SELECT count(*), coalesce(sum(enrolled_count), 0), coalesce(sum(completed_count), 0),"
        " coalesce(sum(teaching_days), 0), coalesce(sum(person_days), 0),"
        " coalesce(sum(quarter_hours), 0), coalesce(sum(EXISTS (SELECT 1 FROM class_kind_line n"
        "  WHERE n.kind = t.kind AND n.above = 'main')), 0),"
        " coalesce(sum(EXISTS (SELECT 1 FROM class_share x WHERE x.class_id = t.class_id"
        "  AND x.verdict <> 'passed')), 0), coalesce(sum(brought_in), 0) FROM class_statistics t"
        " WHERE t.school_id = 1 AND year = ?",
        [str(year)],
    ).fetchone()
    return YearTotals(*row)


def rules(db: Database, classes: Sequence[ClassStatistics]) -> list[tuple[str, str]]:
    """Return (code, title) of every share that binds one of the classes, the profile in force first."""
    return verdicts.rules(db, [one.class_id for one in classes])
