from __future__ import annotations

from app.classes import classes, lessons, topics_taught
from app.file.session import Session


def test_the_numbers_of_a_topic_are_those_of_its_rows(demo_session: Session) -> None:
    read = demo_session.read
    assert read(topics_taught.periods, 2026) == ["2026", "2026春", "2026秋"]
    for one in read(topics_taught.of_period, "2026"):
        for what in topics_taught.WHAT:
            rows = read(topics_taught.rows, "2026", one.topic, what)
            assert len(rows) == getattr(one, what), (one.name, what)
    held = [
        lesson.id
        for found in read(classes.all)
        if found.status != "draft"
        for lesson in read(lessons.of_class, found.id)
        if lesson.date.startswith("2026") and "xi_thought" in lesson.topics.split()
    ]
    theory = next(one for one in read(topics_taught.of_period, "2026") if one.topic == "xi_thought")
    assert theory.lessons == len(held)


def test_a_topic_that_is_taught_nowhere_stands_there_with_nothing(school_session: Session) -> None:
    found = school_session.read(topics_taught.of_period, "2026")
    assert len(found) == 9 and not any(one.lessons for one in found)
