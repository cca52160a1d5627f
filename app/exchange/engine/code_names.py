"""Values of fixed lists as people write them: their usual other names are data, resources/codes/aliases.csv.

What is known to nobody is an error that says which there are; what may be meant otherwise is a warning.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import lru_cache

from app.exchange.engine.books import Cell
from app.exchange.engine.fields import EMPTY, Reading, compact, number_for_text, zero
from app.exchange.engine.findings import Choice
from app.ground import paths

_SEX = {"男": "1", "男性": "1", "1": "1", "女": "2", "女性": "2", "2": "2"}
_LEVELS = {
    "国家级": "国家级",
    "省部级": "省部级",
    "省级": "省部级",
    "部级": "省部级",
    "厅局级": "厅局级",
    "厅级": "厅局级",
    "局级": "厅局级",
    "县处级": "县处级",
    "处级": "县处级",
    "县级": "县处级",
    "乡科级": "乡科级",
    "科级": "乡科级",
    "乡级": "乡科级",
    "乡镇级": "乡科级",
}
# behind 中共党员, in brackets or not: 2005.06, 2005年6月入党
_JOINED = re.compile(
    r"[（(\[【]?((?:于|入党(?:时间)?[:：]?)?[0-9]{4}(?:[年./-]{1,2}[0-9]{0,2}){0,2}[月日]?"
    r"|[0-9]{6}(?:[0-9]{2})?)(?:加入|入党|入)?[）)\]】]?$"
)


@lru_cache(maxsize=1)
def _aliases() -> dict[str, dict[str, tuple[str, bool]]]:
    source = paths.RESOURCES / "codes" / "aliases.csv"
    found: dict[str, dict[str, tuple[str, bool]]] = {}
    with source.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            one = found.setdefault(row["table"], {})
            one[row["alias"]] = row["code"], row["sure"] == "1"
    return found


def named(codes: Mapping[str, str], table: str, text: str, forms: tuple[str, ...] = ()) -> Reading:
    """Return the code of a text: by its name, by one of its ``forms``, or by a usual other name.

    ``codes`` maps names to codes. The value is None where nobody knows it.
    """
    names = {code: name for name, code in codes.items()}
    aliases = _aliases().get(table, {})
    for form in (text, *forms):
        code, sure = (codes[form], True) if form in codes else aliases.get(form, ("", True))
        if code in names:
            told = "" if sure else f"写的是“{text}”，按“{names[code]}”读入，请核对。"
            return Reading(code, told, "warn" if told else "error")
    return EMPTY


def offered(codes: Mapping[str, str]) -> tuple[Choice, ...]:
    """Return the names of codes as choices."""
    return tuple(Choice(name, name) for name in codes)


def sex(cell: Cell) -> Reading:
    """Read a sex as its code of GB/T 2261.1."""
    plain = compact(cell)
    if not plain:
        return EMPTY
    code = _SEX.get(plain)
    if code:
        return Reading(code)
    return Reading(
        None, "性别应为“男”或“女”，请改正。", choices=(Choice("男", "男"), Choice("女", "女"))
    )


def ethnic_group(cell: Cell, codes: Mapping[str, str]) -> Reading:
    """Read an ethnic group as its code; ``codes`` maps names of GB/T 3304 to codes."""
    if zero(cell):
        return number_for_text(cell)
    plain = compact(cell)
    if not plain:
        return EMPTY
    forms = plain + "族", plain.removesuffix("族"), plain.removesuffix("民族") + "族"
    found = named(codes, "ethnic_group", plain, forms)
    if found.value:
        return found
    return Reading(None, "不是 56 个民族的名称，请按户口簿写全称，如“汉族”“土家族”。")


def political_status(cell: Cell, codes: Mapping[str, str]) -> Reading:
    """Read a political status as its code; ``codes`` maps names of GB/T 4762 to codes.

    The day of joining behind it is no part of it, and told.
    """
    if zero(cell):
        return number_for_text(cell)
    plain = compact(cell)
    if not plain:
        return EMPTY
    day = _JOINED.search(plain)
    if day and day.start():
        said, plain = day.group(1), plain[: day.start()].rstrip("，,、：:；;")
    else:
        said = ""
    beside = re.findall(r"[（(\[【](.*?)[）)\]】]", plain)
    bare = re.sub(r"[（(\[【](.*?)[）)\]】]", r"\1", plain)
    alone = re.sub(r"[（(\[【].*?[）)\]】]", "", plain)
    if any("预备" in text for text in beside):
        bare = alone = f"{alone}预备"
    found = named(codes, "political_status", plain, (bare,))
    if not found.value and beside:
        found = named(codes, "political_status", alone)
        said = said or "、".join(beside)
    if found.value and said:
        what = "：本程序不记入党时间" if re.search("[0-9]{4}", said) else "，请核对"
        return Reading(found.value, f"后面的“{said}”没有读入{what}。", "warn")
    if found.value:
        return found
    if re.match(r"^[0-9]{4}", plain):
        return Reading(None, "像是入党时间，不是政治面貌；请填“中共党员”等。")
    return Reading(
        None,
        "不认识的政治面貌，请填“中共党员”“中共预备党员”“共青团员”“群众”或民主党派名称。",
        choices=offered(codes),
    )


def post_level(cell: Cell, codes: Mapping[str, str]) -> Reading:
    """Read a post level (职务层次) as its code; '' with the text where it is none (a 职级, say).

    ``codes`` maps names of GB/T 12407 to codes. 正科, 正科级, 科级正职 and 乡科级正职 are one.
    """
    if zero(cell):
        return number_for_text(cell)
    plain = compact(cell)
    if not plain:
        return EMPTY
    if plain in codes:
        return Reading(codes[plain])
    found = re.fullmatch(r"(正|副)(.{1,3}?)级?(?:干部)?", plain)
    turned = re.fullmatch(r"(.{1,4}?级)(正|副)职?", plain)
    stem = f"{found.group(2)}级" if found else turned.group(1) if turned else ""
    rank = found.group(1) if found else turned.group(2) if turned else ""
    full = f"{_LEVELS.get(stem, '')}{rank}职"
    if full in codes:
        return Reading(codes[full])
    if f"{plain}级" in codes:
        return Reading(codes[f"{plain}级"])
    return Reading("", "不是职务层次的名称。", "warn")
