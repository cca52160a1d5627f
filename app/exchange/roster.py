"""学员名册: reviewed cell by cell against the archive, then written all or nothing.

``review`` only reads; ``write`` is one operation that undo takes back as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from sqlite_utils import Database

from app.classes import classes, enrolment
from app.exchange.engine import books, dates, fields, matching, posts, tables
from app.exchange.engine.books import Cell
from app.exchange.engine.findings import Disposition, Findings, Review, Severity, Source
from app.exchange.engine.matching import Decision, Decisions, Person, Row
from app.exchange.engine.tables import Column, Record, Table
from app.file.operation import Transaction, operation
from app.ground.errors import UserError
from app.people import students
from app.text import codes, identity

_OF_ENROLMENT = ("group_name", "role")
_UNIT_AND_POST = (
    "单位及职务 单位职务 工作单位及职务 单位及职务职级 工作单位职务 现工作单位及职务 "
    "所在单位及职务 单位和职务 单位与职务 单位、职务 单位/职务 工作单位和职务 "
    "工作单位及现任职务 现任单位及职务 单位及现任职务 现任工作单位及职务"
)
# what a class's roster has beside what is written down of a student
COLUMNS = (
    *(tables.column(fact) for fact in students.FACTS.values() if not fact.kept),
    Column("unit_post", tuple(_UNIT_AND_POST.split())),
    *(tables.column(enrolment.FACTS[key]) for key in _OF_ENROLMENT),
)
_PLAIN: dict[str, Callable[[Cell], str]] = {
    "unit_name": fields.joined,
    "post": fields.joined,
    "education": fields.joined,
    "rank": fields.joined,
    "group_name": fields.joined,
    "role": fields.joined,
    "remark": fields.text,
}
TEXT_LIMIT = 500


@dataclass(frozen=True)
class RosterReview(Review):
    """A reviewed roster: ``rows`` as read, ``people`` what would become of them, in order."""

    rows: tuple[Row, ...] = ()
    people: tuple[Person, ...] = ()
    decisions: Decisions = field(default_factory=dict[int, Decision])

    @property
    def dispositions(self) -> Iterable[Disposition]:
        """What would happen to each person."""
        return (p.disposition for p in self.people)


@dataclass(frozen=True)
class ImportResult:
    """What an import did, in persons; ``enrolled`` are new in the class ``class_code``."""

    created: int
    updated: int
    unchanged: int
    enrolled: int = 0
    class_code: str | None = None

    @property
    def total(self) -> int:
        """Everybody in the roster."""
        return self.created + self.updated + self.unchanged


def review(
    db: Database, path: Path, *, sheet: str | None = None, decisions: Decisions | None = None
) -> RosterReview:
    """Read a roster and compare it with the archive; nothing is written.

    ``sheet`` chooses a worksheet (default: the first visible one with a heading). ``decisions``
    answers doubts: the row's number → the student's id, or "other". Raises UserError where the file
    is no workbook or has no heading; everything else that is wrong stands in ``findings``.
    """
    book = books.read(path)
    findings = Findings()
    table = tables.find(book, COLUMNS, ("name",), findings, sheet=sheet)
    tables.note_columns(table, findings, "名册")
    if "id_number" not in table.columns:
        findings.add(
            "warn",
            table.sheet.name,
            "没有“身份证号”一栏，只能按姓名、单位和出生年月与档案比对。",
            row=table.header_row + 1,
        )
    reader = _Reader(db, table, findings)
    rows = tuple(reader.row(record) for record in table.records("name", findings))
    people = matching.match(db, rows, table.sheet.name, decisions or {}, findings)
    return RosterReview(
        source=Source(path, book.kind, book.digest),
        sheet=table.sheet.name,
        header_row=table.header_row + 1,
        findings=findings.sorted(),
        skipped=tuple(table.skipped),
        rows=rows,
        people=tuple(people),
        decisions=dict(decisions or {}),
    )


@operation("导入学员名册", right="students")
def write(tx: Transaction, reviewed: RosterReview, class_code: str | None = None) -> ImportResult:
    """Write a reviewed roster, and enrol everybody in a class if one is named.

    Raises UserError where errors or undecided doubts stand, where the archive has changed since the
    review, or where the class is not there or closed. Then nothing is written.
    """
    reviewed.refuse()
    tx.name(f"导入学员名册 {reviewed.source.path.name}（{len(reviewed.people)} 人）")
    class_id = classes.by_code(tx.db, class_code).id if class_code else None
    again = matching.match(tx.db, reviewed.rows, reviewed.sheet, reviewed.decisions, Findings())
    if tuple(again) != reviewed.people:
        raise UserError("核对之后学员档案又有改动，请重新读取名册再导入。没有写入任何数据。")
    ids: list[int] = []
    for place, (row, person) in enumerate(zip(reviewed.rows, reviewed.people, strict=True)):
        if place % 20 == 0:
            tx.progress.step(place, len(reviewed.rows), "正在写入学员档案")
        ids.append(_write_one(tx, row, person))
    counts = reviewed.counts
    enrolled = 0
    if class_id is not None:
        snapshots = {i: _snapshot(row) for i, row in zip(ids, reviewed.rows, strict=True)}
        enrolled = tx.call(enrolment.enrol(class_id, ids, snapshots))
    tx.progress.step(len(ids), len(ids), "已写入")
    return ImportResult(counts["new"], counts["changed"], counts["same"], enrolled, class_code)


def _write_one(tx: Transaction, row: Row, person: Person) -> int:
    if person.student_id is None:
        return tx.call(students.create(dict(row.values)))
    if person.changes:
        changed: dict[str, object] = {column: after for column, _, after in person.changes}
        tx.call(students.update(person.student_id, changed))
    return person.student_id


def _snapshot(row: Row) -> dict[str, str]:
    kept = ("unit_name", "post", "remark")
    return {**{k: row.values[k] for k in kept if k in row.values}, **row.enrolment}


class _Reader:
    """Reads records into rows, noting what is wrong."""

    def __init__(self, db: Database, table: Table, findings: Findings) -> None:
        self._table, self._findings = table, findings
        self._codes = {
            c: {name: code for code, name in codes.options(db, c)}
            for c in ("ethnic_group", "political_status", "post_level")
        }
        self._units = frozenset(
            n for (n,) in db.execute("SELECT name FROM unit WHERE school_id = 1").fetchall()
        )
        self._months = "年月" in table.heading("birth_date") and "日" not in table.heading(
            "birth_date"
        )

    def row(self, record: Record) -> Row:
        """Read one record."""
        before = len(self._findings.items)
        values: dict[str, str] = {}
        self._special_characters(record)
        self._coded(record, values)
        self._texts(record, values)
        whole = self._unit_and_post(record, values)
        self._level(record, values)
        derived = self._against_number(record, values)
        if "name" not in values and not self._errors(before):
            self._say(record, "name", "error", "缺姓名。请补上；如果不是学员，请删去这一行。")
        if "id_number" in record.cells and not fields.compact(record.cells["id_number"]):
            self._say(record, "id_number", "warn", "没有身份证号，只能按姓名比对。")
        enrolment = {k: values.pop(k) for k in _OF_ENROLMENT if k in values}
        if record.group:
            enrolment.setdefault("group_name", record.group)
        places = {k: (record.row, c) for k, c in self._table.columns.items()}
        if "unit_post" in places:
            places = {"unit_name": places["unit_post"], "post": places["unit_post"]} | places
        broken = self._errors(before)
        return Row(record.row + 1, values, enrolment, derived, whole, places, broken)

    def _errors(self, before: int) -> bool:
        return any(f.severity == "error" for f in self._findings.items[before:])

    def _texts(self, record: Record, values: dict[str, str]) -> None:
        for key, plain in _PLAIN.items():
            text = plain(record.cells.get(key, ""))
            if len(text) > TEXT_LIMIT:
                self._say(record, key, "error", f"超过 {TEXT_LIMIT} 个字，请缩短。")
            elif text:
                values[key] = text
        aside = fields.aside(record.cells.get("name", ""))
        if aside and "name" in values:
            _add_remark(values, aside)

    def _coded(self, record: Record, values: dict[str, str]) -> None:
        number = self._read(record, values, "id_number", fields.identity_number)
        known = identity.birth_date(number) if number else ""
        self._read(record, values, "name", fields.person)
        if len(values.get("name", "")) > 4 and posts.ends_like_unit(values["name"]):
            self._say(
                record, "name", "error", "像是单位名称，不是姓名；如果不是学员，请删去这一行。"
            )
        self._read(record, values, "sex", fields.sex)
        self._read(record, values, "phone", fields.phone)
        self._read(
            record,
            values,
            "birth_date",
            lambda c: dates.birth_date(c, months=self._months, known=known),
        )
        self._read(
            record,
            values,
            "ethnic_group",
            lambda c: fields.ethnic_group(c, self._codes["ethnic_group"]),
        )
        self._read(
            record,
            values,
            "political_status",
            lambda c: fields.political_status(c, self._codes["political_status"]),
        )

    def _read(
        self,
        record: Record,
        values: dict[str, str],
        key: str,
        read: Callable[[Cell], fields.Reading],
    ) -> str | None:
        cell = record.cells.get(key, "")
        if cell == "":
            return None
        reading = read(cell)
        if reading.text:
            self._note(record, key, reading)
        if reading.value:
            values[key] = reading.value
        return reading.value

    def _special_characters(self, record: Record) -> None:
        for key, cell in list(record.cells.items()):
            failed = fields.failed(cell)
            reading = failed if failed.text else fields.private_use(cell)
            if reading.text:
                self._note(record, key, reading)
            if failed.text:
                record.cells[key] = ""  # said once

    def _unit_and_post(self, record: Record, values: dict[str, str]) -> str:
        text = fields.text(record.cells.get("unit_post", ""))
        if not text:
            return ""
        whole = fields.joined(text)
        if "unit_name" in values:
            values.setdefault("post", whole.removeprefix(values["unit_name"]))
            return ""
        unit, post = posts.part(text, self._units)
        if unit:
            values["unit_name"] = fields.joined(unit)
        else:
            self._say(
                record,
                "unit_post",
                "warn",
                "分不出哪里是单位，整段记为职务，单位留空；在单位与职务之间加一个空格即可分开。",
            )
        if post:
            values.setdefault("post", fields.joined(post))
        return whole

    def _level(self, record: Record, values: dict[str, str]) -> None:
        """职务层次 by its code; a 职级 that stands there instead is kept as such."""
        cell = record.cells.get("post_level", "")
        reading = fields.post_level(cell, self._codes["post_level"])
        if reading.value:
            values["post_level"] = reading.value
        elif reading.text:
            text = fields.joined(cell)
            if "rank" not in values:
                values["rank"] = text
                return
            _add_remark(values, text)
            self._say(
                record, "post_level", "warn", "不是职务层次的名称（如“乡科级正职”），记入备注。"
            )

    def _against_number(self, record: Record, values: dict[str, str]) -> frozenset[str]:
        """Compare sex and birth with the number (warnings only), or take them from it."""
        number = values.get("id_number")
        if not number:
            return frozenset()
        born, sex = identity.birth_date(number), identity.sex(number)
        derived: set[str] = set()
        if "sex" not in values:
            values["sex"] = sex
            derived.add("sex")
        elif values["sex"] != sex:
            self._say(record, "sex", "warn", "与身份证号第 17 位不一致，请核对；仅提示。")
        typed = values.get("birth_date")
        if typed is None:
            if not fields.compact(record.cells.get("birth_date", "")):
                values["birth_date"] = born
                derived.add("birth_date")
        elif not born.startswith(typed):
            text = f"与身份证号上的 {born} 不一致；以组织认定的为准，仅提示。"
            self._say(record, "birth_date", "warn", text)
        return frozenset(derived)

    def _note(self, record: Record, key: str, reading: fields.Reading) -> None:
        self._say(record, key, reading.severity, reading.text)

    def _say(self, record: Record, key: str, severity: Severity, text: str) -> None:
        self._findings.add(
            severity,
            self._table.sheet.name,
            text,
            at=(record.row, self._table.columns.get(key, 0)),
            column=self._table.heading(key),
            value=fields.shown(record.cells.get(key, "")),
        )


def _add_remark(values: dict[str, str], text: str) -> None:
    values["remark"] = "；".join(t for t in (values.get("remark"), text) if t)
