"""A line that proposes: what Enter does while the list is open, and what stays as typed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.kit.forms import Field, Form
from ui.kit.suggest import SuggestBox

PEOPLE = [(3, "张伟（县委党校）"), (8, "张敏（县委党校）")]


def find(text: str) -> list[tuple[int, str]]:
    return PEOPLE if text.startswith("z") else []


def popup(box: SuggestBox):  # type: ignore[no-untyped-def]
    return box._list.popup()


def test_what_is_found_is_offered_while_typing(qtbot: QtBot) -> None:
    box = SuggestBox(find)
    qtbot.addWidget(box)
    box.show()
    qtbot.keyClicks(box, "zh")
    assert box.found() == PEOPLE
    assert popup(box).isVisible()
    assert box.value() == "zh"


def test_enter_takes_from_the_list_and_does_not_save_the_form(qtbot: QtBot) -> None:
    box = SuggestBox(find)
    qtbot.addWidget(box)
    box.show()
    saved: list[bool] = []
    box.returnPressed.connect(lambda: saved.append(True))
    qtbot.keyClicks(box, "zh")
    popup(box).setCurrentIndex(popup(box).model().index(1, 0))
    with qtbot.waitSignal(box.chosen) as chosen:
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert chosen.args == [8]
    assert box.text() == "张敏（县委党校）"
    assert not popup(box).isVisible()
    assert not saved


def test_what_is_not_in_the_list_can_be_typed(qtbot: QtBot) -> None:
    box = SuggestBox(find)
    qtbot.addWidget(box)
    box.show()
    qtbot.keyClicks(box, "zh")
    with qtbot.waitSignal(box.returnPressed):
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert box.text() == "zh"


def test_a_form_offers_names(qtbot: QtBot) -> None:
    form = Form([Field("unit", "单位", "suggest", find=lambda _: ["县教育局", "县交通局"])])
    qtbot.addWidget(form)
    form.show()
    box = form.field("unit")
    assert isinstance(box, SuggestBox)
    qtbot.keyClicks(box, "xj")
    box.take(1)
    assert form.values() == {"unit": "县交通局"}
    QApplication.processEvents()
