"""The recovery code: Enter finishes only what has been confirmed, and never prints by mistake."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from ui.school.recovery_code import RecoveryCodeDialog


def test_enter_finishes_once_the_code_is_on_paper(qtbot: QtBot) -> None:
    dialog = RecoveryCodeDialog("县委党校", "县委党校.dxjw", "AAAAA-BBBBB-CCCCC-DDDDD")
    qtbot.addWidget(dialog)
    dialog.show()
    assert [b.text() for b in dialog.findChildren(QPushButton) if b.autoDefault()] == ["完成"]
    dialog.reject()
    assert dialog.isVisible()
    dialog.tick.setChecked(True)
    qtbot.keyClick(dialog.tick, Qt.Key.Key_Return)
    assert dialog.result() == RecoveryCodeDialog.DialogCode.Accepted
