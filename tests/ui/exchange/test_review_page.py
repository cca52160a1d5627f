"""A workbook is read and shown on the page of its review."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from app.file.session import Session
from app.ground.jobs import Thread
from app.ground.settings import Settings
from app.people import students
from tests.ui.exchange.reviewed import BAD, at, chips, made, read, roster, shown
from tests.ui.told import told
from ui.bridge import Bridge
from ui.context import Context
from ui.exchange.review_model import SAYS
from ui.exchange.review_page import ReviewPage
from ui.kit.busy import BusyVeil


def test_nothing_is_chosen_yet(qtbot: QtBot, school_session: Session) -> None:
    page, _ = made(qtbot, school_session)
    assert page.empty.isVisible() and not page.half_done.isVisible()
    assert "不写入任何数据" in page.empty.text.text()


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
