"""Plain workbooks."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from app.ground.errors import StoreError
from app.ground.jobs import Cancelled, Progress
from app.papers.engine import workbook
from app.papers.engine.workbook import Field, Page

FIELDS = (
    Field("姓名"),
    Field("学时", kind="number", group="党性教育"),
    Field("占比", group="党性教育"),
)


def page(*rows: tuple[workbook.Value, ...]) -> Page:
    return Page("表", "题名", FIELDS, rows, above=["说明"], below=["脚注"], total=("合计", 8, None))


@pytest.mark.parametrize(
    "text", ["=1+1", "+8613800000000", "-", "@用户", "430000197805031234", "007"]
)
def test_text_stays_text(tmp_path: Path, text: str) -> None:
    workbook.write(tmp_path / "a.xlsx", [page((text, 4, "20.0%"))])
    cell = openpyxl.load_workbook(tmp_path / "a.xlsx")["表"]["A5"]
    assert (cell.value, cell.data_type, cell.number_format) == (text, "s", "@")


def test_layout(tmp_path: Path) -> None:
    workbook.write(tmp_path / "a.xlsx", [page(("张", 4, "20.0%"), ("李", 3.25, None))])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["表"]
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert values == [
        ["题名", None, None],
        ["说明", None, None],
        ["姓名", "党性教育", None],
        [None, "学时", "占比"],
        ["张", 4, "20.0%"],
        ["李", 3.25, None],
        ["合计", 8, None],
        ["脚注", None, None],
    ]
    assert sheet.freeze_panes == "A5"
    assert sheet.row_dimensions[1].height == 30  # the title has room
    ruled = {c.coordinate for row in sheet.iter_rows() for c in row if c.border.left.style}
    assert {"A3", "A4", "A5", "C6", "A7"} <= ruled and not ruled & {"A1", "A2", "A8"}
    assert sheet.print_title_rows == "$3:$4"
    assert {"A1:C1", "A3:A4", "B3:C3"} <= {str(area) for area in sheet.merged_cells.ranges}


def test_a_tab_takes_any_name(tmp_path: Path) -> None:
    odd = Page("班次[1]/2026:*?\\" + "长" * 40, "题名", FIELDS, [])
    workbook.write(tmp_path / "a.xlsx", [odd])
    assert len(openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames[0]) == 31


def test_control_characters_do_not_spoil_the_file(tmp_path: Path) -> None:
    workbook.write(tmp_path / "a.xlsx", [page(("张\x0b三\x00", 1, None))])
    assert openpyxl.load_workbook(tmp_path / "a.xlsx")["表"]["A5"].value == "张三"


def test_cancelling_and_a_missing_folder_leave_nothing(tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        workbook.write(tmp_path / "a.xlsx", [page(("张", 1, None))], progress)
    with pytest.raises(StoreError, match="文件夹不存在"):
        workbook.write(tmp_path / "没有" / "a.xlsx", [page(("张", 1, None))])
    assert not list(tmp_path.iterdir())
