"""The kinds of facts, and what may be typed as each: from typed to kept, or why not."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Container
from typing import Any, Literal, TypeAlias

from app.ground.errors import UserError
from app.text import identity, lookalikes, plain

Kind: TypeAlias = Literal[
    "text",  # one line, '' where nothing is known; every other kind is then NULL
    "lines",  # text of several lines
    "identity",  # 身份证号
    "code",  # a code of a code table, or of a few fixed ones
    "codes",  # several codes with a space between, '' for none; rows of a table of their own
    "birth",  # '1978-05' or '1978-05-03'
    "date",  # '2026-11-02'
    "moment",  # '2026-11-02 08:30:00'
    "clock",  # '08:30'
    "count",  # a whole number
    "hours",  # quarter-hours of 学时
    "money",  # fen
    "flag",  # 0 or 1
    "row",  # the id of a row
]
TEXTS = frozenset(("text", "lines"))
BLANKS = TEXTS | {"codes"}  # where nothing is known '' stands, not NULL
HOURS_LIMIT = 48  # quarter-hours of one course or lesson
CLASS_HOURS_LIMIT = 8000  # of a whole class, however long
_CHOSEN = frozenset(("code", "row"))
_NUMBERS = frozenset(("count", "hours", "money", "row"))
_SAFE = "没有写入任何数据。"


def cleaned(
    kind: Kind,
    value: Any,
    called: str,
    *,
    required: bool = False,
    least: int = 0,
    most: int | None = None,
    codes: Container[Any] | None = None,
) -> Any:
    """Return a typed value as it is kept: spaces and look-alikes gone, '' or None for nothing typed.

    ``called`` names the fact in a sentence; ``codes`` are those that there are; ``most`` bounds hours,
    which are else those of one lesson.
    Raises UserError where a required value is missing or one is none of its kind, TypeError where the
    caller gives what nobody can type.
    """
    if isinstance(value, str):
        value = value.strip()
        plain.refuse(called, value)
        if value and kind in TEXTS:
            return lookalikes.folded(value)
    if value is None or value == "":
        if required:
            raise UserError(f"请{'选定' if kind in _CHOSEN else '填写'}{called}。{_SAFE}")
        return "" if kind in BLANKS else None
    if kind == "flag":
        return int(bool(value))
    if kind in _NUMBERS:
        return _number(kind, value, called, least, HOURS_LIMIT if most is None else most)
    if not isinstance(value, str):
        raise TypeError(f"{called}: {type(value).__name__} for text")
    if kind == "codes":
        wrong = [code for code in value.split() if codes is not None and code not in codes]
        if wrong:
            raise UserError(f"{called}没有「{wrong[0]}」这一项，请重新选定。{_SAFE}")
        return " ".join(sorted(set(value.split())))
    if codes is not None and value not in codes:
        raise UserError(f"{called}没有「{value}」这一项，请重新选定。{_SAFE}")
    if kind == "identity":
        wrong = identity.check(value)
        if wrong:
            raise UserError(f"身份证号：{wrong}{_SAFE}")
        return value.upper()
    example = _WRITTEN.get(kind)
    if example is not None and not example[0](value):
        raise UserError(f"{called}「{value}」应写成 {example[1]} 的样子。{_SAFE}")
    return value


def _number(kind: Kind, value: Any, called: str, least: int, most: int) -> int:
    if not isinstance(value, int):
        raise TypeError(f"{called}: {type(value).__name__} for a number")
    if value < least:
        raise UserError(f"{called}「{value}」不合要求，不能小于 {least}。{_SAFE}")
    if kind == "hours" and value > most:
        raise UserError(f"{called}「{value / 4:g}」不合要求，不能超过 {most // 4}。{_SAFE}")
    return int(value)


def _is_date(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_birth(text: str) -> bool:
    return text[:1] in "12" and _is_date(f"{text}-01" if len(text) == 7 else text)


def _is_clock(text: str) -> bool:
    return re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", text) is not None


_WRITTEN: dict[Kind, tuple[Callable[[str], bool], str]] = {
    "birth": (_is_birth, "1978-05 或 1978-05-03"),
    "date": (_is_date, "2026-11-02"),
    "clock": (_is_clock, "08:30"),
}
