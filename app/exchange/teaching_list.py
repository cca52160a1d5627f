"""师资课程表: a workbook with a sheet of teachers, a sheet of courses with their lecturers, or both."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from sqlite_utils import Database

from app.exchange import lecturers
from app.exchange.engine import fields, readers, tables, unit_post
from app.exchange.engine.asked import Asked
from app.exchange.engine.entries import CellReader, Entry, Line
from app.exchange.engine.findings import Findings
from app.exchange.engine.importer import Importer, Review
from app.exchange.engine.parts import LineReader, Part
from app.exchange.engine.tables import Record, Table
from app.exchange.engine.unit_post import UnitPosts
from app.exchange.lecturers import KIND, Staff
from app.exchange.libraries import BY_NAME, COURSE, TEACHER, judge
from app.file.operation import Transaction
from app.teaching import courses, teachers, venues

TEACHER_COLUMNS = (
    *(
        tables.column(teachers.FACTS[key])
        for key in teachers.FACTS.typed
        if key not in ("active", "full_post")
    ),
    unit_post.COLUMN,
)
COURSE_COLUMNS = (
    *(
        tables.column(courses.FACTS[key])
        for key in courses.FACTS.typed
        if key not in (*BY_NAME.values(), "active")
    ),
    *(
        tables.column(courses.FACTS[fact], key, of=(key, *lecturers.BESIDE) * (key == "teacher"))
        for key, fact in BY_NAME.items()
    ),
    *lecturers.COLUMNS,
)
# how a course is taught, where only its title says so; the first that fits
_BY_TITLE = (
    ("ceremony", re.compile(r"(?:开班|结业|开学|毕业|开训)(?:典礼|仪式|式|动员)|报到|入学教育")),
    ("on_site", re.compile(r"现场教学|实地|参观|考察|重走|祭扫")),
    ("interview", re.compile(r"访谈")),
    ("discussion", re.compile(r"研讨|讨论|交流|座谈|论坛")),
    ("debate", re.compile(r"辩论")),
    ("simulation", re.compile(r"模拟|演练|推演")),
    ("experience", re.compile(r"体验|情景党课")),
    ("case", re.compile(r"案例教学")),
    ("self_study", re.compile(r"自学|自习")),
)
HALF_DAY, DAY = "16", "32"  # quarter-hours


def method_of(title: str) -> str:
    """Return how a course is taught, as its title tells: 分组研讨 is discussed, most are lectures."""
    return next((method for method, words in _BY_TITLE if words.search(title)), "lecture")


def _teacher_reader(db: Database, table: Table, asked: Asked, findings: Findings) -> LineReader:
    own: dict[str, CellReader] = {
        "name": fields.person,
        "phone": fields.phone,
        "unit_name": fields.unit_name,
        "field": readers.prose,
    }
    read = {
        c.key: own.get(c.key) or readers.reader(db, teachers.FACTS[c.key])
        for c in TEACHER_COLUMNS
        if c is not unit_post.COLUMN
    }
    parting = UnitPosts(db)
    places = _places(table)

    def entry(record: Record) -> Entry:
        line = _line(table, record, asked, findings)
        line.read(read)
        whole = parting.read(line)
        line.ask({"name": "缺姓名。"})
        return line.entry(TEACHER, places, whole=whole)

    return entry


def _course_reader(db: Database, table: Table, asked: Asked, findings: Findings) -> LineReader:
    own: dict[str, CellReader] = {
        "title": readers.prose,
        "quarter_hours": hours,
        **dict.fromkeys(("venue", "post"), readers.plain),
        "unit_name": fields.unit_name,
        KIND: readers.reader(db, teachers.FACTS["kind"]),
    }
    read = {
        c.key: own.get(c.key) or readers.reader(db, courses.FACTS[c.key])
        for c in COURSE_COLUMNS
        if c.key not in ("teacher", unit_post.KEY)
    }
    parting = UnitPosts(db)
    methods = dict(courses.FACTS["method"].options(db))
    _note_missing(table, findings)

    def entry(record: Record) -> Entry:
        line = _line(table, record, asked, findings)
        line.read(read)
        parting.read(line)
        people = lecturers.read(line, "teacher", parting)
        beside = {"people": lecturers.kept(people)} if people else {}
        if people:
            first = people[0]
            line.values["teacher"] = (
                f"{first.name}（{first.unit_name}）" if first.unit_name else first.name
            )
        if len(people) > 1:
            others = lecturers.names(people[1:])
            text = f"课程库里一门课只记一位授课人，记「{people[0].name}」；{others}请在排课时添加。"
            line.say("teacher", "warn", text)
        line.ask({"title": "缺课程名称。"})
        _taught(line, methods)
        return line.entry(COURSE, beside=beside)

    return entry


def _line(table: Table, record: Record, asked: Asked, findings: Findings) -> Line:
    cells = asked.filled(record.cells)
    if method_of(fields.text(cells.get("title", ""))) == "ceremony":  # is nothing that is usual
        cells["category"] = record.cells.get("category", "")
    return Line(table, replace(record, cells=cells), findings)


def _places(table: Table) -> dict[str, int]:
    """Return where the facts of a teacher stand, those that are made of 单位及职务, too."""
    both = table.columns.get(unit_post.KEY)
    made = {} if both is None else dict.fromkeys(unit_post.FACTS, both)
    return made | table.columns


def _note_missing(table: Table, findings: Findings) -> None:
    """Say what is taken for columns that a list of courses does not have."""
    usual = {
        "method": "没有“教学方式”一栏：标题写明是研讨、现场教学、仪式等的按标题读，其余按讲授式读。",
        "quarter_hours": "没有“学时”一栏：每门按 4 学时读。",
    }
    for key, text in usual.items():
        if key not in table.columns:
            findings.add("warn", table.sheet.name, text, row=table.header_row + 1)


def _taught(line: Line, methods: dict[Any, str]) -> None:
    """Fill method and category where the title tells them; what is taken so is said."""
    values = line.values
    if line.lacks("method") and "title" in values:
        method = values["method"] = method_of(values["title"])
        if "method" in line.table.columns:
            line.say("method", "warn", f"没有写教学方式，按「{methods[method]}」读入，请核对。")
    if line.lacks("category") and values.get("method") == "ceremony":
        values["category"] = "other"
        line.say("category", "warn", "没有写类别；是仪式、报到，按「其他」读入。")


def hours(cell: Any) -> fields.Reading:
    """Read 学时 of a course; 半天 and 一天 are half-days of four."""
    plain = fields.compact(cell)
    if plain in ("半天", "0.5天", "半日", "1个半天", "一个半天", "上午", "下午"):
        return fields.Reading(HALF_DAY, "按半天 4 学时读入。", "warn")
    if plain in ("一天", "1天", "全天", "一日"):
        return fields.Reading(DAY, "按一天 8 学时读入。", "warn")
    return readers.hours(cell)


def _put(tx: Transaction, reviewed: Review, _class_code: str | None) -> int:
    total = len(reviewed.entries)
    staff: Staff | None = None
    for place, entry in enumerate(reviewed.entries):
        library = "师资库" if entry.part == TEACHER else "课程库"
        tx.progress.step(place, total, f"正在写入{library}")
        if entry.part == TEACHER:
            _put_teacher(tx, entry)
        else:
            staff = staff or Staff(tx.db, ())  # with those who have come just now
            _put_course(tx, entry, staff)
    tx.progress.step(total, total, "已写入")
    return 0


def _put_teacher(tx: Transaction, entry: Entry) -> None:
    if entry.record_id is None:
        tx.call(teachers.create(entry.values))
    elif entry.changes:
        tx.call(teachers.update(entry.record_id, {key: after for key, _, after in entry.changes}))


def _put_course(tx: Transaction, entry: Entry, staff: Staff) -> None:
    values: dict[str, Any] = dict(entry.values)
    people = staff.ids(tx, entry, "teacher") if "teacher" in values else []
    if entry.record_id is not None:
        values = {key: after for key, _, after in entry.changes}
        if not values:
            return
    if values.pop("teacher", "") and people:
        values["teacher_id"] = people[0]
    if "venue" in values:
        kind = "site" if entry.values.get("method") == "on_site" else "classroom"
        values["venue_id"] = venues.ensure(tx, values.pop("venue"), kind)
    for key in ("quarter_hours", "counted"):
        if key in values:
            values[key] = int(values[key])
    if entry.record_id is not None:
        tx.call(courses.update(entry.record_id, values))
    else:
        values.setdefault("counted", int(values.get("method") not in courses.UNCOUNTED_METHODS))
        tx.call(courses.create(values))


def _size(reviewed: Review) -> str:
    return f"师资 {len(reviewed.of(TEACHER))} 人、课程 {len(reviewed.of(COURSE))} 门"


IMPORTER = Importer(
    name="师资课程",
    right="libraries",
    parts=(
        Part(
            *(TEACHER, "师资表", TEACHER_COLUMNS, ("name",), _teacher_reader),
            facts=teachers.FACTS,
            made=("unit_name", "post"),
        ),
        Part(
            *(COURSE, "课程表", COURSE_COLUMNS, ("title",), _course_reader),
            facts=courses.FACTS,
        ),
    ),
    judge=judge,
    put=_put,
    size=_size,
    stale="核对之后师资库或课程库又有改动，请重新读取再导入。",
    nowhere="师资（姓名、类别……）或课程（课程名称、类别、教学方式……）的表头",
)
review, write = IMPORTER.review, IMPORTER.write
