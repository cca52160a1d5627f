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


@pytest.mark.parametrize(
    ("title", "chosen", "said"),
    [
        ("党性分析", "", ["party_analysis"]),
        ("学员党性 剖析与点评", "", ["party_analysis"]),
        ("党性分析", "party_analysis secrecy", []),
        ("新形势下的保密与国家安全", "secrecy", ["national_security"]),
        ("党章", "", []),
        ("防汛演练", "", ["own"]),
    ],
)
def test_topics_are_told_by_a_title(title: str, chosen: str, said: list[str]) -> None:
    offered = [
        *(("party_analysis", "党性分析"), ("secrecy", "保密"), ("national_security", "国家安全")),
        ("own", "防汛"),
    ]
    assert [code for code, _ in topics.unasked(title, chosen, offered)] == said
