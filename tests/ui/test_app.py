from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QPlainTextEdit
from pytestqt.qtbot import QtBot

from ui.app import Reporter
from ui.kit.crash import CrashDialog
from ui.mainwindow import MainWindow


def test_qt_speaks_chinese(qapp: QApplication) -> None:
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"


def test_windows_carry_the_programs_icon(window: MainWindow) -> None:
    image = window.windowIcon().pixmap(64).toImage()
    assert image.pixelColor(image.width() // 2, image.height() // 8).name() == "#9e1b22"


def test_what_nobody_caught_is_told_with_its_details(window: MainWindow, qtbot: QtBot) -> None:
    seen: list[str] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, CrashDialog)
        seen.append(dialog.windowTitle())
        details = dialog.findChild(QPlainTextEdit)
        assert isinstance(details, QPlainTextEdit)
        seen.append(details.toPlainText())
        dialog.done(QDialog.DialogCode.Accepted)

    QTimer.singleShot(0, look)
    error = ZeroDivisionError("what")
    Reporter(window)(ZeroDivisionError, error, None)
    assert seen[0] == "程序出错"
    assert "ZeroDivisionError: what" in seen[1]
    assert window.isVisible()
