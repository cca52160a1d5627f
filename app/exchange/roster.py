"""学员名册: reviewed cell by cell against the archive, written with units made and people enrolled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from sqlite_utils import Database

from app.classes import classes, enrolment
from app.exchange import archive
from app.exchange.engine import code_names, dates, fields, readers, tables, unit_post
from app.exchange.engine.asked import Asked
from app.exchange.engine.books import Cell
from app.exchange.engine.entries import CellReader, Entry, Known, Line
from app.exchange.engine.fields import Reading
from app.exchange.engine.findings import Findings
from app.exchange.engine.importer import Importer, Review
from app.exchange.engine.parts import LineReader, Part
from app.exchange.engine.tables import Record, Table
from app.exchange.engine.unit_post import UnitPosts
from app.file.operation import Transaction
from app.people import students
from app.text import codes, identity, posts

_OF_ENROLMENT = ("group_name", "role")
# what a class's roster has beside what is written down of a student
COLUMNS = (
    *(
        tables.column(students.FACTS[key], of=("post", "rank", "post_level") * (key == "post"))
        for key in students.FACTS.typed
        if key != "full_post"
    ),
    unit_post.COLUMN,
    *(tables.column(enrolment.FACTS[key]) for key in _OF_ENROLMENT),
)
_ODD_ONES = ("birth_date", "post_level", "full_post")  # read with an eye on other cells


def _reader(db: Database, table: Table, asked: Asked, findings: Findings) -> LineReader:
    if "id_number" not in table.columns:
        findings.add(
            "warn",
            table.sheet.name,
            "没有“身份证号”一栏，只能按姓名、单位和出生年月与档案比对。",
            row=table.header_row + 1,
        )
    if "post" in table.columns and not table.columns.keys() & {"unit_name", unit_post.KEY}:
        findings.add(
            "warn",
            table.sheet.name,
            f"没有“单位”一栏，单位按空白读入；“{table.heading('post')}”里写着单位的，"
            "请把那一列选定为“单位及职务”。",
            row=table.header_row + 1,
        )
    lines = Lines(db, table, findings)
    return lambda record: lines.entry(replace(record, cells=asked.filled(record.cells)))


class Lines:
    """Reads the lines of one roster."""

    def __init__(self, db: Database, table: Table, findings: Findings) -> None:
        self._table, self._findings = table, findings
        self._known: Known = {}
        self._columns = table.columns
        if (both := table.columns.get(unit_post.KEY)) is not None:
            self._columns = dict.fromkeys(unit_post.FACTS, both) | table.columns
        self._parting = UnitPosts(db)
        heading = table.heading("birth_date")
        self._months = "年月" in heading and "日" not in heading
        by_name = {
            c: {name: code for code, name in codes.options(db, c)}
            for c in ("ethnic_group", "political_status", "post_level")
        }
        self._levels = by_name["post_level"]
        own: dict[str, CellReader] = {
            "name": _person,
            "sex": code_names.sex,
            "phone": fields.phone,
            "unit_name": fields.unit_name,
            "ethnic_group": partial(code_names.ethnic_group, codes=by_name["ethnic_group"]),
            "political_status": partial(
                code_names.political_status, codes=by_name["political_status"]
            ),
        }
        usual = {
            key: own.get(key) or readers.reader(db, students.FACTS[key])
            for key in students.FACTS.typed
            if key not in _ODD_ONES
        }
        self._readers = usual | {
            "group_name": fields.unit_name,
            "role": readers.reader(db, enrolment.FACTS["role"]),
        }

    def entry(self, record: Record) -> Entry:
        """Read one record."""
        line = Line(self._table, record, self._findings)
        line.read(self._readers, self._known)
        self._birth(line)
        whole = self._parting.read(line)
        self._level(line)
        if rank := posts.rank(line.values.get("post", "")):
            line.values.setdefault("rank", rank)
        if record.cells.get("unit_name") == "":
            line.say("unit_name", "warn", "没有写单位，按空白读入，请核对。")
        aside = fields.aside(record.cells.get("name", ""))
        if aside and "name" in line.values:
            _add_remark(line.values, aside)
        derived = self._against_number(line)
        line.ask({"name": "缺姓名。请补上；如果不是学员，请删去这一行。"})
        if "id_number" in record.cells and line.blank("id_number"):
            line.say("id_number", "warn", "没有身份证号，只能按姓名比对。")
        beside = {k: line.values.pop(k) for k in _OF_ENROLMENT if k in line.values}
        beside |= self.more(line)
        if record.group:
            beside.setdefault("group_name", record.group)
        return line.entry("student", self._columns, beside=beside, derived=derived, whole=whole)

    def more(self, line: Line) -> dict[str, str]:
        """Read what another list of people has beside; nothing here."""
        del line
        return {}

    def _birth(self, line: Line) -> None:
        number = line.values.get("id_number")
        known = identity.birth_date(number) if number else ""
        read = partial(dates.birth_date, months=self._months, known=known)
        line.read({"birth_date": read})

    def _level(self, line: Line) -> None:
        """职务层次 by its code; a 职级 that stands there instead is kept as such."""
        cell = line.usable("post_level")
        reading = code_names.post_level(cell, self._levels)
        if reading.value:
            line.values["post_level"] = reading.value
        elif reading.text:
            text = fields.joined(cell)
            if "rank" not in line.values:
                line.values["rank"] = text
                return
            _add_remark(line.values, text)
            line.say("post_level", "warn", "不是职务层次的名称（如“乡科级正职”），记入备注。")

    def _against_number(self, line: Line) -> frozenset[str]:
        """Compare sex and birth with the number (warnings only), or take them from it."""
        values = line.values
        number = values.get("id_number")
        if not number:
            return frozenset()
        born, sex = identity.birth_date(number), identity.sex(number)
        derived: set[str] = set()
        if "sex" not in values:
            values["sex"] = sex
            derived.add("sex")
        elif values["sex"] != sex:
            line.say("sex", "warn", "与身份证号第 17 位不一致，请核对；仅提示。")
        typed = values.get("birth_date")
        if typed is None:
            if line.blank("birth_date"):
                values["birth_date"] = born
                derived.add("birth_date")
        elif not born.startswith(typed):
            text = f"与身份证号上的 {born} 不一致；以组织认定的为准，仅提示。"
            line.say("birth_date", "warn", text)
        return frozenset(derived)


def _person(cell: Cell) -> Reading:
    reading = fields.person(cell)
    if reading.value and len(reading.value) > 4 and posts.ends_like_unit(reading.value):
        return Reading(None, "像是单位名称，不是姓名；如果不是学员，请删去这一行。")
    return reading


def _add_remark(values: dict[str, str], text: str) -> None:
    values["remark"] = "；".join(t for t in (values.get("remark"), text) if t)


def _judge(db: Database, entries: Sequence[Entry], asked: Asked, findings: Findings) -> list[Entry]:
    return archive.judge(db, entries, asked.decisions, findings)


def _put(tx: Transaction, reviewed: Review, class_code: str | None) -> int:
    class_id = classes.by_code(tx.db, class_code).id if class_code else None
    fresh = [entry for entry in reviewed.entries if entry.record_id is None]
    made = iter(tx.call(students.create_many([entry.values for entry in fresh])))
    changed = [entry for entry in reviewed.entries if entry.changes]
    for place, entry in enumerate(changed):
        tx.progress.step(place, len(changed), "正在更新学员档案")
        assert entry.record_id is not None
        values = {key: after for key, _, after in entry.changes}
        tx.call(students.update(entry.record_id, values))
    ids = [next(made) if e.record_id is None else e.record_id for e in reviewed.entries]
    students.bring_back(tx, ids)
    enrolled = 0
    if class_id is not None:
        as_of_now = {i: snapshot(e) for i, e in zip(ids, reviewed.entries, strict=True)}
        enrolled = tx.call(enrolment.enrol(class_id, ids, as_of_now))
    tx.progress.step(len(ids), len(ids), "已写入")
    return enrolled


def snapshot(entry: Entry) -> Mapping[str, str]:
    """Return what an enrolment keeps of a line as of its day."""
    kept = (*enrolment.OF_THE_DAY, "remark")
    return {**{k: entry.values[k] for k in kept if k in entry.values}, **entry.beside}


IMPORTER = Importer(
    name="学员名册",
    right="students",
    parts=(
        Part(
            *("student", "名册", COLUMNS, ("name",), _reader),
            facts=students.FACTS,
            made=("unit_name", "post"),
        ),
    ),
    judge=_judge,
    put=_put,
    size=lambda reviewed: f"{len(reviewed.entries)} 人",
    stale="核对之后学员档案又有改动，请重新读取名册再导入。",
)
review, write = IMPORTER.review, IMPORTER.write
