from __future__ import annotations

import shutil
import time
from concurrent.futures import Future
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.file import vault
from tests.conftest import PASSWORD
from tests.ui.conftest import settle
from ui.called import Called
from ui.kit import running
from ui.kit.ask import Question
from ui.mainwindow import MainWindow
from ui.school.login import LoginDialog
from ui.school.new_school import NewSchoolDialog


@pytest.fixture
def other(demo_path: Path, tmp_path: Path) -> Path:
    """Another school's file."""
    path = tmp_path / "别的" / "另一所党校.dxjw"
    path.parent.mkdir()
    shutil.copyfile(demo_path, path)
    shutil.copyfile(vault.ring_path(demo_path), vault.ring_path(path))
    return path


@pytest.fixture
def called(window: MainWindow) -> Called:
    return Called(window)


def come(called: Called, path: Path | None) -> None:
    """As a later start calls; what it leads to comes once that has its answer."""
    called.come(path)
    QApplication.processEvents()


def above() -> QWidget | None:
    """The dialog that stands over everything."""
    return QApplication.activeModalWidget()


def school_of(window: MainWindow) -> Path:
    assert window.context is not None
    return window.context.session.path


def close_all() -> None:
    while (dialog := above()) is not None:
        dialog.close()


def test_a_minimised_window_is_restored_as_large_as_it_was(
    window: MainWindow, called: Called, qtbot: QtBot
) -> None:
    window.showMaximized()
    window.showMinimized()
    come(called, None)
    assert not window.isMinimized()
    assert window.isMaximized()
    qtbot.waitUntil(window.isActiveWindow)


def test_the_file_that_is_open_just_comes_to_the_front(
    window: MainWindow, called: Called, tmp_path: Path
) -> None:
    here = school_of(window)
    (tmp_path / "别处").mkdir()
    for path in (here, tmp_path / "别处" / ".." / here.name):
        come(called, path)
        assert above() is None
        assert school_of(window) == here


def test_without_a_school_the_password_is_asked_for_once(
    window: MainWindow, called: Called, other: Path, demo_path: Path
) -> None:
    window.leave_school()
    come(called, demo_path)
    come(called, other)  # a password not yet asked for in earnest gives way
    dialog = above()
    assert isinstance(dialog, LoginDialog)
    assert dialog.path == other
    come(called, other)
    assert above() is dialog
    dialog.reject()
    assert above() is None


def test_another_school_is_offered_and_opens_after_its_password(
    window: MainWindow, called: Called, other: Path, qtbot: QtBot
) -> None:
    before = school_of(window)
    come(called, other)
    question = above()
    assert isinstance(question, Question)
    assert question.windowTitle() == "打开「另一所党校.dxjw」？"
    question.yes_button.click()
    login = above()
    assert isinstance(login, LoginDialog)
    assert school_of(window) == before, "the school is left before the other is open"
    field = login.form.field("password")
    assert isinstance(field, QLineEdit)
    qtbot.keyClicks(field, PASSWORD)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: school_of(window) == other)
    assert above() is None


def test_an_offer_declined_or_asked_again_changes_nothing(
    window: MainWindow, called: Called, other: Path
) -> None:
    before = school_of(window)
    for _ in range(2):
        come(called, other)
    question = above()
    assert isinstance(question, Question)
    question.no_button.click()
    assert above() is None, "the same was asked twice"
    assert school_of(window) == before


def test_what_is_being_filled_in_stays(window: MainWindow, called: Called, other: Path) -> None:
    window.leave_school()
    window.start.new_school()
    dialog = above()
    assert isinstance(dialog, NewSchoolDialog)
    dialog.form.fill({"name": "中共青山县委党校"})
    come(called, other)
    note = above()
    assert isinstance(note, Question)
    assert note.windowTitle() == "先完成这一步"
    come(called, None)
    assert above() is note
    note.yes_button.click()
    assert above() is dialog
    assert dialog.form.values()["name"] == "中共青山县委党校"
    close_all()


def test_a_file_that_is_being_opened_is_not_given_up_for_another(
    window: MainWindow, called: Called, other: Path, demo_path: Path
) -> None:
    window.leave_school()
    come(called, demo_path)
    login = above()
    assert isinstance(login, LoginDialog)
    login.go_button.setEnabled(False)  # as while it works
    come(called, other)
    note = above()
    assert isinstance(note, Question)
    assert note.windowTitle() == "先完成这一步"
    note.yes_button.click()
    assert above() is login
    close_all()


def test_work_under_way_is_not_stopped_for_another_school(
    window: MainWindow, called: Called, other: Path, qapp: QApplication
) -> None:
    under_way: Future[None] = Future()
    done: list[object] = []
    running.start(
        window.bridge,
        lambda _: under_way,
        parent=window,
        on_done=done.append,
        on_error=done.append,
    )
    come(called, other)
    note = above()
    assert isinstance(note, Question)
    assert note.windowTitle() == "请稍候"
    note.yes_button.click()
    under_way.set_result(None)
    QApplication.processEvents()
    assert done == [None]
    settle(qapp)
    come(called, other)
    question = above()
    assert isinstance(question, Question)
    assert question.windowTitle() == "打开「另一所党校.dxjw」？"
    question.no_button.click()


def test_a_file_in_a_synchronised_folder_is_refused_before_anything_is_left(
    window: MainWindow, called: Called, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OneDrive", str(other.parent))
    before = school_of(window)
    come(called, other)
    note = above()
    assert isinstance(note, Question)
    assert "不能在那里打开" in note.windowTitle()
    note.yes_button.click()
    assert above() is None
    assert school_of(window) == before


@pytest.mark.parametrize("word", ["a", "党"])
def test_a_path_longer_than_any_is_told_and_not_laid_out(
    window: MainWindow, called: Called, word: str
) -> None:
    """A window was busy for minutes with a name of a hundred and twenty thousand characters."""
    start = time.process_time()
    come(called, Path("/") / (word * 120_000) / "校.dxjw")
    note = above()
    assert isinstance(note, Question)
    assert note.windowTitle() == "打不开这个文件"
    assert time.process_time() - start < 2
    note.yes_button.click()
    assert window.context is not None
    window.leave_school()
    window.start.ask_password(Path(word * 120_000))
    assert above() is None
    assert "超过了系统允许的长度" in window.start.message.text.text()
