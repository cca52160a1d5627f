"""课程编排: the lessons of a class in its half-days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from sqlite_utils import Database

from app.classes import free_clock
from app.file.facts import Facts, fact, part_codes, record, write_codes
from app.file.operation import Transaction, operation
from app.ground.errors import UserError
from app.teaching import courses, fresh
from app.teaching.courses import OUTSIDE_METHODS, UNCOUNTED_METHODS, Course
from app.teaching.fresh import Fresh


@record
class Lecturer:
    """Who lectures in a lesson, as of its day."""

    teacher_id: int = fact("授课人", "row", of="teacher", required=True, kept=True)
    name: str = field()
    kind: str = fact("类别", "code", codes="lecturer_kind", required=True, kept=True)
    unit_name: str = fact("单位", kept=True)
    post: str = fact("职务", kept=True)


LECTURER_FACTS = Facts(
    Lecturer,
    "lesson_lecturer",
    "授课人",
    label="teacher_id",
    beside="position",
    lesson_id=fact("课次", "row", of="lesson", required=True, kept=True),
)


@record
class Lesson:
    """课次: one lesson of a class; ``quarter_hours`` in quarter-hours, clocks 'HH:MM'."""

    id: int
    class_id: int = fact("班次", "row", of="class", required=True, kept=True)
    date: str = fact("日期", "date", required=True, headings="时间日期 日期时间 | 月日")
    half: str = fact(
        "半天", "code", codes="half_day", required=True, headings="时段 上下午 午别 半日"
    )
    starts_at: str = fact("开始时间", "clock", required=True)
    ends_at: str = fact("结束时间", "clock", required=True)
    course_id: int | None = fact("课程库中的课程", "row", of="course")
    title: str = fact(
        "课程名称",
        required=True,
        single=True,
        headings="课程 课题 题目 讲题 主题 标题 专题名称 教学专题 课程题目 授课题目 授课内容 课程内容 "
        "| 教学内容 教学主题 内容 活动内容 培训内容 活动 "
        "| 课程安排 教学安排 内容安排 活动安排",
    )
    category: str = fact(
        "类别",
        "code",
        codes="course_category",
        required=True,
        single=True,
        headings="课程类别 内容类别 教学内容类别 课程类型 课程性质 性质 | 类型 教学模块",
    )
    method: str = fact(
        "教学方式",
        "code",
        codes="teaching_method",
        required=True,
        single=True,
        headings="教学方法 授课方式 教学形式 授课形式 课程形式 教学方式方法 | 方式 形式",
    )
    topics: str = fact("专题", "codes", codes="course_topic", apart="lesson_topic lesson_id topic")
    module: str | None = fact("模块", "code", codes="course_module", single=True)
    quarter_hours: int = fact(
        "学时", "hours", required=True, single=True, headings="课时 学时数 课时数"
    )
    counted: int = fact(
        "计入学时", "flag", required=True, usual=1, single=True, headings="是否计入学时"
    )
    venue_id: int | None = fact(
        "场地", "row", of="venue", headings="地点 教室 场所 教学场地 授课地点"
    )
    chair: str = fact("主持人", headings="主持")
    remark: str = fact("备注", single=True)
    venue: str | None = None
    lecturers: tuple[Lecturer, ...] = ()


FACTS = Facts(Lesson, "lesson", "课次", label="title")


@record
class LessonTopic:
    """A topic of a lesson."""

    topic: str = fact("专题", "code", codes="course_topic", required=True)


TOPIC_FACTS = Facts(
    LessonTopic,
    "lesson_topic",
    "课次的专题",
    label="lesson_id",
    lesson_id=fact("课次", "row", of="lesson", required=True, kept=True),
)

_CLOCK = ("starts_at", "ends_at")
_SELECT = (
    f"SELECT {FACTS.columns('s')}, v.name FROM lesson s LEFT JOIN venue v ON v.id = s.venue_id"
)


def of_class(db: Database, class_id: int) -> list[Lesson]:
    """Return the lessons of a class with their lecturers, by date and clock."""
    rows = db.execute(
        f"{_SELECT} WHERE s.class_id = ? ORDER BY s.date, s.starts_at, s.id", [class_id]
    ).fetchall()
    people: dict[int, list[Lecturer]] = {}
    for lesson_id, *who in db.execute(
        "SELECT l.lesson_id, l.teacher_id, t.name, l.kind, l.unit_name, l.post"
        " FROM lesson s JOIN lesson_lecturer l ON l.lesson_id = s.id"
        " JOIN teacher t ON t.id = l.teacher_id WHERE s.class_id = ? ORDER BY l.position, l.id",
        [class_id],
    ).fetchall():
        people.setdefault(lesson_id, []).append(Lecturer(*who))
    return [Lesson(*row, lecturers=tuple(people.get(row[0], ()))) for row in rows]


def get(db: Database, lesson_id: int) -> Lesson:
    """Return one lesson with its lecturers. Raises UserError where it is gone."""
    row = db.execute(f"{_SELECT} WHERE s.id = ?", [lesson_id]).fetchone()
    if row is None:
        raise UserError("这节课已被删除。")
    who = db.execute(
        "SELECT l.teacher_id, t.name, l.kind, l.unit_name, l.post FROM lesson_lecturer l"
        " JOIN teacher t ON t.id = l.teacher_id WHERE l.lesson_id = ? ORDER BY l.position, l.id",
        [lesson_id],
    ).fetchall()
    return Lesson(*row, lecturers=tuple(Lecturer(*w) for w in who))


def from_library(course: Course) -> dict[str, object]:
    """Return the columns that a lesson takes from its course; it may change them afterwards."""
    place = {} if course.venue_id is None else {"venue_id": course.venue_id}
    return {
        **place,
        "course_id": course.id,
        "title": course.title,
        "category": course.category,
        "method": course.method,
        "topics": course.topics,
        "module": course.module,
        "quarter_hours": course.quarter_hours,
        "counted": int(bool(course.counted) and course.method not in UNCOUNTED_METHODS),
    }


@operation("排课", right="plan")
def add_course(tx: Transaction, class_id: int, course_id: int, date: str, half: str) -> int:
    """Put a course of the library into a half-day; return the lesson's id.

    Category, method, hours, place and lecturer are copied, and may be changed in the lesson.
    """
    course = courses.get(tx.db, course_id)
    teacher_ids = [] if course.teacher_id is None else [course.teacher_id]
    return tx.begin(add(class_id, date, half, from_library(course), teacher_ids))


@operation("排课", right="plan")
def add(
    tx: Transaction,
    class_id: int,
    date: str,
    half: str,
    values: Mapping[str, object],
    teacher_ids: Sequence[int | Fresh] = (),
) -> int:
    """Add a lesson of any content (a ceremony, self-study); return its id. Raises UserError.

    Where ``values`` give no clock and hours it takes those of the half-day, or what is free beside that
    which stands there already; without a word on the place it is held where the class is, unless its
    method takes it outside.
    """
    usual = tx.db.execute("SELECT quarter_hours FROM half_day WHERE code = ?", [half]).fetchone()
    if usual is None:
        raise UserError("没有这个半天。")
    place = tx.db.execute("SELECT venue_id FROM class WHERE id = ?", [class_id]).fetchone()
    if place is None:
        raise UserError("这个班次已被删除。")
    filled = fresh.settled(tx, values)
    method = str(filled.get("method", "lecture"))
    columns: dict[str, object] = {
        "quarter_hours": usual[0],
        "category": "other",
        "method": method,
        "counted": int(method not in UNCOUNTED_METHODS),
        "venue_id": None if method in OUTSIDE_METHODS else place[0],
        **filled,
        "date": date,
        "half": half,
    }
    words = _set_clock(tx, class_id, columns)
    planned = _checked(FACTS.new(tx.db, columns))
    topics = part_codes(FACTS, planned)
    lesson_id = tx.insert("lesson", {"class_id": class_id, **planned})
    write_codes(tx, FACTS, lesson_id, topics)
    if teacher_ids:
        tx.call(set_lecturers(lesson_id, teacher_ids))
    tx.name(f"排课 {planned['title']}" + (f"（{words}）" if words else ""))
    return lesson_id


def _set_clock(tx: Transaction, class_id: int, columns: dict[str, object]) -> str:
    """Give a lesson that is to be its clock, where it has none, and make room for it; say how."""
    date, half = str(columns["date"]), str(columns["half"])
    if columns.get("starts_at") and columns.get("ends_at"):
        starts = str(columns["starts_at"])
        cut = free_clock.shortened_by(tx.db, class_id, date, half, starts)
        if cut is None:
            return ""
        tx.update("lesson", cut[0], {"ends_at": cut[1]})
        return cut[2]
    hours = columns["quarter_hours"]
    found = free_clock.beside(
        tx.db, class_id, date, half, hours if isinstance(hours, int) else None
    )
    columns["starts_at"] = columns.get("starts_at") or found.starts_at
    columns["ends_at"] = columns.get("ends_at") or found.ends_at
    if found.shortened is not None:
        tx.update("lesson", found.shortened[0], {"ends_at": found.shortened[1]})
    return found.words


@operation("复制课次", right="plan")
def copy(tx: Transaction, lesson_id: int, date: str, half: str) -> int:
    """Put the same lesson into another half-day as well; return the new one's id."""
    like = get(tx.db, lesson_id)
    there = [s for s in of_class(tx.db, like.class_id) if (s.date, s.half) == (date, half)]
    kept = half == like.half and not there
    values = {f: getattr(like, f) for f in FACTS.typed if kept or f not in _CLOCK}
    teacher_ids = [t.teacher_id for t in like.lecturers]
    new_id = tx.begin(add(like.class_id, date, half, values, teacher_ids))
    tx.name(tx.title.replace("排课", "复制课次", 1))
    return new_id


