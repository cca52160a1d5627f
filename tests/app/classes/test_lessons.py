"""课程编排: lessons in half-days."""

from __future__ import annotations

import pytest

from app.classes import classes, lessons
from app.classes.classes import Span
from app.file.session import Session
from app.ground.errors import UserError
from app.rules import verdicts
from app.teaching import courses, teachers, venues


@pytest.fixture
def class_id(school_session: Session) -> int:
    room = school_session.run(venues.create({"name": "第一教室"})).value
    values = {"code": "2026-01", "name": "测试班", "venue_id": room}
    return school_session.run(classes.create(values, [Span("2026-11-02", "2026-11-06")])).value


@pytest.fixture
def course_id(school_session: Session) -> int:
    leader = school_session.run(
        teachers.create(
            {"name": "何军", "kind": "leading_cadre", "unit_name": "县纪委", "post": "书记"}
        )
    ).value
    values = {"title": "红色家书里的初心", "category": "party_spirit", "method": "experience"}
    return school_session.run(courses.create({**values, "teacher_id": leader})).value


def grid(session: Session, class_id: int) -> list[str]:
    return [f"{s.date[8:]} {s.half} {s.title}" for s in session.read(lessons.of_class, class_id)]


def test_a_course_is_copied_with_clock_place_and_the_lecturer_of_the_day(
    school_session: Session, class_id: int, course_id: int
) -> None:
    added = school_session.run(
        lessons.add_course(class_id, course_id, "2026-11-02", "afternoon")
    ).value
    one = school_session.read(lessons.get, added)
    assert (one.starts_at, one.ends_at, one.quarter_hours) == ("14:30", "17:50", 16)
    assert (one.category, one.method, one.venue) == ("party_spirit", "experience", "第一教室")
    assert [(x.name, x.kind, x.post) for x in one.lecturers] == [("何军", "leading_cadre", "书记")]

    # promoted away later: the lesson keeps the kind of its day
    school_session.run(teachers.update(one.lecturers[0].teacher_id, {"kind": "expert"}))
    school_session.run(lessons.set_lecturers(added, [one.lecturers[0].teacher_id]))
    assert school_session.read(lessons.get, added).lecturers[0].kind == "leading_cadre"
    assert school_session.read(lessons.of_class, class_id) == [
        school_session.read(lessons.get, added)
    ]


@pytest.mark.parametrize("method", ["ceremony", "self_study"])
def test_ceremony_and_self_study_count_only_when_ticked(
    school_session: Session, class_id: int, method: str
) -> None:
    values = {"title": "报到", "method": method}
    added = school_session.run(lessons.add(class_id, "2026-11-02", "evening", values)).value
    assert school_session.read(classes.summary, class_id).quarter_hours == 0
    school_session.run(lessons.update(added, {"counted": 1}))
    assert school_session.read(classes.summary, class_id).quarter_hours == 8


def test_moving_onto_a_taken_half_day_exchanges(
    school_session: Session, class_id: int, course_id: int
) -> None:
    first = school_session.run(
        lessons.add_course(class_id, course_id, "2026-11-02", "morning")
    ).value
    school_session.run(lessons.add(class_id, "2026-11-03", "evening", {"title": "自学"}))
    change = school_session.run(lessons.move(first, "2026-11-03", "evening"))
    assert change.name == "对调 红色家书里的初心、自学"
    assert grid(school_session, class_id) == [
        "02 morning 自学",
        "03 evening 红色家书里的初心",
    ]
    assert school_session.read(lessons.get, first).starts_at == "19:00"
    school_session.undo()
    assert grid(school_session, class_id) == ["02 morning 红色家书里的初心", "03 evening 自学"]
    assert not school_session.run(lessons.move(first, "2026-11-02", "morning")).kinds


def test_a_form_is_saved_in_one_step_that_undo_takes_back(
    school_session: Session, class_id: int, course_id: int
) -> None:
    added = school_session.run(
        lessons.add_course(class_id, course_id, "2026-11-02", "morning")
    ).value
    other = school_session.run(teachers.create({"name": "陈立群"})).value
    before = school_session.read(lessons.get, added)
    school_session.run(lessons.edit(added, {"title": "家书", "quarter_hours": 14}, [other]))
    assert school_session.read(lessons.get, added).lecturers[0].name == "陈立群"
    assert school_session.undo_name() == "修改课次 家书"
    school_session.undo()
    assert school_session.read(lessons.get, added) == before


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"title": "  "}, "课程名称"),
        ({"starts_at": "10:00", "ends_at": "09:00"}, "结束时间"),
        ({"quarter_hours": 999}, "不合要求"),
        ({"category": "nonsense"}, "课次类别没有「nonsense」这一项"),
    ],
)
def test_values_that_cannot_be_are_refused(
    school_session: Session, class_id: int, course_id: int, values: dict[str, object], text: str
) -> None:
    added = school_session.run(
        lessons.add_course(class_id, course_id, "2026-11-02", "morning")
    ).value
    before = school_session.read(lessons.get, added)
    with pytest.raises(UserError, match=text):
        school_session.run(lessons.update(added, values))
    assert school_session.read(lessons.get, added) == before


