"""Typing in a grid: keys, the input method, what is refused, and what one undo takes back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.classes import enrolment
from tests.ui import keys
from tests.ui.kit.matrix.sheet import GROUP, REMARK, ROLE, STATUS, Sheet
from ui.context import Context
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


def test_after_tab_enter_goes_back_under_the_first_column(sheet: Sheet) -> None:
    sheet.go(0, GROUP)
    sheet.press("=1", "Tab", "=2", "Tab", "=3", "Return")
    assert sheet.grid.here() == (1, GROUP)
    sheet.press("=4", "Return")
    assert sheet.grid.here() == (2, GROUP)
    assert (sheet.column(GROUP)[:2], sheet.column(ROLE)[0], sheet.column(REMARK)[0]) == (
        ["1", "4"], "2", "3",
    )  # fmt: skip


def test_moving_otherwise_forgets_where_tab_began(sheet: Sheet) -> None:
    sheet.go(0, GROUP)
    sheet.press("Tab", "Down", "Return")
    assert sheet.grid.here() == (2, ROLE)


def test_tab_passes_over_what_is_read_only_and_over_the_end_of_a_row(sheet: Sheet) -> None:
    sheet.go(0, 0)
    sheet.press("Tab")
    assert sheet.grid.here() == (0, GROUP)
    sheet.go(0, STATUS)
    sheet.press("Tab")
    assert sheet.grid.here() == (1, GROUP)
    sheet.press("Shift+Backtab")
    assert sheet.grid.here() == (0, STATUS)


def test_tab_at_the_last_cell_leaves_the_grid(sheet: Sheet) -> None:
    sheet.go(5, STATUS)
    sheet.press("Tab")
    assert sheet.after.hasFocus()
    assert sheet.grid.here() == (5, STATUS)


def test_shift_enter_goes_up(sheet: Sheet) -> None:
    sheet.go(2, GROUP)
    sheet.press("=1", "Shift+Return", "Shift+Return", "Shift+Return")
    assert sheet.grid.here() == (0, GROUP)
    assert sheet.column(GROUP)[2] == "1"


def test_escape_leaves_the_cell_as_it_was(sheet: Sheet) -> None:
    sheet.write(0, GROUP, "第1组")
    sheet.go(0, GROUP)
    sheet.press("=abc", "Escape")
    assert sheet.grid.line() is None
    assert sheet.grid.hasFocus()
    assert sheet.column(GROUP)[0] == "第1组"


def test_arrows_finish_what_was_typed_but_move_within_after_f2(sheet: Sheet) -> None:
    sheet.go(0, GROUP)
    sheet.press("=ab", "Down")
    assert sheet.grid.here() == (1, GROUP)
    sheet.go(0, GROUP)
    sheet.press("F2", "Left", "=x", "Return")
    assert sheet.column(GROUP)[0] == "axb"


def test_backspace_begins_with_an_empty_cell_and_delete_clears(sheet: Sheet) -> None:
    for row in range(3):
        sheet.write(row, GROUP, "甲")
    sheet.go(0, GROUP)
    sheet.press("Backspace")
    assert sheet.text() == ""
    sheet.press("=b", "Return", "Delete")
    assert sheet.column(GROUP)[:3] == ["b", "", "甲"]


def test_home_end_and_their_corners(sheet: Sheet) -> None:
    sheet.go(2, ROLE)
    for pressed, place in (
        ("Home", (2, 0)), ("End", (2, STATUS)), ("Control+End", (5, STATUS)),
        ("Control+Home", (0, 0)), ("Control+Down", (5, 0)), ("Control+Right", (5, STATUS)),
        ("PageUp", (0, STATUS)), ("PageDown", (5, STATUS)),
    ):  # fmt: skip
        sheet.press(pressed)
        assert sheet.grid.here() == place


def test_shift_selects_from_the_cursor_which_stays(sheet: Sheet) -> None:
    sheet.go(1, GROUP)
    sheet.press("Shift+Down", "Shift+Down", "Shift+Right", "Shift+Up")
    assert sheet.selected() == [
        "······",
        "··@#··",
        "··##··",
        "······",
        "······",
        "······",
    ]
    sheet.press("=neu", "Return")
    assert sheet.column(GROUP) == ["", "neu", "", "", "", ""]


def test_enter_and_tab_go_round_within_a_selection(sheet: Sheet) -> None:
    sheet.go(1, 1)
    sheet.press("Shift+Down", "Shift+Right", "Shift+Right")
    went = []
    for _ in range(4):
        sheet.press("Return")
        went.append(sheet.grid.here())
    assert went == [(1, GROUP), (2, GROUP), (1, ROLE), (2, ROLE)]
    sheet.press("Tab")
    assert sheet.grid.here() == (1, GROUP)
    assert len(sheet.grid.places()) == 6


def test_ctrl_a_selects_everything(sheet: Sheet) -> None:
    sheet.go(0, GROUP)
    sheet.press("Control+A")
    assert len(sheet.grid.places()) == 36


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


def test_the_mouse_selects_and_shift_extends(sheet: Sheet, qtbot: QtBot) -> None:
    port = sheet.grid.viewport()
    qtbot.mouseClick(port, Qt.MouseButton.LeftButton, pos=sheet.middle(0, GROUP))
    assert sheet.grid.here() == (0, GROUP)
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, pos=sheet.middle(1, GROUP))
    sheet.move_mouse(sheet.middle(3, ROLE))
    qtbot.mouseRelease(port, Qt.MouseButton.LeftButton, pos=sheet.middle(3, ROLE))
    assert sheet.selected()[1:4] == ["··@#··", "··##··", "··##··"]
    qtbot.mouseClick(
        port, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, sheet.middle(2, GROUP)
    )
    assert sheet.selected()[1:4] == ["··@···", "··#···", "······"]


def test_the_right_button_keeps_a_selection_it_falls_into(sheet: Sheet, qtbot: QtBot) -> None:
    port = sheet.grid.viewport()
    sheet.go(1, GROUP)
    sheet.press("Shift+Down", "Shift+Right")
    qtbot.mouseClick(port, Qt.MouseButton.RightButton, pos=sheet.middle(2, ROLE))
    assert len(sheet.grid.places()) == 4
    qtbot.mouseClick(port, Qt.MouseButton.RightButton, pos=sheet.middle(4, ROLE))
    assert sheet.grid.places() == [(4, ROLE)]


def test_the_mouse_held_below_the_grid_selects_on(context: Context, qtbot: QtBot) -> None:
    sheet = Sheet(qtbot, context, tuple(f"学员{n}" for n in range(40)))
    port = sheet.grid.viewport()
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, pos=sheet.middle(0, GROUP))
    sheet.move_mouse(QPoint(sheet.middle(0, GROUP).x(), port.height() + 30))
    qtbot.waitUntil(lambda: len(sheet.grid.places()) == 40)
    qtbot.mouseRelease(port, Qt.MouseButton.LeftButton, pos=sheet.middle(0, GROUP))
    assert sheet.grid.here() == (0, GROUP)


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


# ------------------------------------------------------------------------------------- proposals


def test_words_are_proposed_and_taken_with_one_enter(sheet: Sheet) -> None:
    sheet.go(0, ROLE)
    sheet.press("=xx")
    line = sheet.grid.line()
    assert line is not None and line.offers() == ["学习委员"]
    sheet.press("Down", "Return")
    assert sheet.column(ROLE)[0] == "学习委员"
    assert sheet.grid.here() == (1, ROLE)


def test_what_is_typed_stands_where_no_proposal_is_marked(sheet: Sheet) -> None:
    sheet.go(0, ROLE)
    sheet.press("=x", "Return")
    assert sheet.column(ROLE)[0] == "x"


def test_a_coded_cell_opens_its_list_and_takes_initials(sheet: Sheet) -> None:
    sheet.go(0, STATUS)
    sheet.press("F2")
    line = sheet.grid.line()
    assert line is not None and line.offers() == ["在班", "结业", "退学"]
    sheet.press("Escape", "Escape", "=tx", "Return")
    assert sheet.column(STATUS)[:2] == ["withdrawn", "enrolled"]
    assert sheet.shown(STATUS)[0] == "退学"


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


def test_the_same_rows_are_not_laid_out_again(sheet: Sheet, qtbot: QtBot) -> None:
    sheet.after.setFocus()
    with qtbot.assertNotEmitted(sheet.model.modelReset):
        sheet.write(1, GROUP, "甲")
    assert sheet.shown(GROUP)[1] == "甲"


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


def test_no_row_runs_away_from_under_the_cursor(sheet: Sheet) -> None:
    sheet.model.sort(GROUP)
    before = list(sheet.model.ids)
    sheet.go(0, GROUP)
    sheet.press("=9", "Return", "=1", "Return")
    sheet.settle()
    assert list(sheet.model.ids) == before
    assert sheet.grid.here() == (2, GROUP)
    sheet.model.sort(GROUP)
    assert sheet.shown(GROUP) == ["", "", "", "", "1", "9"]


def test_a_selection_stays_over_another_order(sheet: Sheet) -> None:
    sheet.go(0, GROUP)
    sheet.press("Shift+Down", "Shift+Right")
    names = {sheet.shown(1)[row] for row, _ in sheet.grid.places()}
    sheet.model.sort(1)
    assert {sheet.shown(1)[row] for row, _ in sheet.grid.places()} == names == {"张伟", "王芳"}
    assert {column for _, column in sheet.grid.places()} == {GROUP, ROLE}
    assert sheet.shown(1)[sheet.row()] == "张伟"


# ---------------------------------------------------------------------------------------- looks


def test_what_is_typed_is_shown_before_it_is_written(sheet: Sheet) -> None:
    sheet.hold_reloads()
    sheet.go(0, STATUS)
    sheet.press("=tx", "Return")
    assert sheet.model.cell(0, STATUS).text == "退学"


def test_cells_that_can_be_typed_in_look_like_it(sheet: Sheet) -> None:
    sheet.go(2, GROUP)
    image = sheet.grid.viewport().grab().toImage()

    def ground(row: int, column: int) -> str:
        at = sheet.corner(row, column)
        return image.pixelColor(at.x() + 6, at.y() + 6).name()

    assert ground(0, GROUP) == "#ffffff"
    assert ground(0, 1) == "#fafbfc"  # read only
    assert ground(2, 1) == "#f1f3f6"  # the row of the cursor
    sheet.press("Shift+Down")
    image = sheet.grid.viewport().grab().toImage()
    assert ground(2, GROUP) == "#ffffff"  # the cursor's own
    assert ground(3, GROUP) == "#fbedec"


def test_the_context_menu_has_the_pages_verbs_and_the_grids(sheet: Sheet) -> None:
    done: list[list[int]] = []
    sheet.grid.set_menu(
        [MenuItem("移出本班", done.append, "Del"), MenuItem("入班信息…", done.append, "F2")]
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
    keys = {a.text(): a.shortcut().toString() for a in sheet.menu().actions() if a.text()}
    assert (keys["移出本班"], keys["清除内容"]) == ("Del", "")
    sheet.press("Delete", "F2")
    assert done == [[sheet.model.id_at(1)]] * 2


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


def test_another_program_in_front_leaves_the_line_open(sheet: Sheet) -> None:
    sheet.go(0, GROUP)
    sheet.press("=ab")
    line = sheet.grid.line()
    assert line is not None
    QApplication.sendEvent(
        line, QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.ActiveWindowFocusReason)
    )
    assert sheet.grid.line() is line
    sheet.after.setFocus()
    assert sheet.grid.line() is None
    assert sheet.column(GROUP)[0] == "ab"


def test_a_long_text_grows_over_the_cells_to_the_right(sheet: Sheet) -> None:
    sheet.go(0, GROUP)
    sheet.press("=a")
    line = sheet.grid.line()
    assert line is not None
    narrow = line.width()
    sheet.press("=" + "长" * 20)
    assert line.width() > 2 * narrow
    assert line.geometry().right() <= sheet.grid.viewport().width()
