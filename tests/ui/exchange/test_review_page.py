from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.classes import classes, enrolment, lessons
from app.file.session import Session
from app.ground import paths
from app.ground.errors import UserError
from app.ground.jobs import Thread
from app.ground.settings import Settings
from app.people import students
from app.teaching import courses
from tests.ui.planned import Planned, context_of, plan
from tests.ui.told import told
from ui.bridge import Bridge
from ui.context import Context
from ui.exchange.review_page import ReviewPage
from ui.kit.busy import BusyVeil

HEAD = ["姓名", "性别", "出生年月", "工作单位", "职务", "手机"]


def roster(path: Path, *rows: list[object]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["报名汇总"])
    for row in (HEAD, *rows):
        sheet.append(row)
    book.save(path)
    return path


def made(qtbot: QtBot, session: Session, **args: object) -> tuple[ReviewPage, Planned]:
    planned = plan(session)
    context = context_of(session)
    page = ReviewPage(context)
    context.setParent(page)
    qtbot.addWidget(page)
    page.resize(1190, 738)
    page.open(**args)
    page.reload()
    page.show()
    return page, planned


def read(qtbot: QtBot, page: ReviewPage, path: Path) -> None:
    page.read(path)
    qtbot.waitUntil(lambda: page.review is not None and page.path == path, timeout=20_000)


def shown(page: ReviewPage) -> list[str]:
    source = page.table.source
    return [
        " ".join(source.text(row, column) for column in range(4)).strip()
        for row in range(source.rowCount())
    ]


def test_nothing_is_chosen_yet(qtbot: QtBot, school_session: Session) -> None:
    page, _ = made(qtbot, school_session)
    assert page.empty.isVisible()
    assert "不写入任何数据" in page.empty.text.text()


def test_everything_wrong_is_shown_at_once(
    qtbot: QtBot, school_session: Session, tmp_path: Path
) -> None:
    page, _ = made(qtbot, school_session)
    path = roster(
        tmp_path / "名册.xlsx",
        ["张三", "男", 2011.1, "县委办", "科员", "13800000000"],
        ["李㛃", "女", "1985.07", "县财政局", "主任", "138"],
    )
    read(qtbot, page, path)
    lines = shown(page)
    assert any(line.startswith("✕ 第 3 行 张三 出生年月 2011.1") for line in lines)
    assert any(line.startswith("△ 第 4 行 李㛃 手机 138") for line in lines)
    assert page.tiles.numbers["error"].text() == "1"
    assert not page.import_button.isEnabled()
    assert page.promise.text().startswith("未写入任何数据。改正 1 处错误")
    assert school_session.read(students.count) == 2


def test_a_doubt_is_decided_in_its_row_and_can_be_taken_back(
    qtbot: QtBot, school_session: Session, tmp_path: Path
) -> None:
    page, _ = made(qtbot, school_session)
    path = roster(tmp_path / "名册.xlsx", ["李㛃", "女", "1985.07", "县财政局", "主任", ""])
    school_session.run(students.update(1, {"unit_name": "县妇联"}))
    read(qtbot, page, path)
    assert page.tiles.numbers["doubtful"].text() == "1"
    other = page.table.buttons[3, "other"]
    assert isinstance(other, QPushButton)
    other.click()
    qtbot.waitUntil(lambda: page.import_button.isEnabled(), timeout=20_000)
    assert page.tiles.numbers["new"].text() == "1"
    page.again_button.click()
    qtbot.waitUntil(lambda: not page.import_button.isEnabled(), timeout=20_000)


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


