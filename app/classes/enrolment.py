"""入班: who is in a class, with unit, post, level, rank and political status as they were that day."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlite_utils import Database

from app.file.facts import Facts, fact, record
from app.file.kinds import CLASS_HOURS_LIMIT
from app.file.listing import Listing, Sort, by_student_terms
from app.file.operation import Operation, Transaction, operation
from app.ground.errors import UserError
from app.people import students
from app.text import codes, posts


@record
class Enrolment:
    """A student in a class; unit, post, level, rank and political status as they were that day."""

    id: int
    class_id: int = fact("班次", "row", of="class", required=True, kept=True)
    student_id: int = fact("学员", "row", of="student", required=True, kept=True)
    number: int = fact("序号", "count", required=True, usual=0)
    unit_name: str = fact("单位")
    post: str = fact("职务")
    full_post: str = fact("职务全称")
    post_level: str | None = fact("职务层次", "code", codes="post_level")
    rank: str = fact("职级")
    political_status: str | None = fact("政治面貌", "code", codes="political_status")
    group_name: str = fact("组别", headings="分组 小组 编组 组")
    role: str = fact(
        "班内职务", headings="班委职务 班委会职务 班委 班委会 班干部 班级职务 班内任职 班内分工"
    )
    status: str = fact(
        "状态", "code", codes=codes.ENROLMENT_STATUSES, required=True, usual="enrolled"
    )
    # 补录: where they are not the class's
    quarter_hours: int | None = fact("学时", "hours", most=CLASS_HOURS_LIMIT)
    remark: str = fact("备注")


FACTS = Facts(Enrolment, "enrolment", "入班", label="student_id")
# what an enrolment keeps of a student as of its day
OF_THE_DAY = ("unit_name", "post", "full_post", "post_level", "rank", "political_status")
AT_ONCE = 100  # rows written at once, between two looks at whether to go on


@record
class Attendance:
    """考勤: one half-day that was not simply attended."""

    id: int
    enrolment_id: int = fact("学员", "row", of="enrolment", required=True, kept=True)
    lesson_id: int = fact("课次", "row", of="lesson", required=True, kept=True)
    status: str = fact("考勤", "code", codes=codes.ATTENDANCE_STATUSES, required=True)
    remark: str = fact("备注")


ATTENDANCE_FACTS = Facts(Attendance, "attendance", "考勤", label="enrolment_id")

LISTING = Listing(
    table="enrolment",
    joins="JOIN student p ON p.id = t.student_id",
    columns={
        **FACTS.listed(),
        "name": "p.name",
        "sex_name": "(SELECT name FROM sex WHERE code = p.sex)",
        "ethnic_group_name": "(SELECT name FROM ethnic_group WHERE code = p.ethnic_group)",
        "birth_date": "p.birth_date",
        # as printed: from 1 and without gaps, none for who left
        "place": "CASE WHEN t.status <> 'withdrawn' THEN (SELECT count(*) FROM enrolment o"
        " WHERE o.class_id = t.class_id AND o.status <> 'withdrawn'"
        " AND (o.number, o.id) <= (t.number, t.id)) END",
        "phone": "p.phone",
        "certificate_number": "(SELECT x.number FROM certificate x WHERE x.class_id = t.class_id"
        " AND x.student_id = t.student_id AND x.status = 'issued')",
    },
    sorts={
        "number": Sort("t.number"),
        "place": Sort("t.number"),
        "name": Sort("p.pinyin"),
        "sex_name": Sort("p.sex"),
        "ethnic_group_name": Sort("p.ethnic_group"),
        "birth_date": Sort("p.birth_date"),
        "political_status_name": Sort("t.political_status"),
        "unit_name": Sort("t.unit_name"),
        "post": Sort("t.post"),
        "group_name": Sort("t.group_name"),
        "role": Sort("t.role"),
        "remark": Sort("t.remark"),
        "status_name": Sort("t.status"),
    },
    default_sort="number",
    filter_joins="JOIN student p ON p.id = t.student_id",
    chips={
        "": "1",
        **{status: f"t.status = '{status}'" for status in codes.ENROLMENT_STATUSES},
    },
    scopes={"class_id": "t.class_id = :class_id"},
    search=lambda text: by_student_terms(text, "t.student_id"),
)


def student_ids(db: Database, class_id: int) -> list[int]:
    """Return the students of a class who have not left it, by number."""
    rows = db.execute(
        "SELECT student_id FROM enrolment WHERE class_id = ? AND status <> 'withdrawn'"
        " ORDER BY number, id",
        [class_id],
    ).fetchall()
    return [student_id for (student_id,) in rows]


def names(db: Database, class_id: int) -> dict[int, str]:
    """Return the names of all students of a class, with the unit of the day, by their ids."""
    rows = db.execute(
        "SELECT e.student_id, s.name, e.unit_name FROM enrolment e JOIN student s ON s.id = e.student_id"
        " WHERE e.class_id = ? ORDER BY e.number, e.id",
        [class_id],
    ).fetchall()
    return {i: f"{name}（{unit}）" if unit else name for i, name, unit in rows}


@operation("学员入班", right="enrolment")
def enrol(
    tx: Transaction,
    class_id: int,
    student_ids: Sequence[int],
    snapshots: Mapping[int, Mapping[str, Any]] | None = None,
) -> int:
    """Put students into a class; return how many were new there.

    ``OF_THE_DAY`` are those of today, or those of ``snapshots[student_id]``, which may also give
    group_name and remark. Who is in the class already stays as he is. Of a class of before (补录) they
    have completed it.
    """
    past = _open_class(tx.db, class_id)
    name = tx.db.execute("SELECT name FROM class WHERE id = ?", [class_id]).fetchone()[0]
    number = _last_number(tx.db, class_id)
    inside = {
        s
        for (s,) in tx.db.execute(
            "SELECT student_id FROM enrolment WHERE class_id = ?", [class_id]
        ).fetchall()
    }
    wanted = [s for s in dict.fromkeys(student_ids) if s not in inside]
    today = _today(tx.db, wanted)
    cleaning = FACTS.cleaning(tx.db)
    rows: list[dict[str, Any]] = []
    for place, student_id in enumerate(wanted, 1):
        if student_id not in today:
            raise UserError("有学员的档案已被删除。没有写入任何数据。")
        person = today[student_id]
        given = {k: v for k, v in (snapshots or {}).get(student_id, {}).items() if v}
        status = "completed" if past else "enrolled"
        whole = cleaning.whole({"number": number + place, "status": status, **given})
        copied = {key: getattr(person, key) for key in OF_THE_DAY} | posts.outdated(
            vars(person), given
        )
        whole |= {key: value for key, value in copied.items() if key not in given}
        rows.append({"class_id": class_id, "student_id": student_id, **whole})
        if place % AT_ONCE == 0 or place == len(wanted):
            tx.progress.step(place, len(wanted), "正在入班")
            tx.insert_many("enrolment", rows)
            rows = []
    students.bring_back(tx, wanted)
    tx.name(f"将 {len(wanted)} 名学员编入 {name}")
    return len(wanted)


@operation("添加学员", right="enrolment")
def enrol_new(tx: Transaction, class_id: int, values: Mapping[str, object]) -> int:
    """Put somebody into a class whom the archive does not have yet; return the student's id."""
    student_id = tx.call(students.create(values))
    tx.call(enrol(class_id, [student_id]))
    name = tx.db.execute("SELECT name FROM class WHERE id = ?", [class_id]).fetchone()[0]
    tx.name(f"添加学员 {values['name']}，编入 {name}")
    return student_id


