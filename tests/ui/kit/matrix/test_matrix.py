"""Typing in a grid: keys, the input method, what is refused, and what one undo takes back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.classes import enrolment
from tests.ui import keys
from tests.ui.kit.matrix.sheet import GROUP, REMARK, ROLE, STATUS, Sheet
from ui.kit.tableview import MenuItem

# ------------------------------------------------------------------------------------------- keys


def test_typing_begins_with_the_first_key_and_enter_goes_down(sheet: Sheet) -> None:
    sheet.go(0, GROUP)
    sheet.press("=1", "=2", "Return", "=3", "Enter")
    assert sheet.column(GROUP) == ["12", "3", "", "", "", ""]
    assert sheet.grid.here() == (2, GROUP)


def test_what_was_there_is_replaced_by_typing_and_kept_by_f2(sheet: Sheet) -> None:
    sheet.write(0, GROUP, "第1组")
    sheet.go(0, GROUP)
    sheet.press("F2", "=x", "Return")
    sheet.go(1, GROUP)
    sheet.press("=y", "Return")
    assert sheet.column(GROUP)[:2] == ["第1组x", "y"]


def test_backspace_begins_with_an_empty_cell_and_delete_clears(sheet: Sheet) -> None:
    for row in range(3):
        sheet.write(row, GROUP, "甲")
    sheet.go(0, GROUP)
    sheet.press("Backspace")
    assert sheet.text() == ""
    sheet.press("=b", "Return", "Delete")
    assert sheet.column(GROUP)[:3] == ["b", "", "甲"]


def test_a_double_click_edits_where_one_can_and_opens_the_row_where_not(
    sheet: Sheet, qtbot: QtBot
) -> None:
    opened: list[int] = []
    sheet.grid.opened.connect(opened.append)
    sheet.double_click(1, GROUP)
    line = sheet.grid.line()
    assert line is not None and not line.overtyping
    sheet.press("Escape")
    sheet.double_click(1, 1)
    assert sheet.grid.line() is None
    assert opened == [sheet.model.id_at(1)]


# ------------------------------------------------------------------------------- the input method


def test_the_first_key_reaches_the_input_method(sheet: Sheet) -> None:
    sheet.write(0, GROUP, "旧")
    sheet.go(0, GROUP)
    assert sheet.grid.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    sheet.compose("d", "di", "di yi zu", commit="第一组")
    assert sheet.text() == "第一组"
    sheet.compose("a", commit="甲")
    sheet.press("Return")
    assert sheet.column(GROUP)[0] == "第一组甲"
    assert sheet.grid.here() == (1, GROUP)


def test_enter_inside_a_composition_submits_nothing(sheet: Sheet) -> None:
    sheet.go(0, GROUP)
    sheet.composing("di")  # the grid still has the keyboard
    assert keys.target() is sheet.grid
    sheet.press("Return", "Tab", "Down", "Escape", "Delete")
    assert sheet.grid.here() == (0, GROUP)
    assert sheet.grid.line() is not None
    sheet.compose("di", commit="第")
    sheet.composing("er")  # now the line has it
    assert keys.target() is sheet.grid.line()
    sheet.press("Return", "Tab", "Down", "Escape", "F2")
    assert sheet.grid.here() == (0, GROUP)
    sheet.compose("er", commit="二")
    sheet.press("Return")
    assert sheet.column(GROUP)[:2] == ["第二", ""]


def test_a_composition_given_up_brings_back_what_was_there(sheet: Sheet) -> None:
    sheet.write(0, GROUP, "第1组")
    sheet.go(0, GROUP)
    sheet.compose("d", "di")
    assert sheet.text() == "第1组"
    sheet.press("Escape")
    assert sheet.column(GROUP)[0] == "第1组"


def test_a_sign_that_needs_no_composing_begins_as_well(sheet: Sheet) -> None:
    sheet.write(0, REMARK, "旧")
    sheet.go(0, REMARK)
    sheet.compose(commit="，")
    sheet.compose("z", commit="在")
    sheet.press("Return")
    assert sheet.column(REMARK)[0] == "，在"


def test_where_nothing_can_be_typed_nothing_is_composed(sheet: Sheet) -> None:
    sheet.go(0, GROUP)
    sheet.go(0, 1)
    assert not sheet.grid.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    sheet.press("=x")
    assert sheet.grid.line() is None
    assert sheet.grid.sentence.text() == "这一列不在这里填写。"
    assert sheet.grid.sentence.isVisible()


# ------------------------------------------------------------------------------ what is refused


def test_what_cannot_be_taken_stays_in_the_line_with_the_reason(sheet: Sheet) -> None:
    sheet.go(0, GROUP)
    sheet.press("=" + "x" * 11, "Return")
    assert sheet.text() == "x" * 11
    assert sheet.grid.sentence.text() == "最多 10 个字，现有 11 个字。"
    assert sheet.grid.sentence.isVisible()
    sheet.press("F2", "Backspace", "Backspace", "=y", "Return")  # all of it was marked
    assert sheet.column(GROUP)[0] == "y"
    assert not sheet.grid.sentence.isVisible()


def test_left_by_the_mouse_it_stays_in_the_cell_marked(sheet: Sheet, qtbot: QtBot) -> None:
    sheet.go(0, STATUS)
    sheet.press("=毕业了")
    qtbot.mouseClick(sheet.grid.viewport(), Qt.MouseButton.LeftButton, pos=sheet.middle(3, GROUP))
    assert sheet.grid.here() == (3, GROUP)
    cell = sheet.model.cell(0, STATUS)
    assert (cell.text, cell.tip) == ("毕业了", "没有写入：只能填在班、结业、退学中的一项。")
    assert sheet.column(STATUS)[0] == "enrolled"
    sheet.go(0, STATUS)
    sheet.press("F2")
    assert sheet.text() == "毕业了"
    sheet.press("Escape", "Escape")
    assert sheet.model.cell(0, STATUS).text == "在班"


def test_what_the_file_refuses_comes_back_into_the_line(sheet: Sheet) -> None:
    sheet.hold_reloads()
    sheet.context.session.run(enrolment.remove([sheet.model.id_at(1)]))
    sheet.go(1, GROUP)
    sheet.press("=甲", "Return")
    assert sheet.grid.here() == (2, GROUP)
    sheet.settle()
    assert sheet.grid.here() == (1, GROUP)
    assert sheet.text() == "甲"
    assert "已不在本班" in sheet.grid.sentence.text()
    sheet.press("Escape")
    assert sheet.shown(GROUP)[1] == ""


def test_what_the_file_refuses_is_marked_while_one_types_elsewhere(sheet: Sheet) -> None:
    sheet.hold_reloads()
    sheet.context.session.run(enrolment.remove([sheet.model.id_at(1)]))
    sheet.go(1, GROUP)
    sheet.press("=甲", "Return", "=乙")
    sheet.settle()
    assert sheet.grid.here() == (2, GROUP)
    assert sheet.text() == "乙"
    assert sheet.model.cell(1, GROUP).text == "甲"
    assert "已不在本班" in sheet.warned[-1]


def test_a_locked_grid_says_why(sheet: Sheet) -> None:
    sheet.grid.set_locked("班次已结业，不能再填。")
    sheet.go(0, GROUP)
    sheet.press("=x")
    assert sheet.grid.line() is None
    assert sheet.grid.sentence.text() == "班次已结业，不能再填。"
    sheet.press("Delete", "Control+V")
    sheet.grid.set_locked("")
    sheet.press("=x", "Return")
    assert sheet.column(GROUP)[0] == "x"


# ------------------------------------------------------------------------------- undo and reloads


def test_a_run_down_a_column_is_one_undo(sheet: Sheet) -> None:
    session = sheet.context.session
    sheet.go(0, GROUP)
    sheet.press("=1", "Return", "=2", "Return", "=3", "Return")
    assert session.undo_name() == "填写组别（3 处）"
    assert [e.name for e in session.operations(3)] == [
        "填写组别 李娜", "填写组别 王芳", "填写组别 张伟",
    ]  # fmt: skip
    sheet.go(0, ROLE)
    sheet.press("=班长", "Return")
    assert session.undo_name() == "填写班内职务 张伟"
    sheet.settle()
    session.undo()
    session.undo()
    sheet.reload()
    assert sheet.shown(GROUP) == sheet.column(GROUP) == [""] * 6


def test_leaving_the_grid_ends_the_run(sheet: Sheet) -> None:
    sheet.go(0, GROUP)
    sheet.press("=1", "Return")
    sheet.after.setFocus()
    sheet.grid.setFocus()
    sheet.press("=2", "Return")
    assert sheet.context.session.undo_name() == "填写组别 王芳"


def test_a_block_between_ends_the_run(sheet: Sheet) -> None:
    sheet.go(0, GROUP)
    sheet.press("=1", "Return", "=2", "Return", "Up", "Delete", "=3", "Return")
    assert sheet.context.session.undo_name() == "填写组别 王芳"


def test_what_changes_nothing_is_not_written(sheet: Sheet) -> None:
    sheet.write(0, GROUP, "甲")
    entries = sheet.context.session.operations()
    sheet.go(0, GROUP)
    sheet.press("F2", "Return", "F2", "Return")
    assert sheet.context.session.operations() == entries


def test_the_line_and_the_cursor_survive_the_reload_that_a_write_brings(sheet: Sheet) -> None:
    sheet.go(0, GROUP)
    sheet.press("=1", "Return", "=2")
    line = sheet.grid.line()
    sheet.composing("zu")
    sheet.settle()  # the first write comes back, and the page reloads
    assert sheet.grid.line() is line
    sheet.compose("zu", commit="组")
    assert sheet.text() == "2组"
    sheet.press("Return")
    assert sheet.column(GROUP)[:2] == ["1", "2组"]


def test_the_line_survives_rows_that_come_and_go(sheet: Sheet) -> None:
    sheet.go(3, GROUP)
    sheet.press("=neu", "Left")
    sheet.go(3, GROUP)
    sheet.press("F2", "Home", "=x")
    sheet.context.run(enrolment.remove([sheet.model.id_at(0)]))
    sheet.settle()
    assert sheet.model.rowCount() == 5
    assert sheet.grid.here() == (2, GROUP)
    assert sheet.text() == "xneu"
    sheet.press("=y", "Return")
    assert sheet.column(GROUP)[2] == "xyneu"


def test_text_for_a_row_that_is_gone_is_told(sheet: Sheet) -> None:
    sheet.go(3, GROUP)
    sheet.press("=neu")
    sheet.context.run(enrolment.remove([sheet.model.id_at(3)]))
    sheet.settle()
    assert sheet.grid.line() is None
    assert sheet.warned == ["正在填写的那一行已不在表中，没有写入。填的是：neu"]
    assert sheet.grid.hasFocus()
    assert (sheet.grid.here(), sheet.grid.places()) == ((3, GROUP), [(3, GROUP)])
    sheet.press("=1", "Return")
    assert sheet.column(GROUP) == ["", "", "", "1", ""]


def test_the_cursor_goes_to_the_last_row_where_the_last_was_taken_out(sheet: Sheet) -> None:
    sheet.go(5, GROUP)
    sheet.context.run(enrolment.remove([sheet.model.id_at(5)]))
    sheet.settle()
    assert sheet.grid.here() == (4, GROUP)
    sheet.model.show(search="王芳")  # asked for: no cursor where nobody has put one
    assert sheet.grid.here() is None


# ------------------------------------------------------------------------- menu, keys of the window


def test_the_context_menu_has_the_pages_verbs_and_the_grids(sheet: Sheet) -> None:
    done: list[list[int]] = []
    sheet.grid.set_menu(
        [MenuItem("移出本班", done.append), MenuItem("入班信息…", done.append, "F2")]
    )
    sheet.go(1, GROUP)
    menu = sheet.menu()
    texts = [a.text() for a in menu.actions() if a.text()]
    assert texts == [
        "移出本班", "入班信息…", "剪切", "复制", "复制整行（带表头）", "粘贴", "清除内容",
        "向下填充", "向右填充", "填满整列", "填满整行",
    ]  # fmt: skip
    keys = {a.text(): a.shortcut().toString() for a in menu.actions() if a.text()}
    assert (keys["移出本班"], keys["清除内容"]) == ("", "Del")
    sheet.press("Delete")
    assert done == []
    sheet.go(1, 1)
    sheet.press("Delete")
    assert done == []
    assert sheet.grid.sentence.text() == "这一列不在这里填写。"
    sheet.press("F2")
    assert done == [[sheet.model.id_at(1)]]


@pytest.mark.parametrize(
    ("key", "held"),
    [
        (Qt.Key.Key_F5, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
    ],
)
def test_keys_of_the_window_are_left_to_it(
    sheet: Sheet, key: Qt.Key, held: Qt.KeyboardModifier
) -> None:
    sheet.go(1, ROLE)
    event = QKeyEvent(QEvent.Type.KeyPress, key, held)
    sheet.grid.keyPressEvent(event)
    assert not event.isAccepted()
    assert sheet.grid.line() is None
    assert sheet.grid.here() == (1, ROLE)


def test_keys_of_the_grid_rest_while_one_types(sheet: Sheet) -> None:
    sheet.write(0, GROUP, "甲")
    sheet.go(1, GROUP)
    sheet.press("=b", "Control+D", "Control+Shift+D", "F5", "=c", "Return")
    assert sheet.column(GROUP)[:3] == ["甲", "bc", ""]


def test_keys_of_the_window_are_its_own_while_one_types_too(sheet: Sheet) -> None:
    sheet.go(0, GROUP)
    sheet.press("=b")
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_F5, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(keys.target(), event)
    assert not event.isAccepted()
