"""学员: the person, over all years."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from app.file.facts import Facts, fact, record
from app.file.listing import Listing, Sort, by_student_terms
from app.file.operation import Transaction, operation
from app.ground.errors import UserError
from app.people import units
from app.text import identity, posts

PHOTO_LIMIT = 2_000_000
NAMED = 3  # students named in a sentence
AT_ONCE = 20  # students written at once, between two looks at whether to go on


@record
class Student:
    """A person; codes as in the national code sets, '' or None where nothing is known."""

    id: int
    name: str = fact(
        "姓名",
        required=True,
        words="person",
        single=True,
        headings="名字 中文名 姓名全称 | 学员 参训学员 参训人员 参训人 参会人员 参加人员 人员",
    )
    sex: str | None = fact("性别", "code", codes="sex")
    ethnic_group: str | None = fact("民族", "code", codes="ethnic_group", headings="族别")
    birth_date: str | None = fact(
        "出生年月", "birth", single=True, headings="出生日期 出生年月日 出生时间 出生 出生年 生日"
    )
    id_number: str | None = fact(
        "身份证号",
        "identity",
        words="number",
        single=True,
        headings="身份证 公民身份号码 身份号码 | 证件号码 证件号",
    )
    political_status: str | None = fact(
        "政治面貌", "code", codes="political_status", headings="政治面目 面貌 党派"
    )
    education: str = fact(
        "学历",
        headings="最高学历 文化程度 学历层次 学历学位 | 全日制学历 全日制教育 | 在职学历 在职教育",
    )
    unit_name: str = fact(
        "单位",
        column="unit_id",
        of="unit",
        headings="工作单位 选派单位 所在单位 单位部门 | 部门 科室 | 乡镇街道 乡镇 街道 "
        "| 村社区 村 社区 | 党支部 所在党支部",
    )
    post: str = fact(
        "职务",
        headings="现任职务 行政职务 现职 | 职位 岗位 | 党内职务",
    )
    full_post: str = fact("职务全称")
    post_level: str | None = fact(
        "职务层次", "code", codes="post_level", headings="级别 行政级别 职务级别 职务等级"
    )
    rank: str = fact("职级", headings="公务员职级 职级名称 职级等级")
    phone: str = fact(
        "电话",
        words="number",
        single=True,
        headings="手机 移动电话 | 电话 联系电话 | 联系方式",
    )
    remark: str = fact("备注", "lines", single=True, headings="附注 备考 | 说明 | 其他 其它")
    photo_id: int | None = fact("照片", "row", of="photo", kept=True)
    archived: int = fact("已归档", "flag", required=True, usual=0, kept=True)


FACTS = Facts(Student, "student", "学员")

LISTING = Listing(
    table="student",
    columns={
        **FACTS.listed(),
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
    archives=True,
)


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
    brought_in: int


def get(db: Database, student_id: int) -> Student:
    """Return one student. Raises UserError where the record is gone."""
    return FACTS.one(db, student_id, "这名学员的档案已被删除。")


def count(db: Database) -> int:
    """Return how many students the file holds."""
    return db.execute("SELECT count(*) FROM student WHERE school_id = 1").fetchone()[0]


def classes_of(db: Database, student_id: int) -> list[Attended]:
    """Return the classes a person was enrolled in, the latest first."""
    rows = db.execute(
        "SELECT c.id, c.code, c.name, m.start_date, m.end_date,"
        " coalesce(e.quarter_hours, m.quarter_hours), e.status,"
        " (SELECT number FROM certificate x WHERE x.class_id = c.id AND x.student_id = e.student_id"
        "  AND x.status = 'issued'), c.brought_in"
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
    found: list[str] = []
    if values.get("sex") and values["sex"] != identity.sex(number):
        said = "男" if identity.sex(number) == "1" else "女"
        found.append(f"性别与身份证号第 17 位不一致（身份证号上是{said}），请核对。")
    born = str(values.get("birth_date") or "")
    if born and not identity.birth_date(number).startswith(born[:7]):
        on_card = identity.birth_date(number)
        found.append(
            f"出生年月与身份证号不一致（身份证号上是 {on_card}），请核对，以组织认定的为准。"
        )
    return found


def told_by_number(values: Mapping[str, object]) -> dict[str, object]:
    """Return sex and birth date as an identity number has them, {} where the number is none."""
    number = str(values.get("id_number") or "")
    if not number or identity.check(number):
        return {}
    return {"sex": identity.sex(number), "birth_date": identity.birth_date(number)}


@operation("添加学员", right="students")
def create(tx: Transaction, values: Mapping[str, object]) -> int:
    """Add a student and return the id. Raises UserError where the name is missing or a value wrong."""
    row = FACTS.new(tx.db, values)
    tx.name(f"添加学员 {row['name']}")
    return tx.insert("student", _with_unit(tx, row))


@operation("添加学员", right="students")
def create_many(tx: Transaction, people: Sequence[Mapping[str, object]]) -> list[int]:
    """Add students and return their ids in order. Raises UserError where a value is wrong."""
    cleaning, known = FACTS.cleaning(tx.db), dict[str, int | None]()
    ids: list[int] = []
    rows: list[dict[str, Any]] = []
    for place, values in enumerate(people, 1):
        row = cleaning.whole(values)
        unit = str(row.pop("unit_name"))
        if unit not in known:
            known[unit] = units.ensure(tx, unit)
        rows.append(row | {"unit_id": known[unit]})
        if place % AT_ONCE == 0 or place == len(people):
            tx.progress.step(place, len(people), "正在写入学员档案")
            ids += tx.insert_many("student", rows)
            rows = []
    tx.name(f"添加 {len(ids)} 名学员")
    return ids


@operation("修改学员", right="students")
def update(tx: Transaction, student_id: int, values: Mapping[str, object]) -> None:
    """Change a student; enrolments keep unit and post of their day.

    职务全称 goes with the unit and post that it says, unless it is given too.
    """
    before = get(tx.db, student_id)
    tx.name(f"修改学员 {before.name}")
    values = {**values, **posts.outdated(vars(before), values)}
    row = FACTS.changed(tx.db, student_id, values)
    tx.update("student", student_id, _with_unit(tx, row))


@operation("删除学员", right="students")
def delete(tx: Transaction, student_ids: Sequence[int]) -> None:
    """Delete students who are in no class and have no certificates or hours. Raises UserError."""
    for place, student_id in enumerate(student_ids):
        tx.progress.step(place, len(student_ids), "正在删除")
        before = get(tx.db, student_id)
        classes = tx.db.execute(
            "SELECT count(*) FROM enrolment WHERE student_id = ?", [student_id]
        ).fetchone()[0]
        if classes:
            raise UserError(
                f"{before.name}有 {classes} 个班次的学习记录，不能删除；可以归档。没有写入任何数据。"
            )
        tx.delete("student", student_id)
        tx.name(
            f"删除学员 {before.name}"
            if len(student_ids) == 1
            else f"删除 {len(student_ids)} 名学员"
        )


def kept(db: Database, student_ids: Sequence[int]) -> list[tuple[str, str]]:
    """Return (name, why) of the first few of these students who cannot be deleted."""
    rows = db.execute(
        "SELECT name, classes, certificates, hours FROM (SELECT j.key, s.name,"
        " (SELECT count(*) FROM enrolment e WHERE e.student_id = s.id) AS classes,"
        " (SELECT count(*) FROM certificate x WHERE x.student_id = s.id) AS certificates,"
        " (SELECT count(*) FROM hour_entry h WHERE h.student_id = s.id) AS hours"
        " FROM json_each(?) j JOIN student s ON s.id = j.value)"
        " WHERE classes + certificates + hours > 0 ORDER BY key LIMIT ?",
        [json.dumps(list(student_ids)), NAMED],
    ).fetchall()
    what = ("个班次的学习记录", "张证书", "条学时记录")
    return [
        (name, "、".join(f"{n} {one}" for n, one in zip(numbers, what, strict=True) if n))
        for name, *numbers in rows
    ]


@operation("归档学员", right="students")
def archive(tx: Transaction, student_ids: Sequence[int]) -> None:
    """Take students out of the lists; searches, classes and statistics keep them."""
    tx.name(f"归档学员 {_whose(tx.db, student_ids)}")
    for student_id in student_ids:
        tx.update("student", student_id, {"archived": 1})


@operation("取消归档", right="students")
def restore(tx: Transaction, student_ids: Sequence[int]) -> None:
    """Bring archived students back into the lists."""
    tx.name(f"取消归档 {_whose(tx.db, student_ids)}")
    bring_back(tx, student_ids)


def bring_back(tx: Transaction, student_ids: Sequence[int]) -> None:
    """Bring back those of the students who are archived: they study again."""
    rows = tx.db.execute(
        "SELECT id FROM student WHERE archived = 1 AND id IN (SELECT value FROM json_each(?))",
        [json.dumps(list(student_ids))],
    ).fetchall()
    for (student_id,) in rows:
        tx.update("student", student_id, {"archived": 0})


def _whose(db: Database, student_ids: Sequence[int]) -> str:
    return get(db, student_ids[0]).name if len(student_ids) == 1 else f"{len(student_ids)} 名学员"


@operation("更换照片", right="students")
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


def _with_unit(tx: Transaction, row: dict[str, object]) -> dict[str, object]:
    """The row with its unit's id in place of the name; a unit that is new is made."""
    if "unit_name" in row:
        row["unit_id"] = units.ensure(tx, str(row.pop("unit_name")))
    return row
