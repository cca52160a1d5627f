"""A day as people type it, and what to type instead where it cannot be read. No year is guessed."""

from __future__ import annotations

import datetime
import re
import unicodedata

from app.ground.errors import UserError

_WHOLE = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?")
_CLOSE = re.compile(r"(\d{4})(\d\d)(\d\d)")
_SHORT_YEAR = re.compile(r"'?(\d\d)\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?")
_YEARLESS = re.compile(r"(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?")
_MONTH = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*月?")
_USUAL = "日期请写成 2026-11-02 的样子。"


def one(text: str, year: int | None = None) -> str:
    """Return an ISO date from 2026-11-2, 2026.11.2, 2026年11月2日 or 20261102; "" from nothing.

    ``year``: the one that is proposed where none was typed, by default the present one. Raises UserError
    that says what to type.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return ""
    if found := _WHOLE.fullmatch(plain) or _CLOSE.fullmatch(plain):
        parts = [int(part) for part in found.groups()]
        if day := _day(*parts):
            return day
        raise UserError("没有 {} 年 {} 月 {} 日这一天，请核对。".format(*parts))
    raise UserError(_instead(plain, year or datetime.date.today().year))


def _instead(plain: str, year: int) -> str:
    """What is wrong with a text that is no whole date, and what to type."""
    if (found := _YEARLESS.fullmatch(plain)) and _day(2024, *map(int, found.groups())):
        month, of_month = map(int, found.groups())
        return f"“{plain}”没有年份，请连年份一起写，如 {year}-{month:02}-{of_month:02}。"
    if found := _SHORT_YEAR.fullmatch(plain):
        whole = _day(2000 + int(found[1]), int(found[2]), int(found[3]))
        return f"年份请写四位，如 {whole}。" if whole else _USUAL
    if found := _MONTH.fullmatch(plain):
        first = _day(int(found[1]), int(found[2]), 1)
        return f"“{plain}”没有写是哪一天，请写成 {first} 的样子。" if first else _USUAL
    return _USUAL


def _day(year: int, month: int, of_month: int) -> str:
    """Return a day as ISO text, "" where there is none."""
    try:
        return datetime.date(year, month, of_month).isoformat()
    except ValueError:
        return ""
