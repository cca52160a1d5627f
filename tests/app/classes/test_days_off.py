from __future__ import annotations

from app.classes import classes, days_off, lessons
from app.classes.classes import Span
from app.file.session import Session


def test_lessons_on_a_holiday_are_asked_about_and_bar_nothing(school_session: Session) -> None:
    run, read = school_session.run, school_session.read
    class_id = run(
        classes.create({"code": "1", "name": "进修班"}, [Span("2026-09-28", "2026-10-09")])
    ).value
    for day, half in (("2026-10-01", "morning"), ("2026-10-08", "morning")):
        run(lessons.add(class_id, day, half, {"title": "报告"}))
    asked = read(days_off.on_days_off, class_id)
    assert [(a.severity, a.text) for a in asked] == [
        ("info", "10月1日是国庆节放假，排了 1 节课，仍这样安排？")
    ]
    assert [read(lessons.get, i).date for i in asked[0].lesson_ids] == ["2026-10-01"]
