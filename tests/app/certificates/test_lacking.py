"""Whose certificate would lack something, and what would be issued."""

from __future__ import annotations

from app.certificates import lacking, ledger
from app.classes import classes, enrolment
from app.classes.classes import Span
from app.file.session import Session
from app.people import students
from app.school import school


def class_of(session: Session, *people: dict[str, str]) -> tuple[int, list[int]]:
    values = {"code": "1", "name": "测试班"}
    class_id = session.run(classes.create(values, [Span("2026-03-02", "2026-03-06")])).value
    ids = [session.run(students.create(one)).value for one in people]
    session.run(enrolment.enrol(class_id, ids))
    return class_id, ids


def test_what_the_wording_says_of_a_person_is_what_may_be_missing(school_session: Session) -> None:
    whole = {"name": "赵一", "sex": "1", "ethnic_group": "01", "birth_date": "1980-01"}
    class_id, ids = class_of(school_session, whole, {"name": "钱二", "sex": "9"}, {"name": "孙三"})
    read, run = school_session.read, school_session.run
    found = read(lacking.of_class, class_id)
    assert [one.what[:-1] for one in found] == [
        (),
        ("性别", "民族", "出生年月"),
        ("性别", "民族", "出生年月"),
    ]
    assert {one.what[-1] for one in found} == {"照片"}
    assert lacking.told(found).endswith("；3 人没有照片") and lacking.told([]) == ""
    run(school.change("certificate_wording", "{name}同志（{sex}）参加{class}学习。"))
    assert [one.what for one in read(lacking.of_class, class_id, ids[1:])] == [("性别", "照片")] * 2
    run(school.change("certificate_wording", "{name}同志参加{class}学习。"))
    (last,) = read(enrolment.LISTING.ids, scope={"class_id": class_id})[-1:]
    run(enrolment.update(last, {"status": "withdrawn"}))
    assert [one.what for one in read(lacking.of_class, class_id)] == [("照片",)] * 2


def test_what_is_foreseen_is_what_is_issued(demo_session: Session) -> None:
    one = next(c for c in demo_session.read(classes.all) if c.status == "approved")
    waiting = demo_session.read(ledger.without, one.id)
    work = ledger.issue(one.id, waiting, "2026-11-20")
    seen = demo_session.imagine(work, lacking.foreseen, one.id, waiting)
    assert demo_session.read(ledger.without, one.id) == waiting != []
    made = [demo_session.read(ledger.get, i) for i in demo_session.run(work).value]
    assert [(c.number, c.student_name, c.wording) for c in made] == [
        (s.number, s.name, s.wording) for s in seen
    ]
