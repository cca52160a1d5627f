from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.certificates import ledger
from app.classes import classes
from app.file.session import Session
from tests.ui.planned import Planned, context_of, plan, put
from ui.certificates.class_certificates import ClassCertificates
from ui.kit.preview import PreviewDialog


def made(qtbot: QtBot, session: Session) -> tuple[ClassCertificates, Planned]:
    planned = plan(session)
    session.run(classes.update(planned.class_id, {"kind": "other"}))
    put(session, planned, "新思想概论", "2026-11-02")
    context = context_of(session)
    tab = ClassCertificates(context)
    context.setParent(tab)
    qtbot.addWidget(tab)
    tab.resize(1150, 560)
    context.changed.connect(lambda _: tab.show_for(class_id=planned.class_id))
    tab.show_for(class_id=planned.class_id)
    tab.show()
    return tab, planned


def issued(qtbot: QtBot, session: Session) -> tuple[ClassCertificates, Planned]:
    tab, planned = made(qtbot, session)
    session.run(classes.approve(planned.class_id))
    tab.show_for(class_id=planned.class_id)
    dialog = tab.issue()
    assert dialog is not None
    dialog.save()
    qtbot.waitUntil(lambda: tab.model.rowCount() == 2)
    return tab, planned


def test_a_draft_issues_nothing_and_says_why(qtbot: QtBot, school_session: Session) -> None:
    tab, _ = made(qtbot, school_session)
    assert not tab.issue_button.isEnabled()
    assert tab.issue() is None
    assert tab.note.text.text() == "班次审定后才能签发证书。"
    assert tab.issue_button.toolTip() == tab.reissue_button.toolTip() == "班次审定后才有证书。"
    assert tab.print_button.toolTip() == "还没有证书可以打印。"


def test_issued_for_all_at_the_last_day(qtbot: QtBot, school_session: Session) -> None:
    tab, planned = issued(qtbot, school_session)
    kept = school_session.read(ledger.of_class, planned.class_id)
    assert [c.student_name for c in kept] == ["李㛃", "欧阳䶮"]
    assert {c.issue_date for c in kept} == {"2026-11-06"}
    assert not tab.issue_button.isEnabled()
    assert tab.issue_button.toolTip() == "没有待签发的学员。"
    assert tab.void_button.toolTip() == "请先选中一张证书。"


def test_a_wrong_one_is_voided_with_its_reason_and_reissued(
    qtbot: QtBot, school_session: Session
) -> None:
    tab, planned = issued(qtbot, school_session)
    tab.table.selectRow(0)
    dialog = tab.void()
    assert dialog is not None
    dialog.save()
    assert school_session.read(ledger.of_class, planned.class_id)[0].status == "issued"
    dialog.form.field("reason").fill("姓名有误")
    dialog.save()
    qtbot.waitUntil(
        lambda: school_session.read(ledger.of_class, planned.class_id)[0].status == "voided"
    )
    qtbot.waitUntil(lambda: not tab.void_button.isEnabled())
    again = tab.reissue()
    assert again is not None
    again.save()
    qtbot.waitUntil(lambda: tab.model.rowCount() == 3)
    kept = school_session.read(ledger.of_class, planned.class_id)
    assert kept[-1].replaces_id == kept[0].id


def test_those_selected_or_all_are_previewed(qtbot: QtBot, school_session: Session) -> None:
    tab, _ = issued(qtbot, school_session)
    for select, pages in ((False, 2), (True, 1)):
        if select:
            tab.table.selectRow(0)
        tab.print_()
        qtbot.waitUntil(lambda: tab.findChild(PreviewDialog) is not None)
        dialog = tab.findChild(PreviewDialog)
        assert dialog is not None
        assert dialog.pages.count == pages
        with qtbot.waitSignal(dialog.destroyed):
            dialog.close()
