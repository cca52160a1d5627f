"""统计图: what a year's classes come to by kind, level and month, and their shares against the rule.

A chart is described once, here, by what the views say: screen and paper draw it from this, and its bars
open the classes that they are made of. Drafts are left out, as in all statistics; a class belongs to the
year and month of its last day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlite_utils import Database

from app.rules import verdicts
from app.text import chinese

EACH = 24  # so many classes have a bar each for their share; more are counted by their distance from the rule
SHARE = "share:"  # a chart of a share has this before the rule's code


@dataclass(frozen=True)
class Bar:
    """One bar: ``value`` of the year, ``before`` of the year before, None where it is not compared.

    ``verdict`` is "" where nothing is judged, else a key of ``verdicts.VERDICTS``; ``limit`` is the
    rule's line in the chart's unit. ``text`` is the value in words, with its verdict.
    """

    key: str
    label: str
    value: float
    text: str
    before: float | None = None
    before_text: str = ""
    verdict: str = ""
    limit: float | None = None


@dataclass(frozen=True)
class Row:
    """A class that a bar is made of, with what it gives to it."""

    class_id: int
    name: str
    kind: str
    start_date: str
    end_date: str
    text: str
    verdict: str = ""


@dataclass(frozen=True)
class Chart:
    """A chart as data: ``unit`` of its axis, the bars in order, whether they stand (months) or lie.

    ``series`` are the names of value and ``before``, the second "" where nothing is compared; ``rule``
    says what the line is; ``most`` is where the axis ends at least. ``rows`` are the classes of judged bars by the
    bar's key: they are read with them.
    """

    key: str
    title: str
    measure: str
    unit: str
    series: tuple[str, str]
    bars: tuple[Bar, ...]
    standing: bool = False
    rule: str = ""
    most: float = 1.0
    note: str = ""
    rows: tuple[tuple[str, Row], ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to be seen."""
        return not any(bar.value or bar.before or bar.verdict for bar in self.bars)


@dataclass(frozen=True)
class Choice:
    """A chart that a year has: its key, its name, the measures it can show (key, name)."""

    key: str
    name: str
    measures: tuple[tuple[str, str], ...]


# measure -> its name, its unit, what of a class's figures is summed, what where each enrolment is a row
_MEASURES = {
    "classes": ("班次", "个", "1", ""),
    "people": ("学员", "人次", "t.enrolled_count", "1"),
    "completed": ("结业", "人次", "t.completed_count", "e.status = 'completed'"),
    "hours": ("学时", "学时", "t.quarter_hours / 4.0", ""),
    "days": ("人天", "人天", "t.person_days", "t.teaching_days"),
}
_OF_PEOPLE = ("people", "completed", "days")
_CLASSES = "class_statistics t JOIN class_kind k ON k.code = t.kind"
_PEOPLE = (
    f"{_CLASSES} JOIN enrolment e ON e.class_id = t.class_id AND e.status <> 'withdrawn'"
    " LEFT JOIN post_level l ON l.code = e.post_level"
)
# chart -> its name, where its figures lie, the key of a bar, its label, its place
_GROUPS = {
    "kind": ("类别", _CLASSES, "t.kind", "k.name", "k.position"),
    "level": (
        *("职务层次", _PEOPLE, "coalesce(e.post_level, 'none')"),
        *("coalesce(l.name, '未填')", "l.code IS NULL, l.rowid"),
    ),
    "month": (
        *("结业月份", _CLASSES, "substr(t.end_date, 6, 2)"),
        *("CAST(substr(t.end_date, 6, 2) AS INTEGER) || '月'", "substr(t.end_date, 6, 2)"),
    ),
}
_MONTHS = [f"{month:02}" for month in range(1, 13)]

# how far a share lies on the right or the wrong side of its rule, in points
_STEPS = (
    ("below-10", "低 10 点以上"),
    ("below-5", "低 5—10 点"),
    ("below-0", "低 0—5 点"),
    ("passed-0", "高 0—5 点"),
    ("passed-5", "高 5—10 点"),
    ("passed-10", "高 10 点以上"),
    ("unassessed", "没有计入学时的课"),
)
_SHARES = (
    "SELECT t.class_id, t.name, t.issue, k.name AS kind, t.start_date, t.end_date, x.part, x.total,"
    " x.minimum, x.maximum, x.verdict, x.title FROM class_statistics t"
    " JOIN class_kind k ON k.code = t.kind JOIN class_share x ON x.class_id = t.class_id"
    " WHERE t.school_id = 1 AND t.year = :year AND x.rule = :rule ORDER BY t.start_date, t.code"
)


