"""A picture of the window shows the dialog that stands over it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from app.ground.errors import StoreError
from ui.photograph import dialogs, keep, photograph, settle


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


def test_a_picture_is_kept_whole_or_the_reason_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    picture = QPixmap(40, 30)
    picture.fill()
    keep(picture, tmp_path / "一.png")
    assert QPixmap(str(tmp_path / "一.png")).toImage() == picture.toImage()
    with pytest.raises(StoreError, match="文件夹不存在"):
        keep(picture, tmp_path / "没有" / "一.png")
    assert [path.name for path in tmp_path.iterdir()] == ["一.png"]
