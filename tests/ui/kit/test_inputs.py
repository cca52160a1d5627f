from __future__ import annotations

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QCalendarWidget
from pytestqt.qtbot import QtBot

from ui.kit.forms import Field, Form, Kind
from ui.kit.inputs import ChoiceInput, DateInput, LineInput


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


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("clock", "9点", "09:00"),
        ("clock", "1430", "14:30"),
        ("month_day", "2月1日", "02-01"),
        ("month_day", "0801", "08-01"),
        ("date", "２０２６．１１．２", "2026-11-02"),
    ],
)
def test_what_is_typed_in_any_usual_form_shows_as_it_is_kept(
    qtbot: QtBot, kind: Kind, typed: str, kept: str
) -> None:
    form = Form([Field("when", "时间", kind), Field("other", "别的")])
    qtbot.addWidget(form)
    form.show()
    made = form.field("when")
    assert isinstance(made, LineInput)
    made.insert(typed)
    with qtbot.waitSignal(form.edited) as edited:
        qtbot.keyClick(made, Qt.Key.Key_Return)
    assert edited.args == ["when", kept]
    assert form.values()["when"] == kept


@pytest.mark.parametrize(("kind", "typed"), [("clock", "25点"), ("month_day", "13-01")])
def test_what_is_none_is_said_and_stays_as_typed(qtbot: QtBot, kind: Kind, typed: str) -> None:
    form = Form([Field("when", "时间", kind)])
    qtbot.addWidget(form)
    made = form.field("when")
    assert isinstance(made, LineInput)
    made.setText(typed)
    assert not form.validate()
    assert made.text() == typed
    assert made.accessibleDescription()
