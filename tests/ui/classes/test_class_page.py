from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.classes import classes
from app.file.session import Session
from app.ground.errors import UserError
from app.papers import Kind
from tests.ui.asked import say
from tests.ui.planned import Planned, context_of, follow, plan, put
from tests.ui.told import told
from ui.classes.approval import RefusalDialog
from ui.classes.approval_form import ApprovalDialog
from ui.classes.class_page import ClassPage
from ui.kit.preview import PreviewDialog


def made(qtbot: QtBot, session: Session, tab: str = "curriculum") -> tuple[ClassPage, Planned]:
    planned = plan(session)
    context = context_of(session)
    page = ClassPage(context)
    context.setParent(page)
    qtbot.addWidget(page)
    page.resize(1190, 738)
    follow(context, page)
    page.open(class_id=planned.class_id, tab=tab)
    page.reload()
    page.show()
    return page, planned


def steps(page: ClassPage) -> list[str]:
    return [button.text() for button in page.step_buttons]


def press(page: ClassPage, text: str) -> None:
    next(b for b in page.step_buttons if b.text() == text).click()


def approve(page: ClassPage) -> None:
    """Say nothing of who approved, and approve."""
    dialog = page.findChildren(ApprovalDialog)[-1]
    dialog.save()


def pass_every_rule(session: Session, planned: Planned) -> None:
    put(session, planned, "党章与党的纪律", "2026-11-02")
    put(session, planned, "基层治理案例", "2026-11-03")
    put(session, planned, "新思想概论", "2026-11-04")


def test_the_head_says_what_the_class_is(qtbot: QtBot, school_session: Session) -> None:
    page, _ = made(qtbot, school_session)
    assert page.title_label.text() == "科级干部进修班"
    assert page.chip.text() == "草案 · 第 1 稿"
    assert page.subtitle.text() == (
        "主体班次 · 2026-11-02 至 2026-11-06 · 5 天 · 2 名学员 · 编号 2026-03"
    )
    assert steps(page) == ["提交审定"]


def test_a_refusal_lists_everything_and_leads_to_the_half_day(
    qtbot: QtBot, school_session: Session
) -> None:
    page, planned = made(qtbot, school_session)
    put(school_session, planned, "数字政府建设", "2026-11-03")
    put(school_session, planned, "党章与党的纪律", "2026-11-03", "evening")
    page.reload()
    page.bar.setCurrentIndex(0)
    press(page, "提交审定")
    qtbot.waitUntil(lambda: page.findChild(RefusalDialog) is not None)
    dialog = page.findChild(RefusalDialog)
    assert dialog is not None
    texts = [box.accessibleName() for box in dialog.boxes]
    assert any("互动式教学不足" in t and "规划 一（三）4" in t for t in texts)
    led = next(box for box in dialog.boxes if box.advice.lesson_ids)
    qtbot.mouseClick(led, Qt.MouseButton.LeftButton)
    assert page.tab == "curriculum"
    assert page.desk.grid.current() is not None
    assert school_session.read(classes.get, planned.class_id).status == "draft"


def test_from_draft_to_closed_and_back(qtbot: QtBot, school_session: Session) -> None:
    page, planned = made(qtbot, school_session)
    pass_every_rule(school_session, planned)
    for text, chip, following in (
        ("提交审定", "已审定 · 第 1 版", ["重开", "开班"]),
        ("重开", "草案 · 第 2 稿", ["提交审定"]),
        ("提交审定", "已审定 · 第 2 版", ["重开", "开班"]),
        ("开班", "进行中 · 第 2 版", ["重开", "结业"]),
        ("结业", "已结业 · 第 2 版", ["取消结业"]),
        ("取消结业", "进行中 · 第 2 版", ["重开", "结业"]),
    ):
        press(page, text)
        if text in ("重开", "取消结业"):
            say()
        if text == "提交审定":
            approve(page)
        qtbot.waitUntil(lambda chip=chip: page.chip.text() == chip)
        assert steps(page) == following


def test_a_deleted_class_says_so(qtbot: QtBot, school_session: Session) -> None:
    page, planned = made(qtbot, school_session)
    school_session.run(classes.delete(planned.class_id))
    with pytest.raises(UserError, match="已被删除"):
        page.reload()