@operation("修改入班信息", right="enrolment")
def update(tx: Transaction, enrolment_id: int, values: Mapping[str, object]) -> None:
    """Change what is written down of an enrolment; 职务全称 goes with the unit and post it says."""
    tx.name(f"修改入班信息 {_who(tx.db, enrolment_id)}")
    before = FACTS.one(tx.db, enrolment_id, "这名学员已不在本班。没有写入任何数据。")
    values = {**values, **posts.outdated(vars(before), values)}
    tx.update("enrolment", enrolment_id, FACTS.changed(tx.db, enrolment_id, values))


@operation("修改入班信息", right="enrolment")
def update_many(
    tx: Transaction, enrolment_ids: Sequence[int], values: Mapping[str, object]
) -> None:
    """Give several enrolments the same group, role or status, as one step."""
    for enrolment_id in enrolment_ids:
        tx.call(update(enrolment_id, values))
    if len(enrolment_ids) > 1:
        what = "、".join(str(v) for v in values.values() if v) or "清除"
        tx.name(f"修改 {len(enrolment_ids)} 名学员的入班信息（{what}）")


# what is typed in the list of a class, by name
TYPED = {key: FACTS.name(key) for key in ("number", "group_name", "role", "status", "remark")}


def fill(cells: Mapping[int, Mapping[str, object]]) -> Operation[None]:
    """Write what was typed into the list of a class, ``{enrolment id: {field: value}}``, as one step.

    Raises UserError where one of the students has left the class meanwhile.
    """
    fields = {field for values in cells.values() for field in values}
    name = "、".join(TYPED[field] for field in TYPED if field in fields)
    count = sum(len(values) for values in cells.values())

    def work(tx: Transaction) -> None:
        title = f"填写{name}（{count} 处）"
        for place, (enrolment_id, values) in enumerate(cells.items()):
            tx.progress.step(place, len(cells), "正在填写")
            tx.call(update(enrolment_id, values))
            if count == 1:
                title = f"填写{name} {_who(tx.db, enrolment_id)}"
        tx.name(title)

    return Operation(f"填写{name}", work, right="enrolment")


