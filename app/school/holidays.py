"""放假与调休: public holidays and the weekends that are worked for them.

What is announced, and the statutory days of years not announced yet, come with the program
(resources/codes/holiday.csv, made by tests/data/make_holidays.py); what the school enters goes before it.
Nothing here bars anything: a day off is a question to whoever plans a lesson on it.
"""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

from sqlite_utils import Database

from app.file.facts import Facts, fact, record
from app.file.operation import Transaction, operation
from app.ground import paths
from app.ground.errors import UserError
from app.text import chinese

_DAY = datetime.timedelta(days=1)
_SOURCE = paths.RESOURCES / "codes" / "holiday.csv"
LONGEST = 92  # days of one line: a summer holiday, and no slip of the year
WORKED = "调休上班"


@record
class Holiday:
    """A stretch of days off, or of weekend days that are worked (``works``); ISO dates, both included.

    ``announced``: the line is of a notice, or the school's own; else it is what the law alone says.
    """

    id: int
    name: str = fact("名称", required=True)
    start_date: str = fact("开始日期", "date", required=True)
    end_date: str = fact("结束日期", "date", required=True)
    works: int = fact("上班", "flag", required=True, usual=0)
    announced: bool = True

    @property
    def own(self) -> bool:
        """Whether the school entered it."""
        return self.id > 0

    @property
    def days(self) -> int:
        """How many days it has."""
        return len(list(_days(self.start_date, self.end_date)))


FACTS = Facts(Holiday, "holiday", "放假与调休")


@dataclass(frozen=True)
class Calendar:
    """Which days are worked. ``lines`` by date, the school's own before those of the program."""

    lines: tuple[Holiday, ...] = ()

    @cached_property
    def _marks(self) -> dict[str, Holiday]:
        marks: dict[str, Holiday] = {}
        # what is worked goes before what is off, what the school says before what came along
        for one in sorted(self.lines, key=lambda line: (line.own, line.works)):
            marks |= dict.fromkeys(_days(one.start_date, one.end_date), one)
        return marks

    def name(self, day: str) -> str:
        """Return the holiday that a day belongs to, "" for a usual day or one that is worked."""
        found = self._marks.get(day)
        return found.name if found and not found.works else ""

    def worked(self, day: str) -> bool:
        """Tell whether a weekend day is worked."""
        found = self._marks.get(day)
        return bool(found and found.works) and _is_weekend(day)

    def mark(self, day: str) -> str:
        """Return what stands over a day: 国庆节, 调休上班, or nothing."""
        return WORKED if self.worked(day) else self.name(day)

    def is_workday(self, day: str) -> bool:
        """Tell whether a day is worked."""
        found = self._marks.get(day)
        return bool(found.works) if found else not _is_weekend(day)

    def workdays(self, start: str, count: int) -> list[str]:
        """Return the first ``count`` days from ``start`` on that are worked."""
        found: list[str] = []
        day = datetime.date.fromisoformat(start)
        while len(found) < count:
            if self.is_workday(day.isoformat()):
                found.append(day.isoformat())
            day += _DAY
        return found

    def off(self, start: str, end: str) -> list[Holiday]:
        """Return the holidays that lie in a stretch of days, each cut to it, by date."""
        found: list[Holiday] = []
        for day in _days(start, end):
            if not self.name(day):
                continue
            before = found[-1] if found else None
            if before and before.name == self.name(day) and before.end_date == _next(day, -1):
                found[-1] = replace(before, end_date=day)
            else:
                found.append(replace(self._marks[day], start_date=day, end_date=day))
        return found

    def worked_within(self, start: str, end: str) -> list[str]:
        """Return the weekend days of a stretch that are worked."""
        return [day for day in _days(start, end) if self.worked(day)]

    def announced(self, year: int) -> bool:
        """Tell whether the swaps of a year are known: announced, or entered by the school."""
        of_year = [one for one in self.lines if year in _years(one)]
        return bool(of_year) and any(one.own or one.announced for one in of_year)

    def reserve(self, days: Iterable[str]) -> str:
        """Return what is to be said of holidays of a year whose swaps nobody knows yet, "" of any other."""
        unknown = sorted({y for y in (int(day[:4]) for day in days) if not self.announced(y)})
        years = "、".join(f"{year}年" for year in unknown)
        return f"{years}的调休还没有公布，这里是法定假日。" if unknown else ""

    def of_year(self, year: int) -> list[Holiday]:
        """Return the lines that touch a year, by date."""
        touching = [one for one in self.lines if year in _years(one)]
        return sorted(touching, key=lambda one: (one.start_date, one.works))


def calendar(db: Database) -> Calendar:
    """Return the school's calendar.

    A line of the program gives way where the school has one of the same name in that year, or one that
    overlaps it.
    """
    own = all(db)
    kept = [one for one in _shipped() if not any(_replaces(mine, one) for mine in own)]
    return Calendar((*kept, *own))


def all(db: Database) -> list[Holiday]:
    """Return what the school has entered, by date."""
    return FACTS.read(db, "WHERE t.school_id = 1 ORDER BY t.start_date, t.works, t.id")


def question(calendar: Calendar, spans: Iterable[tuple[str, str]]) -> str:
    """Return what to ask of whoever plans on these days, "" where none of them is a holiday."""
    off = [one for first, last in spans for one in calendar.off(first, last)]
    if not off:
        return ""
    text = f"{'，'.join(f'{days_text(one)}是{one.name}放假' for one in off)}，仍这样安排？"
    return text + calendar.reserve(one.start_date for one in off)