def choices(db: Database, year: int) -> list[Choice]:
    """Return the charts that a year has: by kind, level and month, and one for each share that binds."""

    def measures(keys: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        return tuple((key, _MEASURES[key][0]) for key in keys)

    found = [
        Choice(key, group[0], measures(_OF_PEOPLE if key == "level" else tuple(_MEASURES)))
        for key, group in _GROUPS.items()
    ]
    return found + [Choice(SHARE + code, title, ()) for code, title in _rules(db, year)]


def chart(db: Database, year: int, key: str, measure: str = "") -> Chart:
    """Return one chart of a year; ``measure`` "" is the first that it has."""
    if key.startswith(SHARE):
        return _of_share(db, year, key)
    return _counted(db, year, key, measure or ("people" if key == "level" else "classes"))


def rows(db: Database, year: int, one: Chart, bar: str) -> list[Row]:
    """Return the classes that a bar of a year's chart is made of, by first day."""
    if one.key.startswith(SHARE):
        return [row for of, row in one.rows if of == bar]
    _, tables, group, _, _ = _GROUPS[one.key]
    _, unit, of_class, of_person = _MEASURES[one.measure]
    amount = of_person if one.key == "level" else of_class
    found = db.execute(
        "SELECT t.class_id, t.name, t.issue, k.name, t.start_date, t.end_date,"
        f" sum({amount}) FROM {tables} WHERE t.school_id = 1 AND t.year = ? AND {group} = ?"
        f" GROUP BY t.class_id HAVING sum({amount}) <> 0 ORDER BY t.start_date, t.code",
        [str(year), bar],
    ).fetchall()
    return [
        Row(
            class_id, chinese.class_title(name, issue), kind, start, end, f"{_number(value)} {unit}"
        )
        for class_id, name, issue, kind, start, end, value in found
    ]


def all_of_year(db: Database, year: int) -> list[Chart]:
    """Return the charts of a year that paper shows: each chart once, by what is asked most."""
    wanted = (("kind", "classes"), ("level", "people"), ("month", "people"))
    found = [chart(db, year, key, measure) for key, measure in wanted]
    found += [chart(db, year, SHARE + code) for code, _ in _rules(db, year)]
    return [one for one in found if not one.empty]


def _rules(db: Database, year: int) -> list[tuple[str, str]]:
    ids = db.execute(
        "SELECT class_id FROM class_statistics WHERE school_id = 1 AND year = ?", [str(year)]
    ).fetchall()
    return verdicts.rules(db, [class_id for (class_id,) in ids])


def _number(value: float) -> str:
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def _counted(db: Database, year: int, key: str, measure: str) -> Chart:
    name, tables, group, label, place = _GROUPS[key]
    called, unit, of_class, of_person = _MEASURES[measure]
    amount = of_person if key == "level" else of_class
    found: dict[str, tuple[str, dict[str, float]]] = {}
    if key == "month":
        found = {month: (f"{int(month)}月", {}) for month in _MONTHS}
    for bar, text, at, value in db.execute(
        f"SELECT {group}, {label}, t.year, sum({amount}) FROM {tables}"
        f" WHERE t.school_id = 1 AND t.year IN (?, ?) GROUP BY {group}, t.year ORDER BY {place}",
        [str(year), str(year - 1)],
    ).fetchall():
        found.setdefault(bar, (text, {}))[1][at] = value
    compared = any(str(year - 1) in values for _, values in found.values())
    bars: list[Bar] = []
    for bar, (text, values) in found.items():
        value = values.get(str(year), 0)
        one = Bar(bar, text, value, _number(value))
        if compared:
            before = values.get(str(year - 1), 0)
            one = replace(one, before=before, before_text=_number(before))
        bars.append(one)
    return Chart(
        key,
        f"{year}年{called}（按{name}）",
        measure,
        unit,
        (f"{year}年", f"{year - 1}年" if compared else ""),
        tuple(bars),
        standing=key == "month",
        note=_unnamed(db, year) if key == "level" else "",
    )


def _unnamed(db: Database, year: int) -> str:
    """Say how many people have no level because nobody wrote them down one by one (补录), "" for none."""
    [many] = db.execute(
        "SELECT coalesce(sum(u.people), 0) FROM class_statistics t"
        " JOIN class_unnamed u ON u.class_id = t.class_id"
        " WHERE t.school_id = 1 AND t.year = ? AND t.brought_in = 1",
        [str(year)],
    ).fetchone()
    return f"补录的班次另有 {many:,} 人次没有逐人登记，不在图内" if many else ""


class _Share(NamedTuple):
    """What the views say of one class by a rule."""

    class_id: int
    name: str
    issue: str
    kind: str
    start: str
    end: str
    part: int
    total: int
    low: int
    high: int | None
    verdict: str
    title: str

    @property
    def step(self) -> str:
        """How far it is inside or outside of what is asked; exact, in whole numbers."""
        if not self.total:
            return "unassessed"
        gap = 100 * self.part - self.low * self.total
        if self.high is not None:
            above = self.high * self.total - 100 * self.part
            gap = above if not self.low else min(gap, above)
        side = "passed" if self.verdict == "passed" else "below"
        far = abs(gap)
        return f"{side}-{10 if far >= 10 * self.total else 5 if far >= 5 * self.total else 0}"

    @property
    def asked(self) -> str:
        """What the rule asks of it."""
        if self.high is None:
            return f"≥ {self.low}%"
        return f"≤ {self.high}%" if not self.low else f"{self.low}%—{self.high}%"

    @property
    def text(self) -> str:
        """The share in words, with its verdict where it has not passed."""
        if not self.total:
            return verdicts.VERDICTS["unassessed"]
        text = chinese.percent(self.part, self.total, self.low)
        return text if self.verdict == "passed" else f"{text} {verdicts.VERDICTS[self.verdict]}"

    @property
    def called(self) -> str:
        """The class's name with its issue."""
        return chinese.class_title(self.name, self.issue)

    def bar(self) -> Bar:
        """A bar of its own."""
        limit = self.high if self.high is not None and not self.low else self.low
        value = 100 * self.part / self.total if self.total else 0
        return Bar(
            str(self.class_id), self.called, value, self.text, verdict=self.verdict, limit=limit
        )

    def row(self) -> Row:
        """A row of what a bar is made of."""
        place = (self.class_id, self.called, self.kind, self.start, self.end)
        return Row(*place, self.text, self.verdict)


def _shares(db: Database, year: int, key: str) -> list[_Share]:
    rule = {"year": str(year), "rule": key.removeprefix(SHARE)}
    return [_Share(*row) for row in db.execute(_SHARES, rule).fetchall()]


def _of_share(db: Database, year: int, key: str) -> Chart:
    found = _shares(db, year, key)
    title = found[-1].title if found else ""
    asked = {one.asked for one in found}
    said = f"规定 {asked.pop()}" if len(asked) == 1 else "规定（各班次不同）"
    made = Chart(key, f"{year}年各班次{title}比例", "share", "%", (f"{year}年", ""), (), rule=said)
    if len(found) <= EACH:
        rows = tuple((str(one.class_id), one.row()) for one in found)
        return replace(made, bars=tuple(one.bar() for one in found), most=40, rows=rows)
    counted = dict.fromkeys((step for step, _ in _STEPS), 0)
    for one in found:
        counted[one.step] += 1
    bars = (_step_bar(step, text, counted[step]) for step, text in _STEPS)
    return replace(
        made,
        title=f"{year}年{title}比例与规定相比",
        unit="个班次",
        bars=tuple(bar for bar in bars if bar.value or bar.key != "unassessed"),
        rule="",
        rows=tuple((one.step, one.row()) for one in found),
        note=f"{len(found):,} 个班次，{said}；高、低指比规定多出或差的百分点",
    )


def _step_bar(step: str, label: str, count: int) -> Bar:
    verdict = step.split("-")[0]
    word = verdicts.VERDICTS[verdict]
    return Bar(step, f"{word} · {label}", count, _number(count), verdict=verdict)
