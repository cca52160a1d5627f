"""What Qt draws as a PDF is there whole or not at all, and a disk that takes no more is told of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from ui.kit.ask import Question
from ui.kit.manual import Manual
from ui.school.recovery_code import RecoveryCodeDialog


def code() -> RecoveryCodeDialog:
    return RecoveryCodeDialog("县委党校", "县委党校.dxjw", "AAAAA-BBBBB-CCCCC-DDDDD")


def manual() -> Manual:
    made = Manual()
    made.show_topic("备份与密码")
    return made


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "一页.pdf"
    monkeypatch.setattr(
        "ui.kit.file_dialogs.QFileDialog.getSaveFileName", lambda *_: (str(path), "")
    )
    return path


def told(page: QWidget) -> str:
    questions = page.findChildren(Question)
    return "".join(text.text() for one in questions for text in one.findChildren(QLabel))


@pytest.mark.parametrize("make", [code, manual])
def test_a_page_is_saved_whole(
    make: Callable[[], RecoveryCodeDialog | Manual], target: Path, qtbot: QtBot
) -> None:
    page = make()
    qtbot.addWidget(page)
    page.show()
    page.save()
    written = target.read_bytes()
    assert written.startswith(b"%PDF") and written.rstrip().endswith(b"%%EOF")
    assert not told(page) and list(target.parent.iterdir()) == [target]
    assert page.saved.text() == f"已存为 {target}"


@pytest.mark.parametrize("make", [code, manual])
def test_a_full_disk_keeps_what_was_there_and_is_told(
    make: Callable[[], RecoveryCodeDialog | Manual], target: Path, qtbot: QtBot
) -> None:
    import resource  # POSIX; the table CANNOT of the suite under wine names this test

    target.write_bytes(b"%PDF the good one\n%%EOF\n")
    page = make()
    qtbot.addWidget(page)
    page.show()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, limits[1]))
    try:
        page.save()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert "没有存为 PDF" in told(page) and "原有文件和学校数据都没有改动" in told(page)
    assert target.read_bytes() == b"%PDF the good one\n%%EOF\n"
    assert list(target.parent.iterdir()) == [target]
