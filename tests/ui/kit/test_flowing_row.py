"""Chips go on in another line where one is too short; a dialog grows with what it says."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.kit.chips import ChipBar
from ui.kit.dialog import Dialog
from ui.kit.text import label

CHIPS = [(f"k{n}", f"第{n}类专题培训班", n) for n in range(6)]


def test_no_chip_is_narrower_than_what_it_says(qtbot: QtBot) -> None:
    inside, bar = QWidget(), ChipBar()
    qtbot.addWidget(inside)
    column = QVBoxLayout(inside)
    column.addWidget(bar)
    column.addStretch(1)
    bar.set_chips(CHIPS)
    buttons = [bar.button(key) for key, _, _ in CHIPS]
    for width, lines in ((1600, 1), (420, 3)):
        inside.resize(width, 400)
        inside.show()
        column.activate()
        assert all(b.width() >= b.sizeHint().width() for b in buttons)
        tops = sorted({b.y() for b in buttons})
        assert len(tops) == lines
        assert bar.height() >= tops[-1] + buttons[0].height()
        assert all(b.x() + b.width() <= bar.width() for b in buttons)


def test_a_dialog_grows_with_what_it_says_and_no_further_than_the_screen(qtbot: QtBot) -> None:
    dialog = Dialog()
    qtbot.addWidget(dialog)
    dialog.setFixedWidth(300)
    said = label("很短。", wrap=True)
    QVBoxLayout(dialog).addWidget(said)
    dialog.show()
    before = dialog.height()
    said.setText("这一句话很长，" * 30)
    qtbot.waitUntil(lambda: said.height() >= said.heightForWidth(said.width()) > before)
    dialog.resize(300, 5000)
    said.setText("又变了")
    screen = dialog.screen().availableSize().height()
    qtbot.waitUntil(lambda: dialog.frameGeometry().height() <= screen)