@operation("移动课次", right="plan")
def move(tx: Transaction, lesson_id: int, date: str, half: str) -> None:
    """Move a lesson to another half-day; what stands there changes places with it."""
    moved = get(tx.db, lesson_id)
    if (moved.date, moved.half) == (date, half):
        return
    there = [
        s
        for s in of_class(tx.db, moved.class_id)
        if (s.date, s.half) == (date, half) and s.id != lesson_id
    ]
    _place(tx, moved, date, half)
    for other in there:
        _place(tx, other, moved.date, moved.half, together=len(there) > 1)
    tx.name(f"对调 {moved.title}、{there[0].title}" if there else f"移动 {moved.title}")


@operation("修改课次", right="plan")
def update(tx: Transaction, lesson_id: int, values: Mapping[str, object]) -> None:
    """Change columns of a lesson. Raises UserError where the class is approved."""
    tx.name(f"修改课次 {get(tx.db, lesson_id).title}")
    row = _checked(FACTS.changed(tx.db, lesson_id, fresh.settled(tx, values)))
    topics = part_codes(FACTS, row)
    if row:
        tx.update("lesson", lesson_id, row)
    write_codes(tx, FACTS, lesson_id, topics)


@operation("更换授课人", right="plan")
def set_lecturers(tx: Transaction, lesson_id: int, teacher_ids: Sequence[int | Fresh]) -> None:
    """Name the lecturers of a lesson, in order; who stays keeps the kind of his day."""
    tx.name(f"更换授课人 {get(tx.db, lesson_id).title}")
    wanted = list(dict.fromkeys(fresh.ids(tx, teacher_ids)))
    now = dict(
        tx.db.execute(
            "SELECT teacher_id, id FROM lesson_lecturer WHERE lesson_id = ?", [lesson_id]
        ).fetchall()
    )
    for teacher_id, row_id in now.items():
        if teacher_id not in wanted:
            tx.delete("lesson_lecturer", row_id)
    for position, teacher_id in enumerate(wanted, 1):
        if teacher_id in now:
            tx.update("lesson_lecturer", now[teacher_id], {"position": position})
            continue
        who = tx.db.execute(
            "SELECT kind, unit_name, post FROM teacher WHERE id = ?", [teacher_id]
        ).fetchone()
        if who is None:
            raise UserError("这位教师的记录已被删除。没有写入任何数据。")
        tx.insert(
            "lesson_lecturer",
            {
                "lesson_id": lesson_id,
                "teacher_id": teacher_id,
                "kind": who[0],
                "unit_name": who[1],
                "post": who[2],
                "position": position,
            },
        )


