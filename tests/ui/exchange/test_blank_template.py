from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from pytestqt.qtbot import QtBot

from app.exchange import KINDS
from ui.exchange.review_page import ReviewPage
from ui.kit import file_dialogs
from ui.mainwindow import MainWindow


def test_a_template_is_saved_from_the_page_and_from_the_menu(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def save_as(_parent: object, _title: str, name: str, _kind: str) -> Path:
        asked.append(name)
        return tmp_path / name

    monkeypatch.setattr(file_dialogs, "save_as", save_as)
    assert window.context is not None
    for kind in KINDS:
        with qtbot.waitSignal(window.context.said):
            window.actions_by_key[f"template_{kind.key}"].trigger()
    window.go("import", kind="courses")
    page = window.page("import")
    assert isinstance(page, ReviewPage)
    with qtbot.waitSignal(window.context.said):
        page.save_template()
    assert asked == [
        "学员名册空白模板.xlsx",
        "师资和课程空白模板.xlsx",
        "以前的班次空白模板.xlsx",
        "课程安排空白模板.xlsx",
        asked[1],
    ]
    sheets = [openpyxl.load_workbook(tmp_path / name).sheetnames[0] for name in asked[:4]]
    assert sheets == ["名册", "师资表", "班次表", "课程安排"]
