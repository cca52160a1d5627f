from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.kit.busy import BusyVeil


def test_the_veil_covers_its_window_and_gives_the_focus_back(qtbot: QtBot) -> None:
    window = QWidget()
    field = QLineEdit()
    QVBoxLayout(window).addWidget(field)
    qtbot.addWidget(window)
    window.resize(500, 300)
    window.show()
    field.setFocus()
    veil = BusyVeil(window, "正在备份…")
    assert not veil.isVisible()
    veil.cover()
    assert veil.geometry() == window.rect()
    assert window.focusWidget() is veil.button
    qtbot.keyClick(veil.button, Qt.Key.Key_Tab)
    assert window.focusWidget() is veil.button
    window.resize(600, 400)
    qtbot.waitUntil(lambda: veil.geometry() == window.rect())
    veil.step(0, 0, "正在读取")
    assert (veil.bar.maximum(), veil.note.text()) == (0, "正在读取")
    veil.lift()
    assert window.focusWidget() is field


def test_cancel_is_asked_once(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    veil = BusyVeil(window)
    veil.cover()
    with qtbot.waitSignal(veil.cancelled):
        qtbot.mouseClick(veil.button, Qt.MouseButton.LeftButton)
    assert not veil.button.isEnabled()
    assert veil.note.text() == "正在停下…"
    veil.lift()
