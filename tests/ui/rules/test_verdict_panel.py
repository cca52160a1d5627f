from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.rules.advice import Advice
from tests.ui.told import told
from ui.rules.verdict_panel import FIRST, Verdicts, gathered


def clash(name: str, *lessons: int, severity: str = "warn") -> Advice:
    return Advice("conflict", severity, f"学员{name}时间冲突。", "与学员核实。", "", lessons)


def test_a_clash_of_many_students_is_one_line() -> None:
    (one,) = gathered([clash("张三", 1, 2), clash("李四", 1, 2)])
    assert one.text == "学员张三时间冲突。（共 2 人次）"


def test_other_problems_stay_apart() -> None:
    none = Advice("no_students", "warn", "班次尚无学员。", "导入名册。", "")
    assert len(gathered([none, none, clash("张三", 1, 2), clash("张三", 3, 4)])) == 4


def test_many_warnings_are_listed_on_demand_and_what_bars_always(qtbot: QtBot) -> None:
    panel = Verdicts()
    qtbot.addWidget(panel)
    panel.show()
    barring = [clash("王", n, n + 1, severity="block") for n in range(100, 108)]
    panel.show_verdicts("", [], [*barring, *(clash("张", n, n + 1) for n in range(20))])
    assert len(panel.boxes) == 8 + FIRST
    assert panel.more.text() == "还有 15 条提醒，全部列出"
    panel.more.click()
    assert len(panel.boxes) == 28
    assert not panel.more.isVisible()


def test_a_students_clash_is_a_clash(qtbot: QtBot) -> None:
    panel = Verdicts()
    qtbot.addWidget(panel)
    panel.show_verdicts("", [], [])
    assert not panel.clear.isHidden()
    both = Advice("student_conflict", "warn", "张三同时在「甲班」。", "与学员核实。", "")
    panel.show_verdicts("", [], [both])
    assert panel.clear.isHidden()


def test_enter_leads_to_the_lessons(qtbot: QtBot) -> None:
    panel = Verdicts()
    qtbot.addWidget(panel)
    panel.show_verdicts("", [], [clash("张三", 7, 9)])
    with qtbot.waitSignal(panel.followed) as followed:
        qtbot.keyClick(panel.boxes[0], Qt.Key.Key_Return)
    assert told(followed) == [(7, 9)]
