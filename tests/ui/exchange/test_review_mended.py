"""What is typed and answered in the rows of a review, and taken back."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from app import history
from app.exchange import half_done
from app.file.session import Session
from app.people import students
from tests.ui import keys
from tests.ui.exchange.reviewed import BAD, at, chips, detail, made, read, roster, settled, shown
from ui.exchange.review_model import ANSWER
from ui.exchange.review_page import ReviewPage
from ui.mainwindow import MainWindow


def test_a_cell_is_corrected_in_place_and_the_rows_stay_where_they_are(
    qtbot: QtBot, school_session: Session, tmp_path: Path
) -> None:
    page, _ = made(qtbot, school_session)
    read(qtbot, page, roster(tmp_path / "名册.xlsx", *BAD))
    page.pane.chips.set_chips([("error", "有错", 2)])
    page.pane.model.show_chip("error")
    grid = page.pane.grid
    grid.go(at(page, 3, "birth_date"))
    grid.edit_within()
    line = grid.line()
    assert line is not None and line.offers() == ["2011.01", "2011.10"]
    line.setText("1971.10")
    line.finished.emit("enter")
    assert grid.here() == at(page, 4, "birth_date")  # Enter has gone down
    settled(qtbot, page)
    assert shown(page) == ["3 ＋ 新增 张三", "4 ✕ 有错 李四"]  # the chip holds its rows
    assert grid.here() == at(page, 4, "birth_date")
    QGuiApplication.clipboard().setText("1985.10")
    grid.paste()
    settled(qtbot, page)
    assert page.import_button.isEnabled() and page.import_button.text() == "导入 3 人"
    cell = page.pane.model.cell(*at(page, 3, "birth_date"))
    assert cell.sign == "✎" and "原为“2011.1”" in cell.tip
    with qtbot.waitSignal(page.context.asked, timeout=20_000):
        page.import_button.click()
    name = "导入学员名册 名册.xlsx（3 人，改正 2 处）"
    assert school_session.undo_name() == name
    last = school_session.read(lambda db: db.execute("SELECT max(id) FROM operation").fetchone())
    said = school_session.read(history.of_operation, last[0])[0]
    assert "出生年月由“2011.1”改为“1971.10”：第 3 行 张三" in said


def test_another_table_below_is_left_out_and_the_rows_above_go_in(
    qtbot: QtBot, school_session: Session, tmp_path: Path
) -> None:
    page, _ = made(qtbot, school_session)
    below = (["姓名", "工作单位", "职务", "性别"], ["孙某", "县委办", "科员", "男"])
    read(qtbot, page, roster(tmp_path / "名册.xlsx", BAD[0], BAD[2], *below))
    assert not page.import_button.isEnabled() and "整张表有 1 处问题" in page.promise.text()
    assert page.foot.leave_button.text() == "不导入有错的 1 行和下面另一张表"
    detail(page, 5)["不导入下面这张表"].click()
    settled(qtbot, page)
    assert page.foot.leave_button.text() == "不导入有错的 1 行"
    assert "不导入「Sheet」第 5 行起的另一张表。" in page.promise.text()
    detail(page, 5)["导入下面这张表"].click()
    settled(qtbot, page)
    page.foot.leave_button.click()
    settled(qtbot, page)
    assert "不导入：第 3 行 张三。" in page.promise.text()
    with qtbot.waitSignal(page.context.asked, timeout=20_000):
        page.import_button.click()
    assert (
        school_session.undo_name() == "导入学员名册 名册.xlsx（1 人，略去 1 行，略去下面另一张表）"
    )


def test_a_choice_answers_all_of_its_kind_and_can_be_taken_back(
    qtbot: QtBot, school_session: Session, tmp_path: Path
) -> None:
    page, _ = made(qtbot, school_session)
    read(qtbot, page, roster(tmp_path / "名册.xlsx", *BAD))
    buttons = detail(page, 3)
    (box,) = page.pane.detail.findChildren(QCheckBox)
    assert box.text() == "其余 1 处也这样答"
    box.setChecked(True)
    buttons["2011 年 10 月"].click()
    settled(qtbot, page)
    assert page.pane.focusWidget() is page.pane.grid  # the button has gone
    assert page.asked.cells == {
        ("Sheet", 3, "birth_date"): "2011.10",
        ("Sheet", 4, "birth_date"): "1985.10",
    }
    page.pane.grid.setFocus()
    qtbot.keyClick(page.pane.grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, page)
    assert page.asked.cells == {} and chips(page)["error"] == 2
    assert not page.pane.again_button.isVisible()
    assert school_session.undo_name() != ""  # nothing of the file was taken back


def test_one_bad_row_does_not_stop_the_others(
    qtbot: QtBot, school_session: Session, tmp_path: Path
) -> None:
    page, _ = made(qtbot, school_session)
    read(qtbot, page, roster(tmp_path / "名册.xlsx", *BAD))
    assert page.foot.leave_button.text() == "不导入有错的 2 行"
    page.foot.leave_button.click()
    settled(qtbot, page)
    assert page.import_button.text() == "导入 1 人" and page.import_button.isEnabled()
    assert "不导入：第 3 行 张三、第 4 行 李四。" in page.promise.text()
    detail(page, 3)["导入这一行"].click()
    settled(qtbot, page)
    assert not page.import_button.isEnabled()
    grid = page.pane.grid
    grid.go(at(page, 3, ANSWER))
    grid.put({grid.here() or (0, 0): "不导入"})
    settled(qtbot, page)
    with qtbot.waitSignal(page.context.asked, timeout=20_000):
        page.import_button.click()
    assert school_session.undo_name() == "导入学员名册 名册.xlsx（1 人，略去 2 行）"


def test_what_is_no_answer_is_refused_and_what_is_no_record_only_looked_at(
    qtbot: QtBot, school_session: Session, tmp_path: Path
) -> None:
    page, _ = made(qtbot, school_session)
    read(qtbot, page, roster(tmp_path / "名册.xlsx", *BAD, ["合计", "3 人", "", "", "", ""]))
    grid = page.pane.grid
    grid.go(at(page, 3, ANSWER))
    grid.put({grid.here() or (0, 0): "也许"})
    assert "只能填“不导入”" in grid.sentence.text()
    grid.go(at(page, 6, "name"))
    grid.edit_within()
    assert grid.line() is None and "合计、备注" in grid.sentence.text()
    assert not half_done.is_begun(page.asked)


def test_a_doubt_is_decided_in_its_row_and_can_be_taken_back(
    qtbot: QtBot, school_session: Session, tmp_path: Path
) -> None:
    page, _ = made(qtbot, school_session)
    path = roster(tmp_path / "名册.xlsx", ["李㛃", "女", "1985.07", "县财政局", "主任", ""])
    school_session.run(students.update(1, {"unit_name": "县妇联"}))
    read(qtbot, page, path)
    assert chips(page)["doubtful"] == 1
    assert page.pane.model.cell(*at(page, 3, ANSWER)).text == "请选定…"
    same, other = page.pane.model.proposed(3, ANSWER)[:2]
    assert same.startswith("是同一人：李㛃 · 县妇联") and other == "是另一人"
    detail(page, 3)["是另一人"].click()
    qtbot.waitUntil(lambda: page.import_button.isEnabled(), timeout=20_000)
    assert chips(page) == {"": 1, "new": 1}
    page.pane.again_button.click()
    qtbot.waitUntil(lambda: not page.import_button.isEnabled(), timeout=20_000)
    page.pane.grid.put({at(page, 3, ANSWER): "是同一人"})
    settled(qtbot, page)
    assert chips(page) == {"": 1, "changed": 1}


def test_what_a_column_is_is_said_above_it_and_kept_with_what_is_typed(
    qtbot: QtBot, school_session: Session, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    for row in (["参加者", "单位"], ["张三", "甲局"], ["李四", "乙局"]):
        book.worksheets[0].append(row)
    book.save(tmp_path / "报名.xlsx")
    page, _ = made(qtbot, school_session)
    read(qtbot, page, tmp_path / "报名.xlsx")
    boxes = page.pane.boxes
    assert boxes.isVisible() and "还缺“姓名”" in boxes.words.text()
    assert not page.import_button.isEnabled()
    boxes.boxes[0].fill("name")
    boxes.boxes[0].activated.emit(1)
    settled(qtbot, page)
    assert [text.split()[-1] for text in shown(page)] == ["张三", "李四"]
    page.pane.grid.typed.emit({3: {"unit_name": "丙局"}})
    boxes.boxes[1].fill("remark")  # before what was typed is judged
    boxes.boxes[1].activated.emit(1)
    boxes.boxes[1].fill("unit_name")
    boxes.boxes[1].activated.emit(1)
    settled(qtbot, page)
    assert page.import_button.isEnabled()
    page.import_all()
    qtbot.waitUntil(lambda: page.review is None)
    kept = school_session.read(lambda db: students.FACTS.read(db, "ORDER BY t.id"))
    assert [(one.name, one.unit_name) for one in kept][-2:] == [("张三", "甲局"), ("李四", "丙局")]


def test_what_a_whole_column_lacks_is_asked_once(
    qtbot: QtBot, school_session: Session, tmp_path: Path
) -> None:
    page, _ = made(qtbot, school_session, kind="courses")
    path = tmp_path / "课程.xlsx"
    book = openpyxl.Workbook()
    for row in (["课程名称", "主讲人"], ["党章", "何军"], ["党史", "何军"], ["开班式", ""]):
        book.worksheets[0].append(row)
    book.save(path)
    read(qtbot, page, path)
    assert chips(page)["doubtful"] == 2
    box = page.pane.usual.boxes["category"]
    assert [box.itemText(i) for i in range(3)] == ["逐行选定", "理论教育", "党性教育"]
    box.setCurrentIndex(1)
    box.activated.emit(1)
    settled(qtbot, page)
    assert page.asked.usual == {"category": "理论教育"} and "doubtful" not in chips(page)
    cell = page.pane.model.cell(*at(page, 2, "category"))
    assert cell.text == "理论教育" and "空着" in cell.tip
    box = page.pane.usual.boxes["category"]  # can be answered otherwise
    box.setCurrentIndex(0)
    box.activated.emit(0)
    settled(qtbot, page)
    assert page.asked.usual == {} and chips(page)["doubtful"] == 2
    page.pane.usual.boxes["category"].setCurrentIndex(2)
    page.pane.usual.boxes["category"].activated.emit(2)
    settled(qtbot, page)
    with qtbot.waitSignal(page.context.asked, timeout=20_000):
        page.import_button.click()
    last = school_session.read(lambda db: db.execute("SELECT max(id) FROM operation").fetchone())
    assert "空着的类别都按“党性教育”" in school_session.read(history.of_operation, last[0])[0]


def test_undo_on_the_page_takes_nothing_of_the_file_back(
    qtbot: QtBot, window: MainWindow, demo_session: Session, tmp_path: Path
) -> None:
    before = demo_session.undo_name()
    window.activateWindow()
    window.go("import", path=roster(tmp_path / "名册.xlsx", *BAD))
    page = window.current()
    assert isinstance(page, ReviewPage)
    qtbot.waitUntil(lambda: page.review is not None, timeout=20_000)
    page.leave_out_errors()
    settled(qtbot, page)
    assert len(page.asked.left_out) == 2
    page.pane.grid.setFocus()
    qtbot.waitUntil(page.pane.grid.hasFocus)
    for _ in range(2):  # there is nothing more to take back the second time
        keys.press("Control+Z")
        settled(qtbot, page)
    assert not page.asked.left_out and demo_session.undo_name() == before
