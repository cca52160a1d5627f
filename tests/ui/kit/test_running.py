from __future__ import annotations

import weakref
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.file.operation import Change, Operation, Transaction
from app.file.session import Session
from app.ground.errors import UserError
from app.ground.jobs import Cancelled, Progress, Thread
from app.ground.settings import Settings
from app.opening import open_school
from app.people import units
from app.teaching import teachers
from tests.conftest import PASSWORD
from tests.ui.told import told
from ui.bridge import Bridge
from ui.context import Context
from ui.kit import running
from ui.kit.busy import BusyVeil
from ui.kit.form_dialog import FormDialog
from ui.kit.forms import Field
from ui.kit.task import TaskDialog


def test_a_write_tells_its_kinds_and_what_was_done(context: Context, qtbot: QtBot) -> None:
    said: list[tuple[str, str, bool]] = []
    context.said.connect(lambda *what: said.append(what))
    with qtbot.waitSignal(context.changed) as changed:
        context.run(teachers.create({"name": "张伟", "kind": "expert"}))
    assert told(changed) == [frozenset({"teacher"})]
    assert said == [("已添加教师 张伟。", "good", True)]


def test_a_refused_write_is_said_in_chinese_and_writes_nothing(
    context: Context, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(context.said) as said:
        context.run(teachers.create({"name": " "}))
    assert told(said) == ["请填写教师姓名。没有写入任何数据。", "warn", False]
    assert context.session.undo_name() is None


def test_the_asker_may_show_an_error_itself(context: Context, qtbot: QtBot) -> None:
    shown: list[UserError] = []
    said: list[object] = []
    context.said.connect(lambda *what: said.append(what))

    def refused(error: UserError) -> bool:
        shown.append(error)
        return True

    context.run(teachers.create({"name": " "}), on_error=refused)
    qtbot.waitUntil(lambda: len(shown) == 1)
    assert said == []


def test_the_result_of_a_closed_window_goes_nowhere(context: Context, qtbot: QtBot) -> None:
    parent = QWidget()
    done: list[object] = []
    context.run(teachers.create({"name": "张伟"}), parent=parent, on_done=done.append)
    shiboken6.delete(parent)
    context.run(teachers.create({"name": "李娜"}), on_done=done.append)
    qtbot.waitUntil(lambda: len(done) == 1)
    first = done[0]
    assert isinstance(first, Change)
    assert first.name == "添加教师 李娜"


def test_undo_and_redo_say_their_names(context: Context, qtbot: QtBot) -> None:
    with qtbot.waitSignal(context.said):
        context.run(teachers.create({"name": "张伟"}))
    with qtbot.waitSignal(context.said) as said:
        context.undo()
    assert told(said) == ["已撤销：添加教师 张伟。", "good", False]
    with qtbot.waitSignal(context.said) as said:
        context.redo()
    assert told(said) == ["已重做：添加教师 张伟。", "good", True]
    with qtbot.waitSignal(context.said) as said:
        context.redo()
    assert told(said)[0] == "没有可以重做的操作。"


@pytest.fixture
def threaded(demo_path: Path, qtbot: QtBot) -> Context:
    session: Session = open_school(demo_path, PASSWORD)
    return Context(session, Settings(), Bridge(), Thread("test-work"))


def test_long_work_is_veiled_shows_progress_and_can_be_cancelled(
    threaded: Context, qtbot: QtBot
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(600, 400)
    window.show()
    errors: list[UserError] = []

    def endless(progress: Progress) -> None:
        while True:
            progress.step(3, 10, "正在写")

    def failed(error: UserError) -> bool:
        errors.append(error)
        return True

    threaded.work("正在导出…", endless, parent=window, on_error=failed)
    qtbot.waitUntil(lambda: any(v.isVisible() for v in window.findChildren(BusyVeil)))
    veil = window.findChild(BusyVeil)
    assert isinstance(veil, BusyVeil)
    qtbot.waitUntil(lambda: veil.note.text() == "正在写 · 3 / 10")
    assert veil.text.text() == "正在导出…"
    button = veil.findChild(QPushButton)
    assert isinstance(button, QPushButton)
    button.click()
    qtbot.waitUntil(lambda: len(errors) == 1)
    assert isinstance(errors[0], Cancelled)
    qtbot.waitUntil(lambda: not window.findChildren(BusyVeil))
    threaded.close()


def test_quick_work_is_not_veiled(threaded: Context, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    done: list[int] = []
    threaded.work("…", lambda _: 7, parent=window, on_done=done.append)
    qtbot.waitUntil(lambda: done == [7])
    assert not any(v.isVisible() for v in window.findChildren(BusyVeil))
    threaded.close()


def test_a_bug_is_raised_in_the_windows_thread(context: Context, qtbot: QtBot) -> None:
    def broken(_: Progress) -> None:
        raise ZeroDivisionError

    with qtbot.captureExceptions() as caught:
        context.work("…", broken)
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError


def test_closing_stops_long_work_and_nothing_is_written(threaded: Context, qtbot: QtBot) -> None:
    began: list[bool] = []

    def endless(tx: Transaction) -> None:
        tx.insert("unit", {"name": "半截"})
        began.append(True)
        while True:
            tx.progress.step(1, 2)

    path = threaded.session.path
    threaded.run(Operation("写很久", endless, right="students"))
    qtbot.waitUntil(lambda: bool(began))
    threaded.close()
    with open_school(path, PASSWORD) as session:
        assert "半截" not in session.read(units.names, "", 1000)


def test_work_that_is_done_is_not_veiled_after_all(
    context: Context, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "PATIENCE", 0)  # as on a slow machine
    page = QWidget()
    qtbot.addWidget(page)
    first, second = QPushButton(page), QPushButton(page)
    page.show()
    first.setFocus()
    done: list[object] = []

    def go_on(change: object) -> None:
        second.setFocus()
        done.append(change)

    context.run(teachers.create({"name": "张伟"}), parent=page, on_done=go_on)
    qtbot.waitUntil(lambda: bool(done))
    qtbot.waitUntil(lambda: page.findChild(BusyVeil) is None)
    assert page.focusWidget() is second


def test_what_was_greyed_comes_back_after_a_bug_too(context: Context, qtbot: QtBot) -> None:
    def bug(_: Progress) -> None:
        raise RuntimeError("a bug")

    def do() -> None:
        dialog.work("正在做…", bug, lambda _: None)

    dialog = TaskDialog(context.bridge, context.runner, "问", "", (), "打开", do)
    qtbot.addWidget(dialog)
    with qtbot.capture_exceptions() as raised:
        dialog.go_button.click()
        assert not dialog.go_button.isEnabled()
        qtbot.waitUntil(lambda: bool(raised))
    assert dialog.go_button.isEnabled()


def test_a_form_can_be_saved_again_after_a_bug(context: Context, qtbot: QtBot) -> None:
    def bug(_: Transaction) -> None:
        raise RuntimeError("a bug")

    work: Operation[None] = Operation("改", bug, right=None)
    fields = (Field("name", "名称"),)
    dialog = FormDialog(context, "改", fields, {}, lambda _: work, right=None, kept_as="")
    qtbot.addWidget(dialog)
    with qtbot.capture_exceptions() as raised:
        dialog.save()
        assert not dialog.save_button.isEnabled()
        qtbot.waitUntil(lambda: bool(raised))
    assert dialog.save_button.isEnabled()


def test_qt_watches_for_the_end_of_no_progress(threaded: Context, qtbot: QtBot) -> None:
    # it ends in the thread of the work, where Qt would drop a connection the window's thread drops, too
    asked: list[int] = []

    def do() -> None:
        dialog.work("正在做…", endless, lambda _: None)

    def endless(progress: Progress) -> None:
        asked.append(weakref.getweakrefcount(progress))
        while True:
            progress.heed()

    dialog = TaskDialog(threaded.bridge, threaded.runner, "问", "", (), "打开", do)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.go_button.click()
    dialog.reject()
    qtbot.waitUntil(lambda: dialog.go_button.isEnabled())
    assert asked == [0]
    threaded.close()
