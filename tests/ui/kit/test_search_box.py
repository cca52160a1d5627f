from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.kit.search_box import SearchBox


def test_results_follow_typing_after_a_short_pause(qtbot: QtBot) -> None:
    box = SearchBox("搜索")
    qtbot.addWidget(box)
    told: list[str] = []
    box.searched.connect(told.append)
    with qtbot.waitSignal(box.searched):
        qtbot.keyClicks(box, "zw")
    assert told == ["zw"]


def test_enter_searches_at_once_and_escape_empties(qtbot: QtBot) -> None:
    box = SearchBox("搜索")
    qtbot.addWidget(box)
    told: list[str] = []
    box.searched.connect(told.append)
    qtbot.keyClicks(box, "zw")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert told == ["zw"]
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert told == ["zw", ""]
    assert box.text() == ""


def test_down_leaves_for_the_table(qtbot: QtBot) -> None:
    box = SearchBox("搜索")
    qtbot.addWidget(box)
    with qtbot.waitSignal(box.moved_down):
        qtbot.keyClick(box, Qt.Key.Key_Down)
