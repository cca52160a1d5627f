"""How a cell is read by what is written down of a noun: a code by its name, hours, dates, text."""

from __future__ import annotations

import re

from sqlite_utils import Database

from app.exchange.engine import dates, fields
from app.exchange.engine.books import Cell
from app.exchange.engine.entries import CellReader
from app.exchange.engine.fields import EMPTY, Reading
from app.file.facts import Fact
from app.file.kinds import HOURS_LIMIT, Kind

# usual other names, by code table
_ALIASES = {
    "course_category": {
        "理论": "理论教育",
        "理论教学": "理论教育",
        "党的理论教育": "理论教育",
        "党性": "党性教育",
        "党性锻炼": "党性教育",
        "专业化": "专业化能力",
        "专业化能力培训": "专业化能力",
        "能力培训": "专业化能力",
        "履职能力": "专业化能力",
        "知识": "知识培训",
        "知识更新": "知识培训",
        "其它": "其他",
    },
    "teaching_method": {
        "专题讲座": "讲授式",
        "讲座": "讲授式",
        "专题讲授": "讲授式",
        "讨论": "研讨式",
        "分组讨论": "研讨式",
        "专题研讨": "研讨式",
        "结构化研讨": "研讨式",
        "学员论坛": "研讨式",
        "情景模拟": "模拟式",
        "情境模拟": "模拟式",
        "现场": "现场教学",
        "访谈": "访谈教学",
        "访谈式": "访谈教学",
        "仪式": "仪式、报到",
        "报到": "仪式、报到",
        "开班式": "仪式、报到",
        "结业式": "仪式、报到",
    },
    "course_topic": {
        "习近平新时代中国特色社会主义思想": "习近平新时代中国特色社会主义思想",
        "新思想": "习近平新时代中国特色社会主义思想",
        "习近平思想": "习近平新时代中国特色社会主义思想",
        "新时代中国特色社会主义思想": "习近平新时代中国特色社会主义思想",
    },
    "lecturer_kind": {
        "专职": "专职教师",
        "本校教师": "专职教师",
        "兼职": "兼职教师",
        "领导": "领导干部",
        "党政领导干部": "领导干部",
        "专家": "专家学者",
        "学者": "专家学者",
        "教授": "专家学者",
    },
}
_YES_OR_NO = {
    **dict.fromkeys(("是", "计", "计入", "√", "1", "Y"), "1"),
    **dict.fromkeys(("否", "不计", "不计入", "×", "0", "N"), "0"),
}


def reader(db: Database, fact: Fact) -> CellReader:
    """Return how a cell of a fact is read where a list has no way of its own."""
    if fact.kind == "codes":
        return several(db, fact)
    if fact.codes:
        return coded(db, fact)
    return _READERS.get(fact.kind, plain)


def coded(db: Database, fact: Fact) -> CellReader:
    """Return the reader of a coded fact: by its name, part of it, or a usual other name."""
    codes = {name: code for code, name in fact.options(db)}
    aliases = _ALIASES.get(fact.codes, {}) if isinstance(fact.codes, str) else {}

    def read(cell: Cell) -> Reading:
        plain = fields.compact(cell)
        if not plain:
            return EMPTY
        full = aliases.get(plain, plain)
        for form in (full, f"{full}式", full.removesuffix("教学") + "式", f"{full}教学"):
            if form in codes:
                return Reading(codes[form])
        return Reading(None, f"不认识的{fact.name}，应为：{'、'.join(codes)}。")

    return read


def several(db: Database, fact: Fact) -> CellReader:
    """Return the reader of a fact of several codes: their names with 、 or the like between."""
    one = coded(db, fact)

    def read(cell: Cell) -> Reading:
        found: list[str] = []
        for name in re.split(r"[、，,;；/|\n]+", cell) if isinstance(cell, str) else [cell]:
            reading = one(name)
            if reading.text:
                return reading
            found += [reading.value] if reading.value else []
        return Reading(" ".join(sorted(set(found)))) if found else EMPTY

    return read


def hours(cell: Cell) -> Reading:
    """Read 学时 as whole quarter-hours: 4 is '16', 1.5 is '6'."""
    plain = fields.compact(cell).removesuffix("学时").removesuffix("课时")
    if not plain:
        return EMPTY
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,6})?", plain):
        return Reading(None, "学时应为数字，如 4 或 1.5。")
    quarters = float(plain) * 4
    if abs(quarters - round(quarters)) > 1e-6 or quarters > HOURS_LIMIT:
        return Reading(None, f"学时应以 0.25 为单位，不超过 {HOURS_LIMIT // 4}。")
    return Reading(str(round(quarters)))


def counted(cell: Cell) -> Reading:
    """Read 计入学时 as '1' or '0'."""
    plain = fields.compact(cell)
    if not plain:
        return EMPTY
    value = _YES_OR_NO.get(plain)
    return Reading(value) if value else Reading(None, "请填“是”或“否”。")


def plain(cell: Cell) -> Reading:
    """Read text."""
    return Reading(fields.joined(cell) or None)


def prose(cell: Cell) -> Reading:
    """Read words that are set apart by spaces: 坚定理想信念 锤炼坚强党性; 开 班 式 is 开班式."""
    text = fields.text(cell)
    apart = re.fullmatch(r"(?:\S )+\S", text) is not None
    return Reading((text.replace(" ", "") if apart else text) or None)


def lines(cell: Cell) -> Reading:
    """Read text in which spaces may mean something."""
    return Reading(fields.text(cell) or None)


_READERS: dict[Kind, CellReader] = {
    "lines": lines,
    "identity": fields.identity_number,
    "birth": dates.birth_date,
    "date": dates.read,
    "hours": hours,
    "flag": counted,
}
