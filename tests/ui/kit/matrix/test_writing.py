"""Blocks of cells in a grid: copied, pasted, filled, cleared; what finds no place is told."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.classes import enrolment
from tests.ui.kit.matrix.sheet import GROUP, REMARK, ROLE, STATUS, Sheet
from ui.context import Context


def test_a_block_from_wps_goes_where_the_cursor_is(sheet: Sheet) -> None:
    sheet.clip('第1组\t班长\t"走读\n晚到"\r\n第2组\t\t\r\n')
    sheet.go(1, GROUP)
    sheet.press("Control+V")
    assert sheet.column(GROUP)[:4] == ["", "第1组", "第2组", ""]
    assert sheet.column(ROLE)[1:3] == ["班长", ""]
    assert sheet.column(REMARK)[1] == "走读\n晚到"
    assert sheet.context.session.undo_name() == "填写组别、班内职务、备注（6 处）"
    assert sheet.selected()[1:3] == ["··@##·", "··###·"]
    assert sheet.warned == []


def test_one_cell_fills_whatever_is_selected(sheet: Sheet) -> None:
    sheet.clip("第1组")
    sheet.go(0, 1)
    sheet.press("Shift+Down", "Shift+Down", "Shift+Right", "Control+V")
    assert sheet.column(GROUP) == ["第1组"] * 3 + [""] * 3
    assert sheet.column(1)[0] == "张伟"
    assert sheet.warned == []


def test_a_paste_over_the_edge_is_told(sheet: Sheet) -> None:
    sheet.clip("甲\t在班\t多\n乙\t结业\t多\n丙\t退学\t多")
    sheet.go(4, REMARK)
    sheet.press("Control+V")
    assert sheet.column(REMARK)[4:] == ["甲", "乙"]
    assert sheet.column(STATUS)[4:] == ["enrolled", "completed"]
    assert sheet.warned == ["粘贴的内容比表格多出 1 行、1 列，多出的没有写入。"]


def test_read_only_columns_in_a_paste_are_told_unless_they_say_the_same(sheet: Sheet) -> None:
    sheet.go(0, 1)
    sheet.press("Shift+Down", "Shift+Right", "Control+C")
    assert sheet.clip() == "张伟\t\n王芳\t\n"
    sheet.press("Control+V")
    assert sheet.warned == []
    sheet.clip("张三\t第1组")
    sheet.press("Control+V")
    assert sheet.warned == ["「姓名」不在这里填写，粘贴时跳过了。"]
    assert sheet.column(GROUP)[:2] == ["第1组", "第1组"]  # over two rows, twice


def test_what_cannot_be_taken_of_a_paste_is_marked_and_the_rest_written(sheet: Sheet) -> None:
    sheet.clip("结业\n毕业\n肄业")
    sheet.go(0, STATUS)
    sheet.press("Control+V")
    assert sheet.column(STATUS)[:3] == ["completed", "enrolled", "enrolled"]
    assert sheet.shown(STATUS)[:3] == ["结业", "毕业", "肄业"]
    assert sheet.warned == ["有 2 格没有写入，已标出：只能填在班、结业、退学中的一项。"]
    sheet.go(1, STATUS)
    sheet.press("Shift+Down", "Escape")
    assert sheet.shown(STATUS)[:3] == ["结业", "在班", "在班"]


def test_a_block_the_file_refuses_is_marked_whole(sheet: Sheet) -> None:
    sheet.hold_reloads()
    sheet.context.session.run(enrolment.remove([sheet.model.id_at(1)]))
    sheet.clip("甲\n乙")
    sheet.go(0, GROUP)
    sheet.press("Control+V")
    assert sheet.shown(GROUP)[:2] == ["甲", "乙"]
    session = sheet.context.session
    assert (
        session.read(enrolment.LISTING.rows, [sheet.model.id_at(0)])[sheet.model.id_at(0)][
            "group_name"
        ]
        == ""
    )
    assert "已不在本班" in sheet.warned[-1]


def test_what_is_copied_is_what_one_would_type(sheet: Sheet) -> None:
    sheet.write(0, REMARK, "走读\n晚到")
    sheet.go(0, ROLE)
    sheet.press("Shift+Right", "Shift+Right", "Control+C")
    assert sheet.clip() == '\t"走读\n晚到"\t在班\n'
    sheet.press("Control+Shift+C")
    head, row = sheet.clip().split("\n")
    assert head == "序号\t姓名\t组别\t班内职务\t备注\t状态"
    assert row == "1\t张伟\t\t\t走读 晚到\t在班"


def test_a_cut_cell_is_empty_and_on_the_clipboard(sheet: Sheet) -> None:
    sheet.write(0, GROUP, "第1组")
    sheet.go(0, GROUP)
    sheet.press("Control+X")
    assert (sheet.column(GROUP)[0], sheet.clip()) == ("", "第1组\n")


def test_ctrl_d_takes_what_stands_above_or_the_first_row_selected(sheet: Sheet) -> None:
    sheet.write(0, GROUP, "第1组")
    sheet.write(0, ROLE, "班长")
    sheet.go(1, GROUP)
    sheet.press("Control+D")
    assert sheet.column(GROUP)[:3] == ["第1组", "第1组", ""]
    sheet.go(0, 1)
    for _ in range(3):
        sheet.press("Shift+Down")
    sheet.press("Shift+Right", "Shift+Right", "Control+D")
    assert sheet.column(GROUP) == ["第1组"] * 4 + [""] * 2
    assert sheet.column(ROLE) == ["班长"] * 4 + [""] * 2
    assert sheet.context.session.undo_name() == "填写组别、班内职务（6 处）"


def test_ctrl_d_in_the_first_row_does_nothing(sheet: Sheet) -> None:
    sheet.go(0, GROUP)
    before = sheet.context.session.undo_name()
    sheet.press("Control+D")
    assert sheet.context.session.undo_name() == before


def test_cells_selected_apart_are_filled_and_none_between(sheet: Sheet) -> None:
    for row, text in enumerate("abcdef"):
        sheet.write(row, GROUP, text)
    sheet.go(0, GROUP)
    sheet.pick(2, GROUP)
    sheet.pick(4, GROUP)
    sheet.press("Control+D")
    assert sheet.column(GROUP) == ["a", "b", "a", "d", "a", "f"]
    sheet.clip("x\ny")
    sheet.press("Control+V")
    assert sheet.column(GROUP) == ["x", "y", "a", "d", "a", "f"]


def test_ctrl_r_fills_to_the_right(sheet: Sheet) -> None:
    sheet.write(0, GROUP, "甲")
    sheet.go(0, GROUP)
    sheet.press("Shift+Right", "Shift+Right", "Control+R")
    assert (sheet.column(ROLE)[0], sheet.column(REMARK)[0]) == ("甲", "甲")


def test_a_whole_column_is_filled_of_the_rows_shown(sheet: Sheet, context: Context) -> None:
    sheet.write(2, GROUP, "第3组")
    sheet.model.show(search="wang")  # 王芳 alone
    assert sheet.model.rowCount() == 1
    sheet.model.show(search="")
    sheet.go(2, GROUP)
    sheet.press("Control+Shift+D")
    assert sheet.column(GROUP) == ["第3组"] * 6


def test_a_whole_row_is_filled_by_each_column_in_its_way(sheet: Sheet) -> None:
    sheet.write(1, GROUP, "结业")
    sheet.go(1, GROUP)
    sheet.press("Control+Shift+R")
    row = [sheet.column(c)[1] for c in (GROUP, ROLE, REMARK, STATUS)]
    assert row == ["结业", "结业", "结业", "completed"]


def test_ctrl_enter_fills_the_selection_with_what_is_typed(sheet: Sheet) -> None:
    sheet.go(1, GROUP)
    sheet.press("Shift+Down", "Shift+Down", "=neu", "Control+Return")
    assert sheet.column(GROUP) == ["", "neu", "neu", "neu", "", ""]
    assert sheet.grid.here() == (1, GROUP)


def test_ctrl_enter_that_cannot_be_taken_loses_nothing(sheet: Sheet) -> None:
    sheet.go(1, STATUS)
    sheet.press("Shift+Down", "=abc", "Control+Return")
    assert sheet.shown(STATUS)[1:3] == ["abc", "abc"]
    assert sheet.column(STATUS)[1:3] == ["enrolled", "enrolled"]


def test_clearing_what_may_not_be_empty_is_refused_at_the_cell(sheet: Sheet) -> None:
    sheet.go(1, STATUS)
    sheet.press("Delete")
    assert sheet.column(STATUS)[1] == "enrolled"
    assert sheet.grid.sentence.text() == "只能填在班、结业、退学中的一项。"
    assert sheet.warned == []


def test_a_large_block_is_one_undo(context: Context, qtbot: QtBot) -> None:
    sheet = Sheet(qtbot, context, tuple(f"学员{n}" for n in range(80)))
    sheet.clip("".join(f"第{n}组\n" for n in range(80)))
    sheet.go(0, GROUP)
    sheet.press("Control+V")
    assert sheet.column(GROUP) == [f"第{n}组" for n in range(80)]
    sheet.context.undo()
    assert sheet.column(GROUP) == [""] * 80


def test_a_paste_without_end_is_cut_and_told(sheet: Sheet) -> None:
    sheet.clip("1\n" * 200_000)
    sheet.go(4, GROUP)
    sheet.press("Control+V")
    assert sheet.column(GROUP) == ["", "", "", "", "1", "1"]
    assert sheet.warned == ["粘贴的内容太多，只取了开头能放下的部分；表格从这里起有 2 行。"]


@pytest.mark.parametrize("column", [GROUP, REMARK, STATUS])
def test_of_a_huge_text_that_is_refused_only_the_beginning_is_kept(
    sheet: Sheet, column: int
) -> None:
    sheet.clip("很" * 200_000)
    sheet.go(0, column)
    sheet.press("Control+V")
    assert sheet.column(column)[0] in ("", "enrolled")
    refused = sheet.model.refused((0, column))
    assert refused is not None and refused.text == "很" * 2000 + "…"
    assert refused.reason == "内容太长，一格放不下 200000 个字。"
