"""学时记录: given by a class that closes, taken back with it."""

from __future__ import annotations

from app.classes import classes, enrolment
from app.file.session import Session
from app.people import hours, students


def test_the_closed_classes_of_the_demonstration_gave_their_counted_hours(
    demo_session: Session,
) -> None:
    closed = [c for c in demo_session.read(classes.all) if c.status == "closed"]
    assert closed
    for one in closed:
        figures = demo_session.read(classes.summary, one.id)
        for student_id in demo_session.read(enrolment.student_ids, one.id):
            entries = demo_session.read(hours.of_student, student_id)
            (entry,) = [e for e in entries if e.class_id == one.id]
            assert entry.quarter_hours == figures.quarter_hours
            assert (entry.start_date, entry.end_date) == (figures.start_date, figures.end_date)
            assert entry.form == "offline"


def test_a_persons_hours_are_the_latest_first_and_outlive_the_class(demo_session: Session) -> None:
    closed = [c for c in demo_session.read(classes.all) if c.status == "closed"]
    student_id = demo_session.read(enrolment.student_ids, closed[0].id)[0]
    before = demo_session.read(hours.of_student, student_id)
    assert [e.end_date for e in before] == sorted((e.end_date for e in before), reverse=True)
    demo_session.run(classes.delete(closed[0].id))
    after = demo_session.read(hours.of_student, student_id)
    assert sum(e.quarter_hours for e in after) == sum(e.quarter_hours for e in before)
    assert [e.class_id for e in after].count(None) == 1
    assert demo_session.read(students.get, student_id).id == student_id
