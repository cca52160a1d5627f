"""师资库."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from app.file.listing import Listing, Sort, by_terms
from app.file.operation import Transaction, operation
from app.ground.errors import UserError
from app.text import search

FIELDS = ("name", "kind", "unit_name", "post", "title", "field", "phone", "active", "remark")
KINDS = ("full_time", "part_time", "leading_cadre", "expert")

LISTING = Listing(
    table="teacher",
    columns={
        "name": "t.name",
        "kind": "t.kind",
        "kind_name": "(SELECT k.name FROM lecturer_kind k WHERE k.code = t.kind)",
        "unit_name": "t.unit_name",
        "post": "t.post",
        "title": "t.title",
        "field": "t.field",
        "phone": "t.phone",
        "active": "t.active",
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


@dataclass(frozen=True)
class Teacher:
    """A lecturer; ``kind`` is today's: full_time, part_time, leading_cadre or expert."""

    id: int
    name: str
    kind: str
    unit_name: str
    post: str
    title: str
    field: str
    phone: str
    active: int
    remark: str


def get(db: Database, teacher_id: int) -> Teacher:
    """Return one teacher. Raises UserError where the record is gone."""
    row = db.execute(
        f"SELECT id, {', '.join(FIELDS)} FROM teacher WHERE id = ?", [teacher_id]
    ).fetchone()
    if row is None:
        raise UserError("这位教师的记录已被删除。")
    return Teacher(*row)


def choices(db: Database, text: str = "", limit: int = 200) -> list[Teacher]:
    """Return the active teachers that ``text`` finds by name, pinyin or initials."""
    condition, values = by_terms(text) if text.strip() else ("1", {})
    rows = db.execute(
        f"SELECT id, {', '.join(FIELDS)} FROM teacher t WHERE active = 1 AND {condition}"
        f" ORDER BY pinyin LIMIT {int(limit)}",
        values,
    ).fetchall()
    return [Teacher(*row) for row in rows]


@operation("添加教师")
def create(tx: Transaction, values: Mapping[str, object]) -> int:
    """Add a teacher and return the id. Raises UserError where name or kind is missing."""
    row = _row({"kind": "full_time", "name": "", **values})
    tx.name(f"添加教师 {row['name']}")
    return tx.insert("teacher", row)


@operation("修改教师")
def update(tx: Transaction, teacher_id: int, values: Mapping[str, object]) -> None:
    """Change a teacher; lessons planned already keep kind, unit and post of their day."""
    before = get(tx.db, teacher_id)
    tx.name(f"修改教师 {before.name}")
    row = _row(values)
    if "name" in row:
        unit = str(row.get("unit_name", before.unit_name))
        row["terms"] = search.terms(str(row["name"]), unit)
    tx.update("teacher", teacher_id, row)


@operation("删除教师")
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


def _row(values: Mapping[str, object]) -> dict[str, object]:
    row = {k: (v.strip() if isinstance(v, str) else v) for k, v in values.items() if k in FIELDS}
    if row.get("name") == "":
        raise UserError("请填写教师姓名。没有写入任何数据。")
    if "kind" in row and row["kind"] not in KINDS:
        raise UserError("请选定师资类别。没有写入任何数据。")
    if "name" in row:
        name = str(row["name"])
        terms = search.terms(name, str(row.get("unit_name", "")))
        row |= {"pinyin": search.sort_key(name), "terms": terms}
    return row
