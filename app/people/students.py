"""学员: the person, over all years."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from app.file.listing import Listing, Sort, by_student_terms
from app.file.operation import Transaction, operation
from app.ground.errors import UserError
from app.people import units
from app.text import identity, search

# what is typed of a student, by its Chinese name; 'unit_name' stands for unit_id
NAMES = {
    "name": "姓名",
    "sex": "性别",
    "ethnic_group": "民族",
    "birth_date": "出生年月",
    "id_number": "身份证号",
    "political_status": "政治面貌",
    "education": "学历",
    "unit_name": "单位",
    "post": "职务",
    "post_level": "职务层次",
    "rank": "职级",
    "phone": "电话",
    "remark": "备注",
}
FIELDS = tuple(NAMES)
_OPTIONAL = ("sex", "ethnic_group", "birth_date", "id_number", "political_status", "post_level")
PHOTO_LIMIT = 2_000_000

_GROUPS = "(SELECT name FROM ethnic_group WHERE code = t.ethnic_group)"
_STATUSES = "(SELECT name FROM political_status WHERE code = t.political_status)"

LISTING = Listing(
    table="student",
    joins="LEFT JOIN unit u ON u.id = t.unit_id",
    columns={
        "name": "t.name",
        "sex_name": "(SELECT name FROM sex WHERE code = t.sex)",
        "ethnic_group_name": _GROUPS,
        "birth_date": "t.birth_date",
        "id_number": "t.id_number",
        "political_status_name": _STATUSES,
        "unit_name": "u.name",
        "post": "t.post",
        "phone": "t.phone",
        "class_count": "(SELECT count(*) FROM enrolment e WHERE e.student_id = t.id"
        " AND e.status <> 'withdrawn')",
    },
    # each of these is an index of the schema: 200,000 rows come in order without sorting
    sorts={
        "name": Sort("t.pinyin"),
        "sex_name": Sort("t.sex"),
        "ethnic_group_name": Sort("t.ethnic_group"),
        "birth_date": Sort("t.birth_date"),
        "id_number": Sort("t.id_number"),
        "political_status_name": Sort("t.political_status"),
        "unit_name": Sort("u.pinyin", " LEFT JOIN unit u ON u.id = t.unit_id"),
        "post": Sort("t.post"),
        "phone": Sort("t.phone"),
    },
    default_sort="name",
    search=lambda text: by_student_terms(text, units="t.unit_id"),
)


@dataclass(frozen=True)
class Student:
    """A person; codes as in the national code sets, '' or None where nothing is known."""

    id: int
    name: str
    sex: str | None
    ethnic_group: str | None
    birth_date: str | None
    id_number: str | None
    political_status: str | None
    education: str
    unit_name: str
    post: str
    post_level: str | None
    rank: str
    phone: str
    remark: str
    photo_id: int | None


@dataclass(frozen=True)
class Attended:
    """One class of a person's training."""

    class_id: int
    code: str
    name: str
    start_date: str | None
    end_date: str | None
    quarter_hours: int
    status: str
    certificate_number: str | None


def get(db: Database, student_id: int) -> Student:
    """Return one student. Raises UserError where the record is gone."""
    row = db.execute(
        "SELECT t.id, t.name, sex, ethnic_group, birth_date, id_number, political_status, education,"
        " coalesce(u.name, ''), post, post_level, rank, phone, remark, photo_id"
        " FROM student t LEFT JOIN unit u ON u.id = t.unit_id WHERE t.id = ?",
        [student_id],
    ).fetchone()
    if row is None:
        raise UserError("这名学员的档案已被删除。")
    return Student(*row)


def count(db: Database) -> int:
    """Return how many students the file holds."""
    return db.execute("SELECT count(*) FROM student").fetchone()[0]


def classes_of(db: Database, student_id: int) -> list[Attended]:
    """Return the classes a person was enrolled in, the latest first."""
    rows = db.execute(
        "SELECT c.id, c.code, c.name, m.start_date, m.end_date, m.quarter_hours, e.status,"
        " (SELECT number FROM certificate x WHERE x.class_id = c.id AND x.student_id = e.student_id"
        "  AND x.status = 'issued')"
        " FROM enrolment e JOIN class c ON c.id = e.class_id"
        " JOIN class_summary m ON m.class_id = c.id"
        " WHERE e.student_id = ? ORDER BY m.start_date DESC",
        [student_id],
    ).fetchall()
    return [Attended(*row) for row in rows]


