"""The school's own patterns: a certificate's number and its wording."""

from __future__ import annotations

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


def wording(template: str, values: Mapping[str, str]) -> str:
    """Return the certificate's sentence."""
    return template.format(**values)


def check(pattern: str, template: str) -> None:
    """Raises UserError where a pattern or template cannot be used, saying which word is wrong."""
    _check_fields(pattern, NUMBER_FIELDS, "证书编号格式")
    _check_fields(template, WORDING_FIELDS, "证书文字")
    if "serial" not in _fields(pattern):
        raise UserError("证书编号格式里要有序号 {serial:04}，否则编号会重复。没有写入任何数据。")
    if "name" not in _fields(template):
        raise UserError("证书文字里要有姓名 {name}。没有写入任何数据。")
    try:
        number(pattern, year=2026, class_code="2026-01", serial=1)
        wording(template, dict.fromkeys(WORDING_FIELDS, "一"))
    except (ValueError, KeyError, IndexError, AttributeError) as error:
        raise UserError("证书编号格式或文字里的花括号写法不对。没有写入任何数据。") from error


def _fields(template: str) -> set[str]:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}
    except ValueError as error:
        raise UserError("花括号不成对，请检查。没有写入任何数据。") from error


def _check_fields(template: str, known: Mapping[str, str], what: str) -> None:
    unknown = _fields(template) - set(known)
    if unknown:
        usable = "、".join(f"{{{name}}}" for name in known)
        raise UserError(
            f"{what}里有不认识的 {{{sorted(unknown)[0]}}}；可用的是 {usable}。没有写入任何数据。"
        )
