"""The recovery code: Enter finishes only what has been confirmed, and never prints by mistake."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from ui.kit.ask import Question
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


def test_the_page_is_saved_for_nobody_else_or_the_reason_is_told(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = RecoveryCodeDialog("县委党校", "县委党校.dxjw", "AAAAA-BBBBB-CCCCC-DDDDD")
    qtbot.addWidget(dialog)
    dialog.show()
    target = tmp_path / "恢复码.pdf"
    chosen = [target, tmp_path / "没有" / "恢复码.pdf"]
    monkeypatch.setattr(
        "ui.kit.file_dialogs.QFileDialog.getSaveFileName", lambda *_: (str(chosen.pop(0)), "")
    )
    dialog.save()
    assert target.read_bytes().startswith(b"%PDF") and list(tmp_path.iterdir()) == [target]
    if os.name == "posix":
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
    dialog.save()
    question = dialog.findChild(Question)
    assert question is not None
    assert any("文件夹不存在" in told.text() for told in question.findChildren(QLabel))


def test_its_groups_stand_in_columns(qtbot: QtBot) -> None:
    groups = ["IIIII", "WWWWW", "11111", "MMMMM", "WIWIW", "QQQQQ"]
    dialog = RecoveryCodeDialog("县委党校", "县委党校.dxjw", "-".join(groups))
    qtbot.addWidget(dialog)
    dialog.show()
    [shown] = [text for text in dialog.findChildren(QLabel) if groups[0] in text.text()]
    assert not shown.alignment() & Qt.AlignmentFlag.AlignHCenter
    widths = {shown.fontMetrics().horizontalAdvance(group) for group in groups}
    assert len(widths) == 1
