"""Old .xls as programs of all sorts write them, and what they say beside the values."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from typing import Any

import pytest
import xlwt

from app.exchange import roster
from app.exchange.engine import books, old_excel, unpack
from app.ground.errors import UserError

ROWS = [["姓名", "单位", "职务"], ["冉某甲", "县财政局", "局长"], ["冉某乙", "县教育局", "科长"]]


def workbook(change: Callable[[xlwt.Worksheet], None] = lambda page: None) -> bytearray:
    book = xlwt.Workbook()
    page = book.add_sheet("名册")
    for row, cells in enumerate(ROWS):
        for column, value in enumerate(cells):
            page.write(row, column, value)
    change(page)
    file = io.BytesIO()
    book.save(file)
    return bytearray(file.getvalue())


def renamed(content: bytearray, name: str) -> bytearray:
    """The stream with the cells under another name, as writers spell it."""
    entry = content.index("Workbook\0".encode("utf-16-le"))
    content[entry : entry + 64] = name.encode("utf-16-le").ljust(64, b"\0")
    content[entry + 64 : entry + 66] = struct.pack("<H", 2 * len(name) + 2)
    return content


def read(content: bytearray) -> tuple[dict[str, Any], list[list[Any]]]:
    """Head and rows of the only sheet."""
    _, head, *rows = unpack.answer(io.BytesIO(content))
    return head, [cells for part in rows for _, cells in part["rows"]]


@pytest.mark.parametrize("page", [1252, 936, 950, 65001, 0])
@pytest.mark.parametrize("name", ["Workbook", "WORKBOOK", "workbook", "Book", "BOOK"])
def test_text_is_utf_16_whatever_code_page_and_name_are_written(page, name) -> None:
    content = workbook()
    place = content.index(b"\x42\x00\x02\x00\xb0\x04")
    content[place + 4 : place + 6] = struct.pack("<H", page)
    assert read(renamed(content, name))[1] == ROWS


@pytest.mark.parametrize("method", [0, 1, 2], ids=["xor", "rc4", "crypto-api"])
def test_a_password_is_said_to_be_one(tmp_path, method) -> None:
    content = workbook()
    bof = content.index(b"\x09\x08\x10\x00")
    after = bof + 20 + 4 + struct.unpack_from("<H", content, bof + 22)[0]
    length = after - bof - 24  # FILEPASS in the place of the record behind
    content[bof + 20 : after] = struct.pack("<HHH", 0x2F, length, method).ljust(length + 4, b"\1")
    assert list(unpack.answer(io.BytesIO(content))) == [{"error": "password"}]
    path = tmp_path / "密.et"
    path.write_bytes(content)
    if method == 0:
        with pytest.raises(UserError, match="设有打开密码"):
            books.read(path)


def test_a_workbook_of_wps_that_is_one_of_excel_is_read(tmp_path) -> None:
    path = tmp_path / "名册.et"
    path.write_bytes(workbook())
    assert books.read(path).sheets[0].rows[1] == ROWS[1]


def test_hidden_rows_and_columns_are_told(tmp_path, school_session) -> None:
    def hide(page: xlwt.Worksheet) -> None:
        page.row(2).hidden = True
        page.col(1).hidden = True

    path = tmp_path / "名册.xls"
    path.write_bytes(workbook(hide))
    told = school_session.read(roster.review, path).findings
    assert [f.text[:20] for f in told if "隐藏" in f.text] == [
        "“单位”这几列是隐藏的，也一并读入；不要"[:20],
        "有 1 行是隐藏的（第 3 行），也一并"[:20],
    ]


def test_an_error_is_one_whether_written_or_reckoned() -> None:
    def fail(page: xlwt.Worksheet) -> None:
        page.row(3).set_cell_text(0, "冉某丙")
        page.row(3).set_cell_error(1, 0x2A)
        page.row(3).set_cell_boolean(2, True)
        page.row(4).set_cell_text(0, "冉某丁")
        for column, formula in ((1, "1/0"), (2, "1+1")):
            page.row(4).set_cell_formula(column, xlwt.Formula(formula))

    content = workbook(fail)
    formula = content.index(b"\x06\x00", content.index("冉某丁".encode("utf-16-le")))
    while struct.unpack_from("<HH", content, formula + 4) != (4, 1):
        formula = content.index(b"\x06\x00", formula + 1)
    content[formula + 10 : formula + 18] = b"\x02\0\x07\0\0\0\xff\xff"
    _, rows = read(content)
    assert rows[3] == ["冉某丙", "#N/A", True]
    assert rows[4][:2] == ["冉某丁", "#DIV/0!"]


def test_a_merge_that_begins_at_its_other_corner_is_the_same() -> None:
    def merge(page: xlwt.Worksheet) -> None:
        page.write_merge(1, 2, 3, 3, "甲")

    content = workbook(merge)
    place = content.index(struct.pack("<HHHHHHH", 0xE5, 10, 1, 1, 2, 3, 3)) + 6
    content[place : place + 8] = struct.pack("<HHHH", 2, 1, 3, 3)
    assert read(content)[0]["merges"] == [[1, 3, 2, 3]]


def test_what_is_none_or_broken_is_left_to_the_reader() -> None:
    content = bytes(workbook())
    for broken in (b"", b"PK", content[:600], content[:80], content[:30] + b"\xff" * 3000):
        assert old_excel.mended(broken) == broken
        assert old_excel.omitted(broken) == []
        assert not old_excel.locked(broken)
