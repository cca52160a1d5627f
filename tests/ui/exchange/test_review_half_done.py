"""What was said to a review that nobody finished is there again."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.classes import classes
from app.exchange import half_done
from app.file.session import Session
from app.ground.jobs import Inline
from app.opening import open_school
from tests.conftest import PASSWORD
from tests.ui.exchange.reviewed import BAD, at, made, made_again, read, roster, settled, shown
from tests.ui.told import told
from ui.exchange.review_page import ReviewPage
from ui.kit.ask import Question
from ui.mainwindow import MainWindow


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


def test_a_class_that_goes_while_it_is_chosen_is_told_once(
    qtbot: QtBot, school_session: Session, tmp_path: Path
) -> None:
    page, planned = made(qtbot, school_session)
    read(qtbot, page, roster(tmp_path / "名册.xlsx", *BAD))
    page.target.setCurrentIndex(page.target.findData(planned.class_id))
    page.reload()
    assert page.target.currentData() == planned.class_id
    school_session.run(classes.archive(planned.class_id))
    with qtbot.waitSignal(page.context.said) as said:
        page.reload()
    assert told(said)[0].startswith("选定的班次已经结业、归档或删除，不能再编入")
    assert page.target.currentData() is None
    with qtbot.assertNotEmitted(page.context.said):
        page.reload()
    page.open(class_id=planned.class_id)
    with qtbot.waitSignal(page.context.said):
        page.reload()
    with qtbot.assertNotEmitted(page.context.said):
        page.reload()


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
