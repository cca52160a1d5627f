"""入班."""

from __future__ import annotations

import pytest

from app.classes import classes, enrolment
from app.classes.classes import Span
from app.file.session import Session
from app.ground.errors import UserError
from app.people import students


@pytest.fixture
def class_id(school_session: Session) -> int:
    span = [Span("2026-11-02", "2026-11-06")]
    return school_session.run(classes.create({"code": "1", "name": "测试班"}, span)).value


@pytest.fixture
def people(school_session: Session) -> list[int]:
    return [
        school_session.run(
            students.create({"name": f"学员{i}", "unit_name": "县水利局", "post": "科员"})
        ).value
        for i in range(7)
    ]


def rows(session: Session, class_id: int) -> list[dict[str, object]]:
    ids = session.read(enrolment.LISTING.ids, scope={"class_id": class_id})
    found = session.read(enrolment.LISTING.rows, ids)
    return [found[i] for i in ids]


def test_enrolment_keeps_unit_and_post_of_the_day(
    school_session: Session, class_id: int, people: list[int]
) -> None:
    change = school_session.run(enrolment.enrol(class_id, people))
    assert (change.value, change.name) == (7, "将 7 名学员编入 测试班")
    school_session.run(students.update(people[0], {"unit_name": "县教育局", "post": "副局长"}))
    first = rows(school_session, class_id)[0]
    assert (first["number"], first["unit_name"], first["post"]) == (1, "县水利局", "科员")
    assert school_session.run(enrolment.enrol(class_id, people)).value == 0


def test_an_enrolment_keeps_what_the_student_was_that_day(
    school_session: Session, class_id: int, people: list[int]
) -> None:
    of_that_day: dict[str, object] = {
        "full_post": "县水利局 科员",
        "post_level": school_session.read(students.FACTS["post_level"].options)[0][0],
        "rank": "四级主任科员",
        "political_status": "01",
    }
    school_session.run(students.update(people[0], of_that_day))
    school_session.run(enrolment.enrol(class_id, people[:1]))
    later = {"post_level": None, "rank": "", "political_status": "13", "post": "局长"}
    school_session.run(students.update(people[0], later))
    kept = school_session.read(enrolment.FACTS.read, "")[0]
    assert {key: getattr(kept, key) for key in of_that_day} == of_that_day
    assert rows(school_session, class_id)[0]["political_status_name"] == "中共党员"
    # what the old cell said is true of the new post no more
    assert school_session.read(students.get, people[0]).full_post == ""


@pytest.mark.parametrize(
    ("values", "full_post"),
    [
        ({"post": "副局长"}, ""),
        ({"post": "科员 "}, "县水利局 科员"),
        ({"unit_name": "县水利局科", "post": "员"}, "县水利局 科员"),  # parted otherwise
        ({"post": "副局长", "full_post": "县水利局副局长"}, "县水利局副局长"),
        ({"role": "班长"}, "县水利局 科员"),
    ],
    ids=repr,
)
def test_the_full_post_goes_with_the_unit_and_post_it_says(
    school_session: Session,
    class_id: int,
    people: list[int],
    values: dict[str, object],
    full_post: str,
) -> None:
    school_session.run(students.update(people[0], {"full_post": "县水利局 科员"}))
    school_session.run(enrolment.enrol(class_id, people[:1]))
    school_session.run(enrolment.update(1, values))
    assert rows(school_session, class_id)[0]["full_post"] == full_post


def test_a_snapshot_given_stands_instead_of_todays(
    school_session: Session, class_id: int, people: list[int]
) -> None:
    school_session.run(students.update(people[0], {"full_post": "县水利局 科员"}))
    given = {people[0]: {"unit_name": "城关镇", "group_name": "第一组"}}
    school_session.run(enrolment.enrol(class_id, people[:1], given))
    first = rows(school_session, class_id)[0]
    assert (first["unit_name"], first["post"], first["group_name"]) == ("城关镇", "科员", "第一组")
    assert first["full_post"] == ""  # that of the archive says another unit


