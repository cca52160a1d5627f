"""What a write names that the libraries do not have yet."""

from __future__ import annotations

import pytest

from app.classes import classes, lessons
from app.classes.classes import Span
from app.file.session import Session
from app.ground.errors import UserError
from app.teaching import courses, teachers, venues
from app.teaching.fresh import Fresh


def test_a_lesson_makes_its_lecturer_place_and_course_and_one_undo_takes_all_back(
    school_session: Session,
) -> None:
    values = {"code": "2026-01", "name": "测试班"}
    spans = [Span("2026-11-02", "2026-11-06")]
    class_id = school_session.run(classes.create(values, spans)).value
    lecturer = teachers.fresh("王芳（县委组织部）", "leading_cadre")
    hall = Fresh(venues.create, {"name": "报告厅", "kind": "classroom"})
    lesson = {"title": "党建", "category": "theory", "method": "lecture"}
    work = lessons.add(
        *(class_id, "2026-11-02", "morning"),
        {**lesson, "venue_id": hall, "course_id": Fresh(courses.create, lesson)},
        [lecturer],
    )
    made = school_session.run(work).value
    one = school_session.read(lessons.get, made)
    assert (one.venue, one.lecturers[0].name, one.lecturers[0].kind) == (
        *("报告厅", "王芳"),
        "leading_cadre",
    )
    assert one.lecturers[0].unit_name == "县委组织部"
    assert [c.title for c in school_session.read(courses.library)] == ["党建"]
    assert school_session.undo_name() == "排课 党建"
    school_session.undo()
    assert not school_session.read(courses.library)
    assert not school_session.read(teachers.choices)
    assert not school_session.read(venues.all)


def test_a_course_and_a_class_name_whom_they_make(school_session: Session) -> None:
    values = {"title": "党建", "category": "theory", "method": "lecture"}
    course = school_session.run(
        courses.create({**values, "teacher_id": teachers.fresh("王芳", "full_time")})
    ).value
    who = school_session.read(courses.get, course).teacher_id
    assert who is not None and school_session.read(teachers.get, who).name == "王芳"
    school_session.run(courses.update(course, {"teacher_id": teachers.fresh("李明", "expert")}))
    assert len(school_session.read(teachers.choices)) == 2
    class_id = school_session.run(classes.create({"code": "1", "name": "班"})).value
    school_session.run(
        classes.update(class_id, {"class_teacher_id": teachers.fresh("赵敏", "full_time")})
    )
    assert len(school_session.read(teachers.choices)) == 3
    with pytest.raises(UserError, match="姓名"):
        school_session.run(courses.update(course, {"teacher_id": teachers.fresh("", "expert")}))
