"""F1 in a dialog: the manual over it, at the right page."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from ui.classes.new_class import NewClassDialog
from ui.kit.dialog import Dialog
from ui.kit.manual import ManualDialog
from ui.mainwindow import MainWindow
from ui.school.login import LoginDialog


def topic_shown(dialog: QDialog) -> str:
    manual = dialog.findChild(ManualDialog)
    assert manual is not None
    topic = manual.manual.topics.currentItem().text()
    manual.close()
    return topic


def test_f1_opens_the_manual_and_keeps_what_was_typed(window: MainWindow, qtbot: QtBot) -> None:
    window.go("classes")
    page = window.current()
    assert page is not None
    page.begin()
    dialog = window.findChild(NewClassDialog)
    assert dialog is not None
    qtbot.keyClicks(dialog.form.field("name"), "abc")
    f1 = next(s for s in dialog.findChildren(QShortcut) if s.key() == QKeySequence("F1"))
    f1.activated.emit()
    assert topic_shown(dialog) == "班次与课程编排"
    assert dialog.form.values()["name"] == "abc"
    dialog.close()


def test_a_dialog_may_have_a_topic_of_its_own(window: MainWindow, tmp_path: Path) -> None:
    window.leave_school()
    window.start.ask_password(tmp_path / "学校.dxjw")
    dialog = window.start.dialog
    assert isinstance(dialog, LoginDialog)
    assert dialog.topic() == "备份与密码"
    dialog.close()


def test_a_dialog_over_nothing_begins_at_the_beginning(qtbot: QtBot) -> None:
    dialog = Dialog()
    qtbot.addWidget(dialog)
    assert dialog.topic() == "开始"
