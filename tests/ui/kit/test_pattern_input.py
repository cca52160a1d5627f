"""A pattern is made of chips and text; what is stored is as it was."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.text import templates
from tests.ui.right_click import menu_of
from ui.kit.pattern_input import PatternInput


@pytest.fixture
def number(qtbot: QtBot) -> PatternInput:
    made = PatternInput(templates.NUMBER_FIELDS, templates.example_number)
    qtbot.addWidget(made)
    qtbot.addWidget(made.below)
    made.show()
    return made


@pytest.mark.parametrize(
    "pattern",
    [
        "X{class}-{serial:04}",
        "党结字〔{year}〕第{serial:03}号",
        "{year}{year}{serial}",
        "{month}-{serial}",
        "a{{b}}{serial}",
        "",
    ],
)
def test_what_is_stored_comes_back_as_it_was(number: PatternInput, pattern: str) -> None:
    number.fill(pattern)
    assert number.value() == pattern


def test_there_are_no_braces_to_be_seen_and_an_example_is_told(number: PatternInput) -> None:
    number.fill("X{class}-{serial:04}")
    assert "{" not in number.toPlainText()
    assert number.shown.text() == "例：X2026-03-0001"
    number.fill("X{class}")
    assert number.shown.text() == "证书编号格式里要有序号，否则编号会重复。"


def test_a_chip_is_put_in_where_the_cursor_is_and_rubbed_out_whole(
    number: PatternInput, qtbot: QtBot
) -> None:
    number.fill("X-{serial:04}")
    number.moveCursor(QTextCursor.MoveOperation.Right)
    number.buttons["class"].click()
    assert number.value() == "X{class}-{serial:04}"
    qtbot.keyClicks(number, "N")
    assert number.value() == "X{class}N-{serial:04}"
    for _ in "N ":
        qtbot.keyClick(number, Qt.Key.Key_Backspace)
    assert number.value() == "X-{serial:04}"


def test_what_is_copied_is_pasted_as_chips(number: PatternInput) -> None:
    number.fill("X{class}-{serial:04}")
    number.selectAll()
    number.copy()
    assert QApplication.clipboard().text() == "X{class}-{serial:04}"
    number.clear()
    number.paste()
    assert number.value() == "X{class}-{serial:04}" and "{" not in number.toPlainText()
    data = QMimeData()
    data.setText("第一行\n第二行{year}")
    number.clear()
    number.insertFromMimeData(data)
    assert number.value() == "第一行 第二行{year}"


def test_a_field_typed_in_braces_becomes_a_chip_and_other_braces_are_text(
    number: PatternInput, qtbot: QtBot
) -> None:
    qtbot.keyClicks(number, "{serial}{x}}")
    with qtbot.waitSignal(number.finished):
        qtbot.keyClick(number, Qt.Key.Key_Return)
    assert number.value() == "{serial}{{x}}}}"
    assert number.toPlainText() == "\ufffc{x}}"
    assert number.shown.text() == "例：1{x}}"


def test_the_menu_offers_every_chip(number: PatternInput) -> None:
    offered = menu_of(number)
    assert offered[:3] == ["插入「年份」", "插入「班次编号」", "插入「序号」"]
    assert offered[-1] == "粘贴"


def test_several_lines_stay_several(qtbot: QtBot) -> None:
    made = PatternInput(templates.WORDING_FIELDS, templates.example_wording, lines=4)
    qtbot.addWidget(made)
    qtbot.addWidget(made.below)
    made.fill("{name}同志\n{person}准予结业")
    assert made.value() == "{name}同志\n{person}准予结业"
    assert made.shown.text().startswith("例：张伟同志")
