"""师资课程表: a workbook with a sheet of teachers, a sheet of courses, or both."""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database

from app.exchange.engine import fields, readers, tables
from app.exchange.engine.asked import Asked
from app.exchange.engine.entries import CellReader, Entry, Line
from app.exchange.engine.findings import Findings
from app.exchange.engine.importer import Importer, Review
from app.exchange.engine.reading import LineReader, Part
from app.exchange.engine.tables import Record, Table
from app.exchange.libraries import BY_NAME, COURSE, TEACHER, Staff, judge
from app.file.operation import Transaction
from app.teaching import courses, teachers, venues

TEACHER_COLUMNS = tuple(
    tables.column(teachers.FACTS[key]) for key in teachers.FACTS.typed if key != "active"
)
COURSE_COLUMNS = (
    *(
        tables.column(courses.FACTS[key])
        for key in courses.FACTS.typed
        if key not in (*BY_NAME.values(), "active")
    ),
    *(tables.column(courses.FACTS[fact], key) for key, fact in BY_NAME.items()),
)


def _teacher_reader(db: Database, table: Table, _asked: Asked, findings: Findings) -> LineReader:
    own: dict[str, CellReader] = {"name": fields.person, "phone": fields.phone}
    read = {
        c.key: own.get(c.key) or readers.reader(db, teachers.FACTS[c.key]) for c in TEACHER_COLUMNS
    }
    required = {
        "name": "缺姓名。",
        "kind": "缺师资类别（专职教师、兼职教师、领导干部、专家学者）。",
    }
    return lambda record: _line(table, record, findings, read, required, TEACHER)


def _course_reader(db: Database, table: Table, _asked: Asked, findings: Findings) -> LineReader:
    read = {
        c.key: readers.plain if c.key in BY_NAME else readers.reader(db, courses.FACTS[c.key])
        for c in COURSE_COLUMNS
    }
    required = {"title": "缺课程名称。", "category": "缺课程类别。", "method": "缺教学方式。"}
    return lambda record: _line(table, record, findings, read, required, COURSE)


def _line(
    table: Table,
    record: Record,
    findings: Findings,
    read: dict[str, CellReader],
    required: dict[str, str],
    part: str,
) -> Entry:
    line = Line(table, record, findings)
    line.read(read)
    line.ask(required)
    return line.entry(part)


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
    if entry.record_id is not None:
        values = {key: after for key, _, after in entry.changes}
        if not values:
            return
    if "teacher" in values:
        values["teacher_id"] = staff.find(values.pop("teacher"))[0]
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
        Part(TEACHER, "师资表", TEACHER_COLUMNS, ("name", "kind"), _teacher_reader),
        Part(COURSE, "课程表", COURSE_COLUMNS, ("title", "category"), _course_reader),
    ),
    judge=judge,
    put=_put,
    size=_size,
    stale="核对之后师资库或课程库又有改动，请重新读取再导入。",
    nowhere="师资（姓名、类别……）或课程（课程名称、类别、教学方式……）的表头",
)
review, write = IMPORTER.review, IMPORTER.write
