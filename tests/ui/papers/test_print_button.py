from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.papers import Kind
from tests.ui.told import told
from ui.context import Context
from ui.papers.print_button import PrintButton
from ui.people.student import StudentDialog


def offered(button: PrintButton) -> list[str]:
    menu = button.menu()
    return [action.text() for action in menu.actions()] if menu is not None else []


def test_a_menu_names_every_paper_of_a_class(qtbot: QtBot) -> None:
    button = PrintButton("class")
    qtbot.addWidget(button)
    assert offered(button) == ["课程表", "学员花名册", "结业证书"]
    with qtbot.waitSignal(button.wanted) as wanted:
        button.menu().actions()[1].trigger()
    assert told(wanted) == ["roster"]


def test_the_only_paper_is_asked_for_at_once(qtbot: QtBot) -> None:
    button = PrintButton("year", "school", only="summary")
    qtbot.addWidget(button)
    assert offered(button) == []
    with qtbot.waitSignal(button.wanted) as wanted:
        button.click()
    assert told(wanted) == ["summary"]


def test_without_papers_there_is_no_button(qtbot: QtBot) -> None:
    button = PrintButton("school", only="summary")
    qtbot.addWidget(button)
    assert button.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)
    assert button.isHidden()


def test_a_paper_more_in_the_register_is_a_paper_more_in_the_menu(
    qtbot: QtBot, made_up: list[Kind], demo_context: Context
) -> None:
    for of in ("class", "year"):
        button = PrintButton(of)
        qtbot.addWidget(button)
        assert offered(button)[-1] == f"试验{of}"
    dialog = StudentDialog(demo_context, 1)
    qtbot.addWidget(dialog)
    assert not dialog.print_button.isHidden()
