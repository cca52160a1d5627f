"""Where choosing a file begins, and what it may replace."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from ui.kit import file_dialogs
from ui.kit.ask import Question


def test_a_folder_that_is_there_is_kept(tmp_path: Path) -> None:
    assert file_dialogs._standing(str(tmp_path)) == str(tmp_path)


def test_a_folder_that_is_missing_is_not_taken_for_a_file_name(tmp_path: Path) -> None:
    begun = file_dialogs._standing(str(tmp_path / "没有"))
    assert Path(begun).is_dir()


@pytest.mark.parametrize(
    ("typed", "there", "answer", "wanted"),
    [
        ("名单.pdf", True, "", "名单.pdf"),  # the dialog has asked already
        ("名单.PDF", True, "", "名单.PDF"),
        ("名单", False, "", "名单.pdf"),
        ("名单", True, "替换", "名单.pdf"),
        ("名单", True, "取消", ""),
    ],
)
def test_a_name_that_is_completed_replaces_nothing_unasked(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
    typed: str,
    there: bool,
    answer: str,
    wanted: str,
) -> None:
    if there:
        (tmp_path / "名单.pdf").write_bytes(b"old")
    chosen = str(tmp_path / typed)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (chosen, ""))
    asked: list[str] = []

    def reply() -> None:
        question = QApplication.activeModalWidget()
        assert isinstance(question, Question)
        asked.append(question.windowTitle())
        buttons = (question.yes_button, question.no_button)
        next(b for b in buttons if b.text() == answer).click()

    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    if answer:
        QTimer.singleShot(0, reply)
    path = file_dialogs.save_as(parent, "保存 PDF", "课程表.pdf", file_dialogs.PDF)
    assert path == (tmp_path / wanted if wanted else None)
    assert asked == (["替换文件？"] if answer else [])
