"""Every kind of list goes from its review to where it belongs."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.classes import classes, enrolment, lessons, past
from app.file.session import Session
from app.ground import paths
from app.ground.errors import UserError
from app.ground.jobs import Thread
from app.ground.settings import Settings
from app.people import students
from app.school import school
from app.teaching import courses
from tests.ui.exchange.reviewed import BAD, at, chips, made, read, roster, settled
from tests.ui.planned import context_of
from tests.ui.told import told
from ui.bridge import Bridge
from ui.context import Context
from ui.exchange.review_page import ReviewPage


def test_imported_into_a_class_in_one_step(
    qtbot: QtBot, school_session: Session, tmp_path: Path
) -> None:
    page, planned = made(qtbot, school_session)
    page.open(class_id=planned.class_id)
    page.reload()
    path = roster(
        tmp_path / "名册.xlsx", ["张三", "男", "1985.07", "县委办", "科员", "13800000000"]
    )
    read(qtbot, page, path)
    assert page.import_button.text() == "导入 1 人"
    with qtbot.waitSignal(page.context.asked, timeout=20_000) as asked:
        page.import_button.click()
    assert told(asked) == ["class", {"class_id": planned.class_id, "tab": "students"}]
    assert len(school_session.read(enrolment.student_ids, planned.class_id)) == 3
    assert school_session.undo_name() == "导入学员名册 名册.xlsx（1 人）"
    page.open(class_id=planned.class_id)
    page.reload()
    read(qtbot, page, path)
    assert "1 人已在这个班：组别、班内职务和备注不改动" in page.promise.text()
    assert not page.import_button.isEnabled()
    assert page.import_button.toolTip() == "都已在这个班，没有要导入的"
    page.target.setCurrentIndex(0)
    assert page.import_button.toolTip() == "都已在档案，没有要导入的"
    assert "不改动" not in page.promise.text()


def test_a_roster_goes_into_the_class_of_before_it_was_asked_for(
    qtbot: QtBot, school_session: Session, tmp_path: Path
) -> None:
    page, _ = made(qtbot, school_session)
    school_session.run(school.change("own_from", "2026-01-01"))
    before = school_session.run(
        past.create({"name": "去年的班"}, [classes.Span("2025-03-03", "2025-03-14")])
    ).value
    page.open(class_id=before)
    page.reload()
    read(
        qtbot, page, roster(tmp_path / "名册.xlsx", ["张三", "男", "1985.07", "县委办", "科员", ""])
    )
    page.import_button.click()
    qtbot.waitUntil(lambda: len(school_session.read(enrolment.student_ids, before)) == 1)


def test_teachers_and_courses_are_imported_the_same_way(
    qtbot: QtBot, school_session: Session
) -> None:
    page, _ = made(qtbot, school_session, kind="courses")
    assert page.header.title.text() == "导入师资和课程"
    read(qtbot, page, paths.RESOURCES / "demo" / "师资课程.xlsx")
    assert page.import_button.isEnabled()
    assert not page.target.isVisible()
    before = len(school_session.read(courses.library))
    with qtbot.waitSignal(page.context.asked, timeout=20_000) as asked:
        page.import_button.click()
    assert told(asked)[0] == "courses"
    assert len(school_session.read(courses.library)) > before


def test_classes_of_before_are_seen_where_one_comes_out(
    qtbot: QtBot, school_session: Session
) -> None:
    page, _ = made(qtbot, school_session, kind="past")
    read(qtbot, page, paths.RESOURCES / "demo" / "以前的班次.xlsx")
    with qtbot.waitSignal(page.context.asked, timeout=20_000) as asked:
        page.import_button.click()
    assert told(asked) == ["classes", {"year": "all", "chip": "brought_in"}]


def test_a_plan_goes_into_the_draft_it_was_opened_for(qtbot: QtBot, demo_session: Session) -> None:
    draft = demo_session.read(classes.by_code, "2026-03")
    for lesson in demo_session.read(lessons.of_class, draft.id)[3:]:
        demo_session.run(lessons.remove(lesson.id))
    context = context_of(demo_session)
    page = ReviewPage(context)
    context.setParent(page)
    qtbot.addWidget(page)
    with pytest.raises(UserError, match="请先打开一个草案班次"):
        page.open(kind="plan")
    page.open(kind="plan", class_id=draft.id)
    page.reload()
    page.show()
    assert page.header.title.text() == "导入课程安排"
    assert "2026年秋季科级干部进修班" in page.source.text()
    read(qtbot, page, paths.RESOURCES / "demo" / "课程安排.xlsx")
    assert not page.target.isVisible()
    assert (chips(page)["new"], chips(page)["same"]) == (19, 3)
    assert page.import_button.text() == "导入 22 节"
    with qtbot.waitSignal(page.context.asked, timeout=20_000) as asked:
        page.import_button.click()
    assert told(asked) == ["class", {"class_id": draft.id, "tab": "curriculum"}]
    assert len(demo_session.read(lessons.of_class, draft.id)) == 22
    assert page.belongs() == "classes"
    page.open(kind="plan", class_id=draft.id)
    page.reload()
    read(qtbot, page, paths.RESOURCES / "demo" / "课程安排.xlsx")
    assert not page.import_button.isEnabled()
    assert page.import_button.toolTip() == "都已在课表，没有要导入的"
    assert page.import_button.text() == "没有要导入的"
    assert "都已在课表，没有要导入的" in page.promise.text()


def test_an_import_asked_for_while_it_is_judged_says_that_it_was_not_done(
    qtbot: QtBot, school_session: Session, tmp_path: Path
) -> None:
    context = Context(school_session, Settings(), Bridge(), Thread("reading"))
    page = ReviewPage(context)
    context.setParent(page)
    qtbot.addWidget(page)
    page.open()
    page.reload()
    page.show()
    read(qtbot, page, roster(tmp_path / "名册.xlsx", *BAD))
    page.leave_out_errors()
    settled(qtbot, page)
    page.pane.grid.put({at(page, 5, "phone"): "13800000001"})
    assert page.judging.busy
    page.import_button.click()
    assert page.promise.text() == "正在重新核对…刚才的「导入」没有进行，请等核对完再点。"
    assert not page.import_button.isEnabled()
    settled(qtbot, page)
    qtbot.waitUntil(page.import_button.isEnabled)
    assert "可以整体导入" in page.promise.text()
    assert school_session.read(students.FACTS.read, "") == []
    context.runner.close()
