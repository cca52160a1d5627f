"""The week's lessons of every class, by day and clock."""

from __future__ import annotations

import datetime

from app.classes import classes
from app.file.session import Session
from app.home import this_week

WEEK = datetime.date(2026, 11, 16)


def test_a_week_has_every_lesson_with_class_lecturers_and_place(demo_session: Session) -> None:
    assert this_week.monday(datetime.date(2026, 11, 22)) == WEEK
    days = demo_session.read(this_week.days, WEEK)
    assert [day.date for day in days][::6] == ["2026-11-16", "2026-11-22"]
    held = [one for day in days for one in day.lessons]
    sql = "SELECT count(*) FROM lesson WHERE date BETWEEN '2026-11-16' AND '2026-11-22'"
    assert len(held) == demo_session.read(lambda db: db.execute(sql).fetchone()[0]) == 10
    first = days[2].lessons[0]
    assert (first.half, first.starts_at, first.ends_at) == ("上午", "08:30", "11:50")
    assert first.class_name == "中青年干部培训班（2026年）" and first.lecturers and not first.draft
    assert any(one.venue for one in held)
    clocks = [(day.date, one.starts_at) for day in days for one in day.lessons]
    assert clocks == sorted(clocks)


def test_drafts_are_marked_and_the_archived_left_out(demo_session: Session) -> None:
    draft = next(c for c in demo_session.read(classes.all) if c.status == "draft")
    november = datetime.date(2026, 11, 2)
    held = [one for day in demo_session.read(this_week.days, november) for one in day.lessons]
    assert held and all(one.draft and one.class_id == draft.id for one in held)
    assert demo_session.read(this_week.next_day, november) == november
    demo_session.run(classes.archive(draft.id))
    assert not any(day.lessons for day in demo_session.read(this_week.days, november))
    assert demo_session.read(this_week.next_day, november) == WEEK
    assert demo_session.read(this_week.next_day, datetime.date(2030, 1, 1)) is None


def test_a_holiday_stands_over_its_day(school_session: Session) -> None:
    days = school_session.read(this_week.days, datetime.date(2026, 9, 28))
    assert [day.mark for day in days][3:] == ["国庆节"] * 4
