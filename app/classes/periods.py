"""学期、年度指标: what rules wider than a class come to, past lessons as held and coming ones as planned.

They bar no approval. ``lacking`` is for whoever wants to know what is still to be done.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlite_utils import Database

from app.rules import figures, verdicts
from app.rules.advice import amount_text
from app.rules.verdicts import Figure, Share
from app.text import chinese

_TERMS = {"春": "春季学期", "秋": "秋季学期"}


@dataclass(frozen=True)
class PeriodRule:
    """A rule over a semester ('2026春') or year ('2026'), with what it comes to, ready to be shown.

    ``amount`` and ``held`` are part of the whole, of the plan and of what lies before today; ``share`` and
    ``held_share`` are what is compared with ``asked``. ``missing`` says what lacks, '' where nothing does.
    """

    period: str
    rule: str
    metric: str
    title: str
    base: str
    asked: str
    share: str
    amount: str
    held: str
    held_share: str
    verdict: str
    missing: str
    severity: str
    clause: str
    verified: bool

    @property
    def called(self) -> str:
        """2026年秋季学期 · 领导干部授课."""
        return f"{period_text(self.period)} · {self.title}"


@dataclass(frozen=True)
class Row:
    """What one class, or one lecturer, brings to a rule; amounts with their units."""

    name: str
    beside: str
    part: str
    total: str
    share: str
    held: str
    short: bool
    class_id: int | None = None
    teacher_id: int | None = None


def period_text(period: str) -> str:
    """Return 2026年秋季学期 or 2026年度."""
    return f"{period[:4]}年{_TERMS.get(period[4:], '度')}"


def current(db: Database, today: datetime.date | None = None) -> tuple[str, str]:
    """Return the semester and the year that a day lies in, this day's where none is given."""
    day = (today or datetime.date.today()).isoformat()
    spring, autumn = db.execute(
        "SELECT spring_from, autumn_from FROM school WHERE id = 1"
    ).fetchone()
    year = int(day[:4])
    if day[5:] < spring:
        return f"{year - 1}秋", str(year)
    return f"{year}{'春' if day[5:] < autumn else '秋'}", str(year)


def of_year(db: Database, year: int | None) -> list[PeriodRule]:
    """Return the rules of a year and its semesters, or of all, by period, shares before numbers."""
    found = [_of_share(one) for one in verdicts.period_shares(db, year)]
    found += [_of_figure(one) for one in verdicts.period_figures(db, year)]
    return sorted(found, key=lambda one: (one.period, one.metric != "share"))


def lacking(db: Database, today: datetime.date | None = None) -> list[PeriodRule]:
    """Return the rules of the present semester and year that the plan does not meet, for the home page."""
    now = current(db, today)
    years = sorted({int(period[:4]) for period in now})
    found = [one for year in years for one in of_year(db, year)]
    return [one for one in found if one.period in now and one.verdict in ("below", "above")]


def asked_text(minimum: int | str | None, maximum: int | str | None, unit: str) -> str:
    """Return ≥ 20%, ≤ 50% or 20%—50%."""
    if maximum is None:
        return f"≥ {minimum or 0}{unit}"
    return f"≤ {maximum}{unit}" if not minimum else f"{minimum}{unit}—{maximum}{unit}"


def _of_share(one: Share) -> PeriodRule:
    def pair(part: int, total: int) -> str:
        return f"{amount_text(part, one.base).rpartition(' ')[0]} / {amount_text(total, one.base)}"

    lacks = "" if one.verdict not in ("below", "above") else amount_text(one.missing, one.base)
    word = "还差" if one.verdict == "below" else "超出"
    return PeriodRule(
        one.period,
        one.rule,
        "share",
        one.title,
        one.base,
        asked_text(one.minimum, one.maximum, "%"),
        chinese.percent(one.part, one.total, one.minimum),
        pair(one.part, one.total),
        pair(one.held_part, one.held_total),
        chinese.percent(one.held_part, one.held_total, one.minimum),
        one.verdict,
        f"{word} {lacks}" if lacks else "",
        one.severity,
        one.clause,
        one.verified,
    )


def _of_figure(one: Figure) -> PeriodRule:
    hours = one.metric == "hours" or (one.metric == "class_share" and one.base == "hours")
    unit = figures.whole_unit(one.metric, one.base)

    def number(amount: int) -> str:
        return chinese.hours(amount) if hours else str(amount)

    def pair(part: int, total: int) -> str:
        if one.metric in ("class_share", "lectures"):
            return f"{number(part)} / {number(total)} {unit}"
        return f"{number(part)} {unit}"

    def share(part: int, total: int) -> str:
        if one.metric == "class_share":
            return chinese.percent(part, total, one.minimum)
        return pair(part, total)

    limits = [
        None if n is None else chinese.hours(n) if one.metric == "hours" else str(n)
        for n in (one.minimum, one.maximum)
    ]
    asked = asked_text(
        limits[0],
        limits[1],
        "%" if one.metric == "class_share" else f" {figures.KINDS[one.metric].unit}",
    )
    word = "还差" if one.verdict == "below" else "超出"
    lacks = one.verdict in ("below", "above")
    return PeriodRule(
        one.period,
        one.rule,
        one.metric,
        one.title,
        one.base,
        f"每人 {asked}" if one.metric == "lectures" else asked,
        share(one.part, one.total),
        pair(one.part, one.total),
        pair(one.held_part, one.held_total),
        share(one.held_part, one.held_total),
        one.verdict,
        f"{word} {number(one.missing)} {unit}" if lacks else "",
        one.severity,
        one.clause,
        one.verified,
    )