@operation("移出本班", right="enrolment")
def remove(tx: Transaction, enrolment_ids: Sequence[int]) -> None:
    """Take students off a class that is not closed; their archive stays."""
    names: list[str] = []
    for enrolment_id in enrolment_ids:
        row = tx.db.execute(
            "SELECT s.name, e.class_id, e.student_id FROM enrolment e"
            " JOIN student s ON s.id = e.student_id WHERE e.id = ?",
            [enrolment_id],
        ).fetchone()
        if row is None:
            continue
        _open_class(tx.db, row[1])
        if tx.db.execute(
            "SELECT 1 FROM certificate WHERE class_id = ? AND student_id = ? AND status = 'issued'",
            [row[1], row[2]],
        ).fetchone():
            raise UserError(f"{row[0]}已领本班证书，不能移出；请先作废证书。没有写入任何数据。")
        tx.delete("enrolment", enrolment_id)
        names.append(row[0])
    tx.name(f"移出本班 {names[0]}" if len(names) == 1 else f"移出本班 {len(names)} 人")


@operation("分组", right="enrolment")
def assign_groups(tx: Transaction, class_id: int, groups: int) -> None:
    """Deal the students of a class into ``groups`` groups of even size, in their order."""
    if not 1 <= groups <= 50:
        raise UserError("组数应在 1 到 50 之间。")
    rows = tx.db.execute(
        "SELECT id FROM enrolment WHERE class_id = ? AND status <> 'withdrawn' ORDER BY number, id",
        [class_id],
    ).fetchall()
    for place, (enrolment_id,) in enumerate(rows):
        group = place * groups // len(rows) + 1
        tx.update("enrolment", enrolment_id, {"group_name": f"第{group}组"})
    tx.name(f"分为 {groups} 组")


def _who(db: Database, enrolment_id: int) -> str:
    row = db.execute(
        "SELECT s.name FROM enrolment e JOIN student s ON s.id = e.student_id WHERE e.id = ?",
        [enrolment_id],
    ).fetchone()
    if row is None:
        raise UserError("这名学员已不在本班。没有写入任何数据。")
    return row[0]


def _today(db: Database, student_ids: Sequence[int]) -> dict[int, students.Student]:
    """Return those of the students who are still there, as they are today."""
    wanted = [json.dumps(list(student_ids))]
    found = students.FACTS.read(db, "WHERE t.id IN (SELECT value FROM json_each(?))", wanted)
    return {one.id: one for one in found}


def _last_number(db: Database, class_id: int) -> int:
    return db.execute(
        "SELECT coalesce(max(number), 0) FROM enrolment WHERE class_id = ?", [class_id]
    ).fetchone()[0]


def _open_class(db: Database, class_id: int) -> bool:
    """Whether a class was brought in (补录). Raises UserError where nobody may come or go."""
    row = db.execute(
        "SELECT status, name, brought_in FROM class WHERE id = ?", [class_id]
    ).fetchone()
    if row is None:
        raise UserError("这个班次已被删除。没有写入任何数据。")
    if row[0] == "closed" and not row[2]:
        raise UserError(f"「{row[1]}」已结业，学员不能增减。没有写入任何数据。")
    return bool(row[2])
