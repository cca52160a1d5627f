"""放假通知: what the State Council's yearly notice says, read from its text as it was copied.

    二、春节：2月15日（农历腊月二十八、周日）至23日（周一）放假调休，共9天。2月14日（周六）上班。

Whatever is not understood is told, and nothing of it is taken.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.school.holidays import Calendar, Holiday, days_text
from app.text import chinese

_BRACKETS = re.compile(r"[（(][^（()）]*[)）]")
_YEAR = re.compile(r"(20\d\d)\s*年(?!\s*\d{1,2}\s*月)")
_NAME = re.compile(r"((?:元旦|春节|清明节?|劳动节|五一|端午节?|中秋节?|国庆节?|十一)[、和与及]?)+")
_DATE = (
    r"(?:(20\d\d)\s*[年.\-/]\s*)?(?:(\d{1,2})\s*[月.\-/]\s*)?(\d{1,2})\s*日?"
    r"(?:\s*[（(]([^（()）]*)[)）])?"
)
_TO = r"\s*(?:至|到|—+|-|–|~|～|－)\s*"
_SPAN = re.compile(rf"{_DATE}(?:{_TO}{_DATE})?")
_BOTH = re.compile(r"(.*?放假[^，,]*(?:[，,]\s*共[^，,]*)?)[，,](.*上班.*)", re.S)
_COUNT = re.compile(r"共\s*(\d+)\s*天")
_WEEKDAY = re.compile(r"(?:星期|周|礼拜)([一二三四五六日天])")
_FULL = {
    **{"五一": "劳动节", "十一": "国庆节", "清明": "清明节"},
    **{"端午": "端午节", "中秋": "中秋节", "国庆": "国庆节"},
}
_DIGITS = str.maketrans("０１２３４５６７８９〇○", "012345678900")


@dataclass(frozen=True)
class Notice:
    """What was read. ``doubts`` are sentences to look at; ``unread`` what was not understood."""

    lines: tuple[Holiday, ...]
    doubts: tuple[str, ...]
    unread: tuple[str, ...]


def read(text: str, year: int, known: Calendar) -> Notice:
    """Read a notice; ``year`` where its text names none; ``known`` names breaks that it leaves unnamed."""
    text = text.translate(_DIGITS)
    headed = _YEAR.search(_BRACKETS.sub("", text))
    reader = _Reader(int(headed[1]) if headed else year, known)
    name = ""
    for paragraph in re.split(r"[\r\n]+", text):
        for sentence in re.split(r"[。；;]", paragraph):
            for clause in _parted(sentence):
                name = reader.clause(clause.strip(), name)
    reader.name_working_days()
    return Notice(tuple(reader.lines), tuple(reader.doubts), tuple(reader.unread))


def _parted(sentence: str) -> Sequence[str]:
    """Part what is off from what is worked where only a comma stands between them."""
    found = _BOTH.match(sentence)
    return found.groups() if found else (sentence,)


class _Reader:
    def __init__(self, year: int, known: Calendar) -> None:
        self.year, self._known = year, known
        self.lines: list[Holiday] = []
        self.doubts: list[str] = []
        self.unread: list[str] = []

    def clause(self, clause: str, name: str) -> str:
        """Take one sentence; return the holiday that the next one goes on about."""
        if not clause:
            return name
        named = _NAME.search(_BRACKETS.sub("", clause).partition("放假")[0])
        name = _names(named[0]) if named else name
        works = "上班" in clause
        if not works and not re.search(r"放假|调休|休息\s*\d|共\s*\d+\s*天", clause):
            if named and re.search(r"[：:]\s*$", clause):
                return name  # 「一、元旦：」 on a line of its own
            if re.search(r"\d\s*日", clause):
                self.unread.append(clause)
            return name
        body = clause[named.end() :] if named else clause
        body = re.sub(r"^\s*[一二三四五六七八九十\d]+\s*[、.．]\s*(?=\D)", "", body)
        counted = _COUNT.search(body)
        spans = self._spans(_COUNT.sub("", re.split(r"放假|上班", body)[0]))
        if not spans:
            self.unread.append(clause)
        for first, last in spans:
            found = Holiday(0, name, first.isoformat(), last.isoformat(), int(works))
            if not works:
                found = self._named(found)
                name = found.name
            self.lines.append(found)
            if counted and not works and found.days != int(counted[1]):
                self.doubts.append(
                    f"{found.name}写的是共 {counted[1]} 天，{days_text(found)}却是 {found.days} 天。"
                )
        return name

    def _spans(self, text: str) -> list[tuple[datetime.date, datetime.date]]:
        found: list[tuple[datetime.date, datetime.date]] = []
        month = 0
        for one in _SPAN.finditer(text):
            if not one[2] and not month:
                continue  # a bare number is no date
            first = self._date(one[1], one[2] or str(month), one[3], one[4])
            if first is None:
                continue
            last = first
            if one[7]:
                last = self._date(one[5] or one[1], one[6] or one[2] or str(month), one[7], one[8])
                if last is None:
                    continue
                if last < first:  # 12月30日至1月1日: of two years
                    first, last = (
                        (first.replace(year=first.year - 1), last)
                        if not one[1]
                        else (first, last.replace(year=last.year + 1))
                    )
            month = last.month
            found.append((first, last))
        return found

    def _date(
        self, year: str | None, month: str, day: str, beside: str | None
    ) -> datetime.date | None:
        try:
            found = datetime.date(int(year or self.year), int(month), int(day))
        except ValueError:
            self.doubts.append(f"没有{month}月{day}日这一天。")
            return None
        said = _WEEKDAY.search(beside or "")
        if said:
            named = said[1].replace("天", "日")
            real = chinese.weekday(found)[-1]
            if named != real:
                self.doubts.append(
                    f"{chinese.month_day(found)}写的是星期{named}，{found.year}年这一天是星期{real}："
                    "年份对吗？"
                )
        return found

    def _named(self, found: Holiday) -> Holiday:
        if found.name:
            return found
        known = self._known.off(found.start_date, found.end_date)
        name = "、".join(dict.fromkeys(one.name for one in known)) or "放假"
        return Holiday(0, name, found.start_date, found.end_date, found.works)

    def name_working_days(self) -> None:
        """A working weekend that stood before its holiday is called as the holiday is."""
        breaks = [one for one in self.lines if not one.works]
        for place, one in enumerate(self.lines):
            if one.works and not one.name:
                name = breaks[0].name if breaks else "调休"
                self.lines[place] = Holiday(0, name, one.start_date, one.end_date, 1)


def _names(text: str) -> str:
    parts: Sequence[str] = [part for part in re.split(r"[、和与及]", text) if part]
    return "、".join(_FULL.get(part, part) for part in parts)
