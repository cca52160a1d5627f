"""课程库."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from app.file.facts import Facts, fact, part_codes, record, write_codes
from app.file.listing import Listing, Sort, by_terms
from app.file.operation import Transaction, operation
from app.ground.errors import UserError
from app.teaching import fresh
from app.text import codes

CATEGORIES = ("theory", "party_spirit", "professional", "knowledge", "other")
UNCOUNTED_METHODS = ("ceremony", "self_study")  # carry hours only where the school ticks them
OUTSIDE_METHODS = ("on_site",)  # held elsewhere: the classroom stays free


@record
class Course:
    """A course of the library; see db/schema.sql for the columns."""

    id: int
    title: str = fact(
        "课程名称",
        required=True,
        words="name",
        single=True,
        headings="课程 课题 题目 讲题 主题 标题 专题名称 教学专题 课程题目 授课题目 授课内容 课程内容 "
        "| 教学内容 教学主题 内容",
    )
    category: str = fact(
        "类别",
        "code",
        codes="course_category",
        required=True,
        headings="课程类别 内容类别 教学内容类别 课程类型 课程性质 性质 | 类型 教学模块",
    )
    method: str = fact(
        "教学方式",
        "code",
        codes="teaching_method",
        required=True,
        headings="教学方法 授课方式 教学形式 授课形式 课程形式 教学方式方法 | 方式 形式",
    )
    topics: str = fact(
        "专题",
        "codes",
        codes="course_topic",
        apart="course_topic_of course_id topic",
        headings="专题标记 标记 教学专题标记",
    )
    module: str | None = fact("模块", "code", codes="course_module", headings="课程模块 教学模块")
    quarter_hours: int = fact(
        "学时", "hours", required=True, usual=16, headings="课时 学时数 课时数"
    )
    counted: int = fact(
        "计入学时", "flag", required=True, usual=1, single=True, headings="是否计入学时"
    )
    teacher_id: int | None = fact(
        "授课人",
        "row",
        of="teacher",
        headings="授课教师 主讲人 主讲教师 主讲 讲师 老师 教师 任课教师 任课老师 讲课人 授课专家 "
        "主讲嘉宾 | 师资",
    )
    venue_id: int | None = fact(
        "场地", "row", of="venue", headings="地点 教室 场所 教学场地 授课地点"
    )
    active: int = fact("仍在开设", "flag", required=True, usual=1)
    remark: str = fact("备注", "lines", single=True)


FACTS = Facts(Course, "course", "课程", label="title")

LISTING = Listing(
    table="course",
    joins="LEFT JOIN teacher h ON h.id = t.teacher_id LEFT JOIN venue v ON v.id = t.venue_id",
    columns={
        **FACTS.listed(),
        "teacher": "h.name",
        "venue": "v.name",
        "used_count": "(SELECT count(DISTINCT s.class_id) FROM lesson s WHERE s.course_id = t.id)",
    },
    sorts={
        "title": Sort("t.pinyin"),
        "category_name": Sort("k.position", " JOIN course_category k ON k.code = t.category"),
        "method_name": Sort("m.position", " JOIN teaching_method m ON m.code = t.method"),
        "quarter_hours": Sort("t.quarter_hours"),
        "teacher": Sort("h.pinyin", " LEFT JOIN teacher h ON h.id = t.teacher_id"),
        "venue": Sort("v.pinyin", " LEFT JOIN venue v ON v.id = t.venue_id"),
        "used_count": Sort(
            "(SELECT count(DISTINCT s.class_id) FROM lesson s WHERE s.course_id = t.id)"
        ),
    },
    default_sort="title",
    chips={
        "": "t.active = 1",
        **{code: f"t.active = 1 AND t.category = '{code}'" for code in CATEGORIES},
        "retired": "t.active = 0",
    },
)


_CATEGORY = codes.called_sql("course_category", "t.category")


@dataclass(frozen=True)
class CourseCard:
    """A course as the timetable's library shows it."""

    id: int
    title: str
    category: str
    category_name: str
    method: str
    method_name: str
    quarter_hours: int
    teacher: str | None
    teacher_kind: str | None
    teacher_post: str | None
    venue: str | None


def get(db: Database, course_id: int) -> Course:
    """Return one course. Raises UserError where it is gone."""
    return FACTS.one(db, course_id, "这门课程已被删除。")


def library(db: Database, text: str = "", category: str = "", limit: int = 200) -> list[CourseCard]:
    """Return the active courses that ``text`` finds by title, lecturer, pinyin or initials."""
    condition, values = by_terms(text) if text.strip() else ("1", {})
    by_teacher, _ = by_terms(text, "coalesce(h.terms, '')") if text.strip() else ("0", {})
    rows = db.execute(
        f"SELECT t.id, t.title, t.category, {_CATEGORY}, t.method, m.name, t.quarter_hours,"
        " h.name, h.kind, h.post, v.name FROM course t"
        " JOIN course_category k ON k.code = t.category"
        " JOIN teaching_method m ON m.code = t.method"
        " LEFT JOIN teacher h ON h.id = t.teacher_id LEFT JOIN venue v ON v.id = t.venue_id"
        f" WHERE t.school_id = 1 AND t.active = 1 AND (({condition}) OR ({by_teacher}))"
        " AND (:category = '' OR t.category = :category)"
        f" ORDER BY k.position, t.pinyin LIMIT {int(limit)}",
        {**values, "category": category},
    ).fetchall()
    return [CourseCard(*row) for row in rows]


@operation("添加课程", right="libraries")
def create(tx: Transaction, values: Mapping[str, object]) -> int:
    """Add a course and return its id. Raises UserError where title, category or method is missing."""
    row = FACTS.new(tx.db, fresh.settled(tx, values))
    topics = part_codes(FACTS, row)
    tx.name(f"添加课程 {row['title']}")
    course_id = tx.insert("course", row)
    write_codes(tx, FACTS, course_id, topics)
    return course_id


@operation("修改课程", right="libraries")
def update(tx: Transaction, course_id: int, values: Mapping[str, object]) -> None:
    """Change a course; lessons planned already keep what was copied into them."""
    tx.name(f"修改课程 {get(tx.db, course_id).title}")
    row = FACTS.changed(tx.db, course_id, fresh.settled(tx, values))
    topics = part_codes(FACTS, row)
    if row:
        tx.update("course", course_id, row)
    write_codes(tx, FACTS, course_id, topics)


@operation("删除课程", right="libraries")
def delete(tx: Transaction, course_id: int) -> None:
    """Delete a course that no class uses. Raises UserError otherwise."""
    before = get(tx.db, course_id)
    tx.name(f"删除课程 {before.title}")
    used = tx.db.execute(
        "SELECT count(DISTINCT class_id) FROM lesson WHERE course_id = ?", [course_id]
    ).fetchone()[0]
    if used:
        raise UserError(
            f"「{before.title}」已排入 {used} 个班次，不能删除；不再开的课可改为停用。没有写入任何数据。"
        )
    tx.delete("course", course_id)
