"""What stands around the list of classes."""

from __future__ import annotations

from app.classes import lessons, list_figures
from app.file.session import Session
from app.rules import verdicts
from tests.app.classes.test_classes import enrolled, lawful_plan, new_class


def test_the_figures_are_those_of_the_classes_of_a_year(school_session: Session) -> None:
    read = school_session.read
    class_id = new_class(school_session)
    lawful_plan(school_session, class_id)
    new_class(school_session, "2026-02")
    assert read(list_figures.rules, 2026) == [
        (s.rule, s.title) for s in read(verdicts.class_shares, class_id)
    ]
    assert read(list_figures.rules, 2025) == []
    assert read(list_figures.years) == [2026]
    enrolled(school_session, class_id, "张伟", "王芳")
    assert read(list_figures.enrolled, 2026) == read(list_figures.enrolled, None) == 2
    assert read(list_figures.enrolled, 2025) == 0
    school_session.run(lessons.add(class_id, "2026-11-02", "evening", {
        "title": "长课", "category": "theory", "quarter_hours": 40}))  # fmt: skip
    assert read(list_figures.falling_short, 2026) == [
        ("党性教育", 1),
        ("互动式教学", 1),
        ("领导干部授课", 1),
    ]
