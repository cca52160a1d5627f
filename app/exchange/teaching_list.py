"""师资课程表: a workbook with a sheet of teachers, a sheet of courses, or both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from sqlite_utils import Database

from app.exchange.engine import books, fields, lists, tables
from app.exchange.engine.findings import Disposition, Findings, Review, Source
from app.exchange.engine.lists import Entry, Lists, Staff
from app.exchange.engine.matching import Decision, Decisions
from app.exchange.engine.tables import Table
from app.exchange.libraries import COURSE_TITLES, FACT_OF, TEACHER_TITLES, judge
from app.file.operation import Transaction, operation
from app.ground.errors import UserError
from app.teaching import courses, teachers, venues

TEACHER_COLUMNS = tuple(tables.column(teachers.FACTS[key]) for key in TEACHER_TITLES)
COURSE_COLUMNS = tuple(
    tables.column(courses.FACTS[FACT_OF.get(key, key)], key) for key in COURSE_TITLES
)


@dataclass(frozen=True)
class CourseListReview(Review):
    """A reviewed list. A course's ``teacher`` is 'name' or 'name（unit）', its ``venue`` a name."""

    teachers: tuple[Entry, ...] = ()
    courses: tuple[Entry, ...] = ()
    broken: frozenset[tuple[str, int]] = frozenset()  # (sheet, row) with errors of their own
    decisions: Decisions = field(default_factory=dict[int, Decision])

    @property
    def dispositions(self) -> Iterable[Disposition]:
        """What would happen to each teacher and course."""
        return (e.disposition for e in (*self.teachers, *self.courses))


@dataclass(frozen=True)
class CourseListResult:
    """What an import did."""

    teachers_created: int
    teachers_updated: int
    courses_created: int
    courses_updated: int
    unchanged: int


def review(db: Database, path: Path, *, decisions: Decisions | None = None) -> CourseListReview:
    """Read a workbook of teachers and courses and compare it with the libraries; only read.

    ``decisions`` answers doubts about teachers: row → the teacher's id, or "other".
    Raises UserError where the file is no workbook or has neither list.
    """
    book = books.read(path)
    findings = Findings()
    visible = [s for s in book.sheets if s.visible]
    course_tables = [
        t for s in visible if (t := tables.look(s, COURSE_COLUMNS, ("title", "category")))
    ]
    taken = {t.sheet.name for t in course_tables}
    teacher_tables = [
        t
        for s in visible
        if s.name not in taken and (t := tables.look(s, TEACHER_COLUMNS, ("name", "kind")))
    ]
    if not course_tables and not teacher_tables:
        raise UserError(
            f"「{path.name}」里找不到师资（姓名、类别……）或课程（课程名称、类别、教学方式……）的表头。"
            "没有写入任何数据。"
        )
    names = Lists(db)
    found_teachers: list[Entry] = []
    found_courses: list[Entry] = []
    broken: set[tuple[str, int]] = set()
    for table in teacher_tables:
        found_teachers += _read(table, names, findings, broken, "师资表", "name")
    for table in course_tables:
        found_courses += _read(table, names, findings, broken, "课程表", "title")
    first = (teacher_tables + course_tables)[0]
    judged = judge(db, found_teachers, found_courses, frozenset(broken), decisions or {}, findings)
    return CourseListReview(
        source=Source(path, book.kind, book.digest),
        sheet="、".join(t.sheet.name for t in teacher_tables + course_tables),
        header_row=first.header_row + 1,
        findings=findings.sorted(),
        skipped=tuple(s for t in teacher_tables + course_tables for s in t.skipped),
        teachers=judged[0],
        courses=judged[1],
        broken=frozenset(broken),
        decisions=dict(decisions or {}),
    )


@operation("导入师资课程", right="libraries")
def write(tx: Transaction, reviewed: CourseListReview) -> CourseListResult:
    """Write a reviewed list. Raises UserError where errors or doubts stand or the file changed."""
    reviewed.refuse()
    tx.name(
        f"导入师资课程 {reviewed.source.path.name}"
        f"（师资 {len(reviewed.teachers)} 人、课程 {len(reviewed.courses)} 门）"
    )
    again = judge(
        tx.db,
        reviewed.teachers,
        reviewed.courses,
        reviewed.broken,
        reviewed.decisions,
        Findings(),
    )
    if again != (reviewed.teachers, reviewed.courses):
        raise UserError("核对之后师资库或课程库又有改动，请重新读取再导入。没有写入任何数据。")
    total = len(reviewed.teachers) + len(reviewed.courses)
    for place, entry in enumerate(reviewed.teachers):
        tx.progress.step(place, total, "正在写入师资库")
        if entry.record_id is None:
            tx.call(teachers.create(entry.values))
        elif entry.changes:
            tx.call(teachers.update(entry.record_id, {c: after for c, _, after in entry.changes}))
    staff = Staff(tx.db, ())
    for place, entry in enumerate(reviewed.courses, len(reviewed.teachers)):
        tx.progress.step(place, total, "正在写入课程库")
        _write_course(tx, entry, staff)
    tx.progress.step(total, total, "已写入")
    counts = {
        (part, d): sum(e.disposition == d for e in entries)
        for part, entries in (("teachers", reviewed.teachers), ("courses", reviewed.courses))
        for d in ("new", "changed")
    }
    return CourseListResult(
        counts["teachers", "new"],
        counts["teachers", "changed"],
        counts["courses", "new"],
        counts["courses", "changed"],
        reviewed.counts["same"],
    )


def _write_course(tx: Transaction, entry: Entry, staff: Staff) -> None:
    values: dict[str, object] = dict(entry.values)
    if entry.record_id is not None:
        values = {c: after for c, _, after in entry.changes}
        if not values:
            return
    if "teacher" in values:
        values["teacher_id"] = staff.find(str(values.pop("teacher")))[0]
    if "venue" in values:
        kind = "site" if entry.values.get("method") == "on_site" else "classroom"
        values["venue_id"] = venues.ensure(tx, str(values.pop("venue")), kind)
    for column in ("quarter_hours", "counted"):
        if column in values:
            values[column] = int(str(values[column]))
    if entry.record_id is not None:
        tx.call(courses.update(entry.record_id, values))
    else:
        values.setdefault("counted", int(values.get("method") not in courses.UNCOUNTED_METHODS))
        tx.call(courses.create(values))


def _read(
    table: Table,
    names: Lists,
    findings: Findings,
    broken: set[tuple[str, int]],
    what: str,
    key: str,
) -> list[Entry]:
    tables.note_columns(table, findings, what)
    if key == "name":
        readers = dict.fromkeys(TEACHER_TITLES, lists.plain) | {
            "name": fields.person,
            "kind": names.code("lecturer_kind"),
            "phone": fields.phone,
        }
        required = {
            "name": "缺姓名。",
            "kind": "缺师资类别（专职教师、兼职教师、领导干部、专家学者）。",
        }
    else:
        readers = dict.fromkeys(COURSE_TITLES, lists.plain) | {
            "category": names.code("course_category"),
            "method": names.code("teaching_method"),
            "topic": names.code("course_topic"),
            "quarter_hours": lists.hours,
            "counted": lists.counted,
        }
        required = {"title": "缺课程名称。", "category": "缺课程类别。", "method": "缺教学方式。"}
    entries: list[Entry] = []
    for record in table.records(key, findings):
        entry, wrong = lists.read_entry(table, record, readers, required, findings)
        if wrong:
            broken.add((entry.sheet, entry.row))
        entries.append(entry)
    return entries
