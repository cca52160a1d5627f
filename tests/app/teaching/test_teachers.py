"""师资库."""

from __future__ import annotations

import pytest

from app.classes import classes, lessons
from app.classes.classes import Span
from app.file.session import Session
from app.ground.errors import UserError
from app.teaching import courses, teachers


@pytest.fixture
def teacher_id(school_session: Session) -> int:
    values = {"name": "周海", "kind": "leading_cadre", "unit_name": "县信访局", "post": "局长"}
    return school_session.run(teachers.create(values)).value


def test_found_by_name_pinyin_initials_and_unit(school_session: Session, teacher_id: int) -> None:
    for text in ("周海", "zhouhai", "zh", "xfj", "信访"):
        assert [t.id for t in school_session.read(teachers.choices, text)] == [teacher_id]
    school_session.run(teachers.update(teacher_id, {"name": "周海波"}))
    assert school_session.read(teachers.choices, "zhb")[0].name == "周海波"
    assert school_session.read(teachers.choices, "信访")[0].id == teacher_id
    school_session.run(teachers.update(teacher_id, {"active": 0}))
    assert school_session.read(teachers.choices, "zhb") == []
    counts = school_session.read(teachers.LISTING.counts)
    assert (counts[""], counts["leading_cadre"], counts["retired"]) == (0, 0, 1)


@pytest.mark.parametrize(("values", "text"), [({"name": " "}, "姓名"), ({"kind": "boss"}, "类别")])
def test_name_and_kind_are_asked_for(
    school_session: Session, teacher_id: int, values: dict[str, object], text: str
) -> None:
    with pytest.raises(UserError, match=text):
        school_session.run(teachers.create({"name": "某", **values}))
    with pytest.raises(UserError, match=text):
        school_session.run(teachers.update(teacher_id, values))


def test_a_teacher_in_use_is_not_deleted(school_session: Session, teacher_id: int) -> None:
    course = school_session.run(
        courses.create(
            {
                "title": "信访",
                "category": "professional",
                "method": "case",
                "teacher_id": teacher_id,
            }
        )
    ).value
    span = [Span("2026-11-02", "2026-11-06")]
    class_id = school_session.run(classes.create({"code": "1", "name": "班"}, span)).value
    school_session.run(lessons.add_course(class_id, course, "2026-11-02", "morning"))
    with pytest.raises(UserError, match="1 个课次、1 门课程、0 个班次"):
        school_session.run(teachers.delete(teacher_id))
    with pytest.raises(UserError, match="已排入 1 个班次"):
        school_session.run(courses.delete(course))
    spare = school_session.run(teachers.create({"name": "闲人"})).value
    school_session.run(teachers.delete(spare))
    assert school_session.undo_name() == "删除教师 闲人"
    with pytest.raises(UserError, match="已被删除"):
        school_session.read(teachers.get, spare)