# --------------------------------------------------------------------------- what a rule is made of


def rows(db: Database, one: PeriodRule) -> list[Row]:
    """Return the classes, or lecturers, that a rule of a period is made of."""
    if one.metric == "lectures":
        return _lecturers(db, one)
    return (
        _of_classes(db, one) if one.metric in ("classes", "class_share") else _of_lessons(db, one)
    )


_CLASS = (
    "SELECT c.id, c.name, c.issue, d.start_date, d.end_date,"
    " {amounts} FROM class_rule b JOIN class c ON c.id = b.class_id"
    " JOIN class_dates d ON d.class_id = c.id"
)
_BOUND = (
    " WHERE b.school_id = 1 AND b.status <> 'draft' AND b.code = ? AND b.scope = ?"
    " AND (b.brought_in = 0 OR b.metric = 'classes')"  # of what one of before was made up nobody knows
)


def _of_lessons(db: Database, one: PeriodRule) -> list[Row]:
    semester = len(one.period) > 4
    column = "p.semester" if semester else "p.year"
    amounts = (
        "count(DISTINCT CASE WHEN x.hit = 1 THEN x.course_key END)"
        " + coalesce(sum(CASE WHEN x.course_key IS NULL AND x.hit = 1 THEN x.weight END), 0),"
        " count(DISTINCT x.course_key)"
        " + coalesce(sum(CASE WHEN x.course_key IS NULL THEN x.weight END), 0),"
        " count(DISTINCT CASE WHEN x.hit = 1 AND x.date < date('now', 'localtime') THEN x.course_key END)"
        " + coalesce(sum(CASE WHEN x.course_key IS NULL AND x.hit = 1"
        "  AND x.date < date('now', 'localtime') THEN x.weight END), 0), max(coalesce(b.minimum, 0))"
    )
    found = db.execute(
        _CLASS.format(amounts=amounts)
        + " JOIN lesson_share x ON x.class_id = b.class_id AND x.rule_id = b.rule_id"
        f" JOIN lesson_period p ON p.lesson_id = x.lesson_id{_BOUND} AND {column} = ?"
        " GROUP BY c.id, c.name, c.issue, d.start_date, d.end_date ORDER BY d.start_date, c.id",
        [one.rule, "semester" if semester else "year", one.period],
    ).fetchall()
    return [
        Row(
            chinese.class_title(name, issue),
            f"{start} 至 {end[5:]}",
            amount_text(part, one.base),
            amount_text(total, one.base),
            chinese.percent(part, total, least) if one.metric == "share" else "",
            amount_text(held, one.base),
            one.metric == "share" and 100 * part < least * total,
            class_id=class_id,
        )
        for class_id, name, issue, start, end, part, total, held, least in found
    ]


def _of_classes(db: Database, one: PeriodRule) -> list[Row]:
    found = db.execute(
        "SELECT c.id, c.name, c.issue, d.start_date, d.end_date, x.quarter_hours, x.tagged_quarter_hours,"
        " x.counts_from, x.held FROM period_rule_class x JOIN class c ON c.id = x.class_id"
        " JOIN class_dates d ON d.class_id = c.id"
        " WHERE x.school_id = 1 AND x.rule = ? AND x.period = ? ORDER BY d.start_date, c.id",
        [one.rule, one.period],
    ).fetchall()
    shares = one.metric == "class_share"
    return [
        Row(
            chinese.class_title(name, issue),
            f"{start} 至 {end[5:]}",
            f"{chinese.hours(tagged)} 学时" if shares else "1 个班",
            f"{chinese.hours(hours)} 学时",
            chinese.percent(tagged, hours, least) if shares else "",
            "已结束" if held else "",
            shares and 100 * tagged < least * hours,
            class_id=class_id,
        )
        for class_id, name, issue, start, end, hours, tagged, least, held in found
    ]


def _lecturers(db: Database, one: PeriodRule) -> list[Row]:
    return [
        Row(
            who.name,
            f"{who.unit_name}{who.post}",
            f"{who.lectures} 次",
            f"应 {who.minimum} 次",
            "",
            f"{who.held} 次",
            who.lectures < who.minimum,
            teacher_id=who.teacher_id,
        )
        for who in verdicts.period_lecturers(db, one.period)
        if who.rule == one.rule
    ]
