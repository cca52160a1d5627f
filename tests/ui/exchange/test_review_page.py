from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app import history
from app.classes import classes, enrolment, lessons, past
from app.exchange import half_done
from app.file.session import Session
from app.ground import paths
from app.ground.errors import UserError
from app.ground.jobs import Inline, Thread
from app.ground.settings import Settings
from app.opening import open_school
from app.people import students
from app.school import school
from app.teaching import courses
from tests.conftest import PASSWORD
from tests.ui import keys
from tests.ui.planned import Planned, context_of, plan
from tests.ui.told import told
from ui.bridge import Bridge
from ui.context import Context
from ui.exchange.review_model import ANSWER, SAYS, STATE
from ui.exchange.review_page import ReviewPage
from ui.kit.ask import Question
from ui.kit.busy import BusyVeil
from ui.mainwindow import MainWindow

HEAD = ["姓名", "性别", "出生年月", "工作单位", "职务", "手机"]


def roster(path: Path, *rows: Sequence[object]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["报名汇总"])
    for row in (HEAD, *rows):
        sheet.append(list(row))
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


def made_again(qtbot: QtBot, session: Session) -> tuple[ReviewPage, Context]:
    context = context_of(session)
    page = ReviewPage(context)
    context.setParent(page)
    qtbot.addWidget(page)
    context.asked.connect(lambda _, args: page.show_for(**args))  # as the window does
    page.show_for()
    page.show()
    return page, context


def read(qtbot: QtBot, page: ReviewPage, path: Path) -> None:
    page.read(path)
    qtbot.waitUntil(lambda: page.review is not None and page.path == path, timeout=20_000)


def settled(qtbot: QtBot, page: ReviewPage) -> None:
    qtbot.waitUntil(lambda: not page.judging.busy and page.review is not None, timeout=20_000)
    qtbot.waitUntil(lambda: page.review is not None and page.review.asked == page.asked)


def shown(page: ReviewPage) -> list[str]:
    model = page.pane.model
    return [
        " ".join(model.cell(row, column).text for column in range(3))
        for row in range(model.rowCount())
    ]


def at(page: ReviewPage, number: int, key: str) -> tuple[int, int]:
    model = page.pane.model
    return model.row_of(number), [column.key for column in model.columns].index(key)


def chips(page: ReviewPage) -> dict[str, int]:
    assert page.pane.judged is not None
    return {chip: n for chip, n in page.pane.rows.counts().items() if n}


def detail(page: ReviewPage, number: int) -> dict[str, QPushButton]:
    page.pane.grid.go(at(page, number, STATE))
    return page.pane.detail.buttons


def test_nothing_is_chosen_yet(qtbot: QtBot, school_session: Session) -> None:
    page, _ = made(qtbot, school_session)
    assert page.empty.isVisible() and not page.half_done.isVisible()
    assert "不写入任何数据" in page.empty.text.text()


BAD = (
    ["张三", "男", 2011.1, "县委办", "科员", "13800000000"],
    ["李四", "女", 1985.1, "县财政局", "主任", "138"],
    ["王五", "女", "1985.07", "县财政局", "主任", ""],
)


def test_every_row_is_shown_with_its_name_its_state_and_what_is_wrong(
    qtbot: QtBot, school_session: Session, tmp_path: Path
) -> None:
    page, _ = made(qtbot, school_session)
    read(qtbot, page, roster(tmp_path / "名册.xlsx", *BAD))
    assert shown(page) == ["3 ✕ 有错 张三", "4 ✕ 有错 李四", "5 ＋ 新增 王五"]
    assert chips(page) == {"": 3, "error": 2, "new": 1, "check": 1}
    assert page.pane.grid.here() == (0, 2)
    assert page.source.text().endswith("表头在第 2 行")
    page.pane.grid.go(at(page, 4, SAYS))
    page.pane.grid.opened.emit(4)  # from what is said to where it is
    assert page.pane.grid.here() == at(page, 4, "birth_date")
    page.pane.grid.go((0, 2))
    assert "无法判断是 2011 年 1 月还是 10 月" in page.pane.detail.texts[1]
    cell = page.pane.model.cell(*at(page, 3, "birth_date"))
    assert (cell.text, cell.sign) == ("2011.1", "▾") and "有错误：" in cell.tip
    assert not page.import_button.isEnabled()
    assert page.promise.text().startswith("未写入任何数据。还有 2 行有错")
    assert "身份证号" in page.pane.notes.text.text()
    page.pane.model.show_chip("new")
    assert shown(page) == ["5 ＋ 新增 王五"]
    assert school_session.read(students.count) == 2


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