def test_groups_are_of_even_size_and_in_order(
    school_session: Session, class_id: int, people: list[int]
) -> None:
    school_session.run(enrolment.enrol(class_id, people))
    school_session.run(enrolment.assign_groups(class_id, 3))
    groups = [row["group_name"] for row in rows(school_session, class_id)]
    assert groups == ["第1组"] * 3 + ["第2组"] * 2 + ["第3组"] * 2
    with pytest.raises(UserError, match="组数"):
        school_session.run(enrolment.assign_groups(class_id, 0))


def test_removal_is_named_and_undone(
    school_session: Session, class_id: int, people: list[int]
) -> None:
    school_session.run(enrolment.enrol(class_id, people))
    ids = list(school_session.read(enrolment.LISTING.ids, scope={"class_id": class_id}))
    school_session.run(enrolment.remove(ids[:1]))
    assert school_session.undo_name() == "移出本班 学员0"
    school_session.run(enrolment.remove(ids[1:3]))
    assert school_session.undo_name() == "移出本班 2 人"
    school_session.undo()
    school_session.undo()
    assert len(rows(school_session, class_id)) == 7


def test_a_class_or_student_that_is_gone(
    school_session: Session, class_id: int, people: list[int]
) -> None:
    with pytest.raises(UserError, match="班次已被删除"):
        school_session.run(enrolment.enrol(99, people))
    with pytest.raises(UserError, match="档案已被删除"):
        school_session.run(enrolment.enrol(class_id, [999]))
    assert rows(school_session, class_id) == []


def test_several_get_a_group_in_one_step(
    school_session: Session, class_id: int, people: list[int]
) -> None:
    school_session.run(enrolment.enrol(class_id, people))
    ids = list(school_session.read(enrolment.LISTING.ids, scope={"class_id": class_id}))
    school_session.run(enrolment.update_many(ids[:3], {"group_name": "第一组"}))
    assert school_session.undo_name() == "修改 3 名学员的入班信息（第一组）"
    assert [r["group_name"] for r in rows(school_session, class_id)].count("第一组") == 3
    school_session.undo()
    assert [r["group_name"] for r in rows(school_session, class_id)].count("第一组") == 0


def test_what_is_typed_is_written_as_one_step_with_a_name(
    school_session: Session, class_id: int, people: list[int]
) -> None:
    school_session.run(enrolment.enrol(class_id, people))
    first, second = (i for i in school_session.read(enrolment.LISTING.ids)[:2])
    school_session.run(enrolment.fill({first: {"role": "班长"}}))
    assert school_session.undo_name() == "填写班内职务 学员0"
    school_session.run(
        enrolment.fill(
            {first: {"remark": "走读", "group_name": "第1组"}, second: {"remark": "住校"}}
        )
    )
    assert school_session.undo_name() == "填写组别、备注（3 处）"
    shown = school_session.read(enrolment.LISTING.rows, [first, second])
    assert [(r["role"], r["group_name"], r["remark"]) for r in shown.values()] == [
        ("班长", "第1组", "走读"), ("", "", "住校"),
    ]  # fmt: skip
    school_session.undo()
    assert school_session.read(enrolment.LISTING.rows, [second])[second]["remark"] == ""


def test_one_who_has_left_the_class_bars_the_whole_step(
    school_session: Session, class_id: int, people: list[int]
) -> None:
    school_session.run(enrolment.enrol(class_id, people))
    first, second = (i for i in school_session.read(enrolment.LISTING.ids)[:2])
    school_session.run(enrolment.remove([second]))
    with pytest.raises(UserError, match="已不在本班"):
        school_session.run(enrolment.fill({first: {"remark": "甲"}, second: {"remark": "乙"}}))
    assert school_session.read(enrolment.LISTING.rows, [first])[first]["remark"] == ""
