from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.exchange.engine.findings import Candidate, Finding
from tests.ui.told import told
from ui.exchange.finding_table import FindingTable

WRONG = Finding("error", "汇总", 9, "身份证号", "D9", "4.3E+17", "末位已丢失。")
ASKED = Finding(
    "doubt", "汇总", 22, "姓名", "B22", "王芳", "请选择。", (Candidate(5, "王芳 · 妇联"),)
)
MANY = Finding("doubt", "汇总", 23, "姓名", "B23", "李强", "请选择。",
               (Candidate(6, "李强 · 甲"), Candidate(7, "李强 · 乙")))  # fmt: skip


def made(qtbot: QtBot, *findings: Finding) -> FindingTable:
    table = FindingTable()
    qtbot.addWidget(table)
    table.resize(1100, 400)
    table.show_findings(findings)
    table.show()
    return table


def test_one_candidate_is_answered_by_a_button(qtbot: QtBot) -> None:
    table = made(qtbot, WRONG, ASKED)
    assert table.source.text(1, 4) == "「王芳 · 妇联」已在库中，是同一人吗？"
    for answer in (5, "other"):
        button = table.buttons[22, answer]
        assert isinstance(button, QPushButton)
        with qtbot.waitSignal(table.decided) as decided:
            button.click()
        assert told(decided) == [22, answer]


def test_several_candidates_are_a_menu(qtbot: QtBot) -> None:
    table = made(qtbot, MANY)
    action = table.buttons[23, 7]
    assert isinstance(action, QAction)
    assert action.text() == "李强 · 乙"
    with qtbot.waitSignal(table.decided) as decided:
        action.trigger()
    assert told(decided) == [23, 7]


def test_one_kind_of_finding_alone(qtbot: QtBot) -> None:
    table = made(qtbot, WRONG, ASKED, MANY)
    table.show_only("error")
    assert table.source.findings == [WRONG]
    assert table.isColumnHidden(5)
    table.show_only("doubt")
    assert len(table.buttons) == 5


def test_rows_are_copied_for_a_message(qtbot: QtBot) -> None:
    table = made(qtbot, WRONG)
    table.selectRow(0)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "第 9 行\t身份证号\t4.3E+17\t末位已丢失。"


def test_nothing_found_is_said(qtbot: QtBot) -> None:
    table = made(qtbot)
    assert table._nothing.isVisible()
