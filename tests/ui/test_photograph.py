"""A picture of the window shows the dialog that stands over it."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from ui.photograph import dialogs, photograph, settle


def test_a_dialog_stands_in_the_picture(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(400, 300)
    window.show()
    before = photograph(window, QSize(400, 300)).toImage()
    dialog = QDialog(window)
    dialog.resize(100, 80)
    dialog.show()
    settle(4)
    assert dialogs() == [dialog]
    assert photograph(window, QSize(400, 300)).toImage() != before
