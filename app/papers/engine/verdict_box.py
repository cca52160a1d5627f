"""The box of verdicts: what a policy rule asks of a class, what the class has, and the clause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from app.papers.engine import workbook
from app.papers.engine.canvas import INK, Style
from app.papers.engine.table import Cell, Column, Table
from app.rules import verdicts
from app.rules.verdicts import VERDICTS, asked
from app.text import chinese, codes

HEADINGS = ("指标", "计算基数", "部分／合计", "占比", "要求", "结论", "依据")


_PROFILE = "(SELECT r.profile_id FROM rule r WHERE r.id = {0}.rule_id)"
_CATEGORY = codes.called_sql("course_category", "{0}.base_category", _PROFILE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One rule as the views judge it; every field is ready to be printed.

    `ok` is None where nothing counts yet.
    """

    title: str
    base: str
    amount: str
    share: str
    minimum: str
    verdict: str
    clause: str
    ok: bool | None

    @property
    def row(self) -> tuple[str, ...]:
        """The printed fields in the order of HEADINGS."""
        return (
            self.title,
            self.base,
            self.amount,
            self.share,
            self.minimum,
            self.verdict,
            self.clause,
        )


def of_class(db: Database, class_id: int) -> tuple[Verdict, ...]:
    """Read `class_share` and `class_presence` for a class, in the order of its profile."""
    shares = db.query(
        f"SELECT s.*, {_CATEGORY.format('s')} AS category FROM class_share s"
        " WHERE s.class_id = ? ORDER BY s.position, s.rule_id",
        [class_id],
    )
    presences = db.query(
        "SELECT * FROM class_presence WHERE class_id = ? ORDER BY position, rule_id", [class_id]
    )
    others = {one.rule: one.other for one in verdicts.class_bases(db, class_id)}
    return (
        *(_share(row, others.get(row["rule"], "")) for row in shares),
        *map(_presence, presences),
    )


def of_year(db: Database, year: int) -> tuple[Verdict, ...]:
    """Read `semester_share` and `year_share` for the semesters and the year named `year`."""
    rows = db.query(
        f"SELECT p.*, {_CATEGORY.format('p')} AS category FROM period_share p"
        " WHERE p.school_id = 1 AND substr(p.period, 1, 4) = ? ORDER BY p.period, p.profile, p.rule",
        [str(year)],
    )
    return tuple(_share(row) for row in rows)


def _share(row: dict[str, Any], other: str = "") -> Verdict:
    """Set a share; ``other`` is the figure of the base that the rule does not go by."""
    part, total, courses = row["part"], row["total"], row["base"] == "courses"
    if courses:
        base, amount = "课程门数", f"{part}／{total} 门"
    else:
        base = "全部学时" if row["base"] == "hours" else f"{row['category']}学时"
        amount = f"{chinese.hours(part)}／{chinese.hours(total)} 学时"
    period = row.get("period")
    return Verdict(
        title=f"{_period(period)}{row['title']}" if period else row["title"],
        base=base,
        amount=f"{amount}\n{other}" if other and total else amount,
        share=chinese.percent(part, total, row["minimum"]),
        minimum=asked(row["minimum"], row["maximum"]) + _soft(row),
        verdict=VERDICTS[row["verdict"]],
        clause=_clause(row),
        ok={"passed": True, "below": False, "above": False}.get(row["verdict"]),
    )


def _presence(row: dict[str, Any]) -> Verdict:
    held = row["verdict"] == "passed"
    return Verdict(
        title=row["title"],
        base=_long(row),
        amount="已安排" if held else "未安排",
        share="—",
        minimum="应安排" + _soft(row),
        verdict=VERDICTS[row["verdict"]],
        clause=_clause(row),
        ok=held,
    )


def _long(row: dict[str, Any]) -> str:
    days, months = row["minimum_days"], row["minimum_months"]
    parts = [f"{months} 个月及以上"] if months else []
    parts += [f"{days} 天及以上"] if days else []
    return f"{'、'.join(parts)}班次" if parts else "全部班次"


def _period(period: str) -> str:
    """Write `2026秋` as 2026年秋季学期：, `2026` as 2026年度：."""
    term = {"春": "春季学期", "秋": "秋季学期"}.get(period[4:], "度" if len(period) == 4 else "")
    return f"{period[:4]}年{term}："


def _soft(row: dict[str, Any]) -> str:
    return {"warn": "（提醒）", "info": "（只列出）"}.get(row["severity"], "")


def _clause(row: dict[str, Any]) -> str:
    return row["clause"] + ("" if row["verified"] else "（待核）")


def table(shown: Sequence[Verdict]) -> Table:
    """Set verdicts as a table; what falls short is bold and red, and says so."""
    bad = Style("hei-bold", 9.5, 13.5, (0.70, 0.12, 0.10))
    rows: list[list[list[Cell]]] = []
    for item in shown:
        strong = bad if item.ok is False else None
        cells = [Cell(text) for text in item.row]
        for index in (3, 5):
            cells[index] = Cell(item.row[index], style=strong, align="centre")
        rows.append([cells])
    columns = [
        Column(least=60, stretch=2),
        Column(align="centre", stretch=1),
        Column(align="centre", stretch=1),
        Column(align="centre", stretch=0.6),
        Column(align="centre", stretch=0.8),
        Column(align="centre", stretch=0.6),
        Column(stretch=2),
    ]
    head = [[Cell(text) for text in HEADINGS]]
    return Table(
        columns,
        head,
        rows,
        style=Style("song", 9.5, 13.5),
        head_style=Style("hei-bold", 9, 13, INK, "centre"),
        least_row=19,
    )


def page(
    name: str, title: str, shown: Sequence[Verdict], above: str = "", below: Sequence[str] = ()
) -> workbook.Page:
    """Set verdicts as a worksheet of their own; ``above`` is a line under the title,
    ``below`` are lines under the table."""
    widths = (30, 16, 20, 10, 14, 10, 26)
    fields = [
        workbook.Field(heading, width, centre=heading not in ("指标", "依据"))
        for heading, width in zip(HEADINGS, widths, strict=True)
    ]
    rows = [item.row for item in shown]
    lines = [above] if above else []
    return workbook.Page(name, title, fields, rows, above=lines, below=[*below])


def texts(shown: Sequence[Verdict]) -> Iterator[tuple[str, str]]:
    """Yield what the box prints, for the check of characters."""
    for item in shown:
        yield "课程结构审核", "".join(item.row)
