"""What the lists of teachers, courses and lessons have in common: entries and their fields."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlite_utils import Database

from app.exchange.engine import fields
from app.exchange.engine.books import Cell
from app.exchange.engine.fields import EMPTY, Reading
from app.exchange.engine.findings import Disposition, Findings
from app.exchange.engine.tables import Record, Table
from app.ground.errors import UserError
from app.text import codes

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
_WHAT = {
    "course_category": "课程类别",
    "teaching_method": "教学方式",
    "course_topic": "专题标记",
    "lecturer_kind": "师资类别",
}
_YES = {"是": "1", "计": "1", "计入": "1", "√": "1", "1": "1", "Y": "1"}
_NO = {"否": "0", "不计": "0", "不计入": "0", "×": "0", "0": "0", "N": "0"}
HOURS_LIMIT = 12


@dataclass(frozen=True)
class Entry:
    """One line of a list: values as the file's fields (text), and what would happen to it.

    ``changes`` are (field, before, after); ``places`` maps fields to (row, column) from 0.
    """

    sheet: str
    row: int  # from 1
    values: Mapping[str, str]
    disposition: Disposition = "new"
    record_id: int | None = None
    changes: tuple[tuple[str, str, str], ...] = ()
    places: Mapping[str, tuple[int, int]] = field(
        default_factory=dict[str, tuple[int, int]], compare=False
    )


class Lists:
    """The code tables by name, to read coded cells with."""

    def __init__(self, db: Database) -> None:
        self._codes = {
            table: {name: code for code, name in codes.options(db, table)} for table in _ALIASES
        }

    def code(self, table: str) -> Callable[[Cell], Reading]:
        """Return the reader of a coded field: by its name, part of it, or a usual other name."""

        def read(cell: Cell) -> Reading:
            plain = fields.compact(cell)
            if not plain:
                return EMPTY
            names = self._codes[table]
            full = _ALIASES[table].get(plain, plain)
            for form in (full, f"{full}式", full.removesuffix("教学") + "式", f"{full}教学"):
                if form in names:
                    return Reading(names[form])
            return Reading(None, f"不认识的{_WHAT[table]}，应为：{'、'.join(names)}。")

        return read

    def name(self, table: str, code: str) -> str:
        """Return a code's name, or the code itself."""
        return next((n for n, c in self._codes[table].items() if c == code), code)


def hours(cell: Cell) -> Reading:
    """Read 学时 as whole quarter-hours: 4 is '16', 1.5 is '6'."""
    plain = fields.compact(cell).removesuffix("学时").removesuffix("课时")
    if not plain:
        return EMPTY
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,6})?", plain):
        return Reading(None, "学时应为数字，如 4 或 1.5。")
    quarters = float(plain) * 4
    if abs(quarters - round(quarters)) > 1e-6 or quarters > 4 * HOURS_LIMIT:
        return Reading(None, f"学时应以 0.25 为单位，不超过 {HOURS_LIMIT}。")
    return Reading(str(round(quarters)))


def counted(cell: Cell) -> Reading:
    """Read 计入学时 as '1' or '0'."""
    plain = fields.compact(cell)
    if not plain:
        return EMPTY
    value = {**_YES, **_NO}.get(plain)
    return Reading(value) if value else Reading(None, "请填“是”或“否”。")


def plain(cell: Cell) -> Reading:
    """Read text."""
    return Reading(fields.joined(cell) or None)


def people(cell: Cell) -> list[tuple[str, str]]:
    """Read 授课人 as (name, unit) pairs; several are parted by 、; a unit stands in brackets."""
    text = fields.joined(cell)
    found: list[tuple[str, str]] = []
    for part in re.split(r"[、，,;；/\n](?![^（(]*[）)])", text):
        reading = fields.name(part.strip())
        if reading.value:
            found.append((reading.value, fields.aside(part.strip())))
    return found


def read_entry(
    table: Table,
    record: Record,
    readers: Mapping[str, Callable[[Cell], Reading]],
    required: Mapping[str, str],
    findings: Findings,
) -> tuple[Entry, bool]:
    """Return a record's entry and whether it has errors; ``required`` has the text if empty."""
    before = len(findings.items)
    values: dict[str, str] = {}

    def note(key: str, reading: Reading) -> None:
        findings.add(
            reading.severity,
            table.sheet.name,
            reading.text,
            at=(record.row, table.columns.get(key, 0)),
            column=table.heading(key),
            value=fields.shown(record.cells.get(key, "")),
        )

    for key, read in readers.items():
        cell = record.cells.get(key, "")
        if cell == "":
            continue
        failed = fields.failed(cell)
        if failed.text:
            note(key, failed)
            continue
        odd = fields.private_use(cell)
        if odd.text:
            note(key, odd)
        reading = read(cell)
        if reading.text:
            note(key, reading)
        if reading.value:
            values[key] = reading.value
    wrong = any(f.severity == "error" for f in findings.items[before:])
    for key, text in required.items():
        if key not in values and not wrong:
            note(key, Reading(None, text))
            wrong = True
    places = {k: (record.row, c) for k, c in table.columns.items()}
    return Entry(table.sheet.name, record.row + 1, values, places=places), wrong


class Staff:
    """Who can be meant by a lecturer's name: teachers of the file, and those to be written."""

    def __init__(self, db: Database, entries: Sequence[Entry]) -> None:
        self._ids: dict[str, list[tuple[str, int | None]]] = defaultdict(list)
        rows = db.execute(
            "SELECT id, name, unit_name FROM teacher WHERE school_id = 1 AND active = 1 ORDER BY id"
        )
        for i, name, unit in rows.fetchall():
            self._ids[name].append((unit, i))
        for entry in entries:
            if entry.record_id is None and entry.disposition != "error":
                name = entry.values.get("name", "")
                self._ids[name].append((entry.values.get("unit_name", ""), None))

    def count(self, who: str) -> int:
        """Return how many people a name (or 'name（unit）') fits."""
        return len(self._fitting(who))

    def find(self, who: str) -> list[int]:
        """Return the ids of the people meant. Raises UserError where it is not exactly one."""
        found = [i for _, i in self._fitting(who) if i is not None]
        if len(found) != 1:
            raise UserError(f"授课人「{who}」在师资库中不能确定是谁。没有写入任何数据。")
        return found

    def _fitting(self, who: str) -> list[tuple[str, int | None]]:
        meant = people(who)
        if len(meant) != 1:
            return []
        name, unit = meant[0]
        return [p for p in self._ids.get(name, []) if not unit or p[0] == unit]
