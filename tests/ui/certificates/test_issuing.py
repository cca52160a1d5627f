"""Before numbers are given one sees which they are, and whose certificate would lack something."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.certificates import ledger
from app.classes import classes
from app.people import students
from app.school import school
from tests.ui.planned import plan, put
from ui.certificates.issuing import IssueDialog
from ui.context import Context


def test_those_who_lack_something_come_first_and_are_put_right_from_there(
    context: Context, qtbot: QtBot
) -> None:
    session = context.session
    planned = plan(session)
    session.run(classes.update(planned.class_id, {"kind": "other"}))
    put(session, planned, "新思想概论", "2026-11-02")
    session.run(classes.approve(planned.class_id))
    first, second = session.read(ledger.without, planned.class_id)
    whole = {"sex": "1", "ethnic_group": "01", "birth_date": "1980-01"}
    session.run(students.update(first, whole))
    dialog = IssueDialog(context, planned.class_id, [first, second])
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.table.rowCount() == 2)
    (_, name, lacks), (_, other, photo) = dialog.table.texts()
    assert [name, other] == ["欧阳䶮", "李㛃"]
    assert (lacks, photo) == ("性别、民族、出生年月、照片", "照片")
    assert "1 人缺性别" in dialog.said.text() and "欧阳䶮" in dialog.wording.text()
    assert session.read(ledger.of_class, planned.class_id) == []  # only looked at

    record = dialog.open_student(second)
    record.form.fill(whole)
    record.save()
    qtbot.waitUntil(lambda: dialog.table.texts()[0][2] == "照片")
    numbers = [one.number for one in dialog.found]
    dialog.save()
    made = session.read(ledger.of_class, planned.class_id)
    assert [one.number for one in made] == numbers


def test_a_day_before_the_end_is_asked_about(context: Context, qtbot: QtBot) -> None:
    session = context.session
    planned = plan(session)
    session.run(classes.update(planned.class_id, {"kind": "other"}))
    put(session, planned, "新思想概论", "2026-11-02")
    session.run(classes.approve(planned.class_id))
    dialog = IssueDialog(context, planned.class_id, session.read(ledger.without, planned.class_id))
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.form.fill({"issue_date": "2025-11-03"})
    qtbot.waitUntil(lambda: bool(dialog.found))
    dialog.save()
    assert "再点一次“签发 2 张”" in dialog.message.text.text()
    assert session.read(ledger.of_class, planned.class_id) == []
    dialog.form.fill({"issue_date": "2026-11-06"})
    dialog.form.touched.emit()
    assert dialog.message.isHidden()  # it was of another day
    dialog.form.fill({"issue_date": "2025-11-03"})
    qtbot.waitUntil(lambda: bool(dialog.found))
    dialog.save()
    dialog.save()
    made = session.read(ledger.of_class, planned.class_id)
    assert {one.issue_date for one in made} == {"2025-11-03"}


def test_what_is_looked_at_is_of_the_day_that_stands_there(context: Context, qtbot: QtBot) -> None:
    session = context.session
    planned = plan(session)
    session.run(school.change("certificate_pattern", "{year}-{serial:04}"))
    session.run(classes.update(planned.class_id, {"kind": "other"}))
    put(session, planned, "新思想概论", "2026-11-02")
    session.run(classes.approve(planned.class_id))
    waiting = session.read(ledger.without, planned.class_id)

    def opened() -> IssueDialog:
        dialog = IssueDialog(context, planned.class_id, waiting)
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitUntil(lambda: bool(dialog.found))
        return dialog

    dialog = opened()
    usual = [one.number for one in dialog.found]
    dialog.form.retype({"issue_date": "2025-11-03"})
    dialog.reject()
    back = opened()  # with the day that was typed
    numbers = [one.number for one in back.found]
    assert numbers != usual
    back.form.retype({"issue_date": "明天"})
    session.run(students.update(waiting[0], {"sex": "1"}))
    back._changed(frozenset({"student"}))  # no day: what was looked at stays
    back.form.retype({"issue_date": "2025-11-03"})
    back.save()
    back.save()
    assert [one.number for one in session.read(ledger.of_class, planned.class_id)] == numbers
