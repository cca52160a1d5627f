"""How dates, numbers, hours and shares are written on Chinese papers."""

from __future__ import annotations

import re
from datetime import date

_DIGITS = "〇一二三四五六七八九"
_WEEKDAYS = "一二三四五六日"
# brackets around the whole, and not those of 第3期（总第58期）
_ENCLOSED = re.compile(r"[（(](?:[^（）()]|[（(][^（）()]*[）)])*[）)]")


def as_date(value: str | date) -> date:
    """Take ISO text (`2026-11-02`) or a date; raises ValueError for anything else."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def day(value: str | date) -> str:
    """Write 2026年11月2日."""
    when = as_date(value)
    return f"{when.year}年{when.month}月{when.day}日"


def month_day(value: str | date) -> str:
    """Write 11月2日, for tables where the year is plain."""
    when = as_date(value)
    return f"{when.month}月{when.day}日"


def weekday(value: str | date) -> str:
    """Write 星期一 to 星期日."""
    return "星期" + _WEEKDAYS[as_date(value).weekday()]


def span(start: str | date, end: str | date) -> str:
    """Write 2026年11月2日至11月13日, naming the year once where both days share it."""
    first, last = as_date(start), as_date(end)
    if first == last:
        return day(first)
    if first.year == last.year:
        return f"{day(first)}至{month_day(last)}"
    return f"{day(first)}至{day(last)}"


def year_digits(year: int) -> str:
    """Write a year digit by digit: 2026 is 二〇二六."""
    return "".join(_DIGITS[int(digit)] for digit in str(year))


def number(value: int) -> str:
    """Write 0 to 99 in words: 13 is 十三, 20 is 二十, 31 is 三十一."""
    if not 0 <= value <= 99:
        raise ValueError(f"outside 0 to 99: {value}")
    tens, ones = divmod(value, 10)
    if tens == 0:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def formal_day(value: str | date) -> str:
    """Write 二〇二六年十一月十三日, as on a certificate."""
    when = as_date(value)
    return f"{year_digits(when.year)}年{number(when.month)}月{number(when.day)}日"


def hours(quarter_hours: int) -> str:
    """Write quarter-hours of 学时 as 4, 3.5 or 3.25."""
    return f"{quarter_hours / 4:.2f}".rstrip("0").rstrip(".")


def percent(part: int, total: int, minimum: float | None = None) -> str:
    """Write `part` of `total` with one decimal; a share below its minimum never rounds up to it.

    `minimum` is in percent. Without a total there is nothing to assess: 未评定.
    """
    if total <= 0:
        return "未评定"
    tenths = (2000 * part + total) // (2 * total)
    if minimum is not None and 100 * part < minimum * total and tenths >= 10 * minimum:
        tenths = 1000 * part // total
    return f"{tenths // 10}.{tenths % 10}%"


def issue_name(issue: str) -> str:
    """Write an issue as 第3期 where only its number was typed; 第3期（总第58期） keeps its brackets."""
    text = issue.strip()
    while _ENCLOSED.fullmatch(text):
        text = text[1:-1].strip()
    return f"第{text}期" if text.isdecimal() else text


def class_title(name: str, issue: str) -> str:
    """Name a class with its issue, 干部进修班（第3期）, unless its name has it already."""
    written = issue_name(issue)
    return f"{name}（{written}）" if written and written not in name else name
