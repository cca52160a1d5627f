"""What belongs to a thing: by the schema's own words."""

from __future__ import annotations

from app.classes import classes
from app.file.session import Session
from app.people import students
from app.retrieval import bundle


def test_a_class_has_its_lessons_people_and_days_and_needs_their_libraries(
    demo_session: Session,
) -> None:
    one = next(
        c for c in demo_session.read(classes.all) if c.status == "closed" and not c.brought_in
    )
    found = demo_session.read(bundle.collect, "class", one.id)
    own = {p.table for p in found.pieces if p.own}
    needed = {p.table for p in found.pieces if not p.own}
    assert own == {"class", "class_span", "lesson", "lesson_lecturer", "lesson_topic", "enrolment"}
    assert needed >= {"student", "unit", "teacher", "course"}
    assert found.root.row["id"] == one.id and found.root.own
    lessons = demo_session.read(
        lambda db: db.execute("SELECT count(*) FROM lesson WHERE class_id = ?", [one.id]).fetchone()
    )
    assert sum(p.table == "lesson" for p in found.pieces) == lessons[0]


def test_each_row_comes_after_what_it_refers_to(demo_session: Session) -> None:
    one = demo_session.read(classes.all)[0]
    found = demo_session.read(bundle.collect, "class", one.id)
    seen: set[tuple[str, str]] = set()
    brought = {(p.table, p.uid) for p in found.pieces}
    for piece in found.pieces:
        assert brought & set(piece.refers.values()) <= seen
        seen.add((piece.table, piece.uid))


def test_a_person_has_enrolments_and_hours_and_no_class(demo_session: Session) -> None:
    student_id = demo_session.read(
        lambda db: db.execute("SELECT student_id FROM hour_entry LIMIT 1").fetchone()[0]
    )
    found = demo_session.read(bundle.collect, "student", student_id)
    tables = {p.table for p in found.pieces}
    assert {"student", "enrolment", "hour_entry"} <= tables
    assert "class" not in tables and "certificate" not in tables
    assert demo_session.read(students.get, student_id).name == found.root.row["name"]
