"""An approval asks who and when as the school wishes, shows what is missing, and lets one go on."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.classes import classes
from app.file.session import Session
from app.school import school
from tests.ui.planned import Planned, follow, plan, put
from ui.classes.approval_form import ApprovalDialog
from ui.classes.class_page import ClassPage
from ui.context import Context


@pytest.fixture
def shown(context: Context, qtbot: QtBot) -> tuple[ClassPage, Planned]:
    planned = plan(context.session)
    context.session.run(classes.update(planned.class_id, {"kind": "other"}))
    put(context.session, planned, "新思想概论", "2026-11-02")
    page = ClassPage(context)
    qtbot.addWidget(page)
    follow(context, page)
    page.show_for(class_id=planned.class_id)
    page.show()
    return page, planned


def ask(page: ClassPage) -> ApprovalDialog:
    page.step_buttons[-1].click()
    return page.findChildren(ApprovalDialog)[-1]


def said(session: Session, planned: Planned) -> list[object]:
    one = session.read(classes.get, planned.class_id)
    return [one.status, *(getattr(one, key) for key in classes.APPROVAL)]


def test_what_is_missing_opens_its_place_and_what_was_typed_waits(
    shown: tuple[ClassPage, Planned],
) -> None:
    page, planned = shown
    dialog = ask(page)
    texts = [one.accessibleName() for one in dialog.buttons]
    assert texts[:2] == ["去补上：11-03 至 11-06 没有排课", "去补上：班主任没有定"]
    assert "照片" in texts[-1]
    dialog.form.fill({"minutes": "〔2026〕5号"})
    dialog.buttons[1].click()
    assert page.tab == "info" and page.info.form.field("class_teacher_id").hasFocus()
    again = ask(page)
    assert again.form.values()["minutes"] == "〔2026〕5号"
    again.buttons[-1].click()
    assert page.tab == "students"
    assert said(page.context.session, planned)[0] == "draft"


def test_one_goes_on_without_it_and_a_doubted_day_is_asked_about_once(
    shown: tuple[ClassPage, Planned],
) -> None:
    page, planned = shown
    session = page.context.session
    dialog = ask(page)
    dialog.form.fill({"approved_by": "校委会", "approved_on": "2026-11-05"})
    dialog.save()
    assert "以后？没有写错，就再点一次“审定”" in dialog.message.text.text()
    assert said(session, planned)[0] == "draft"
    dialog.save()
    assert said(session, planned) == ["approved", "校委会", "2026-11-05", "", ""]
    later = page.info.note_approval()
    later.form.fill({"minutes": "〔2026〕5号", "approved_on": "2026-10-30"})
    later.save()
    assert said(session, planned) == ["approved", "校委会", "2026-10-30", "〔2026〕5号", ""]


def test_the_school_says_what_is_asked(shown: tuple[ClassPage, Planned]) -> None:
    page, _ = shown
    page.context.session.run(school.change("approval_asks", "approved_on document_number"))
    assert list(ask(page).form.values()) == ["approved_on", "document_number"]
    page.context.session.run(school.change("approval_asks", ""))
    assert list(ask(page).form.values()) == []
