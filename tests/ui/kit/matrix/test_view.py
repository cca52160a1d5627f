"""Cursor and selection of a grid, by keys and mouse."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from tests.ui.kit.matrix.sheet import GROUP, REMARK, ROLE, STATUS, Sheet
from ui.context import Context


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


def test_a_selection_stays_over_another_order(sheet: Sheet) -> None:
    sheet.go(0, GROUP)
    sheet.press("Shift+Down", "Shift+Right")
    names = {sheet.shown(1)[row] for row, _ in sheet.grid.places()}
    sheet.model.sort(1)
    assert {sheet.shown(1)[row] for row, _ in sheet.grid.places()} == names == {"张伟", "王芳"}
    assert {column for _, column in sheet.grid.places()} == {GROUP, ROLE}
    assert sheet.shown(1)[sheet.row()] == "张伟"
