from __future__ import annotations

import errno
import io
import json
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.exchange.engine import marking
from app.ground import apart, temporary
from app.ground.limits import Limits

FOUND = ["error", "汇总", 2, "单位", "B2", "=1+1", "请改正\x01。"]


def made(path: Path, findings: list[Any], layout: bool = False) -> Any:
    """Have a copy made in a process of its own, and open it."""
    with temporary.file() as asked:
        asked.write(json.dumps({"layout": layout, "findings": findings}).encode() + b"\n")
        asked.write(path.read_bytes())
        asked.seek(0)
        limits = Limits(written=1 << 30)
        told = list(apart.answers("app.exchange.engine.marking", asked, limits))
    if told == [{"error": "layout"}]:
        return None
    parts = [marking.base64.b64decode(t["part"]) for t in told if "part" in t]
    return openpyxl.load_workbook(io.BytesIO(b"".join(parts)))


def test_values_stay_values_and_gaps_stay_gaps(make_book) -> None:
    rows = [["姓名", "单位"], ["张三", "=1+1"], [], ["#N/A", 1.5, True], ["县财政局", ""]]
    book = made(make_book(rows, "xls", merges=[(4, 0, 6, 1)]), [FOUND])
    page = book["汇总"]
    assert (page["B2"].value, page["B2"].data_type) == ("=1+1", "s")
    assert (page["A4"].value, page["A4"].data_type) == ("#N/A", "s")
    assert [page["B4"].value, page["C4"].value, page["A3"].value] == [1.5, True, None]
    assert page["B2"].comment.text == "有错误：请改正。"
    assert [str(m) for m in page.merged_cells.ranges] == ["A5:B7"]
    assert [c.value for c in book["核对结果"][2]] == [
        "有错误",
        "汇总",
        2,
        "单位",
        "=1+1",
        "请改正。",
    ]


def test_a_finding_under_a_merge_marks_its_first_cell(make_book) -> None:
    rows = [["单位"], ["县财政局"], [""], [""]]
    book = made(
        make_book(rows, merges=[(1, 0, 3, 0)]), [["warn", "汇总", 4, "单位", "A4", "", "？"]]
    )
    assert book["汇总"]["A2"].comment.text == "请核对：？"


def test_a_cell_beyond_the_row_is_marked_and_too_many_get_no_comment(
    make_book, monkeypatch
) -> None:
    monkeypatch.setattr(marking, "NOTES", 1)
    content = make_book([["姓名"], ["张三"], ["李四"]]).read_bytes()
    findings = [
        marking.Finding("warn", "汇总", row, "", f"C{row}", "", "请核对。") for row in (2, 3)
    ]
    copy = io.BytesIO()
    steps = list(marking._values_only(content, findings, copy))
    assert steps[-1] == {"step": [3, 3]}
    page = openpyxl.load_workbook(copy)["汇总"]
    assert page["C2"].comment is not None and page["C3"].comment is None
    assert page["C3"].fill.fgColor.rgb == "FFFFF2B3"


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("xl/worksheets/sheet9.xml", '<mergeCell ref="A1:XFD99"/>'),
        ("xl/worksheets/sheet9.xml", '<mergeCell ref="A:XFD"/>'),
        ("xl/styles.xml", " " * (marking.STYLES_LIMIT + 1)),
        ("xl/comments1.xml", " " * (marking.STYLES_LIMIT + 1)),
        ("xl/sharedStrings.xml", " " * (marking.XML_LIMIT + 1)),
    ],
)
def test_what_would_take_all_memory_does_not_keep_its_layout(part: str, text: str) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr(part, text)
    assert not marking.light(made.getvalue())


def test_an_ordinary_workbook_is_light(make_book) -> None:
    path = make_book([["名册"], ["姓名"]], merges=[(0, 0, 0, 9)])
    assert marking.light(path.read_bytes())
    assert made(path, [FOUND], layout=True)["汇总"]["A1"].value == "名册"


def test_what_the_reader_of_layouts_cannot_take_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    assert made(path, [FOUND], layout=True) is None


@pytest.mark.parametrize("layout", [True, False])
def test_a_disk_that_takes_no_more_is_no_odd_layout(
    make_book, tmp_path: Path, monkeypatch, layout: bool
) -> None:
    source = json.dumps({"layout": layout, "findings": [FOUND]}).encode() + b"\n"
    source += make_book([["姓名"], ["张三"]]).read_bytes()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "没有"))
    *_, last = marking.answer(io.BytesIO(source))
    assert last == {"error": "disk", "number": errno.ENOENT}


def test_a_list_longer_than_anybody_reads_says_what_is_missing(make_book, monkeypatch) -> None:
    monkeypatch.setattr(marking, "LISTED", 2)
    content = make_book([["姓名"], *(["张三"] for _ in range(5))]).read_bytes()
    findings = [
        marking.Finding("warn", "汇总", row, "姓名", f"A{row}", "=1", "请核对。")
        for row in range(2, 7)
    ]
    copy = io.BytesIO()
    list(marking._values_only(content, findings, copy))
    book = openpyxl.load_workbook(copy)
    listed = book["核对结果"]
    assert [listed.cell(row, 3).value for row in (2, 3)] == [2, 3]
    assert (listed["E2"].value, listed["E2"].data_type) == ("=1", "s")
    assert listed["F2"].alignment.wrap_text and listed["A2"].fill.fgColor.rgb == "FFFFF2B3"
    assert listed["A4"].value == "还有 3 处没有列出；各张表里的标注是全的。"
    assert all(book["汇总"][f"A{row}"].fill.fgColor.rgb == "FFFFF2B3" for row in range(2, 7))
