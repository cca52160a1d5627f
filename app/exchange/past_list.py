"""补录: classes of before, and who was in them with what certificate, one row a person and the class beside.

A workbook may have a sheet of classes, a sheet of people, or both. People are looked for in the archive as
those of any roster, class by class; what a list of before says of them never changes what the archive says
today, and stands in their enrolment alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

from sqlite_utils import Database

from app.classes import classes, enrolment, past
from app.classes.classes import Span
from app.exchange import roster
from app.exchange.engine import dates, fields, readers, tables
from app.exchange.engine.asked import Asked
from app.exchange.engine.books import Cell
from app.exchange.engine.entries import CellReader, Entry, Line
from app.exchange.engine.fields import EMPTY, Reading
from app.exchange.engine.findings import Findings
from app.exchange.engine.importer import Importer, Review
from app.exchange.engine.parts import LineReader, Part
from app.exchange.engine.tables import Column, Record, Table
from app.exchange.past_held import CLASS, PERSON, Held, Namesakes, held, judge, key_of, known
from app.file.kinds import CLASS_HOURS_LIMIT
from app.file.operation import Transaction
from app.ground.errors import UserError
from app.people import students

DATES = (
    Column("dates", ("起止日期", "起止时间", "培训时间", "培训日期", "办班时间", "举办时间")),
    Column("start_date", ("开始日期", "开班日期", "开班时间", "开始时间", "起始日期", "报到日期")),
    Column("end_date", ("结束日期", "结业日期", "结业时间", "结束时间", "截止日期")),
)
_OF_CLASS = (
    *("name", "issue", "code", "kind", "host"),
    *("typed_quarter_hours", "typed_days", "typed_people", "remark"),
)
CLASS_COLUMNS = (*(tables.column(classes.FACTS[key]) for key in _OF_CLASS), *DATES)
PERSON_COLUMNS = (
    *(column for column in roster.COLUMNS if column.key != "role"),
    tables.column(classes.FACTS["name"], "class_name"),
    tables.column(classes.FACTS["issue"], "class_issue"),
    tables.column(classes.FACTS["typed_quarter_hours"], "class_hours"),
    *DATES,
    Column(
        "certificate",
        ("证书编号", "结业证书编号", "结业证号", "证书号", "结业证书号"),
        spread=False,
    ),
    Column("issue_date", ("签发日期", "发证日期", "发证时间", "颁发日期", "签发时间")),
)
_RANGE = re.compile(
    r"(?P<first>[0-9]{4}[年./-][0-9]{1,2}[月./-][0-9]{1,2}日?)"
    r"(?:至|到|~|～|—|–|―|－|─|-)+(?P<last>[0-9年月日./-]+)"
)
_LAST = re.compile(r"(?:(?:([0-9]{4})[年./-])?([0-9]{1,2})[月./-])?([0-9]{1,2})日?")
_RANGE_SAID = "起止日期应写成 2025年3月3日至3月7日 的样子。"


# ------------------------------------------------------------------------------------------ cells


def span(cell: Cell) -> Reading:
    """Read 起止日期 in one cell as 'first last', two ISO dates; a day alone is both."""
    plain = fields.compact(cell) if isinstance(cell, str) else ""
    found = _RANGE.fullmatch(plain)
    if found is None:
        one = dates.read(cell)
        if one.value is None:
            return Reading(None, _RANGE_SAID) if one.text or plain else EMPTY
        return replace(one, value=f"{one.value} {one.value}")
    first, last = dates.read(found["first"]), _LAST.fullmatch(found["last"])
    if first.value is None or last is None:
        return Reading(None, _RANGE_SAID)
    year, month, _ = first.value.split("-")
    ends = dates.read(f"{last[1] or year}-{last[2] or month}-{last[3]}")
    if ends.value and ends.value < first.value and last[1] is None and last[2] is not None:
        ends = dates.read(f"{int(year) + 1}-{last[2]}-{last[3]}")  # over the turn of the year
    if ends.value is None or ends.value < first.value:
        return Reading(None, _RANGE_SAID)
    return Reading(f"{first.value} {ends.value}")


def count(cell: Cell) -> Reading:
    """Read a number of people or days: '45', '45人', '10 天'."""
    plain = fields.compact(cell).rstrip("人名天个")
    if not plain:
        return EMPTY
    if not re.fullmatch(r"[0-9]{1,5}(\.0+)?", plain):
        return Reading(None, "应为整数，如 45。")
    return Reading(str(int(float(plain))))


def _days(line: Line, keys: Sequence[str] = ("dates", "start_date", "end_date")) -> dict[str, str]:
    """Take the first and the last day of a class out of a line."""
    said = {key: line.values.pop(key) for key in keys if key in line.values}
    first, _, last = said.get("dates", "").partition(" ")
    first, last = said.get("start_date", first), said.get("end_date", last)
    if first and last and last < first:
        line.say("end_date", "error", f"结束日期 {last} 早于开始日期 {first}。")
    return {k: v for k, v in (("start_date", first), ("end_date", last)) if v}


_DATE_READERS: dict[str, CellReader] = {
    "dates": span, "start_date": dates.read, "end_date": dates.read
}  # fmt: skip
_class_hours = partial(readers.hours, most=CLASS_HOURS_LIMIT)


def _class_reader(db: Database, table: Table, asked: Asked, findings: Findings) -> LineReader:
    own: dict[str, CellReader] = {
        **_DATE_READERS,
        **dict.fromkeys(("name", "remark"), readers.prose),
        **dict.fromkeys(("typed_days", "typed_people"), count),
        "typed_quarter_hours": _class_hours,
    }
    read = {
        k.key: own.get(k.key) or readers.reader(db, classes.FACTS[k.key]) for k in CLASS_COLUMNS
    }

    def entry(record: Record) -> Entry:
        line = Line(table, replace(record, cells=asked.filled(record.cells)), findings)
        line.read(read)
        line.ask({"name": "缺班次名称。"})
        days = _days(line)
        return line.entry(CLASS, beside=days)

    return entry


class _People(roster.Lines):
    """Reads people with the class beside."""

    _more: ClassVar[dict[str, CellReader]] = {
        **_DATE_READERS,
        "class_name": readers.prose,
        "class_issue": readers.plain,
        "class_hours": _class_hours,
        "certificate": readers.prose,
        "issue_date": dates.read,
    }

    def more(self, line: Line) -> dict[str, str]:
        """Read the class, its days and hours, and the certificate."""
        line.read(self._more)
        line.ask({"class_name": "缺班次名称，不知道是哪个班的学员。"})
        kept = {
            k: line.values.pop(k) for k in self._more if k in line.values and k not in _DATE_READERS
        }
        return kept | _days(line)


def _person_reader(db: Database, table: Table, asked: Asked, findings: Findings) -> LineReader:
    people, into = _People(db, table, findings), _class_cells(db, asked.class_code)

    def entry(record: Record) -> Entry:
        cells = asked.filled(record.cells)
        if into and fields.empty(cells.get("class_name", "")):
            cells = {**cells, **into}
        return people.entry(replace(record, cells=cells))

    return entry


def _class_cells(db: Database, code: str) -> dict[str, Cell]:
    """Return what the cells of a row say of the class for which the list was opened; nothing of none.

    Raises UserError where it is not one of before.
    """
    if not code:
        return {}
    one = classes.by_code(db, code)
    if not one.brought_in:
        raise UserError(f"「{one.name}」不是补录的班次，学员请用“导入名册”。没有写入任何数据。")
    days = classes.summary(db, one.id)
    said = {"class_name": one.name, "class_issue": one.issue, "dates": ""}
    return {**said, "start_date": days.start_date or "", "end_date": days.end_date or ""}


_CALLED = {column.key: column.name for column in (*CLASS_COLUMNS, *PERSON_COLUMNS)}


def _judge(db: Database, entries: Sequence[Entry], asked: Asked, findings: Findings) -> list[Entry]:
    return judge(db, entries, asked, findings, _CALLED)


# ----------------------------------------------------------------------------------------- written


class _Persons:
    """Who a row is: of the archive, or new; the same person of several classes is made once."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._new = Namesakes[int]()

    def id_of(self, entry: Entry) -> int:
        """Return the student's id, made if need be."""
        if entry.record_id is not None:
            return entry.record_id
        made = self._new.find(entry)
        if made is None:
            [made] = self._tx.call(students.create_many([dict(entry.values)]))
            self._new.add(entry, made)
        return made


