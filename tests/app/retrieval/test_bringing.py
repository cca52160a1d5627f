"""Things brought back from a backup: every noun whole, undone whole, nothing doubled, nothing forged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app import history
from app.file import backup, rehearsal, sql
from app.file.operation import Operation, Transaction
from app.file.session import Session
from app.ground.errors import NotAllowed, UserError
from app.ground.jobs import Progress
from app.people import students
from app.retrieval import bringing, bundle
from app.retrieval.bundle import Bundle
from app.retrieval.shelf import NOUNS, Shelf
from app.rules import profiles
from app.rules.profiles import Profile
from app.rules.rule import PresenceRule
from app.school import class_kinds, users
from app.teaching import teachers, topics
from app.text.search import terms

JPEG = b"\xff\xd8\xff\xe0 a made-up photo"


def fill(tx: Transaction) -> None:
    """A class with all that can belong to one, and things that nothing refers to."""
    unit = tx.insert("unit", {"name": "县委办", "pinyin": "xianweiban", "terms": "县委办"})
    tx.insert("unit", {"name": "县医院", "pinyin": "xianyiyuan", "terms": "县医院"})
    photo = tx.insert("photo", {"sha256": "aa", "jpeg": JPEG})
    venue = tx.insert("venue", {"name": "礼堂"})
    tx.insert("venue", {"name": "旧教室"})
    teacher = tx.insert("teacher", {"name": "王老师", "kind": "own", "unit_name": "县委党校"})
    tx.insert("teacher", {"name": "李老师", "kind": "own"})
    course = tx.insert(
        "course",
        {
            "title": "以案为鉴", "category": "party_spirit", "method": "case",
            "teacher_id": teacher, "venue_id": venue,
        },
    )  # fmt: skip
    tx.insert("course", {"title": "不再上的课", "category": "theory", "method": "lecture"})
    student = tx.insert(
        "student", {"name": "张伟", "unit_id": unit, "photo_id": photo, "terms": terms("张伟")}
    )
    alone = tx.insert("student", {"name": "赵一", "id_number": "990000198505124216"})
    tx.insert(
        "hour_entry",
        {
            "student_id": alone, "form": "online", "title": "网络学习", "start_date": "2026-03-01",
            "end_date": "2026-03-02", "quarter_hours": 8,
        },
    )  # fmt: skip
    profile = tx.db.execute("SELECT id FROM policy_profile LIMIT 1").fetchone()[0]
    taught = tx.insert(
        "class",
        {
            "code": "2026-03", "name": "进修班", "profile_id": profile, "venue_id": venue,
            "class_teacher_id": teacher, "pinyin": "jinxiuban", "terms": "进修班",
        },
    )  # fmt: skip
    for start, end in (("2026-03-02", "2026-03-06"), ("2026-04-06", "2026-04-10")):
        tx.insert("class_span", {"class_id": taught, "start_date": start, "end_date": end})
    lesson = tx.insert(
        "lesson",
        {
            "class_id": taught, "date": "2026-03-02", "half": "morning", "starts_at": "08:30",
            "ends_at": "11:50", "course_id": course, "title": "以案为鉴", "method": "case",
            "category": "party_spirit", "quarter_hours": 16, "venue_id": venue,
        },
    )  # fmt: skip
    tx.insert("lesson_lecturer", {"lesson_id": lesson, "teacher_id": teacher, "kind": "own"})
    enrolment = tx.insert("enrolment", {"class_id": taught, "student_id": student, "number": 1})
    tx.insert(
        "attendance", {"enrolment_id": enrolment, "lesson_id": lesson, "status": "sick_leave"}
    )


@pytest.fixture
def school(school_session: Session) -> Session:
    kind = school_session.read(
        lambda db: db.execute("SELECT code FROM lecturer_kind LIMIT 1").fetchone()[0]
    )

    def work(tx: Transaction) -> None:
        insert = tx.insert
        tx.insert = lambda table, values: insert(  # type: ignore[method-assign]
            table, {**values, "kind": kind} if values.get("kind") == "own" else values
        )
        fill(tx)

    school_session.run(Operation("布置", work, right=None))
    return school_session


@pytest.fixture
def shelf(school: Session, tmp_path: Path) -> Iterator[Shelf]:
    copy = backup.snapshot(school, tmp_path / "备份.dxjw")
    with Shelf(copy, school.with_key(lambda held: held.key)) as opened:
        yield opened


def tables(session: Session) -> dict[str, rehearsal.Sum]:
    """Count and digest of every recorded table."""
    found = session.read(lambda db: rehearsal.sums(db, Progress()))
    return {table: found[table] for table in history.NOUNS}


def row_of(session: Session, table: str, name: str) -> int:
    label = history.NOUNS[table].label
    return session.read(
        lambda db: db.execute(f"SELECT id FROM {table} WHERE {label} = ?", [name]).fetchone()[0]
    )


def taken(shelf: Shelf, table: str, row_id: int) -> Bundle:
    return shelf.read(bundle.collect, table, row_id)


def removed(session: Session, table: str, row_id: int) -> None:
    session.run(sql.write(f"DELETE FROM {table} WHERE id = {row_id}"))


# each with what must go before it can
THINGS = [
    ("class", "进修班", ()),
    ("student", "赵一", ("hour_entry WHERE student_id = 2",)),
    ("student", "张伟", ("enrolment WHERE student_id = 1",)),
    ("teacher", "李老师", ()),
    ("teacher", "王老师", ("class", "course WHERE teacher_id = 1")),
    ("venue", "旧教室", ()),
    ("course", "不再上的课", ()),
    ("course", "以案为鉴", ("class",)),
    ("unit", "县医院", ()),
    ("policy_profile", "", ("class",)),
]


@pytest.mark.parametrize(("table", "name", "before"), THINGS, ids=lambda v: str(v)[:20])
def test_every_noun_comes_back_as_it_was_and_goes_again(
    school: Session, shelf: Shelf, table: str, name: str, before: tuple[str, ...]
) -> None:
    row_id = row_of(school, table, name) if name else 1
    for what in before:
        school.run(sql.write(f"DELETE FROM {what}"))
    others = tables(school)
    removed(school, table, row_id)
    gone = tables(school)
    change = school.run(bringing.bring_back(taken(shelf, table, row_id)))
    assert change.name.startswith("从备份取回 ")
    assert change.value.brought and change.undo == "stack"
    there = tables(school)
    whole = shelf.read(lambda db: rehearsal.sums(db, Progress()))
    for one in {"class", "class_span", "lesson", "lesson_lecturer", "attendance"} - {"class"}:
        if table == "class":
            assert there[one] == whole[one]
    if table != "student" or name != "张伟":
        assert there[table] == (others if before else whole)[table]
    again = school.run(bringing.bring_back(taken(shelf, table, row_id)))
    assert again.value.brought == [] and not again.kinds
    school.undo()
    assert tables(school) == gone
    school.redo()
    assert tables(school) == there


def test_a_class_brings_what_it_needs_and_what_belongs_to_it(school: Session, shelf: Shelf) -> None:
    whole = tables(school)
    for what in ("class", "course", "student WHERE id = 1", "teacher", "venue", "unit"):
        school.run(sql.write(f"DELETE FROM {what}"))
    found = school.run(bringing.bring_back(taken(shelf, "class", 1))).value
    assert found.lines() == [
        "缺少，将取回：班次 1、起止日期 2、课次 1、授课人 1、入班 1、考勤 1。",
        "被它们用到而也缺少，一并取回：学员 1、单位 1、教师 1、场地 1、课程 1。",
        "还在，没有变化：政策指标 1。",
    ]
    now = tables(school)
    for table in ("class", "class_span", "lesson", "lesson_lecturer", "enrolment", "attendance"):
        assert now[table] == whole[table], table
    assert school.read(students.photo, 1) == JPEG
    assert not school.read(lambda db: db.execute("PRAGMA foreign_key_check").fetchall())


def test_a_class_brings_its_kind_topic_and_module_where_the_school_has_deleted_them(
    school: Session, tmp_path: Path
) -> None:
    upper = school.run(class_kinds.create({"name": "本县班", "parent": "main"})).value
    code = school.read(lambda db: class_kinds.all(db))
    [above] = [kind.code for kind in code if kind.id == upper]
    lower = school.run(class_kinds.create({"name": "村干部班", "parent": above})).value
    topic = school.run(topics.create({"name": "河长制"})).value
    module = school.run(topics.create_module({"name": "县情"})).value
    school.run(
        sql.write(f"UPDATE class SET kind = (SELECT code FROM class_kind WHERE id = {lower})")
    )
    given = f"(SELECT code FROM course_module WHERE id = {module})"
    school.run(sql.write(f"UPDATE lesson SET module = {given}"))
    school.run(
        sql.write(
            "INSERT INTO lesson_topic (lesson_id, topic)"
            f" SELECT s.id, t.code FROM lesson s JOIN course_topic t ON t.id = {topic}"
        )
    )
    before = tables(school)
    copy = backup.snapshot(school, tmp_path / "备份2.dxjw")
    school.run(sql.write("DELETE FROM class"))
    for gone in (class_kinds.delete(lower), class_kinds.delete(upper)):
        school.run(gone)
    school.run(topics.delete(topic))
    school.run(topics.delete_module(module))
    with Shelf(copy, school.with_key(lambda held: held.key)) as opened:
        found = taken(opened, "class", 1)
    told = school.read(bringing.outlook, found)
    assert "一并取回：班次类别 2、专题 1、模块 1。" in "".join(told.lines()) and not told.alike
    school.run(bringing.bring_back(found))
    assert tables(school) == before
    # one that stands meanwhile under another name is the same, and keeps the name
    school.run(class_kinds.update(lower, {"name": "村干部培训班"}))
    school.run(sql.write("DELETE FROM class"))
    assert not school.run(bringing.bring_back(found, replace=True)).value.different
    assert [k.name for k in school.read(class_kinds.all) if k.id == lower] == ["村干部培训班"]


def test_a_profile_brings_the_topic_that_its_rule_names(school: Session, tmp_path: Path) -> None:
    topic = school.run(topics.create({"name": "河长制"})).value
    [code] = [t.code for t in school.read(topics.all) if t.id == topic]
    rule = PresenceRule("own_1", "河长制", "topic", code)
    one = Profile(code="own-1", title="本校", level="county", presences=(rule,))
    profile = school.run(profiles.save(one)).value
    copy = backup.snapshot(school, tmp_path / "备份2.dxjw")
    removed(school, "policy_profile", profile)
    school.run(topics.delete(topic))
    with Shelf(copy, school.with_key(lambda held: held.key)) as opened:
        found = taken(opened, "policy_profile", profile)
    school.run(bringing.bring_back(found))
    assert school.read(profiles.get, profile).presences == (rule,)
    assert topic in [t.id for t in school.read(topics.all)]


def test_what_is_different_now_is_told_and_changed_back_where_asked(
    school: Session, shelf: Shelf
) -> None:
    whole = tables(school)
    school.run(students.update(1, {"education": "研究生", "name": "张卫"}))
    school.run(sql.write("DELETE FROM attendance"))
    one = taken(shelf, "student", 1)
    seen = school.read(bringing.outlook, one)
    assert [p.table for p in seen.brought] == ["attendance"]
    assert (
        "　学员 张伟：姓名：备份里“张伟”，现在“张卫”；学历：备份里“空”，现在“研究生”"
        in seen.lines()
    )
    school.run(bringing.bring_back(one))
    assert school.read(students.get, 1).education == "研究生"
    school.run(bringing.bring_back(one, replace=True))
    assert tables(school) == whole
    assert school.read(students.LISTING.ids, search="张伟")
    school.undo()
    assert school.read(students.get, 1).name == "张卫"


def test_nothing_is_doubled(school: Session, shelf: Shelf) -> None:
    removed(school, "teacher", 2)
    kind = school.read(lambda db: teachers.get(db, 1).kind)
    school.run(teachers.create({"name": "李老师", "kind": kind}))  # typed in again by hand
    found = school.run(bringing.bring_back(taken(shelf, "teacher", 2))).value
    assert found.brought == []
    assert found.alike[0][0].row["name"] == "李老师"
    assert any("没有另建" in line for line in found.lines())
    school.run(sql.write("DELETE FROM hour_entry"))
    removed(school, "student", 2)
    school.run(students.create({"name": "赵义", "id_number": "990000198505124216"}))
    found = school.run(bringing.bring_back(taken(shelf, "student", 2))).value
    assert [p.table for p in found.brought] == ["hour_entry"]  # to whom the number belongs
    assert school.read(students.count) == 2


def test_the_code_of_a_class_that_another_has_now_is_told(school: Session, shelf: Shelf) -> None:
    removed(school, "class", 1)
    school.run(
        sql.write("INSERT INTO class (code, name, profile_id) VALUES ('2026-03', '新的班', 1)")
    )
    before = tables(school)
    with pytest.raises(UserError, match="「2026-03」现在是「新的班」的"):
        school.run(bringing.bring_back(taken(shelf, "class", 1)))
    assert tables(school) == before


def test_a_person_is_put_into_no_class_that_is_gone(school: Session, shelf: Shelf) -> None:
    removed(school, "class", 1)
    removed(school, "student", 1)
    found = school.run(bringing.bring_back(taken(shelf, "student", 1))).value
    assert {p.table for p in found.brought} == {"student"}
    assert any("不取回：入班 1" in line and "所属的班次不在" in line for line in found.lines())


def test_no_certificate_and_no_approval_comes_with_a_class(school: Session, tmp_path: Path) -> None:
    key = school.with_key(lambda held: held.key)
    copy = backup.snapshot(school, tmp_path / "审定.dxjw")
    with Shelf(copy, key) as shelf:
        one = taken(shelf, "class", 1)
    closed = [
        bundle.Piece(p.table, p.uid, p.row | LATER.get(p.table, {}), p.refers, p.own)
        for p in one.pieces
    ]
    removed(school, "class", 1)
    later = Bundle(next(p for p in closed if p.table == "class"), closed, one.photos)
    school.run(bringing.bring_back(later))
    row = school.read(
        lambda db: db.execute("SELECT status, version, approved_at FROM class").fetchone()
    )
    assert row == ("draft", 1, None)
    status = school.read(lambda db: db.execute("SELECT status FROM enrolment").fetchone()[0])
    assert status == "enrolled"
    assert not {"certificate", "operation", "change", "user"} & {p.table for p in one.pieces}


LATER: dict[str, dict[str, Any]] = {
    "class": {"status": "closed", "version": 3, "approved_at": "2026-03-01 08:00:00"},
    "enrolment": {"status": "completed"},
}


def test_it_needs_the_rights_of_what_comes(school: Session, shelf: Shelf) -> None:
    removed(school, "class", 1)
    reader = school.run(users.add("班", "entry", "class_teacher")).value
    school.become(reader)
    with pytest.raises(NotAllowed, match="班次"):
        school.run(bringing.bring_back(taken(shelf, "class", 1)))
    assert school.read(bringing.outlook, taken(shelf, "class", 1)).rights_to() >= {
        "classes",
        "plan",
    }


def test_every_table_that_may_come_has_a_right_and_its_words(school: Session) -> None:
    assert set(bringing.RIGHTS) == set(school.read(bundle.recorded))
    assert {noun.table for noun in NOUNS} <= set(bringing.RIGHTS)
    assert set(history.NOUNS) - set(bringing.RIGHTS) == bundle.NEVER