def test_deleting_leads_to_the_list(qtbot: QtBot, school_session: Session) -> None:
    page, planned = made(qtbot, school_session)
    page._removal.trigger()
    text = say(yes=False)
    assert "2 名学员的编班" in text and "学员档案、课程库和师资库不变" in text
    assert school_session.read(classes.get, planned.class_id).status == "draft"
    page._removal.trigger()
    with qtbot.waitSignal(page.context.asked) as asked:
        say()
    assert told(asked)[0] == "classes"
    assert school_session.undo_name() == "删除班次 科级干部进修班"


def test_what_was_approved_is_archived_by_its_own_entry_and_comes_back(
    qtbot: QtBot, school_session: Session
) -> None:
    page, planned = made(qtbot, school_session)
    pass_every_rule(school_session, planned)
    assert page._removal.text() == "删除班次"
    school_session.run(classes.approve(planned.class_id))
    page.reload()
    assert page._removal.text() == "归档班次"
    assert not page._removal.isEnabled()
    assert page._removal.toolTip() == "班次审定过，不能删除；结业以后可以归档。"
    school_session.run(classes.close(planned.class_id))
    page.reload()
    assert page._removal.isEnabled() and "审定过，不能删除" in page._removal.toolTip()
    page._removal.trigger()
    assert "随时可以取消归档" in say()
    page.reload()
    assert page.chip.text() == "已结业 · 第 1 版 · 已归档"
    assert page._removal.text() == "取消归档"
    page._removal.trigger()
    assert not school_session.read(classes.get, planned.class_id).archived


def test_the_timetable_is_previewed(qtbot: QtBot, school_session: Session) -> None:
    page, planned = made(qtbot, school_session)
    pass_every_rule(school_session, planned)
    page.print_()
    qtbot.waitUntil(lambda: page.findChild(PreviewDialog) is not None)
    dialog = page.findChild(PreviewDialog)
    assert dialog is not None
    assert dialog.pages.count == 1
    dialog.close()


def test_every_tab_shows_its_part(qtbot: QtBot, school_session: Session) -> None:
    page, _ = made(qtbot, school_session, "info")
    assert page.info.form.values()["name"] == "科级干部进修班"
    page.show_for(tab="students")
    assert page.students.sentence.text() == "在册 2 人"
    page.show_for(tab="certificates")
    assert "待签发 2 人" in page.certificates.sentence.text()


def test_f1_opens_the_topic_of_the_tab(qtbot: QtBot, school_session: Session) -> None:
    page = made(qtbot, school_session)[0]
    topics = []
    for tab in ClassPage.made_of:
        page.show_for(tab=tab)
        topics.append(page.topic())
    assert topics == ["班次与课程编排", "班次与课程编排", "学员名单", "证书"]


def test_the_days_are_those_on_which_something_is_taught(
    qtbot: QtBot, school_session: Session
) -> None:
    page, planned = made(qtbot, school_session)
    pass_every_rule(school_session, planned)
    page.reload()
    assert " · 上课 3 天 · " in page.subtitle.text()


def test_the_keyboard_stays_in_the_page_after_a_step(qtbot: QtBot, school_session: Session) -> None:
    page, planned = made(qtbot, school_session)
    pass_every_rule(school_session, planned)
    page.reload()
    page.step_buttons[-1].setFocus()
    press(page, "提交审定")
    approve(page)
    qtbot.waitUntil(lambda: steps(page) == ["重开", "开班"])
    assert page.focusWidget() is page.desk.grid


def test_a_draft_has_a_door_to_the_import_of_its_plan(
    qtbot: QtBot, school_session: Session
) -> None:
    page, planned = made(qtbot, school_session)
    (action,) = page.imports
    assert action.text() == "导入课程安排…"
    with qtbot.waitSignal(page.context.asked) as asked:
        action.trigger()
    assert told(asked) == ["import", {"kind": "plan", "class_id": planned.class_id}]
    pass_every_rule(school_session, planned)
    school_session.run(classes.approve(planned.class_id))
    page.reload()
    assert not action.isEnabled()


def test_its_menu_offers_every_paper_of_a_class(
    qtbot: QtBot, school_session: Session, made_up: list[Kind]
) -> None:
    page, _ = made(qtbot, school_session)
    actions = page.print_button.menu().actions()
    assert [a.text() for a in actions] == ["课程表", "学员花名册", "结业证书", "试验class"]
    actions[-1].trigger()
    qtbot.waitUntil(lambda: page.findChild(PreviewDialog) is not None)
    dialog = page.findChild(PreviewDialog)
    assert dialog is not None
    assert dialog.windowTitle() == "预览 试验class 科级干部进修班"
    dialog.close()
    assert len(made_up) == 4
