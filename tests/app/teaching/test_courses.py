"""课程库."""

from __future__ import annotations

import pytest

from app.file.session import Session
from app.ground.errors import UserError
from app.teaching import courses, teachers, venues

COURSE = {"title": "红色家书里的初心", "category": "party_spirit", "method": "experience"}


def test_the_library_finds_by_title_initials_and_lecturer(school_session: Session) -> None:
    lecturer = school_session.run(teachers.create({"name": "陈立群"})).value
    first = school_session.run(courses.create({**COURSE, "teacher_id": lecturer})).value
    other = {"title": "数字政府建设", "category": "professional", "method": "case"}
    school_session.run(courses.create(other))
    for text in ("家书", "hsjs", "chenliqun", "陈立群"):
        assert [c.id for c in school_session.read(courses.library, text)] == [first]
    (card,) = school_session.read(courses.library, "", "party_spirit")
    assert (card.method_name, card.teacher_kind, card.quarter_hours) == ("体验式", "full_time", 16)
    school_session.run(courses.update(first, {"active": 0}))
    assert school_session.read(courses.library, "家书") == []


@pytest.mark.parametrize("missing", ["title", "category", "method"])
def test_what_a_course_needs(school_session: Session, missing: str) -> None:
    with pytest.raises(UserError, match="没有写入"):
        school_session.run(courses.create({**COURSE, missing: ""}))
    assert list(school_session.read(courses.LISTING.ids)) == []


def test_changes_are_named_and_undone(school_session: Session) -> None:
    made = school_session.run(courses.create({**COURSE, "topics": ""})).value
    before = school_session.read(courses.get, made)
    assert before.topics == ""
    school_session.run(courses.update(made, {"quarter_hours": 14}))
    assert school_session.undo_name() == "修改课程 红色家书里的初心"
    school_session.undo()
    assert school_session.read(courses.get, made) == before
    school_session.run(courses.delete(made))
    school_session.undo()
    assert school_session.read(courses.get, made) == before


def test_venues_are_kept_beside(school_session: Session) -> None:
    made = school_session.run(venues.create({"name": "北岭村教学点", "kind": "site"})).value
    with pytest.raises(UserError, match="已经有了"):
        school_session.run(venues.create({"name": "北岭村教学点"}))
    with pytest.raises(UserError, match="场地名称"):
        school_session.run(venues.update(made, {"name": ""}))
    school_session.run(venues.update(made, {"capacity": 60}))
    assert [v.capacity for v in school_session.read(venues.all)] == [60]
    school_session.run(courses.create({**COURSE, "venue_id": made}))
    with pytest.raises(UserError, match="「北岭村教学点」有 1 门课程在用"):
        school_session.run(venues.delete(made))
