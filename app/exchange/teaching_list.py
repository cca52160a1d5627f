"""师资课程表: a workbook with a sheet of teachers, a sheet of courses, or both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from sqlite_utils import Database

from app.exchange.engine import books, fields, lists, tables
from app.exchange.engine.findings import Disposition, Findings, Review, Source
from app.exchange.engine.lists import Entry, Lists, Staff
from app.exchange.engine.matching import Decisions
from app.exchange.engine.tables import Column, Table
from app.exchange.libraries import COURSE_TITLES, TEACHER_TITLES, judge
from app.file.operation import Transaction, operation
from app.ground.errors import UserError
from app.teaching import courses, teachers, venues

TEACHER_COLUMNS = (
    Column("name", ("姓名", "教师姓名", "授课人", "师资姓名", "授课教师"), spread=False),
    Column("kind", ("类别", "师资类别", "教师类别", "类型")),
    Column("unit_name", ("单位", "工作单位", "所在单位")),
    Column("post", ("职务", "现任职务", "单位职务")),
    Column("title", ("职称", "专业技术职务")),
    Column("phone", ("电话", "联系电话", "手机", "手机号码", "手机号"), spread=False),
    Column("field", ("研究方向", "擅长领域", "授课方向", "专业", "研究领域")),
    Column("remark", ("备注",), spread=False),
)
COURSE_COLUMNS = (
    Column(
        "title",
        ("课程名称", "课程", "课题", "专题名称", "教学专题", "课程题目", "课程标题"),
        spread=False,
    ),
    Column("category", ("类别", "课程类别", "教学内容类别", "内容类别", "课程类型")),
    Column("method", ("教学方式", "教学方法", "授课方式", "教学形式")),
    Column("quarter_hours", ("学时", "课时", "学时数")),
    Column("counted", ("计入学时", "是否计入学时"), spread=False),
    Column("teacher", ("授课人", "授课教师", "主讲人", "主讲教师", "教师", "主讲")),
    Column("venue", ("场地", "地点", "教学地点", "授课地点", "上课地点", "教学场地")),
    Column("topic", ("专题标记", "专题", "标记")),
    Column("remark", ("备注",), spread=False),
)


@dataclass(frozen=True)
class CourseListReview(Review):
    """A reviewed list. A course's ``teacher`` is 'name' or 'name（unit）', its ``venue`` a name."""

    teachers: tuple[Entry, ...] = ()
    courses: tuple[Entry, ...] = ()
    broken: frozenset[tuple[str, int]] = frozenset()  # (sheet, row) with errors of their own
    decisions: Decisions = field(default_factory=dict)

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
    found_teachers, found_courses, broken = [], [], set()
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


@operation("导入师资课程")
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
    entries = []
    for record in table.records(key, findings):
        entry, wrong = lists.read_entry(table, record, readers, required, findings)
        if wrong:
            broken.add((entry.sheet, entry.row))
        entries.append(entry)
    return entries
