from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.told import told
from ui.kit.chips import ChipBar


def test_chips_show_counts_and_keep_what_is_picked(qtbot: QtBot) -> None:
    bar = ChipBar()
    qtbot.addWidget(bar)
    bar.set_chips([("", "全部", 1200), ("draft", "草案", 3)])
    assert bar.current == ""
    assert bar.button("").text() == "全部 1,200"
    with qtbot.waitSignal(bar.picked) as picked:
        qtbot.mouseClick(bar.button("draft"), Qt.MouseButton.LeftButton)
    assert told(picked) == ["draft"]
    bar.set_chips([("", "全部", 1201), ("draft", "草案", 4)])
    assert bar.current == "draft"
    bar.set_chips([("", "全部", 1201)])
    assert bar.current == ""


def test_arrows_pick_the_neighbour(qtbot: QtBot) -> None:
    bar = ChipBar()
    qtbot.addWidget(bar)
    bar.set_chips([("a", "甲", None), ("b", "乙", None)])
    with qtbot.waitSignal(bar.picked) as picked:
        qtbot.keyClick(bar, Qt.Key.Key_Right)
    assert told(picked) == ["b"]
    qtbot.keyClick(bar, Qt.Key.Key_Right)
    assert bar.current == "b"
