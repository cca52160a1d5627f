from __future__ import annotations

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from ui.kit.chips import ChipBar
from ui.kit.folding_row import FoldingRow


def test_what_does_not_fit_on_one_line_takes_two(qtbot: QtBot) -> None:
    chips, tools = ChipBar(), QPushButton("从档案添加…")
    row = FoldingRow(chips, tools)
    qtbot.addWidget(row)
    chips.set_chips([("", "全部", 42)])
    row.resize(330, 40)
    row.show()
    assert not row.folded
    assert tools.geometry().top() < chips.geometry().bottom()
    chips.set_chips([("", "全部", 42), ("enrolled", "在班", 40), ("withdrawn", "退学", 2)])
    qtbot.waitUntil(lambda: row.folded)
    qtbot.waitUntil(lambda: tools.geometry().top() >= chips.geometry().bottom())
    assert chips.width() >= chips.sizeHint().width()
    row.resize(700, 40)
    qtbot.waitUntil(lambda: not row.folded)
