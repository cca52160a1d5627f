"""How a cell is read by what is written down of a noun: a code by its name, hours, dates, text."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlite_utils import Database

from app.exchange.engine import code_names, dates, fields
from app.exchange.engine.books import Cell
from app.exchange.engine.entries import CellReader
from app.exchange.engine.fields import EMPTY, Reading
from app.file.facts import Fact
from app.file.kinds import HOURS_LIMIT, Kind
from app.text.codes import LABELLED, own_options

_SIGN = re.compile("^[★☆■□◆◇●○▲△▪▫✓✔√]+")  # what our own lists, too, put before a name
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
    table = fact.codes if isinstance(fact.codes, str) else ""
    known = codes
    if table in LABELLED:  # a list bears the names that a profile gives, or the list's own
        known = {name: code for code, name in own_options(db, table)} | codes

    def read(cell: Cell) -> Reading:
        plain = _SIGN.sub("", fields.compact(cell))
        if not plain:
            return EMPTY
        forms = (
            f"{plain}式",
            plain.removesuffix("教学") + "式",
            f"{plain}教学",
            plain.strip("（）()类"),
        )
        found = code_names.named(known, table, plain, forms)
        found = found if found.value else _one_of(known, table, plain)
        if found.value:
            return found
        text = f"不认识的{fact.name}，应为：{'、'.join(codes)}。"
        return Reading(None, text, choices=code_names.offered(codes))

    return read


def _one_of(codes: Mapping[str, str], table: str, plain: str) -> Reading:
    """Return the only code among what a cell says with marks between: 理论教育/乡村振兴."""
    parts = [part for part in re.split(r"[、，,;；/|｜+—]+|--?", plain) if part]
    named = {
        part: one.value for part in parts if (one := code_names.named(codes, table, part)).value
    }
    if len(parts) < 2 or len(set(named.values())) != 1:
        return EMPTY
    others = "、".join(part for part in parts if part not in named)
    told = f"“{others}”没有读入，请核对。" if others else ""
    return Reading(next(iter(named.values())), told, "warn" if told else "error")


def several(db: Database, fact: Fact) -> CellReader:
    """Return the reader of a fact of several codes: their names with 、 or the like between."""
    one = coded(db, fact)

    def read(cell: Cell) -> Reading:
        found: list[str] = []
        for name in re.split(r"[、，,;；/|\n]+", cell) if isinstance(cell, str) else [cell]:
            reading = one(name)
            if reading.text and reading.severity == "error":
                return reading
            found += [reading.value] if reading.value else []
        return Reading(" ".join(sorted(set(found)))) if found else EMPTY

    return read


def hours(cell: Cell, most: int = HOURS_LIMIT) -> Reading:
    """Read 学时 as whole quarter-hours, ``most`` of them at most: 4 is '16', 1.5 is '6'."""
    plain = fields.compact(cell).removesuffix("学时").removesuffix("课时")
    if not plain:
        return EMPTY
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,6})?", plain):
        return Reading(None, "学时应为数字，如 4 或 1.5。")
    quarters = float(plain) * 4
    if abs(quarters - round(quarters)) > 1e-6 or quarters > most:
        return Reading(None, f"学时应以 0.25 为单位，不超过 {most // 4}。")
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
    if isinstance(cell, float) or fields.zero(cell):
        return fields.number_for_text(cell)
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
