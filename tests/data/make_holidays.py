"""Makes resources/codes/holiday.csv from the library ``holidays``: ``make holidays``, once a year.

The library knows the working weekends of a year once the State Council has announced them, and the
statutory days of the years to come. It takes a second to load and is ten times as large as what we ask of
it, so the program carries the answers: a break a line, and a line for each working weekend.
"""

from __future__ import annotations

import csv
import datetime
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

FILE = Path(__file__).parents[2] / "resources/codes/holiday.csv"
YEARS = range(2018, 2041)
HEAD = ("name", "start_date", "end_date", "works", "announced")
DAY = datetime.timedelta(days=1)
NAMES = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")


def lines() -> Iterator[tuple[str, str, str, int, int]]:
    """Yield the lines of the file, by date."""
    china = importlib.import_module("holidays").country_holidays(
        "CN", years=range(YEARS[0] - 1, YEARS[-1] + 2), language="zh_CN"
    )
    swaps = {
        day: datetime.date.fromisoformat(told[0])
        for day, name in china.items()
        if (told := re.findall(r"由 (\d{4}-\d\d-\d\d) 调休", name))
    }
    found: list[tuple[str, str, str, int, int]] = []
    for year in YEARS:
        announced = int(any(day.year == year for day in china.weekend_workdays))
        day = datetime.date(year, 1, 1)
        while day.year == year:
            if day not in china:
                day += DAY
                continue
            first = last = day
            while not china.is_working_day(first - DAY):
                first -= DAY
            while not china.is_working_day(last + DAY):
                last += DAY
            run = [first + DAY * n for n in range((last - first).days + 1)]
            called = " ".join(china.get(one, "") for one in run)
            name = "、".join(n for n in NAMES if n in called or (n == "春节" and "除夕" in called))
            found.append((name, first.isoformat(), last.isoformat(), 0, announced))
            works = sorted({swaps[one] for one in run if one in swaps})
            found += [(name, one.isoformat(), one.isoformat(), 1, announced) for one in works]
            day = last + DAY
    yield from sorted(dict.fromkeys(found), key=lambda line: line[1])


if __name__ == "__main__":
    with FILE.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(HEAD)
        writer.writerows(lines())
