"""The demonstration's periods, held to sums over its lessons that are made here anew."""

from __future__ import annotations

import datetime

from app.classes import classes, lessons, periods
from app.file.session import Session
from app.school import class_kinds
from tests.app import stricter


def test_a_semester_is_the_sum_of_its_classes_and_each_can_be_seen(demo_session: Session) -> None:
    read = demo_session.read
    [one] = [r for r in read(periods.of_year, 2026) if r.period == "2026秋" and r.metric == "share"]
    part = total = 0
    for found in read(classes.all):
        if found.status == "draft" or "main" not in read(class_kinds.line, found.kind):
            continue
        for lesson in read(lessons.of_class, found.id):
            if "2026-08-01" <= lesson.date < "2027-02-01" and lesson.counted:
                total += lesson.quarter_hours
                part += lesson.quarter_hours * any(
                    who.kind == "leading_cadre" for who in lesson.lecturers
                )
    assert one.amount == f"{part // 4} / {total // 4} 学时"
    assert (one.asked, one.called) == ("≥ 20%", "2026年秋季学期 · 领导干部授课（学期）")
    rows = read(periods.rows, one)
    assert sum(int(row.total.split()[0]) for row in rows) == total // 4
    assert all(row.class_id for row in rows)


def test_what_the_present_lacks_is_for_the_home_page(demo_session: Session) -> None:
    read = demo_session.read
    assert read(periods.current, datetime.date(2026, 11, 2)) == ("2026秋", "2026")
    assert read(periods.current, datetime.date(2027, 1, 5)) == ("2026秋", "2027")
    assert read(periods.lacking, datetime.date(2026, 11, 2)) == []
    stricter.ask_leaders(demo_session, 90)
    lacks = read(periods.lacking, datetime.date(2026, 11, 2))
    assert [(one.verdict, one.period) for one in lacks] == [("below", "2026秋")]
    assert read(periods.lacking, datetime.date(2027, 1, 5)) == lacks
    assert read(periods.lacking, datetime.date(2026, 3, 3)) == []