def test_a_review_half_done_survives_and_is_taken_up_or_thrown_away(
    qtbot: QtBot, school_session: Session, tmp_path: Path
) -> None:
    page, _ = made(qtbot, school_session)
    path = roster(tmp_path / "名册.xlsx", *BAD)
    read(qtbot, page, path)
    page.pane.grid.put({at(page, 3, "birth_date"): "1971.10"})  # and the power fails
    assert len(school_session.read(half_done.all, school_session.user_name)) == 1
    path.unlink()
    other, _ = made_again(qtbot, school_session)
    assert other.half_done.isVisible()
    assert other.half_done.heading.text() == "有一份没有完成的名单核对，可以接着做。"
    ((go_on, _),) = other.half_done.buttons.values()
    with qtbot.waitSignal(other.context.said, timeout=20_000) as said:
        go_on.click()
    assert told(said)[0].startswith("接着上次的核对：已改正 1 处。")
    assert shown(other)[0] == "3 ＋ 新增 张三"
    assert other.place()["resume"] in other.half_done.buttons
    other.pane.again_button.click()  # from the beginning
    settled(qtbot, other)
    assert school_session.read(half_done.all, school_session.user_name) == []
    other.pane.grid.put({at(other, 3, "birth_date"): "1971.10"})
    third, _ = made_again(qtbot, school_session)
    ((_, away),) = third.half_done.buttons.values()
    away.click()
    (question,) = third.findChildren(Question)
    assert "作过的改正 1 处都会丢掉" in "".join(w.text() for w in question.findChildren(QLabel))
    question.yes_button.click()
    qtbot.waitUntil(lambda: not third.half_done.isVisible())
    assert school_session.read(half_done.all, school_session.user_name) == []


def test_a_review_whose_class_is_gone_says_so(
    qtbot: QtBot, school_session: Session, tmp_path: Path
) -> None:
    page, planned = made(qtbot, school_session)
    path = roster(tmp_path / "名册.xlsx", *BAD)
    read(qtbot, page, path)
    page.target.setCurrentIndex(page.target.findData(planned.class_id))
    page.pane.grid.put({at(page, 3, "birth_date"): "1971.10"})
    settled(qtbot, page)
    school_session.run(classes.archive(planned.class_id))
    other, _ = made_again(qtbot, school_session)
    ((go_on, _),) = other.half_done.buttons.values()
    with qtbot.waitSignal(other.context.said, timeout=20_000) as said:
        go_on.click()
    assert "当时选的班次已经结业、归档或删除" in told(said)[0]
    assert other.target.currentData() is None


def test_a_workbook_mended_outside_keeps_what_still_holds(
    qtbot: QtBot, school_session: Session, tmp_path: Path
) -> None:
    page, _ = made(qtbot, school_session)
    path = roster(tmp_path / "名册.xlsx", *BAD)
    read(qtbot, page, path)
    page.pane.grid.put({at(page, 3, "birth_date"): "1971.10", at(page, 5, "phone"): "1"})
    settled(qtbot, page)
    roster(path, BAD[0], ["李四", "女", "1985.10", "县财政局", "主任", ""])
    with qtbot.waitSignal(page.context.said, timeout=20_000) as said:
        page.reread()
    assert told(said)[0].startswith("有 1 处改正或答复在新的工作簿里对不上")
    assert shown(page) == ["3 ＋ 新增 张三", "4 ＋ 新增 李四"]
    (kept,) = school_session.read(half_done.all, school_session.user_name)
    assert not kept.has_changed() and kept.asked == page.asked


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


def test_what_is_being_typed_when_the_window_closes_is_kept(
    qtbot: QtBot, window: MainWindow, demo_session: Session, tmp_path: Path
) -> None:
    path = roster(tmp_path / "名册.xlsx", *BAD)
    window.go("import", path=path)
    page = window.current()
    assert isinstance(page, ReviewPage)
    qtbot.waitUntil(lambda: page.review is not None, timeout=20_000)
    grid = page.pane.grid
    grid.go(at(page, 3, "birth_date"))
    grid.setFocus()
    grid.edit_within()
    line = grid.line()
    assert line is not None
    line.setText("1971.10")
    where, user = demo_session.path, demo_session.user_name
    window.close()
    with open_school(where, PASSWORD, name=user, runner=Inline()) as again:
        (kept,) = again.read(half_done.all, user)
    assert list(kept.asked.cells.values()) == ["1971.10"]


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
    page.pane.grid.setFocus()
    qtbot.waitUntil(page.pane.grid.hasFocus)
    for _ in range(2):  # there is nothing more to take back the second time
        keys.press("Control+Z")
        settled(qtbot, page)
    assert not page.asked.left_out and demo_session.undo_name() == before
