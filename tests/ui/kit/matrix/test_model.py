"""The model of a grid: what is not in the file yet lies over what is."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.ui.kit.matrix.sheet import GROUP, STATUS, Sheet


def test_the_same_rows_are_not_laid_out_again(sheet: Sheet, qtbot: QtBot) -> None:
    sheet.after.setFocus()
    with qtbot.assertNotEmitted(sheet.model.modelReset):
        sheet.write(1, GROUP, "甲")
    assert sheet.shown(GROUP)[1] == "甲"


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


def test_what_is_typed_is_shown_before_it_is_written(sheet: Sheet) -> None:
    sheet.hold_reloads()
    sheet.go(0, STATUS)
    sheet.press("=tx", "Return")
    assert sheet.model.cell(0, STATUS).text == "退学"