def photo(db: Database, student_id: int) -> bytes | None:
    """Return a student's photo as JPEG bytes, or None."""
    row = db.execute(
        "SELECT p.jpeg FROM student s JOIN photo p ON p.id = s.photo_id WHERE s.id = ?",
        [student_id],
    ).fetchone()
    return bytes(row[0]) if row else None


def warnings(values: Mapping[str, object]) -> list[str]:
    """Return what does not agree with the identity number: warnings only, archive age may differ."""
    number = str(values.get("id_number") or "")
    if not number or identity.check(number):
        return []
    found = []
    if values.get("sex") and values["sex"] != identity.sex(number):
        found.append("性别与身份证号第 17 位不一致，请核对。")
    born = str(values.get("birth_date") or "")
    if born and not identity.birth_date(number).startswith(born[:7]):
        found.append("出生年月与身份证号不一致，请核对（以组织认定的为准）。")
    return found


@operation("添加学员")
def create(tx: Transaction, values: Mapping[str, object]) -> int:
    """Add a student and return the id. Raises UserError where the name is missing or a value wrong."""
    row = _row(tx, {"name": "", **values})
    row["terms"] = _terms(row)
    tx.name(f"添加学员 {row['name']}")
    return tx.insert("student", row)


@operation("修改学员")
def update(tx: Transaction, student_id: int, values: Mapping[str, object]) -> None:
    """Change a student; enrolments keep unit and post of their day."""
    before = get(tx.db, student_id)
    tx.name(f"修改学员 {before.name}")
    row = _row(tx, values)
    row["terms"] = _terms(
        {"name": before.name, "id_number": before.id_number, "phone": before.phone, **row}
    )
    tx.update("student", student_id, row)


@operation("删除学员")
def delete(tx: Transaction, student_ids: Sequence[int]) -> None:
    """Delete students who are in no class. Raises UserError naming one who is."""
    for place, student_id in enumerate(student_ids):
        tx.progress.step(place, len(student_ids), "正在删除")
        before = get(tx.db, student_id)
        classes = tx.db.execute(
            "SELECT count(*) FROM enrolment WHERE student_id = ?", [student_id]
        ).fetchone()[0]
        if classes:
            raise UserError(
                f"{before.name}有 {classes} 个班次的学习记录，不能删除。没有写入任何数据。"
            )
        tx.delete("student", student_id)
        tx.name(
            f"删除学员 {before.name}"
            if len(student_ids) == 1
            else f"删除 {len(student_ids)} 名学员"
        )


@operation("更换照片")
def set_photo(tx: Transaction, student_id: int, jpeg: bytes | None) -> None:
    """Give a student a photo (JPEG bytes), or take it away with None. Raises UserError otherwise."""
    tx.name(f"更换照片 {get(tx.db, student_id).name}")
    if jpeg is None:
        tx.update("student", student_id, {"photo_id": None})
        return
    if not jpeg.startswith(b"\xff\xd8\xff"):
        raise UserError("照片应为 JPEG 格式（.jpg）。没有写入任何数据。")
    if len(jpeg) > PHOTO_LIMIT:
        raise UserError("照片太大，请缩小到 2 MB 以内。没有写入任何数据。")
    digest = hashlib.sha256(jpeg).hexdigest()
    row = tx.db.execute("SELECT id FROM photo WHERE sha256 = ?", [digest]).fetchone()
    photo_id = row[0] if row else tx.insert("photo", {"sha256": digest, "jpeg": jpeg})
    tx.update("student", student_id, {"photo_id": photo_id})


def _terms(row: Mapping[str, object]) -> str:
    numbers = (str(row.get("id_number") or ""), str(row.get("phone") or ""))
    return search.terms(str(row["name"]), numbers=numbers)


def _row(tx: Transaction, values: Mapping[str, object]) -> dict[str, object]:
    row: dict[str, object] = {
        k: (v.strip() if isinstance(v, str) else v) for k, v in values.items() if k in FIELDS
    }
    for column in _OPTIONAL:
        if row.get(column) == "":
            row[column] = None
    if row.get("name") == "":
        raise UserError("请填写学员姓名。没有写入任何数据。")
    if "name" in row:
        row["pinyin"] = search.sort_key(str(row["name"]))
    if row.get("id_number"):
        number = str(row["id_number"]).upper()
        wrong = identity.check(number)
        if wrong:
            raise UserError(f"身份证号：{wrong}没有写入任何数据。")
        row["id_number"] = number
    if "unit_name" in row:
        row["unit_id"] = units.ensure(tx, str(row.pop("unit_name") or ""))
    return row