def test_what_is_imagined_while_dragging_is_what_the_view_says_after_the_drop(
    school_session: Session, class_id: int, course_id: int
) -> None:
    values = {"title": "理论", "category": "theory", "quarter_hours": 14}
    school_session.run(lessons.add(class_id, "2026-11-02", "morning", values))
    for half in ("morning", "afternoon", "evening"):
        before = school_session.read(verdicts.class_shares, class_id)
        drop = lessons.add_course(class_id, course_id, "2026-11-03", half)
        shown = school_session.imagine(drop, verdicts.class_shares, class_id)
        assert school_session.read(verdicts.class_shares, class_id) == before != shown
        school_session.run(drop)
        assert school_session.read(verdicts.class_shares, class_id) == shown


def test_a_half_day_or_class_that_is_not_there(school_session: Session, class_id: int) -> None:
    with pytest.raises(UserError, match="半天"):
        school_session.run(lessons.add(class_id, "2026-11-02", "night", {"title": "课"}))
    with pytest.raises(UserError, match="已被删除"):
        school_session.run(lessons.add(99, "2026-11-02", "morning", {"title": "课"}))
    with pytest.raises(UserError, match="已被删除"):
        school_session.run(lessons.remove(99))


def test_a_copy_has_everything_but_its_half_days_clock(
    school_session: Session, class_id: int, course_id: int
) -> None:
    first = school_session.run(
        lessons.add_course(class_id, course_id, "2026-11-02", "morning")
    ).value
    second = school_session.run(lessons.copy(first, "2026-11-04", "afternoon")).value
    one, two = (school_session.read(lessons.get, i) for i in (first, second))
    assert (two.date, two.half, two.starts_at) == ("2026-11-04", "afternoon", "14:30")
    assert (two.title, two.method, two.lecturers) == (one.title, one.method, one.lecturers)
    assert school_session.undo_name() == "复制课次 红色家书里的初心"
    school_session.undo()
    assert grid(school_session, class_id) == ["02 morning 红色家书里的初心"]


def test_what_the_course_says_of_hours_and_place_goes_before_the_class(
    school_session: Session, class_id: int
) -> None:
    hall = school_session.run(venues.create({"name": "报告厅"})).value
    values = {"title": "观影", "category": "party_spirit", "method": "lecture", "counted": 0}
    course = school_session.run(
        courses.create({**values, "venue_id": hall, "quarter_hours": 10})
    ).value
    added = school_session.run(lessons.add_course(class_id, course, "2026-11-02", "evening")).value
    one = school_session.read(lessons.get, added)
    assert (one.venue, one.quarter_hours, one.counted, one.lecturers) == ("报告厅", 10, 0, ())
    assert school_session.read(classes.summary, class_id).quarter_hours == 0


def test_a_move_to_an_empty_half_day_takes_its_clock_and_within_one_keeps_its_own(
    school_session: Session, class_id: int, course_id: int
) -> None:
    only = school_session.run(
        lessons.add_course(class_id, course_id, "2026-11-02", "morning")
    ).value
    school_session.run(lessons.update(only, {"ends_at": "10:00"}))  # one end of the clock alone
    assert school_session.run(lessons.move(only, "2026-11-04", "morning")).name == (
        "移动 红色家书里的初心"
    )
    one = school_session.read(lessons.get, only)
    assert (one.date, one.starts_at, one.ends_at) == ("2026-11-04", "08:30", "10:00")
    school_session.run(lessons.move(only, "2026-11-04", "afternoon"))
    one = school_session.read(lessons.get, only)
    assert (one.half, one.starts_at, one.ends_at) == ("afternoon", "14:30", "17:50")
    with pytest.raises(UserError, match="没有这个半天"):
        school_session.run(lessons.move(only, "2026-11-04", "night"))


def test_lessons_elsewhere_stay_where_they_are_when_one_moves(
    school_session: Session, class_id: int, course_id: int
) -> None:
    moved = school_session.run(
        lessons.add_course(class_id, course_id, "2026-11-02", "morning")
    ).value
    for date, half in (("2026-11-02", "evening"), ("2026-11-03", "morning")):
        school_session.run(lessons.add(class_id, date, half, {"title": "自学"}))
    school_session.run(lessons.move(moved, "2026-11-03", "evening"))
    assert grid(school_session, class_id) == [
        "02 evening 自学",
        "03 morning 自学",
        "03 evening 红色家书里的初心",
    ]


