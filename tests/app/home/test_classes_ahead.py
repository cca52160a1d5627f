"""Classes by the calendar, with what each still lacks."""

from __future__ import annotations

import datetime

from app.classes import classes, enrolment, lessons
from app.classes.classes import Span
from app.file.session import Session
from app.home import classes_ahead
from app.home.classes_ahead import SHOWN
from app.people import students

DAY = datetime.date(2026, 11, 18)


def test_each_phase_asks_for_what_is_due_in_it(demo_session: Session) -> None:
    ahead = demo_session.read(classes_ahead.read, DAY)
    by_phase = {one.phase: one for one in ahead.classes}
    assert list(by_phase) == ["running", "soon", "over", "closed"][: len(by_phase)]
    running, soon, over = (by_phase[phase] for phase in ("running", "soon", "over"))
    assert running.when == "11-16 至 11-27 · 还有 9 天"
    assert soon.when == "11-30 至 12-04 · 12 天后开班"
    assert over.when == "11-02 至 11-13 · 已过 5 天" and over.status == "draft"
    assert not any("证书" in duty.text for duty in over.duties)
    venue = next(d for d in soon.duties if d.text.startswith("主要场地没有定"))
    assert (venue.noun, venue.id, venue.part) == ("class", soon.class_id, "info")
    assert classes_ahead.at_hand(ahead) == [running.class_id, soon.class_id]


def test_what_stands_against_a_draft_is_said_before_it_begins(demo_session: Session) -> None:
    ahead = demo_session.read(classes_ahead.read, datetime.date(2026, 10, 20))
    draft = next(one for one in ahead.classes if one.status == "draft")
    barring = [duty for duty in draft.duties if duty.tone == "block"]
    assert draft.phase == "soon" and any("不足" in duty.text for duty in barring)
    assert all(duty.part == "curriculum" for duty in barring)
    begun = demo_session.read(classes_ahead.read, datetime.date(2026, 11, 3))
    running = next(one for one in begun.classes if one.class_id == draft.class_id)
    assert running.phase == "running" and "还没有审定" in running.duties[0].text


def test_a_draft_that_nothing_bars_says_its_next_step(school_session: Session) -> None:
    values = {"code": "2026-01", "name": "专题班", "kind": "special"}
    spans = [Span("2026-11-30", "2026-12-01")]
    class_id = school_session.run(classes.create(values, spans)).value

    def next_step() -> bool:
        (one,) = school_session.read(classes_ahead.read, DAY).classes
        return any("可以提交审定" in duty.text for duty in one.duties)

    lesson = lessons.add(class_id, "2026-11-30", "morning", {"title": "课"})
    person = school_session.run(students.create({"name": "赵一"})).value
    school_session.run(enrolment.enrol(class_id, [person]))
    assert not next_step()
    school_session.run(lesson)
    assert next_step()
    (one,) = school_session.read(classes_ahead.read, DAY).classes
    assert any(d.text == "12-01 没有排课" and d.part == "curriculum" for d in one.duties)
    clash = {"title": "又一节", "starts_at": "08:30", "ends_at": "11:50"}
    school_session.run(lessons.add(class_id, "2026-11-30", "morning", clash))
    assert not next_step()


def test_alike_problems_are_one_line_that_leads_to_the_first(demo_session: Session) -> None:
    ids = {c.status: c.id for c in demo_session.read(classes.all)}
    sql = (
        "DELETE FROM lesson_lecturer WHERE lesson_id IN (SELECT id FROM lesson WHERE class_id = ?)"
    )
    demo_session.with_key(lambda held: held.writer.execute(sql, [ids["draft"]]))
    ahead = demo_session.read(classes_ahead.read, datetime.date(2026, 10, 20))
    draft = next(one for one in ahead.classes if one.class_id == ids["draft"])
    (line,) = [duty for duty in draft.duties if "没有授课人" in duty.text]
    assert "（这样的共 " in line.text and line.lesson_id


def test_a_class_is_asked_for_certificates_until_it_has_them(demo_session: Session) -> None:
    read, run = demo_session.read, demo_session.run
    running = next(c for c in read(classes.all) if c.status == "running")
    late = datetime.date(2026, 12, 10)

    def told() -> list[str]:
        ahead = read(classes_ahead.read, late)
        return [d.text for one in ahead.classes if one.class_id == running.id for d in one.duties]

    assert told()[0] == "还没有结业，学员的学时没有记入" and "还没有证书" in told()[1]
    run(classes.close(running.id))
    (line,) = told()
    assert line.endswith("名学员还没有证书")
    from app.certificates import ledger

    run(ledger.issue(running.id))
    assert told() == []
    ahead = read(classes_ahead.read, late + datetime.timedelta(days=classes_ahead.AFTER))
    assert all(one.class_id != running.id for one in ahead.classes)


def test_more_than_a_screen_holds_are_counted(school_session: Session) -> None:
    for number in range(SHOWN + 2):
        values = {"code": f"2026-{number:02}", "name": f"第{number}班"}
        spans = [Span("2026-12-01", f"2026-12-{2 + number:02}")] if number else []
        school_session.run(classes.create(values, spans))
    ahead = school_session.read(classes_ahead.read, DAY)
    soon = [one for one in ahead.classes if one.phase == "soon"]
    assert len(soon) == SHOWN and ahead.more == {"soon": 1}
    (undated,) = [one for one in ahead.classes if one.phase == "undated"]
    assert undated.when == "" and [d.text for d in undated.duties] == ["起止日期没有填"]
    archived = soon[0].class_id
    school_session.run(classes.archive(archived))
    assert archived not in classes_ahead.at_hand(school_session.read(classes_ahead.read, DAY))
