"""补录以前的班次, on screen."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.certificates import ledger
from app.classes import classes, enrolment, past
from app.classes.classes import Span
from app.file.session import Session
from app.people import students
from app.school import school
from tests.ui.planned import context_of, follow
from ui.classes.class_list import ClassListPage
from ui.classes.class_page import ClassPage
from ui.classes.past_class import PastClassDialog
from ui.context import Context


@pytest.fixture
def session(school_session: Session) -> Session:
    school_session.run(school.change("own_from", "2026-01-01"))
    return school_session


def brought(session: Session) -> int:
    values = {"name": "春季进修班", "typed_quarter_hours": 160}
    class_id = session.run(past.create(values, [Span("2025-03-03", "2025-03-07")])).value
    ids = [session.run(students.create({"name": name})).value for name in ("李㛃", "欧阳䶮")]
    session.run(enrolment.enrol(class_id, ids))
    return class_id


def opened(qtbot: QtBot, session: Session, class_id: int, tab: str) -> ClassPage:
    context = context_of(session)
    page = ClassPage(context)
    context.setParent(page)
    qtbot.addWidget(page)
    follow(context, page)
    page.open(class_id=class_id, tab=tab)
    page.reload()
    page.show()
    return page


def test_the_form_brings_a_class_in(qtbot: QtBot, session: Session) -> None:
    context, holder = context_of(session), QWidget()
    qtbot.addWidget(holder)
    context.setParent(holder)
    dialog = PastClassDialog(context, holder)
    dialog.form.fill({"name": "秋季班", "typed_quarter_hours": 96, "typed_people": 38})
    dialog.spans.fill([Span("2025-09-01", "2026-01-05")])
    dialog.save()
    qtbot.waitUntil(lambda: "2026年1月5日结束的班次不能补录" in dialog.message.text.text())
    dialog.spans.fill([Span("2025-09-01", "2025-09-05")])
    dialog.save()
    qtbot.waitUntil(lambda: bool(session.read(classes.all)))
    [one] = session.read(classes.all)
    assert (one.name, one.code, one.brought_in) == ("秋季班", "2025-01", 1)
    assert session.read(classes.summary, one.id).enrolled_count == 38


def test_its_page_shows_what_applies_and_mends_it(qtbot: QtBot, session: Session) -> None:
    class_id = brought(session)
    page = opened(qtbot, session, class_id, "curriculum")
    assert page.tab == "info" and not page.bar.isTabVisible(1)
    assert (page.chip.text(), page.step_buttons) == ("补录", [])
    hours = page.info.typed.field("typed_quarter_hours")
    assert hours.value() == 160
    hours.fill(120)
    hours.finished.emit()
    qtbot.waitUntil(lambda: session.read(classes.summary, class_id).quarter_hours == 120)
    parts = page.info.typed.field("typed_party_spirit")
    parts.fill(30)
    parts.finished.emit()
    qtbot.waitUntil(lambda: session.read(classes.get, class_id).typed_party_spirit == 30)
    page.info.reload()
    shown = {each.text() for each in page.info.findChildren(QLabel)}
    assert {"其中党性教育", "7.5 学时，占 25.0%（不评定）"} <= shown
    assert "互动式教学" not in shown  # nothing was typed of it
    page.info.spans.fill([Span("2025-03-03", "2025-03-06")])
    page.info.spans.edited.emit()
    qtbot.waitUntil(lambda: session.read(classes.summary, class_id).end_date == "2025-03-06")
    page.turn("students")
    assert page.students.add_button.isEnabled()
    session.run(past.update(class_id, {"typed_people": 9}, [Span("2025-03-03", "2025-03-06")]))
    page.reload()
    assert page.students.totals().startswith("在册 2 人 · 全班 9 人（按基本信息填写的计）")


def test_certificates_are_written_down_and_neither_printed_nor_reissued(
    qtbot: QtBot, session: Session
) -> None:
    class_id = brought(session)
    page = opened(qtbot, session, class_id, "certificates")
    tab = page.certificates
    assert tab.issue_button.text() == "补录证书（2 人）…"
    assert not tab.print_button.isVisible() and not tab.reissue_button.isVisible()
    dialog = tab.bring_in()
    dialog.form.field("number").fill("党结 7")
    dialog.save()
    qtbot.waitUntil(lambda: tab.model.rowCount() == 1)
    [one] = session.read(ledger.of_class, class_id)
    assert (one.number, one.issue_date, one.brought_in) == ("党结 7", "2025-03-07", 1)
    tab.table.selectRow(0)
    tab.delete_button.click()
    qtbot.waitUntil(lambda: tab.model.rowCount() == 0)


def test_the_list_marks_it_and_offers_to_bring_in(qtbot: QtBot, session: Session) -> None:
    brought(session)
    context: Context = context_of(session)
    page = ClassListPage(context)
    context.setParent(page)
    qtbot.addWidget(page)
    page.open(year=2025)
    page.reload()
    assert page.counts["brought_in"] == 1 and page.counts["closed"] == 0
    assert page.model.record(0)["status"] == "brought_in"
    menu = page.past_button.menu()
    assert [action.text() for action in menu.actions()] == ["填写一个班次…", "从工作簿导入…"]
