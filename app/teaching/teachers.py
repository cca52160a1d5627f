"""师资库."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlite_utils import Database

from app.file.facts import Facts, fact, record
from app.file.listing import Listing, Sort, by_terms
from app.file.operation import Transaction, operation
from app.ground.errors import UserError
from app.teaching.fresh import Fresh
from app.text import posts

_WITH_UNIT = re.compile(r"(.+?)[（(](.+)[）)]")
KINDS = ("full_time", "part_time", "leading_cadre", "expert")


@record
class Teacher:
    """A lecturer; ``kind`` is today's: full_time, part_time, leading_cadre or expert."""

    id: int
    name: str = fact(
        "姓名",
        required=True,
        words="person",
        single=True,
        headings="名字 | 教师 老师 授课人 授课教师 授课老师 主讲人 讲师 任课教师 专家 师资 授课人员 拟聘教师 "
        "教师名称",
    )
    kind: str = fact(
        "类别",
        "code",
        codes="lecturer_kind",
        required=True,
        headings="师资类别 类型 | 师资性质 身份 性质",
    )
    unit_name: str = fact("单位", words="name", headings="工作单位 所在单位 | 部门 科室 院系")
    post: str = fact("职务", headings="现任职务 行政职务 现职 | 职位 岗位")
    full_post: str = fact("职务全称")
    title: str = fact("职称", headings="专业技术职务 专业技术职称 技术职称")
    field: str = fact(
        "研究方向", headings="擅长领域 授课方向 专业 研究领域 专业领域 专业方向 研究专长 专长"
    )
    phone: str = fact("电话", single=True, headings="手机 移动电话 | 电话 联系电话 | 联系方式")
    active: int = fact("仍在授课", "flag", required=True, usual=1)
    remark: str = fact("备注", "lines", single=True)


FACTS = Facts(Teacher, "teacher", "教师")

LISTING = Listing(
    table="teacher",
    columns={
        **FACTS.listed(),
        "taught_count": "(SELECT count(*) FROM lesson_lecturer l WHERE l.teacher_id = t.id)",
    },
    sorts={
        "name": Sort("t.pinyin"),
        "kind_name": Sort("k.position", " JOIN lecturer_kind k ON k.code = t.kind"),
        "unit_name": Sort("t.unit_name"),
        "post": Sort("t.post"),
        "title": Sort("t.title"),
        "taught_count": Sort("(SELECT count(*) FROM lesson_lecturer l WHERE l.teacher_id = t.id)"),
    },
    default_sort="name",
    chips={
        "": "t.active = 1",
        **{kind: f"t.active = 1 AND t.kind = '{kind}'" for kind in KINDS},
        "retired": "t.active = 0",
    },
)


def get(db: Database, teacher_id: int) -> Teacher:
    """Return one teacher. Raises UserError where the record is gone."""
    return FACTS.one(db, teacher_id, "这位教师的记录已被删除。")


def choices(db: Database, text: str = "", limit: int = 200) -> list[Teacher]:
    """Return the active teachers that ``text`` finds by name, pinyin or initials."""
    condition, values = by_terms(text) if text.strip() else ("1", {})
    return FACTS.read(
        db,
        f"WHERE t.school_id = 1 AND t.active = 1 AND {condition}"
        f" ORDER BY t.pinyin LIMIT {int(limit)}",
        values,
    )


@operation("添加教师", right="libraries")
def create(tx: Transaction, values: Mapping[str, object]) -> int:
    """Add a teacher and return the id. Raises UserError where name or kind is missing."""
    row = FACTS.new(tx.db, {"kind": "full_time", **values})
    tx.name(f"添加教师 {row['name']}")
    return tx.insert("teacher", row)


def fresh(text: str, kind: str) -> Fresh:
    """Return a teacher to be made, typed as 王芳 or 王芳（县委党校）."""
    found = _WITH_UNIT.fullmatch(text.strip())
    name, unit = (found[1], found[2]) if found else (text, "")
    return Fresh(create, {"name": name.strip(), "unit_name": unit.strip(), "kind": kind})


@operation("修改教师", right="libraries")
def update(tx: Transaction, teacher_id: int, values: Mapping[str, object]) -> None:
    """Change a teacher; lessons planned already keep kind, unit and post of their day."""
    before = get(tx.db, teacher_id)
    tx.name(f"修改教师 {before.name}")
    values = {**values, **posts.outdated(vars(before), values)}
    tx.update("teacher", teacher_id, FACTS.changed(tx.db, teacher_id, values))


@operation("删除教师", right="libraries")
def delete(tx: Transaction, teacher_id: int) -> None:
    """Delete a teacher who has no lessons and courses. Raises UserError otherwise."""
    before = get(tx.db, teacher_id)
    tx.name(f"删除教师 {before.name}")
    used = tx.db.execute(
        "SELECT (SELECT count(*) FROM lesson_lecturer WHERE teacher_id = ?1),"
        " (SELECT count(*) FROM course WHERE teacher_id = ?1),"
        " (SELECT count(*) FROM class WHERE class_teacher_id = ?1)",
        [teacher_id],
    ).fetchone()
    if any(used):
        raise UserError(
            f"{before.name}已有 {used[0]} 个课次、{used[1]} 门课程、{used[2]} 个班次，不能删除；"
            "不再授课的可改为停用。没有写入任何数据。"
        )
    tx.delete("teacher", teacher_id)
