"""What a class is still without, and who has approved before."""

from __future__ import annotations

from app.classes import classes, enrolment, lessons, readiness
from app.classes.classes import Span
from app.file.session import Session
from app.people import students
from app.teaching import teachers, venues


def lacks(session: Session, class_id: int) -> list[tuple[str, str]]:
    return [(one.text, one.place) for one in session.read(readiness.lacks, class_id)]


def test_what_is_missing_is_named_with_its_place_until_it_is_there(school_session: Session) -> None:
    run = school_session.run
    values = {"code": "1", "name": "测试班", "planned_count": 3, "kind": "other"}
    class_id = run(classes.create(values, [Span("2026-03-02", "2026-03-06")])).value
    run(lessons.add(class_id, "2026-03-02", "morning", {"title": "课"}))
    assert lacks(school_session, class_id) == [
        ("03-03 至 03-06 没有排课", "curriculum"),
        ("班主任没有定", "info"),
        ("主要场地没有定，1 节课没有场地", "info"),
        ("名单是空的", "students"),
        ("1 个课次没有授课人", "curriculum"),
    ]
    people = [run(students.create({"name": name})).value for name in ("赵一", "钱二")]
    run(enrolment.enrol(class_id, people))
    whole = {"sex": "1", "ethnic_group": "01", "birth_date": "1980-01"}
    run(students.update(people[0], whole))
    assert lacks(school_session, class_id)[3:6] == [
        ("钱二缺性别、民族、出生年月（证书上要印）", "students"),
        ("在册 2 人，比计划少 1 人", "students"),
        ("2 人没有照片，证书上是空的照片框", "students"),
    ]
    room = run(venues.create({"name": "一号教室"})).value
    head = run(teachers.create({"name": "李老师", "kind": "full_time"})).value
    run(classes.update(class_id, {"venue_id": room, "class_teacher_id": head}))
    (lesson,) = school_session.read(lessons.of_class, class_id)
    run(lessons.edit(lesson.id, {"venue_id": room}, [head]))
    places = [place for _, place in lacks(school_session, class_id)]
    assert places == ["curriculum", *["students"] * 3]


def test_who_approved_before_is_offered_the_latest_first(school_session: Session) -> None:
    assert school_session.read(readiness.approvers) == []
    held = {}
    for code, who in (("1", "校委会"), ("2", "校务会"), ("3", ""), ("4", "校委会")):
        values = {"code": code, "name": f"班{code}", "kind": "other"}
        class_id = school_session.run(
            classes.create(values, [Span("2026-03-02", "2026-03-06")])
        ).value
        day = "2026-03-02"
        school_session.run(lessons.add(class_id, day, "morning", {"title": "课", "counted": 1}))
        school_session.run(classes.approve(class_id, {"approved_by": who}))
        held[code] = class_id

    def on_days(*days: tuple[str, str]) -> list[str]:
        for code, day in days:
            school_session.with_key(
                lambda store, values=(day, held[code]): store.writer.execute(
                    "UPDATE class SET approved_at = ? WHERE id = ?", values
                )
            )
        return school_session.read(readiness.approvers)

    # the dates are those of the day, which no statement changes
    school_session.with_key(lambda store: store.writer.execute("DROP TRIGGER class_approval_dated"))
    assert on_days(("1", "2026-01-01"), ("2", "2026-02-01"), ("4", "2026-03-01")) == [
        "校委会",
        "校务会",
    ]
    assert on_days(("4", "2026-01-15")) == ["校务会", "校委会"]