def _put(tx: Transaction, reviewed: Review, _class_code: str | None) -> int:
    persons = _Persons(tx)
    in_file = known(tx.db)
    found = held(reviewed.entries)
    enrolled = 0
    for place, one in enumerate(found):
        tx.progress.step(place, len(found), f"正在补录 {one.title}")
        there = in_file.get((key_of(one.name, one.issue), one.start, one.end))
        class_id = there[0] if there else _put_class(tx, one)
        enrolled += _put_people(tx, one, class_id, persons)
    tx.progress.step(len(found), len(found), "已写入")
    return enrolled


def _put_class(tx: Transaction, one: Held) -> int:
    values: dict[str, Any] = {"kind": "other", **(one.head.values if one.head else {})}
    for key in ("typed_days", "typed_people"):
        if key in values:
            values[key] = int(values[key])
    values |= {"name": one.name, "issue": one.issue, "typed_quarter_hours": one.quarter_hours}
    return tx.call(past.create(values, [Span(one.start, one.end)]))


def _put_people(tx: Transaction, one: Held, class_id: int, persons: _Persons) -> int:
    ids = {persons.id_of(entry): entry for entry in one.people}
    usual = one.quarter_hours
    snapshots: dict[int, dict[str, Any]] = {}
    for student_id, entry in ids.items():
        own = entry.beside.get("class_hours")
        kept = roster.snapshot(entry)
        snapshots[student_id] = {k: v for k, v in kept.items() if k in enrolment.FACTS}
        if own is not None and int(own) != usual:
            snapshots[student_id]["quarter_hours"] = int(own)
    enrolled = tx.call(enrolment.enrol(class_id, list(ids), snapshots))
    there = {
        number
        for (number,) in tx.db.execute(
            "SELECT number FROM certificate WHERE class_id = ?", [class_id]
        ).fetchall()
    }
    certificates = {
        student_id: past.Held(number, entry.beside.get("issue_date", one.end))
        for student_id, entry in ids.items()
        if (number := entry.beside.get("certificate", "")) and number not in there
    }
    if certificates:
        tx.call(past.bring_certificates(class_id, certificates))
    return enrolled


def _size(reviewed: Review) -> str:
    found = held(reviewed.entries)
    return f"{len(found)} 个班次、{sum(len(one.people) for one in found)} 人次"


IMPORTER = Importer(
    name="以前的班次",
    right="classes",
    parts=(
        Part(*(CLASS, "班次表", CLASS_COLUMNS, ("name",), _class_reader), facts=classes.FACTS),
        Part(
            *(PERSON, "学员名册", PERSON_COLUMNS, ("name",), _person_reader),
            facts=students.FACTS,
            made=("unit_name", "post"),
        ),
    ),
    judge=_judge,
    put=_put,
    size=_size,
    stale="核对之后班次或学员档案又有改动，请重新读取工作簿再导入。",
)
review, write = IMPORTER.review, IMPORTER.write
