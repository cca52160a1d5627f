from __future__ import annotations

import pytest

from app.exchange.engine import books, tables
from app.exchange.engine.findings import Findings
from app.exchange.engine.tables import Column
from app.ground.errors import UserError

COLUMNS = (
    Column("name", ("姓名", "学员姓名"), spread=False),
    Column("unit", ("单位", "工作单位")),
    Column("sex", ("性别",)),
    Column("phone", ("手机", "联系方式手机"), spread=False),
)


def read(path, **kwargs):
    findings = Findings()
    table = tables.find(books.read(path), COLUMNS, ("name",), findings, **kwargs)
    records = list(table.records("name", findings))
    return table, records, findings.items


def names(records):
    return [r.cells["name"] for r in records]


def test_the_heading_is_found_below_title_rows_in_any_order(make_book):
    rows = [
        ["学员名册"],
        ["填报单位：县委组织部"],
        [],
        ["手机", "单 位", "姓　名"],
        ["1", "甲", "张三"],
    ]
    table, records, _ = read(make_book(rows))
    assert table.header_row == 3
    assert table.columns == {"phone": 0, "unit": 1, "name": 2}
    assert names(records) == ["张三"]


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_heading_of_two_rows(make_book, kind):
    rows = [
        ["序号", "姓名", "联系方式", "", "性别"],
        ["", "", "手机", "座机", ""],
        [1, "张三", "199", "200", "男"],
    ]
    merges = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3), (0, 4, 1, 4)]
    table, records, _ = read(make_book(rows, kind, merges=merges))
    assert table.header_row == 1
    assert table.columns == {"name": 1, "phone": 2, "sex": 4}
    assert table.headings[3] == "座机"
    assert [r.cells["phone"] for r in records] == ["199"]


def test_headings_with_brackets_stars_and_line_breaks(make_book):
    rows = [["*姓 名", "单\n位（盖章）", "性别："], ["张三", "甲", "男"]]
    table, _, _ = read(make_book(rows))
    assert set(table.columns) == {"name", "unit", "sex"}


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_unit_merged_downwards_holds_for_all_its_rows(make_book, kind):
    rows = [["单位", "姓名", "手机"], ["甲", "张三", "1"], ["", "李四", ""], ["", "王五", ""]]
    _, records, _ = read(make_book(rows, kind, merges=[(1, 0, 2, 0), (1, 2, 3, 2)]))
    assert [r.cells["unit"] for r in records] == ["甲", "甲", ""]
    assert [r.cells["phone"] for r in records] == ["1", "", ""]  # a telephone is one person's


def test_a_name_merged_over_two_rows_of_content_is_an_error(make_book):
    rows = [["姓名", "单位"], ["张三", "甲"], ["", "乙"], ["李四", "丙"]]
    _, records, findings = read(make_book(rows, merges=[(1, 0, 2, 0)]))
    assert [(r.cells["name"], r.apart) for r in records] == [
        ("张三", False),
        ("", True),
        ("李四", False),
    ]
    assert [(f.severity, f.cell, f.key) for f in findings] == [("error", "A3", "name")]


def test_hidden_sheets_are_not_read_and_others_are_told(make_book):
    import openpyxl

    path = make_book([["说明"], ["请填名册"]], more={
        "第一批": [["姓名", "单位"], ["张三", "甲"]],
        "第二批": [["姓名", "单位"], ["李四", "乙"]],
        "藏": [["姓名", "单位"], ["王五", "丙"]],
    })  # fmt: skip
    book = openpyxl.load_workbook(path)
    book["藏"].sheet_state = "hidden"
    book.save(path)
    table, records, findings = read(path)
    assert table.sheet.name == "第一批"
    assert names(records) == ["张三"]
    assert [(f.severity, f.sheet) for f in findings] == [("warn", "第二批"), ("warn", "藏")]
    _, records, findings = read(path, sheet="藏")
    assert names(records) == ["王五"]


def test_no_heading_is_said_with_what_was_looked_for(make_book):
    with pytest.raises(UserError, match="应有一行写着“姓名”"):
        read(make_book([["名称", "地址"], ["甲", "乙"]]))
    with pytest.raises(UserError, match="工作表「汇总」里找不到表头"):
        read(make_book([["名称", "地址"]]), sheet="汇总")


def test_two_tables_side_by_side_are_an_error(make_book):
    rows = [["姓名", "单位", "姓名", "单位"], ["张三", "甲", "李四", "乙"]]
    table, _, _ = read(make_book(rows))
    findings = Findings()
    tables.note_columns(table, findings, "名册")
    assert {f.column for f in findings.items if f.severity == "error"} == {"姓名", "单位"}


def test_columns_that_are_not_imported_are_named_once(make_book):
    rows = [["序号", "姓名", "单位", "籍贯", "空栏"], [1, "张三", "甲", "示范", ""]]
    table, _, _ = read(make_book(rows))
    findings = Findings()
    tables.note_columns(table, findings, "名册")
    assert [(f.severity, f.cell, f.column) for f in findings.items] == [("warn", "D1", "籍贯")]


def test_of_two_columns_under_one_heading_the_known_one_is_taken(make_book):
    rows = [["姓名", "联系方式手机", ""], ["", "座机", "手机"], ["张三", "0739", "199"]]
    table, records, findings = read(make_book(rows, merges=[(0, 0, 1, 0), (0, 1, 0, 2)]))
    assert [r.cells["phone"] for r in records] == ["199"]
    tables.note_columns(table, Findings(), "名册")
    assert table.repeated == () and findings == []


def test_the_same_lower_heading_twice_is_an_error(make_book):
    rows = [["姓名", "性别", "现任", "原任"], ["", "", "单位", "单位"], ["张三", "男", "甲", "乙"]]
    table, _, _ = read(make_book(rows, merges=[(0, 0, 1, 0), (0, 1, 1, 1)]))
    assert table.repeated == ("单位",)


def test_ditto_marks_hold_what_is_above_and_are_told(make_book):
    rows = [
        ["姓名", "单位", "手机"],
        ["张三", "甲", "1"],
        ["李四", "同上", "同上"],
        ["王五", "〃", ""],
    ]
    _, records, findings = read(make_book(rows))
    assert [r.cells["unit"] for r in records] == ["甲", "甲", "甲"]
    assert [r.cells["phone"] for r in records] == ["1", "同上", ""]  # nobody shares a telephone
    assert [(f.severity, f.cell) for f in findings] == [("warn", "B3"), ("warn", "B4")]
    _, records, findings = read(make_book([["姓名", "单位"], ["张三", ""], ["李四", "同上"]]))
    assert [(f.severity, f.cell) for f in findings] == [("error", "B3")]
    assert records[1].cells["unit"] == ""


def test_hidden_rows_are_read_and_told(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for row in (["姓名", "单位"], ["张三", "甲"], ["李四", "乙"]):
        page.append(row)
    page.row_dimensions[3].hidden = True
    book.save(tmp_path / "a.xlsx")
    _, records, findings = read(tmp_path / "a.xlsx")
    assert names(records) == ["张三", "李四"]
    assert [(f.severity, f.row) for f in findings] == [("warn", 3)]
