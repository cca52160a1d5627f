from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.ui.told import told
from ui.kit import columns
from ui.kit.columns import Column
from ui.kit.small_table import SmallTable

COLUMNS = (
    Column("name", "姓名", 120, stretch=True),
    Column("hours", "学时", 60, "right", columns.hours),
)
ROWS = ({"id": 7, "name": "张伟", "hours": 14}, {"id": 8, "name": "李娜", "hours": 16})


def test_rows_in_their_order(qtbot: QtBot) -> None:
    table = SmallTable(COLUMNS)
    qtbot.addWidget(table)
    table.fill(ROWS)
    assert table.texts() == [["张伟", "3.5"], ["李娜", "4"]]


def test_what_is_selected_stays_selected(qtbot: QtBot) -> None:
    table = SmallTable(COLUMNS)
    qtbot.addWidget(table)
    table.fill(ROWS)
    table.selectRow(0)
    table.fill(tuple(reversed(ROWS)))
    assert table.current_id() == 7


def test_enter_opens_and_ctrl_c_copies(qtbot: QtBot) -> None:
    table = SmallTable(COLUMNS)
    qtbot.addWidget(table)
    table.fill(ROWS)
    table.selectRow(1)
    with qtbot.waitSignal(table.opened) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert told(opened) == [8]
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "姓名\t学时\n张伟\t3.5\n李娜\t4"
