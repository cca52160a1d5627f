"""学时记录: given by a class that closes, taken back with it."""

from __future__ import annotations

import pytest

from app.classes import classes, enrolment
from app.file import sql
from app.file.session import Session
from app.ground.errors import UserError
from app.people import hours


def test_the_closed_classes_of_the_demonstration_gave_their_counted_hours(
    demo_session: Session,
) -> None:
    closed = [
        c for c in demo_session.read(classes.all) if c.status == "closed" and not c.brought_in
    ]
    assert closed
    for one in closed:
        figures = demo_session.read(classes.summary, one.id)
        for student_id in demo_session.read(enrolment.student_ids, one.id):
            entries = demo_session.read(hours.of_student, student_id)
            (entry,) = [e for e in entries if e.class_id == one.id]
            assert entry.quarter_hours == figures.quarter_hours
            assert (entry.start_date, entry.end_date) == (figures.start_date, figures.end_date)
            assert entry.form == "offline"


def test_a_persons_hours_are_the_latest_first_and_keep_class_and_person(
    demo_session: Session,
) -> None:
    closed = [
        c for c in demo_session.read(classes.all) if c.status == "closed" and not c.brought_in
    ]
    student_id = demo_session.read(enrolment.student_ids, closed[0].id)[0]
    before = demo_session.read(hours.of_student, student_id)
    assert [e.end_date for e in before] == sorted((e.end_date for e in before), reverse=True)
    with pytest.raises(UserError, match="审定过"):
        demo_session.run(classes.delete(closed[0].id))
    with pytest.raises(UserError, match="证书或学时记录"):
        demo_session.run(sql.write(f"DELETE FROM student WHERE id = {student_id}"))
    assert demo_session.read(hours.of_student, student_id) == before
