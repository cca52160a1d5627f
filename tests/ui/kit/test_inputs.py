from __future__ import annotations

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QCalendarWidget
from pytestqt.qtbot import QtBot

from ui.kit.inputs import ChoiceInput, DateInput


def test_a_date_can_be_picked_from_a_calendar(qtbot: QtBot) -> None:
    field = DateInput()
    qtbot.addWidget(field)
    field.show()
    field.fill("2026-11-02")
    field.show_calendar()
    calendar = field.findChild(QCalendarWidget)
    assert isinstance(calendar, QCalendarWidget)
    assert calendar.selectedDate() == QDate(2026, 11, 2)
    with qtbot.waitSignal(field.finished):
        calendar.clicked.emit(QDate(2026, 11, 13))
    assert field.value() == "2026-11-13"


def test_other_options_keep_the_choice(qtbot: QtBot) -> None:
    field = ChoiceInput([(None, ""), (1, "甲"), (2, "乙")])
    qtbot.addWidget(field)
    assert field.value() is None
    field.fill(2)
    field.set_options([(None, ""), (2, "乙"), (3, "丙")])
    assert field.value() == 2
    field.set_options([(None, ""), (3, "丙")])
    assert field.value() is None
