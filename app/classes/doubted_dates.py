"""日期有没有疑问: what is odd about a day that is typed for a class. It bars nothing; whoever types it decides."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlite_utils import Database

from app.certificates import ledger
from app.classes import classes

FAR = 366  # days from the class's own at which the year was probably mistyped


@dataclass(frozen=True)
class Days:
    """What a day is held against: the class's first and last day, None where there are none yet."""

    first: str | None
    last: str | None


def approved(db: Database, class_id: int, day: str) -> str:
    """What is odd about the day of an approval, "" for nothing."""
    days = _of(db, class_id)
    late = days.first is not None and day > days.first
    return doubt("审定日期", day, days, f"在开班（{days.first}）以后" if late else "")


def issued(db: Database, class_id: int, day: str) -> str:
    """What is odd about the day on certificates of a class, "" for nothing."""
    days = _of(db, class_id)
    early = days.last is not None and day < days.last
    return doubt("签发日期", day, days, f"早于班次的最后一天（{days.last}）" if early else "")


def reissued(db: Database, certificate_id: int, day: str) -> str:
    """What is odd about the day on a certificate that takes another's place, "" for nothing."""
    before = ledger.get(db, certificate_id)
    days = Days(before.start_date, before.end_date)
    early = day < before.issue_date
    return doubt(
        "签发日期", day, days, f"早于原证书（{before.issue_date}）" if early else "", far=False
    )


def closed(db: Database, class_id: int, day: str) -> str:
    """What is odd about closing a class on a day, "" for nothing."""
    days = _of(db, class_id)
    early = days.last is not None and day < days.last
    return doubt(
        "结业日期", day, days, f"早于班次的最后一天（{days.last}）" if early else "", far=False
    )


def doubt(what: str, day: str, days: Days, odd: str, *, far: bool = True) -> str:
    """Say what is odd about a day: it has not come, it is ``odd``, its year is none of the class's."""
    if day > datetime.date.today().isoformat():
        odd = odd + "，而且还没有到" if odd else "还没有到"
    elif far and not _near(day, days):
        odd = f"和班次（{days.first} 至 {days.last}）相差一年以上，年份对吗"
    return f"{what} {day} {odd}？" if odd else ""


def _of(db: Database, class_id: int) -> Days:
    summary = classes.summary(db, class_id)
    return Days(summary.start_date, summary.end_date)


def _near(day: str, days: Days) -> bool:
    read = datetime.date.fromisoformat
    if days.first is None or days.last is None:
        return True
    apart = datetime.timedelta(days=FAR)
    return read(days.first) - apart <= read(day) <= read(days.last) + apart
