"""The school's own patterns: a certificate's number and its wording."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping

from app.ground.errors import UserError

NUMBER_FIELDS = {"year": "年份", "class": "班次编号", "serial": "序号"}
WORDING_FIELDS = {
    "name": "姓名",
    "person": "（性别，民族，出生年月）",
    "sex": "性别",
    "ethnic_group": "民族",
    "birth": "出生年月",
    "start": "开始日期",
    "end": "结束日期",
    "class": "班次名称",
    "hours": "学时",
    "school": "学校名称",
}

FIXED = 3  # digits of a serial that no class outgrows: no class has a thousand certificates
_SERIAL = re.compile("(0[1-9]d?)?")
_YEAR = 2026
_NOTHING_WRITTEN = "没有写入任何数据。"


def number(pattern: str, *, year: int, class_code: str, serial: int) -> str:
    """Return the certificate number that a pattern gives."""
    return pattern.format(**{"year": year, "class": class_code, "serial": serial})


def series(pattern: str, *, year: int, class_code: str) -> str:
    """Return what numbers have in common whose serials count on: the pattern without its serial."""
    parts = [
        literal if name is None else literal + ("*" if name == "serial" else f"{{{name}}}")
        for literal, name, _, _ in string.Formatter().parse(pattern)
    ]
    return "".join(parts).format(**{"year": year, "class": class_code})


def serial_of(pattern: str, text: str, *, year: int, class_code: str) -> int | None:
    """Return the serial with which a pattern gives this very number, None where it gives it with none.

    A serial one digit longer than it is filled up to is one, too; one that is longer is a date, or
    something else that only begins alike.
    """
    parts: list[str] = []
    width = 1
    for literal, name, spec, _ in string.Formatter().parse(pattern):
        parts.append(re.escape(literal))
        if name == "serial":
            width = int((spec or "1").rstrip("d"))
            parts.append("([0-9]+)")
        elif name is not None:
            parts.append(re.escape(str(year) if name == "year" else class_code))
    found = re.fullmatch("".join(parts), text)
    if found is None or len(found[1]) > max(width + 1, FIXED):
        return None
    serial = int(found[1])
    return (
        serial if number(pattern, year=year, class_code=class_code, serial=serial) == text else None
    )


def ambiguity(pattern: str) -> str:
    """Say why two certificates may get the same number by a pattern, with an example; "" where none can.

    A year has four digits. A serial has digits only, so that it is told from a class's code, which may be
    anything, by a literal between them that is no digit, or by its fixed width. Nothing else is variable.
    """
    order = [name for _, name, _, _ in string.Formatter().parse(pattern) if name is not None]
    if not {"class", "serial"} <= set(order):
        return ""
    between, width = _between(pattern)
    if width >= FIXED or not between.isascii() or between.strip("0123456789"):
        return ""
    serial = "1" * (width - 1) + "2"  # as wide as it is written
    if order.index("class") < order.index("serial"):
        one, other = ("1", f"1{between}{serial}"), (f"1{between}1", serial)
    else:
        one, other = (f"1{between}1", serial), ("1", f"{serial}{between}1")
    shown = number(pattern, year=_YEAR, class_code=one[0], serial=int(one[1]))
    return (
        f"证书编号格式「{pattern}」会重号：班次 {one[0]} 的第 {int(one[1])} 号和班次 {other[0]} 的"
        f"第 {int(other[1])} 号都是 {shown}。请在 {{class}} 和 {{serial}} 之间加一个不是数字的字，"
        f"如 {{class}}-{{serial:04}}，或者把序号写成固定的位数 {{serial:04}}。"
    )


def _between(pattern: str) -> tuple[str, int]:
    """What stands between class and serial in the year _YEAR, and the width the serial is filled up to."""
    parts: list[str] = []
    width, ends = 1, 0
    for literal, name, spec, _ in string.Formatter().parse(pattern):
        if ends == 1:
            parts.append(literal)
        if name == "year" and ends == 1:
            parts.append(str(_YEAR))
        if name == "serial":
            width = int((spec or "1").rstrip("d"))
        ends += name in ("class", "serial")
    return "".join(parts), width


def wording(template: str, values: Mapping[str, str]) -> str:
    """Return the certificate's sentence."""
    return template.format(**values)


def check_number(pattern: str) -> None:
    """Raises UserError where a pattern of numbers cannot be used, or may give one number twice."""
    _check_fields(pattern, NUMBER_FIELDS, "证书编号格式")
    if "serial" not in fields(pattern):
        raise UserError(f"证书编号格式里要有序号 {{serial:04}}，否则编号会重复。{_NOTHING_WRITTEN}")
    named = [part for part in string.Formatter().parse(pattern) if part[1] is not None]
    for _, name, spec, conversion in named:
        usual = _SERIAL.fullmatch(spec or "") if name == "serial" else not spec
        if not usual or conversion:
            raise UserError(
                f"证书编号格式里 {{{name}}} 的写法不对：序号写成 {{serial}} 或 {{serial:04}}，"
                f"年份和班次编号写成 {{year}}、{{class}}。{_NOTHING_WRITTEN}"
            )
    if len(named) > len(fields(pattern)):
        raise UserError(f"证书编号格式里每一项只写一次。{_NOTHING_WRITTEN}")
    if told := ambiguity(pattern):
        raise UserError(f"{told}{_NOTHING_WRITTEN}")


def check_wording(template: str) -> None:
    """Raises UserError where a template of the wording cannot be used, saying which word is wrong."""
    _check_fields(template, WORDING_FIELDS, "证书文字")
    if "name" not in fields(template):
        raise UserError(f"证书文字里要有姓名 {{name}}。{_NOTHING_WRITTEN}")
    try:
        wording(template, dict.fromkeys(WORDING_FIELDS, "一"))
    except (ValueError, KeyError, IndexError, AttributeError) as error:
        raise UserError(f"证书文字里的花括号写法不对。{_NOTHING_WRITTEN}") from error


def fields(template: str) -> set[str]:
    """Return which fields stand in a pattern or template. Raises UserError where its braces do not fit."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}
    except ValueError as error:
        raise UserError(f"花括号不成对，请检查。{_NOTHING_WRITTEN}") from error


def _check_fields(template: str, known: Mapping[str, str], what: str) -> None:
    unknown = fields(template) - set(known)
    if unknown:
        usable = "、".join(f"{{{name}}}" for name in known)
        raise UserError(
            f"{what}里有不认识的 {{{sorted(unknown)[0]}}}；可用的是 {usable}。{_NOTHING_WRITTEN}"
        )
