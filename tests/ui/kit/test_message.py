from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.kit.message import MessageBar, Toast


def test_a_toast_offers_undo_and_goes_when_it_is_taken(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(600, 400)
    window.show()
    toast = Toast(window)
    toast.show_text("已删除学员 张伟。", undo=True)
    assert toast.isVisible()
    assert toast.undo.isVisible()
    assert window.rect().contains(toast.geometry())
    with qtbot.waitSignal(toast.undo_asked):
        qtbot.mouseClick(toast.undo, Qt.MouseButton.LeftButton)
    assert not toast.isVisible()


def test_a_message_stays_until_it_is_closed(qtbot: QtBot) -> None:
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar.show_text("磁盘已满。", "bad")
    assert bar.isVisible()
    assert bar.text.accessibleName() == "磁盘已满。"
    qtbot.mouseClick(bar.close_button, Qt.MouseButton.LeftButton)
    assert not bar.isVisible()
