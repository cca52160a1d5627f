from __future__ import annotations

import pytest

from app.file.session import Session
from app.ground.errors import UserError
from app.teaching import courses, topics


def test_topics_are_a_dated_list_that_the_school_edits(school_session: Session) -> None:
    read, run = school_session.read, school_session.run
    made = run(topics.create({"name": "防汛", "valid_from": "2026-01-01"})).value
    one = read(topics.all)[-1]
    assert (one.id, one.name) == (made, "防汛")
    assert "防汛" not in [t.name for t in read(topics.all, "2025-06-01")]
    values = {"title": "课", "category": "theory", "method": "lecture"}
    course = run(courses.create({**values, "topics": f"secrecy {one.code}"})).value
    assert read(courses.get, course).topics == f"{one.code} secrecy"
    with pytest.raises(UserError, match="1 处课程、课次在用"):
        run(topics.delete(made))
    with pytest.raises(UserError, match="有政策指标要用"):
        run(topics.delete(next(t.id for t in read(topics.all) if t.code == "xi_thought")))
