"""How far a new school has come."""

from __future__ import annotations

import datetime

from app.classes import classes, enrolment, lessons, past
from app.classes.classes import Span
from app.file.session import Session
from app.home import classes_ahead, first_steps
from app.people import students
from app.school import school
from app.teaching import courses


def test_each_step_is_ticked_by_what_there_is(school_session: Session) -> None:
    run, read = school_session.run, school_session.read
    steps = read(first_steps.read)
    assert (steps.courses, steps.classes, steps.roster, steps.plan, steps.class_id) == (
        *(False,) * 4,
        0,
    )
    run(courses.create({"title": "党章", "category": "theory", "method": "lecture"}))
    class_id = run(
        classes.create({"code": "1", "name": "班"}, [Span("2026-11-02", "2026-11-06")])
    ).value
    person = run(students.create({"name": "赵一"})).value
    steps = read(first_steps.read)
    assert steps.courses and steps.classes and not steps.roster and steps.class_id == class_id
    run(enrolment.enrol(class_id, [person]))
    assert read(first_steps.read).roster and not read(first_steps.read).all_done
    run(lessons.add(class_id, "2026-11-02", "morning", {"title": "课"}))
    assert read(first_steps.read).all_done
    run(classes.archive(class_id))
    assert read(first_steps.read).class_id == 0


def test_what_was_brought_in_is_no_beginning_and_asks_for_nothing(school_session: Session) -> None:
    run, read = school_session.run, school_session.read
    run(school.change("own_from", "2026-01-01"))
    values = {"name": "去年的班", "typed_quarter_hours": 160}
    class_id = run(past.create(values, [Span("2025-12-03", "2025-12-07")])).value
    run(enrolment.enrol(class_id, [run(students.create({"name": "赵一"})).value]))
    steps = read(first_steps.read)
    assert not steps.classes and not steps.roster and steps.class_id == 0
    assert read(classes_ahead.read, datetime.date(2025, 12, 20)).classes == ()
