"""The cells of a grid: how they look, and the line one types into with what it proposes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication

from tests.ui.kit.matrix.sheet import GROUP, ROLE, STATUS, Sheet


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


def test_words_are_proposed_and_taken_with_one_enter(sheet: Sheet) -> None:
    sheet.go(0, ROLE)
    sheet.press("=xx")
    line = sheet.grid.line()
    assert line is not None and line.offers() == ["学习委员"]
    sheet.press("Alt+Down", "Return")
    assert sheet.column(ROLE)[0] == "学习委员"
    assert sheet.grid.here() == (1, ROLE)


def test_an_arrow_goes_on_though_a_list_shows_until_one_goes_into_it(sheet: Sheet) -> None:
    sheet.go(0, ROLE)
    sheet.press("=x", "Down", "=班", "Alt+Down", "Down", "Return")
    assert sheet.column(ROLE)[:2] == ["x", "副班长"]
    assert sheet.grid.here() == (2, ROLE)


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
