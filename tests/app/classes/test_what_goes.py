"""What goes with a step that takes something away, named before it is done."""

from __future__ import annotations

import datetime

from app.classes import classes, enrolment, lessons, what_goes
from app.classes.classes import Span
from app.file.session import Session
from app.people import students


def test_an_empty_draft_goes_unasked_and_one_with_work_says_what_goes(
    school_session: Session,
) -> None:
    read, run = school_session.read, school_session.run
    values = {"code": "2026-01", "name": "测试班"}
    class_id = run(classes.create(values, [Span("2026-11-02", "2026-11-06")])).value
    assert read(what_goes.deleting, class_id) == ""
    assert read(what_goes.regrouping, class_id) == ""
    run(lessons.add(class_id, "2026-11-02", "morning", {"title": "课"}))
    people = [run(students.create({"name": name})).value for name in ("赵一", "钱二")]
    run(enrolment.enrol(class_id, people))
    text = read(what_goes.deleting, class_id)
    assert text.startswith("将删去「测试班」的 1 个课次、2 名学员的编班，")
    ids = list(read(enrolment.LISTING.ids, scope={"class_id": class_id}))
    run(enrolment.update(ids[0], {"role": "班长", "group_name": "第1组"}))
    assert "1 人的分组、班内职务和备注" in read(what_goes.deleting, class_id)
    assert read(what_goes.regrouping, class_id).startswith("1 名学员已经编好的组别将被改写")
    text = read(what_goes.leaving, ids)
    assert text.startswith("将把赵一、钱二移出本班") and "其中 1 人的分组" in text
    assert read(what_goes.leaving, []) == ""


def test_a_closing_before_the_last_day_is_questioned(school_session: Session) -> None:
    today = datetime.date.today()
    values = {"code": "1", "name": "测试班"}

    def ends(days: int) -> str:
        day = (today + datetime.timedelta(days)).isoformat()
        made = classes.create({**values, "code": f"班{days}"}, [Span(day, day)])
        return school_session.read(what_goes.closing_early, school_session.run(made).value)

    assert ends(0) == ends(-1) == ""
    assert "还没有到" in ends(1)
    undated = school_session.run(classes.create(values)).value
    assert school_session.read(what_goes.closing_early, undated) == ""


def test_what_an_approval_and_a_closing_leave_behind_is_said(demo_session: Session) -> None:
    read = demo_session.read
    closed = next(c for c in read(classes.all) if c.status == "closed" and not c.brought_in)
    text = read(what_goes.cancelling_close, closed.id)
    assert "名学员的学时，共" in text and "证书不变" in text
    running = next(c for c in read(classes.all) if c.status == "running")
    demo_session.run(classes.note_approval(running.id, {"minutes": "〔2026〕12号"}))
    text = read(what_goes.reopening, running.id)
    assert "〔2026〕12号" in text and "）作废，" in text and f"第 {running.version + 1} 稿" in text
    ids = list(read(students.LISTING.ids))
    assert read(what_goes.students, ids[:1]) == ""
    assert read(what_goes.students, ids[:7]).endswith(" 等 7 名学员的档案；可以撤销。")


def test_dates_that_leave_lessons_outside_name_them(school_session: Session) -> None:
    read, run = school_session.read, school_session.run
    values = {"code": "2026-01", "name": "测试班"}
    class_id = run(classes.create(values, [Span("2026-11-02", "2026-11-06")])).value
    for day in (2, 5, 6):
        run(lessons.add(class_id, f"2026-11-0{day}", "morning", {"title": f"课{day}"}))
    longer = [Span("2026-11-01", "2026-11-03"), Span("2026-11-05", "2026-11-09")]
    assert read(what_goes.shortening, class_id, longer) == ""
    text = read(what_goes.shortening, class_id, [Span("2026-11-02", "2026-11-04")])
    assert text.startswith("11月5日「课5」、11月6日「课6」 2 个课次会落在新的起止日期之外")
    run(classes.set_spans(class_id, [Span("2026-11-02", "2026-11-04")]))
    assert (
        read(what_goes.shortening, class_id, [Span("2026-11-02", "2026-11-03")]) == ""
    )  # out already
    assert read(what_goes.shortening, class_id, []).startswith("11月2日「课2」 1 个课次会落在")


def test_a_student_with_a_photo_and_one_with_a_certificate_say_so(demo_session: Session) -> None:
    read, run = demo_session.read, demo_session.run
    one = run(students.create({"name": "赵一"})).value
    assert read(what_goes.students, [one]) == ""
    run(students.set_photo(one, b"\xff\xd8\xff\xe0 jpeg"))
    assert read(what_goes.students, [one]) == "将删去赵一的档案和照片；可以撤销。"
    closed = next(c for c in read(classes.all) if c.approved_at and c.closed_at)
    ids = list(read(enrolment.LISTING.ids, scope={"class_id": closed.id}))[:2]
    assert "其中 2 人已有本班的证书，证书留在台账里" in read(what_goes.leaving, ids)
