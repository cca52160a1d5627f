from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import __version__
from app.ground.components import LISTED, TEXT
from ui.mainwindow import MainWindow
from ui.system.about import AboutDialog


class Opened(QObject):
    """Takes what would be opened outside the program."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[QUrl] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.urls.append(url)


@pytest.fixture
def licences(tmp_path: Path) -> Path:
    """An installed program's folder: itself, a part with a long text, a part whose text is gone."""
    folder = tmp_path / "党校 教务" / "licences"
    folder.mkdir(parents=True)
    (folder / "党校教务.txt").write_text("MIT License", "utf-8")
    (folder / "long.txt").write_text("All rights are given.\n" * 20_000, "utf-8")

    def part(name: str, text: str) -> dict[str, object]:
        return {
            "name": name,
            "version": "1.0",
            "licenses": [{"license": {"id": "MIT"}}],
            "properties": [{"name": TEXT, "value": text}],
        }

    document = {
        "metadata": {"component": part("dangxiao", "党校教务.txt")},
        "components": [part("long", "long.txt"), part("gone", "gone.txt")],
    }
    (folder / LISTED).write_text(json.dumps(document), "utf-8")
    return folder


def test_the_parts_and_the_text_of_the_one_that_is_picked(licences: Path, qtbot: QtBot) -> None:
    dialog = AboutDialog(licences)
    qtbot.addWidget(dialog)
    dialog.show()
    assert __version__ in dialog.version.text()
    assert dialog.table.texts() == [
        ["党校教务", "1.0", "MIT"],
        ["long", "1.0", "MIT"],
        ["gone", "1.0", "MIT"],
    ]
    assert dialog.text.toPlainText() == "MIT License"
    qtbot.keyClick(dialog.table, Qt.Key.Key_Down)
    assert dialog.text.toPlainText().count("All rights") == 20_000
    assert dialog.text.verticalScrollBar().maximum() > 0
    assert dialog.name.text() == "long 1.0　MIT"
    qtbot.keyClick(dialog.table, Qt.Key.Key_Down)
    assert "不能读取许可文本" in dialog.text.toPlainText()


def test_the_list_lies_where_it_says_and_its_folder_opens(licences: Path, qtbot: QtBot) -> None:
    dialog = AboutDialog(licences)
    qtbot.addWidget(dialog)
    assert dialog.where.text() == str(licences / LISTED)
    opened = Opened()
    take = "take"  # which the description of Qt's own takes for bytes
    QDesktopServices.setUrlHandler("file", opened, take)  # pyright: ignore[reportArgumentType]
    try:
        dialog.folder_button.click()
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert [Path(url.toLocalFile()) for url in opened.urls] == [licences]


def test_a_list_that_is_gone_is_told_in_the_dialog(tmp_path: Path, qtbot: QtBot) -> None:
    dialog = AboutDialog(tmp_path)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.table.texts() == []
    assert "请重新安装程序" in dialog.text.toPlainText()


def test_the_menu_of_a_checkout_shows_what_is_installed_there(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.resize(1000, 700)
    window.actions_by_key["about"].trigger()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, AboutDialog)
    assert dialog.width() <= 1366
    assert dialog.height() <= 768
    names = [row[0] for row in dialog.table.texts()]
    assert {"党校教务", "reportlab", "NotoSansSC_400Regular"} <= set(names)
    assert not {"pytest", "ruff", "pip"} & set(names)
    assert "MIT License" in dialog.text.toPlainText()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert not dialog.isVisible()
