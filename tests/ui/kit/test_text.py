"""Lines break between words of a sentence, not between a number and its unit."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QTextLayout
from pytestqt.qtbot import QtBot

from ui import theme
from ui.kit.text import held_together, label


def lines(text: str, width: float) -> list[str]:
    layout = QTextLayout(held_together(text), theme.font(13))
    layout.beginLayout()
    found = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        found.append(layout.text()[line.textStart() : line.textStart() + line.textLength()])
    layout.endLayout()
    return found


@pytest.mark.parametrize("width", range(90, 260, 7))
def test_a_number_stays_with_its_unit(width: int, qapp: object) -> None:
    shown = lines("湖南规划 2019—2022 · 县级 · 总 77 学时", width)
    assert any("77\u00a0学\u2060时" in line for line in shown)


def test_what_was_set_is_given_back_with_plain_spaces(qtbot: QtBot) -> None:
    made = label("总 77 学时", wrap=True)
    qtbot.addWidget(made)
    assert made.text() == "总 77 学时"
    made.setText("还差 1.75 学时")
    assert made.text() == "还差 1.75 学时"


def test_text_without_numbers_is_left_alone() -> None:
    assert held_together("把课程拖进 每一个半天") == "把课程拖进 每一个半天"