def of_day(calendar: Calendar, day: str) -> str:
    """Return what to ask of a lesson that is typed for a day: a day off, or a weekend; "" for any other."""
    if name := calendar.name(day):
        return f"{chinese.month_day(day)}是{name}放假，仍这样安排？{calendar.reserve([day])}"
    if not _is_weekend(day):
        return ""
    weekday = "六日"[datetime.date.fromisoformat(day).weekday() - 5]
    if calendar.worked(day):
        return f"{chinese.month_day(day)}（星期{weekday}）{WORKED}，日期没有写错？"
    return f"{chinese.month_day(day)}是星期{weekday}，仍这样安排？"


def days_text(one: Holiday) -> str:
    """Return 10月1日—7日, 12月31日—1月2日 or 6月19日."""
    first, last = (datetime.date.fromisoformat(d) for d in (one.start_date, one.end_date))
    if first == last:
        return chinese.month_day(first)
    same = (first.year, first.month) == (last.year, last.month)
    return f"{chinese.month_day(first)}—{f'{last.day}日' if same else chinese.month_day(last)}"


def around(calendar: Calendar, spans: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the spans without their holidays and the weekends beside these, parted where that parts them.

    Nothing is left where every day of them is a holiday.
    """
    found: list[tuple[str, str]] = []
    for first, last in spans:
        stretches: list[list[str]] = [[]]
        for day in _days(first, last):
            if calendar.name(day):
                stretches.append([])
            else:
                stretches[-1].append(day)
        for days in stretches:
            worked = [day for day in days if calendar.is_workday(day)]
            if worked:  # a weekend stays at the ends as it was typed, beside a holiday it goes
                left = days[0] if days[0] == first else worked[0]
                found.append((left, days[-1] if days[-1] == last else worked[-1]))
    return found


@operation("填写放假与调休", right="school")
def enter(tx: Transaction, lines: Sequence[Holiday]) -> None:
    """Enter holidays and working weekends: those of a notice, say.

    What the school had entered under the same names in the same years gives way. Raises UserError.
    """
    if not lines:
        raise UserError("没有可以填写的放假日期。没有写入任何数据。")
    for old in all(tx.db):
        if any(old.name == one.name and _years(old) & _years(one) for one in lines):
            tx.delete("holiday", old.id)
    for one in lines:
        tx.insert("holiday", _row(tx.db, one))
    named = "、".join(dict.fromkeys(one.name for one in lines))
    tx.name(f"填写放假与调休 {lines[0].start_date[:4]}年{named}")


@operation("添加放假与调休", right="school")
def add(tx: Transaction, line: Holiday) -> None:
    """Add a line; what came with the program under its name stays beside it. Raises UserError."""
    _take_over(tx, line)
    tx.insert("holiday", _row(tx.db, line))
    tx.name(f"添加放假与调休 {line.name.strip()} {days_text(line)}")


@operation("修改放假与调休", right="school")
def change(tx: Transaction, before: Holiday, line: Holiday) -> None:
    """Put a line in the place of another, of the school's or of the program's. Raises UserError."""
    row = _row(tx.db, line)
    if before.own:
        tx.update("holiday", before.id, row)
    else:
        _take_over(tx, before, without=before)
        tx.insert("holiday", row)
    tx.name(f"修改放假与调休 {line.name.strip()} {days_text(line)}")


@operation("删除放假与调休", right="school")
def remove(tx: Transaction, holiday_id: int) -> None:
    """Delete a line that the school has entered; what came with the program holds again."""
    found = FACTS.one(tx.db, holiday_id, "这一行放假与调休已被删除。")
    tx.name(f"删除放假与调休 {found.name} {days_text(found)}")
    tx.delete("holiday", holiday_id)


def _take_over(tx: Transaction, line: Holiday, without: Holiday | None = None) -> None:
    """Make the program's lines of a name and year the school's, where it has none of them yet."""
    if any(_replaces(mine, line) and mine.name == line.name for mine in all(tx.db)):
        return
    for one in _shipped():
        if one.name == line.name and _years(one) & _years(line) and one != without:
            tx.insert("holiday", _row(tx.db, one))


def _row(db: Database, one: Holiday) -> dict[str, object]:
    row = FACTS.new(
        db,
        {
            "name": one.name,
            "start_date": one.start_date,
            "end_date": one.end_date,
            "works": one.works,
        },
    )
    if one.end_date < one.start_date:
        raise UserError(f"「{one.name}」的结束日期不能早于开始日期。没有写入任何数据。")
    if one.days > LONGEST:
        raise UserError(
            f"「{one.name}」有 {one.days} 天，最多 {LONGEST} 天：年份写对了吗？没有写入任何数据。"
        )
    return row


def _replaces(mine: Holiday, shipped: Holiday) -> bool:
    same = mine.name == shipped.name and bool(_years(mine) & _years(shipped))
    overlap = mine.start_date <= shipped.end_date and shipped.start_date <= mine.end_date
    return same or (overlap and not mine.works and not shipped.works)


@cache
def _shipped() -> tuple[Holiday, ...]:
    with _SOURCE.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    return tuple(
        Holiday(
            0,
            row["name"],
            row["start_date"],
            row["end_date"],
            int(row["works"]),
            row["announced"] == "1",
        )
        for row in rows
    )


def _years(one: Holiday) -> frozenset[int]:
    return frozenset({int(one.start_date[:4]), int(one.end_date[:4])})


def _days(first: str, last: str) -> Iterator[str]:
    day, end = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
    while day <= end:
        yield day.isoformat()
        day += _DAY


def _next(day: str, step: int) -> str:
    return (datetime.date.fromisoformat(day) + step * _DAY).isoformat()


def _is_weekend(day: str) -> bool:
    return datetime.date.fromisoformat(day).weekday() >= 5
