"""The lines of 放假与调休 as a table: of a year, and of a notice that was read."""

from __future__ import annotations

from app.school.holidays import Holiday
from app.text import chinese
from ui import theme
from ui.kit.columns import Cell, Column
from ui.kit.small_table import SmallTable


def table(*, sources: bool) -> SmallTable:
    """Return the table; ``sources``: with where each line comes from."""
    columns = [
        Column("name", "节日", 150, bold=True),
        Column("days", "日期", 220, stretch=True),
        Column("count", "天数", 60, "right"),
        Column("works", "安排", 100, format=_works),
    ]
    return SmallTable([*columns, Column("source", "来源", 110)] if sources else columns)


def row(one: Holiday, place: int = 0) -> dict[str, object]:
    """Return the row of a line; ``place`` is what it is picked by."""
    source = "本校录入" if one.own else "随程序提供" if one.announced else "法定节假日"
    return {
        "id": place,
        "name": one.name,
        "days": shown(one),
        "count": one.days,
        "works": one.works,
        "source": source,
    }


def shown(one: Holiday) -> str:
    """Return 10月1日（周四）—7日（周三）: a line's days with their weekdays."""
    first = f"{chinese.month_day(one.start_date)}（{_weekday(one.start_date)}）"
    if one.start_date == one.end_date:
        return first
    same = one.start_date[:7] == one.end_date[:7]
    last = f"{int(one.end_date[8:])}日" if same else chinese.month_day(one.end_date)
    return f"{first}—{last}（{_weekday(one.end_date)}）"


def _weekday(day: str) -> str:
    return chinese.weekday(day).replace("星期", "周")


def _works(value: object) -> Cell:
    return Cell("周末上班", theme.INFO) if value else Cell("放假", theme.WARN)
