"""What a class lacks beside the rules, each with the tab on which it is mended."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.classes import classes, enrolment, lessons, needs
from app.classes.classes import Span
from app.file.session import Session
from app.people import students
from app.school import school
from app.teaching import teachers, venues


def lacks(session: Session, class_id: int) -> dict[str, str]:
    return {one.what: one.text for one in session.read(needs.of, [class_id])[class_id]}


def test_what_lacks_goes_with_what_is_done(school_session: Session) -> None:
    run = school_session.run
    class_id = run(classes.create({"code": "2026-01", "name": "测试班"})).value
    assert set(lacks(school_session, class_id)) == {"dates", "class_teacher", "venue", "students"}
    run(classes.set_spans(class_id, [Span("2026-11-02", "2026-11-06")]))
    assert lacks(school_session, class_id)["lessons"] == "还没有排课"
    lesson = run(lessons.add(class_id, "2026-11-02", "morning", {"title": "课"})).value
    later = run(
        lessons.add(class_id, "2026-11-03", "morning", {"title": "自学", "method": "self_study"})
    )
    assert lacks(school_session, class_id)["venue"] == "主要场地没有定，1 节课没有场地"
    teacher = run(teachers.create({"name": "王芳", "kind": "full_time"})).value
    room = run(venues.create({"name": "一号教室"})).value
    run(classes.update(class_id, {"class_teacher_id": teacher, "venue_id": room}))
    (_, place, _) = school_session.read(needs.of, [class_id])[class_id]
    assert (place.text, place.part, place.lesson_id) == ("1 节课没有场地", "curriculum", lesson)
    assert later.value != lesson
    run(lessons.update(lesson, {"venue_id": room}))
    assert lacks(school_session, class_id) == {
        "empty_days": "11-04 至 11-06 没有排课",
        "students": "名单是空的",
    }


def test_people_are_asked_for_what_the_certificate_prints(school_session: Session) -> None:
    run, read = school_session.run, school_session.read
    class_id = run(classes.create({"code": "2026-01", "name": "测试班"})).value
    known = {"sex": "1", "ethnic_group": "01", "birth_date": "1980-05"}
    people = [
        run(students.create(values)).value
        for values in (
            {"name": "赵一", **known},
            {"name": "钱二", "sex": "2"},
            {"name": "孙三", **known, "sex": None},
        )
    ]
    run(enrolment.enrol(class_id, people))
    assert (
        lacks(school_session, class_id)["facts"] == "2 名学员缺民族、出生年月、性别（证书上要印）"
    )
    assert lacks(school_session, class_id)["certificates"] == "3 名学员还没有证书"
    tabs = {one.what: one.part for one in read(needs.of, [class_id])[class_id]}
    assert (tabs["facts"], tabs["certificates"], tabs["dates"]) == (
        "students",
        "certificates",
        "info",
    )
    assert [(one.name, one.missing) for one in read(needs.people, [class_id])] == [
        ("钱二", ("民族", "出生年月")),
        ("孙三", ("性别",)),
    ]
    run(school.update(replace(read(school.get), certificate_wording="{name}{birth}结业。")))
    assert lacks(school_session, class_id)["facts"] == "钱二缺出生年月（证书上要印）"
    run(school.update(replace(read(school.get), certificate_wording="{name}结业。")))
    assert read(needs.people, [class_id]) == [] and "facts" not in lacks(school_session, class_id)


@pytest.mark.parametrize("what", needs.PARTS)
def test_every_need_has_its_tab(what: needs.What) -> None:
    assert needs.Need(what, "").part in ("info", "curriculum", "students", "certificates")