def test_a_marked_copy_is_saved(
    qtbot: QtBot, school_session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, _ = made(qtbot, school_session)
    path = roster(tmp_path / "名册.xlsx", ["张三", "男", 2011.1, "县委办", "科员", ""])
    read(qtbot, page, path)
    target = tmp_path / "标注.xlsx"
    monkeypatch.setattr(
        "ui.kit.file_dialogs.QFileDialog.getSaveFileName", lambda *_: (str(target), "")
    )
    with qtbot.waitSignal(page.context.said, timeout=20_000):
        page.save_copy()
    assert "核对结果" in openpyxl.load_workbook(target).sheetnames


def test_a_file_that_is_no_workbook_says_so(
    qtbot: QtBot, school_session: Session, tmp_path: Path
) -> None:
    page, _ = made(qtbot, school_session)
    path = tmp_path / "名册.xlsx"
    path.write_text("not a workbook")
    with qtbot.waitSignal(page.context.said, timeout=20_000) as said:
        page.read(path)
    assert "名册.xlsx" in told(said)[0]
    assert page.review is None


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
    assert (page.tiles.numbers["new"].text(), page.tiles.numbers["same"].text()) == ("19", "3")
    assert page.import_button.text() == "导入 22 节"
    with qtbot.waitSignal(page.context.asked, timeout=20_000) as asked:
        page.import_button.click()
    assert told(asked) == ["class", {"class_id": draft.id, "tab": "curriculum"}]
    assert len(demo_session.read(lessons.of_class, draft.id)) == 22
    assert page.belongs() == "classes"
    assert page.tiles.tiles["doubtful"].isHidden()  # nobody is in a plan
    page.open(kind="plan", class_id=draft.id)
    page.reload()
    read(qtbot, page, paths.RESOURCES / "demo" / "课程安排.xlsx")
    assert not page.import_button.isEnabled()
    assert page.import_button.toolTip() == "都已在课表，没有要导入的"
    assert "都已在课表，没有要导入的" in page.promise.text()


def test_a_file_dropped_is_reviewed(qtbot: QtBot, school_session: Session, tmp_path: Path) -> None:
    page, _ = made(qtbot, school_session)
    path = roster(tmp_path / "名册.xlsx", ["张三", "男", "1985.07", "县委办", "科员", ""])
    for dropped, taken in ((tmp_path / "名册.docx", False), (path, True)):
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(dropped))])
        event = QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        event.setAccepted(False)
        page.dropEvent(event)
        assert event.isAccepted() == taken
    qtbot.waitUntil(lambda: page.review is not None and page.path == path, timeout=20_000)


def test_reading_and_a_marked_copy_are_cancelled_where_they_are(
    qtbot: QtBot, school_session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = Context(school_session, Settings(), Bridge(), Thread("reading"))
    page = ReviewPage(context)
    context.setParent(page)
    qtbot.addWidget(page)
    page.open()
    page.reload()
    page.show()
    path = roster(tmp_path / "名册.xlsx", ["张三", "男", 2011.1, "县委办", "科员", ""])
    target = tmp_path / "标注.xlsx"
    monkeypatch.setattr(
        "ui.kit.file_dialogs.QFileDialog.getSaveFileName", lambda *_: (str(target), "")
    )

    def cancelled(work: Callable[[], object]) -> None:
        with qtbot.waitSignal(page.context.said, timeout=20_000) as said:
            work()
            (veil,) = [v for v in page.window().findChildren(BusyVeil) if not v.lifted]
            veil.button.click()
        assert told(said)[0] == "已取消，没有写入任何数据。"

    cancelled(lambda: page.read(path))
    assert page.review is None and page.empty.isVisible()
    read(qtbot, page, path)
    cancelled(page.save_copy)
    assert not target.exists()
    context.runner.close()


def test_all_findings_are_copied_by_the_ranges_they_stand_in(
    qtbot: QtBot, school_session: Session, tmp_path: Path
) -> None:
    page, _ = made(qtbot, school_session)
    rows = [["张三", "男", 2011.1, "县委办", "科员", ""] for _ in range(3)]
    read(qtbot, page, roster(tmp_path / "名册.xlsx", *rows))
    page.table.selectAll()
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text().splitlines()
    assert len(copied) == page.table.source.rowCount() > 3
    assert page.table.current() == page.table.source.findings[0]
