"""本校: its settings, its half-days."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.classes import classes, lessons
from app.classes.classes import Span
from app.file.session import Session
from app.ground.errors import UserError
from app.school import school


def test_the_settings_are_saved_and_undone(school_session: Session) -> None:
    own = school_session.read(school.get)
    school_session.run(school.update(replace(own, name="新校名", contact="教务科 0000-0000000")))
    assert school_session.read(school.get).name == "新校名"
    school_session.undo()
    assert school_session.read(school.get) == own


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"name": " "}, "请填写学校名称"),
        ({"certificate_pattern": "证字{year}"}, "要有序号"),
        ({"certificate_pattern": "{serial"}, "花括号"),
        ({"certificate_pattern": "{serial:x{}"}, "花括号"),
        ({"certificate_pattern": "{name}{serial}"}, "不认识的 {name}"),
        ({"certificate_wording": "{name.__class__}"}, "不认识的"),
        ({"certificate_wording": "同志结业"}, "要有姓名"),
        ({"certificate_wording": "{name!x}"}, "写法不对"),
        ({"level": "village"}, "学校级别没有「village」这一项"),
        ({"spring_from": "09-01"}, "不合要求"),
        ({"autumn_from": "八月"}, "不合要求"),
    ],
)
def test_what_cannot_be_used_is_refused(
    school_session: Session, values: dict[str, str], text: str
) -> None:
    own = school_session.read(school.get)
    with pytest.raises(UserError, match=text):
        school_session.run(school.update(replace(own, **values)))
    assert school_session.read(school.get) == own


def test_a_half_day_is_changed_for_what_is_planned_next(school_session: Session) -> None:
    class_id = school_session.run(
        classes.create({"code": "1", "name": "班"}, [Span("2026-11-02", "2026-11-06")])
    ).value
    before = school_session.run(lessons.add(class_id, "2026-11-02", "morning", {"title": "一"}))
    morning = school_session.read(school.half_days)[0]
    school_session.run(
        school.update_half_day(replace(morning, starts_at="09:00", quarter_hours=12))
    )
    after = school_session.run(lessons.add(class_id, "2026-11-03", "morning", {"title": "二"}))
    held = [school_session.read(lessons.get, c.value) for c in (before, after)]
    assert [(s.starts_at, s.quarter_hours) for s in held] == [("08:30", 16), ("09:00", 12)]
    with pytest.raises(UserError, match="上午的结束时间应晚于开始时间"):
        school_session.run(school.update_half_day(replace(morning, ends_at="08:00")))


def test_half_days_come_in_the_order_of_the_day(school_session: Session) -> None:
    assert [h.name for h in school_session.read(school.half_days)] == ["上午", "下午", "晚上"]
