"""What is said of state secrets stands where the program introduces itself, and can be put on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.ground import jobs, settings
from app.ground.paths import RESOURCES, ROOT
from app.text import secrecy
from ui.bridge import Bridge
from ui.kit import file_dialogs
from ui.kit.manual import Manual
from ui.school.start import StartPage
from ui.system.about import AboutDialog


def test_the_notice_stands_where_the_program_introduces_itself(
    qtbot: QtBot, qapp: QApplication
) -> None:
    start = StartPage(settings.Settings(), Bridge(qapp), jobs.Inline())
    about = AboutDialog(None)
    for widget in (start, about):
        qtbot.addWidget(widget)
        texts = [one.text() for one in widget.findChildren(QLabel)]
        assert any(secrecy.NOTICE in text for text in texts)
    for topic in ("开始", "保密检查说明"):
        text = (RESOURCES / "manual" / f"{topic}.md").read_text("utf-8")
        assert secrecy.NOTICE in text
    for topic in ("备份与密码", "保密检查说明"):
        text = (RESOURCES / "manual" / f"{topic}.md").read_text("utf-8")
        assert secrecy.MEDIA in text and "光盘刻录" in text
    assert secrecy.NOTICE in (ROOT / "README.zh-CN.md").read_text("utf-8")


def test_the_page_can_be_printed(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manual = Manual()
    qtbot.addWidget(manual)
    manual.show_topic("保密检查说明")
    target = tmp_path / "说明.pdf"
    monkeypatch.setattr(file_dialogs, "save_as", lambda *_: target)
    manual.pdf_button.click()
    assert target.read_bytes().startswith(b"%PDF")
