"""One of many, found while typing; what is not among them is offered to be made."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from ui.kit.forms import Field, Form
from ui.kit.inputs import WrongInput
from ui.kit.pick import PeoplePicker, PickInput, Picks, bare

PEOPLE = [(3, "张伟（县委党校）"), (8, "张敏（县委党校）"), (9, "张敏（县司法局）")]


def find(text: str) -> list[tuple[int, str]]:
    return [p for p in PEOPLE if text in ("", "zh") or p[1].startswith(text)]


def named(value: object) -> str:
    return dict(PEOPLE).get(value, str(value))  # type: ignore[call-overload]


PICKS = Picks("师资库", find, named, lambda text: [(f"new {text}", f"新教师 {text}")], bare)


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    made = Form([Field("who", "授课人", "pick", picks=PICKS), Field("other", "别的")])
    qtbot.addWidget(made)
    made.show()
    return made


def box(form: Form) -> PickInput:
    found = form.field("who")
    assert isinstance(found, PickInput)
    return found


def test_a_name_typed_whole_is_picked(form: Form, qtbot: QtBot) -> None:
    box(form).insert("张伟")
    with qtbot.waitSignal(form.edited) as edited:
        qtbot.keyClick(box(form), Qt.Key.Key_Return)
    assert edited.args == ["who", 3]
    assert box(form).text() == "张伟（县委党校）"
    box(form).clear()
    assert form.values()["who"] is None


@pytest.mark.parametrize(
    ("typed", "why"), [("张敏", "师资库里有几个「张敏」"), ("李明", "师资库里没有「李明」")]
)
def test_what_names_nobody_stays_and_is_said(form: Form, typed: str, why: str) -> None:
    box(form).insert(typed)
    assert not form.validate()
    assert why in box(form).accessibleDescription()
    assert box(form).text() == typed
    with pytest.raises(WrongInput):
        form.values()


def test_what_is_not_there_is_offered_as_new(form: Form, qtbot: QtBot) -> None:
    box(form).insert("李明")
    box(form).suggest("李明")
    assert [shown for _, shown in box(form).found()] == ["＋ 新教师 李明"]
    with qtbot.waitSignal(form.edited) as edited:
        box(form).take(0)
    assert edited.args == ["who", "new 李明"]
    assert form.values()["who"] == "new 李明"
    box(form).suggest("张伟")  # is there: nothing new is offered
    assert box(form).found() == PEOPLE[:1]


def test_a_value_is_filled_and_all_are_listed(form: Form) -> None:
    form.fill({"who": 8})
    assert (box(form).text(), form.values()["who"]) == ("张敏（县委党校）", 8)
    box(form).actions()[-1].trigger()
    assert box(form).found() == PEOPLE


def test_enter_adds_the_first_lecturer_found(qtbot: QtBot) -> None:
    picker = PeoplePicker(PICKS)
    qtbot.addWidget(picker)
    picker.show()
    qtbot.keyClicks(picker.box, "zh")
    qtbot.keyClick(picker.box, Qt.Key.Key_Return)
    assert picker.ids() == [3]
    assert picker.box.text() == ""


def test_the_list_of_people_stands_above_what_is_filled_in_next(qtbot: QtBot) -> None:
    picker = PeoplePicker(PICKS, upward=True)
    qtbot.addWidget(picker)
    picker.move(40, 300)
    picker.show()
    picker.box.suggest("李明")
    listed = picker.box._list.popup()
    assert listed.isVisible()
    assert listed.geometry().bottom() < picker.box.mapToGlobal(QPoint(0, 0)).y()
    picker.move(40, 4)  # no room above
    picker.box.suggest("李明")
    assert listed.geometry().top() >= picker.box.mapToGlobal(QPoint(0, 0)).y()


def test_several_names_typed_with_commas_are_taken_and_the_rest_is_told(qtbot: QtBot) -> None:
    picker = PeoplePicker(PICKS)
    qtbot.addWidget(picker)
    picker.box.setText("张伟、李明，张敏（县司法局）")
    assert "没有「李明」" in picker.settle()
    assert picker.ids() == [3, 9]
    assert picker.box.text() == "李明"
    picker.box.clear()
    assert picker.settle() == ""