@operation("编辑课次", right="plan")
def edit(
    tx: Transaction,
    lesson_id: int,
    values: Mapping[str, object],
    teacher_ids: Sequence[int | Fresh],
) -> None:
    """Save a lesson's form in one step: its columns and its lecturers."""
    tx.call(update(lesson_id, values))
    tx.call(set_lecturers(lesson_id, teacher_ids))
    tx.name(f"修改课次 {get(tx.db, lesson_id).title}")


@operation("删除课次", right="plan")
def remove(tx: Transaction, lesson_id: int) -> None:
    """Take a lesson out of the timetable. Raises UserError where the class is approved."""
    tx.name(f"删除课次 {get(tx.db, lesson_id).title}")
    tx.delete("lesson", lesson_id)


def _place(tx: Transaction, moved: Lesson, date: str, half: str, *, together: bool = False) -> None:
    """Put a lesson elsewhere; those that go ``together`` keep their order in the other half-day."""
    columns: dict[str, object] = {"date": date, "half": half}
    if half != moved.half:
        clock = _usual_clock(tx, half)
        if together:
            before = _usual_clock(tx, moved.half)
            clock = free_clock.shifted((moved.starts_at, moved.ends_at), before, clock)
        columns |= {"starts_at": clock[0], "ends_at": clock[1]}
    tx.update("lesson", moved.id, columns)


def _usual_clock(tx: Transaction, half: str) -> tuple[str, str]:
    row = tx.db.execute("SELECT starts_at, ends_at FROM half_day WHERE code = ?", [half]).fetchone()
    if row is None:
        raise UserError("没有这个半天。")
    return row[0], row[1]


def _checked(columns: dict[str, object]) -> dict[str, object]:
    starts, ends = columns.get("starts_at"), columns.get("ends_at")
    if starts is not None and ends is not None and not str(starts) < str(ends):
        raise UserError("结束时间应晚于开始时间。没有写入任何数据。")
    return columns
