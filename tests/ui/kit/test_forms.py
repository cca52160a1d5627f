from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.kit.forms import Field, Form
from ui.kit.inputs import WrongInput, read_birth, read_date, read_hours, read_number

FIELDS = (
    Field("name", "姓名", required=True),
    Field("hours", "学时", "hours"),
    Field("kind", "类别", "choice", [(None, "未定"), ("a", "甲"), ("b", "乙")]),
    Field("counted", "计入", "check"),
    Field("born", "出生年月", "birth"),
    Field("remark", "备注", "area", span=2),
)


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    made = Form(FIELDS)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def told(form: Form) -> list[tuple[str, Any]]:
    edits: list[tuple[str, Any]] = []
    form.edited.connect(lambda key, value: edits.append((key, value)))
    return edits


def test_filling_tells_nothing(form: Form, told: list[tuple[str, Any]]) -> None:
    form.fill({"name": "张伟", "hours": 14, "kind": "b", "counted": 1, "born": "1978-05"})
    assert told == []
    assert form.values() == {
        "name": "张伟",
        "hours": 14,
        "kind": "b",
        "counted": True,
        "born": "1978-05",
        "remark": "",
    }


def test_an_edit_is_told_once_when_it_is_finished(
    form: Form, told: list[tuple[str, Any]], qtbot: QtBot
) -> None:
    form.fill({"name": "张伟"})
    qtbot.keyClicks(form.field("name"), "X")
    assert told == []
    qtbot.keyClick(form.field("name"), Qt.Key.Key_Return)
    assert told == [("name", "X张伟")]
    qtbot.keyClick(form.field("name"), Qt.Key.Key_Return)
    assert len(told) == 1


def test_a_wrong_value_is_said_below_the_field_and_not_told(
    form: Form, told: list[tuple[str, Any]], qtbot: QtBot
) -> None:
    qtbot.keyClicks(form.field("hours"), "four")
    qtbot.keyClick(form.field("hours"), Qt.Key.Key_Return)
    assert told == []
    assert form.field("hours").property("wrong") is True
    assert "学时请填数字" in form.field("hours").accessibleDescription()


def test_a_mended_value_takes_the_complaint_back(
    form: Form, told: list[tuple[str, Any]], qtbot: QtBot
) -> None:
    field = form.field("hours")
    qtbot.keyClicks(field, "x")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.keyClick(field, Qt.Key.Key_Backspace)
    qtbot.keyClicks(field, "2.5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert told == [("hours", 10)]
    assert field.property("wrong") is False


def test_what_is_required_is_asked_for(form: Form) -> None:
    assert not form.validate()
    assert form.field("name").accessibleDescription() == "请填写姓名。"
    form.fill({"name": "张伟"})
    assert form.validate()


def test_a_field_has_its_label_as_its_name(form: Form) -> None:
    field: QWidget = form.field("name")
    assert field.accessibleName() == "姓名"


@pytest.mark.parametrize(
    "typed", ["2026-11-2", "2026.11.02", "2026/11/2", "2026年11月2日", "20261102", " 2026-11-02 "]
)
def test_dates_as_they_are_typed(typed: str) -> None:
    assert read_date(typed) == "2026-11-02"


@pytest.mark.parametrize("typed", ["2026-13-01", "11-02", "明天", "2026-02-30"])
def test_what_is_no_date(typed: str) -> None:
    with pytest.raises(WrongInput):
        read_date(typed)


def test_a_birth_date_may_stop_at_the_month() -> None:
    assert read_birth("1978.5") == "1978-05"
    assert read_birth("1978年5月3日") == "1978-05-03"
    assert read_birth("") is None
    with pytest.raises(WrongInput, match="出生年月"):
        read_birth("1978.13")


def test_hours_are_quarter_hours() -> None:
    assert read_hours("4 学时") == 16
    assert read_hours("") is None
    for typed in ("1.1", "-1", "12.25", "inf", "nan"):
        with pytest.raises(WrongInput, match=r"0\.25"):
            read_hours(typed)


def test_numbers_are_whole() -> None:
    assert read_number("42") == 42
    with pytest.raises(WrongInput):
        read_number("4.2")


def test_a_reload_leaves_what_is_being_typed(form: Form, qtbot: QtBot) -> None:
    form.fill({"name": "张伟", "born": None})
    field = form.field("name")
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_End)
    qtbot.keyClicks(field, "X")
    form.fill({"name": "李娜", "born": "1978-05"})
    assert form.values()["name"] == "张伟X"
    assert form.values()["born"] == "1978-05"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    form.fill({"name": "李娜"})
    assert form.values()["name"] == "李娜"