def test_lecturers_stand_in_the_order_given_and_each_once(
    school_session: Session, class_id: int, course_id: int
) -> None:
    added = school_session.run(
        lessons.add_course(class_id, course_id, "2026-11-02", "morning")
    ).value
    first = school_session.read(lessons.get, added).lecturers[0].teacher_id
    second = school_session.run(
        teachers.create({"name": "陈立群", "kind": "expert", "unit_name": "党校", "post": "教授"})
    ).value
    change = school_session.run(lessons.set_lecturers(added, [second, first, second]))
    assert change.name == "更换授课人 红色家书里的初心"
    there = school_session.read(lessons.get, added).lecturers
    assert [(x.name, x.kind, x.unit_name, x.post) for x in there] == [
        ("陈立群", "expert", "党校", "教授"),
        ("何军", "leading_cadre", "县纪委", "书记"),
    ]
    assert school_session.read(lessons.of_class, class_id)[0].lecturers == there
    with pytest.raises(UserError, match="已被删除"):
        school_session.run(lessons.set_lecturers(added, [99]))
    school_session.run(lessons.set_lecturers(added, [first]))
    assert [x.name for x in school_session.read(lessons.get, added).lecturers] == ["何军"]


def clocks(session: Session, class_id: int) -> list[tuple[str, str, str]]:
    return [(s.title, s.starts_at, s.ends_at) for s in session.read(lessons.of_class, class_id)]


def test_a_second_item_takes_the_free_clock_beside_the_first_and_says_so(
    school_session: Session, class_id: int, course_id: int
) -> None:
    opening = {"title": "开班式", "method": "ceremony", "starts_at": "08:30", "ends_at": "09:00"}
    school_session.run(lessons.add(class_id, "2026-11-02", "morning", opening))
    added = school_session.run(lessons.add_course(class_id, course_id, "2026-11-02", "morning"))
    assert added.name == "排课 红色家书里的初心（接在「开班式」之后，09:00—11:50）"
    assert clocks(school_session, class_id) == [
        ("开班式", "08:30", "09:00"),
        ("红色家书里的初心", "09:00", "11:50"),
    ]
    # the morning is full now: what still comes stands after it, and says so
    third = school_session.run(lessons.copy(added.value, "2026-11-02", "morning"))
    assert third.name == (
        "复制课次 红色家书里的初心（上午已排满，接在「红色家书里的初心」之后，11:50—14:30）"
    )
    school_session.undo()
    school_session.undo()
    assert clocks(school_session, class_id) == [("开班式", "08:30", "09:00")]


def test_of_two_short_lessons_each_takes_what_its_hours_need(
    school_session: Session, class_id: int
) -> None:
    school_session.run(
        lessons.add(class_id, "2026-11-02", "afternoon", {"title": "一", "quarter_hours": 8})
    )
    second = school_session.run(
        lessons.add(class_id, "2026-11-02", "afternoon", {"title": "二", "quarter_hours": 8})
    )
    assert second.name == "排课 二（「一」改为 14:30—16:10，本课 16:10—17:50）"
    halves = [("一", "14:30", "16:10"), ("二", "16:10", "17:50")]
    assert clocks(school_session, class_id) == halves
    assert not [
        p for p in school_session.read(verdicts.class_problems, class_id) if p.rule == "conflict"
    ]
    # both go together into another half-day, in their order; one undo brings them back
    other = {"title": "三"}
    third = school_session.run(lessons.add(class_id, "2026-11-03", "morning", other)).value
    school_session.run(lessons.move(third, "2026-11-02", "afternoon"))
    assert clocks(school_session, class_id) == [
        ("三", "14:30", "17:50"),
        ("一", "08:30", "10:10"),
        ("二", "10:10", "11:50"),
    ]
    for _ in range(3):
        school_session.undo()
    assert clocks(school_session, class_id) == [("一", "14:30", "17:50")]


def test_what_is_held_outside_leaves_the_classroom_free(
    school_session: Session, class_id: int
) -> None:
    values = {"title": "走进红军纪念馆", "category": "party_spirit", "method": "on_site"}
    course = school_session.run(courses.create(values)).value
    outside = school_session.run(lessons.add_course(class_id, course, "2026-11-02", "morning"))
    assert school_session.read(lessons.get, outside.value).venue is None
    chosen = {"title": "讨论", "method": "discussion", "venue_id": None}  # 未定, chosen by hand
    undecided = school_session.run(lessons.add(class_id, "2026-11-03", "morning", chosen))
    assert school_session.read(lessons.get, undecided.value).venue is None
    usual = school_session.run(lessons.add(class_id, "2026-11-04", "morning", {"title": "课"}))
    assert school_session.read(lessons.get, usual.value).venue == "第一教室"
