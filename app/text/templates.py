"""The school's own patterns: a certificate's number and its wording."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass

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

SERIALS = {"serial": "序号", **{f"serial:0{n}": f"序号（{n} 位）" for n in (2, 3, 4, 5)}}
"""How a serial can be written, the width filled up with zeros."""

FIXED = 3  # digits of a serial that no class outgrows: no class has a thousand certificates
_SERIAL = re.compile("(0[1-9]d?)?")
_YEAR = 2026
_NOTHING_WRITTEN = "没有写入任何数据。"


@dataclass(frozen=True)
class Piece:
    """A part of a pattern: a text as it stands, or a field with what it is called, ``known`` or not."""

    text: str
    field: str = ""
    known: bool = True

    @property
    def written(self) -> str:
        """Return it as a pattern has it."""
        return f"{{{self.field}}}" if self.field else _escaped(self.text)


_FIELD = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")


def choices(known: Mapping[str, str]) -> dict[str, str]:
    """Return what can be put into a pattern: fields as they are written, and what each is called."""
    made = {key: name for key, name in known.items() if key != "serial"}
    return made | (SERIALS if "serial" in known else {})


def pieces(pattern: str, known: Mapping[str, str]) -> list[Piece]:
    """Return the parts of a pattern in order; a brace that belongs to no field is text."""
    named, found, at = choices(known), list[Piece](), 0
    text = ""
    for one in _FIELD.finditer(pattern):
        text += pattern[at : one.start()]
        at = one.end()
        if one[1] is None:
            text += one[0][0]
            continue
        field = one[1].removesuffix("d") if one[1].startswith("serial:") else one[1]
        if text:
            found.append(Piece(text))
            text = ""
        found.append(Piece(named.get(field, one[0]), one[1], field in named))
    text += pattern[at:]
    return [*found, Piece(text)] if text else found


def typed(text: str, known: Mapping[str, str]) -> str:
    """Return a text that somebody typed as a pattern: a known field in braces is one, all other braces are text."""
    parts = pieces(text, known)
    return "".join(part.written if part.known else _escaped(part.text) for part in parts)


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def said(pattern: str) -> str:
    """Return a number's pattern in words: 「班次编号」-「序号（4 位）」."""
    parts = pieces(pattern, NUMBER_FIELDS)
    return "".join(f"「{part.text}」" if part.field else part.text for part in parts)


EXAMPLE = {
    "name": "张伟",
    "person": "（男，汉族，1985年6月生）",
    "sex": "男",
    "ethnic_group": "汉族",
    "birth": "1985年6月",
    "start": "2026年3月16日",
    "end": "2026年3月27日",
    "class": "2026年春季科级干部进修班",
    "hours": "72",
    "school": "中共青山县委党校",
}


def example_number(pattern: str) -> str:
    """Return what a number by this pattern looks like. Raises UserError as ``check_number``."""
    check_number(pattern)
    return number(pattern, year=_YEAR, class_code="2026-03", serial=1)


def example_wording(template: str) -> str:
    """Return what a certificate says by this template. Raises UserError as ``check_wording``."""
    check_wording(template)
    return wording(template, EXAMPLE)


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
        f"证书编号格式 {said(pattern)} 会重号：班次 {one[0]} 的第 {int(one[1])} 号和班次 {other[0]} 的"
        f"第 {int(other[1])} 号都是 {shown}。请在「班次编号」和「序号」之间加一个"
        "不是数字的字，如「班次编号」-「序号」，或者改用固定位数的「序号（4 位）」。"
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
        raise UserError(f"证书编号格式里要有序号，否则编号会重复。{_NOTHING_WRITTEN}")
    named = [part for part in string.Formatter().parse(pattern) if part[1] is not None]
    for _, name, spec, conversion in named:
        usual = _SERIAL.fullmatch(spec or "") if name == "serial" else not spec
        if not usual or conversion:
            raise UserError(
                f"证书编号格式里「{NUMBER_FIELDS[name or '']}」的写法不对，请删掉它，从菜单里重新插入。"
                f"{_NOTHING_WRITTEN}"
            )
    if len(named) > len(fields(pattern)):
        raise UserError(f"证书编号格式里每一项只写一次。{_NOTHING_WRITTEN}")
    if told := ambiguity(pattern):
        raise UserError(f"{told}{_NOTHING_WRITTEN}")


def check_wording(template: str) -> None:
    """Raises UserError where a template of the wording cannot be used, saying which word is wrong."""
    _check_fields(template, WORDING_FIELDS, "证书文字")
    if "name" not in fields(template):
        raise UserError(f"证书文字里要有姓名。{_NOTHING_WRITTEN}")
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
        usable = "、".join(f"「{name}」" for name in known.values())
        raise UserError(
            f"{what}里有不认识的 {{{sorted(unknown)[0]}}}；可用的是 {usable}。{_NOTHING_WRITTEN}"
        )
