from __future__ import annotations

from app.exchange.engine.finder import Finder
from app.exchange.engine.headings import core
from tests.app.exchange.engine.small_roster import COLUMNS, missing, names, notes, read, told


def test_no_heading_is_said_with_what_was_looked_for(read_book):
    for given in ({}, {"sheet": "汇总"}):
        table, found = missing(read_book([["名称", "地址"], ["甲", "乙"]]), **given)
        assert table.missing == ("name",) and table.header_row == -1
        assert "应有一行写着“姓名”" in found.text and found.severity == "error"


def test_two_tables_side_by_side_are_an_error(read_book):
    rows = [["姓名", "单位", "姓名", "单位"], ["张三", "甲", "李四", "乙"]]
    table, _, _ = read(read_book(rows))
    assert {f.column for f in notes(table) if f.severity == "error"} == {"姓名", "单位"}


def test_columns_that_are_not_imported_are_named_once(read_book):
    rows = [["序号", "姓名", "单位", "籍贯", "空栏"], [1, "张三", "甲", "示范", ""]]
    table, _, _ = read(read_book(rows))
    assert [(f.severity, f.cell, f.column) for f in notes(table)] == [("warn", "D1", "籍贯")]


def test_what_was_seen_of_a_heading_is_said_and_what_is_missing(read_book):
    path = read_book([["党校学员"], ["工号", "部门", "手机"], ["01", "甲", "199"]])
    table, found = missing(path)
    assert (table.missing, table.header_row, found.row) == (("name",), 1, 2)
    assert "认出了“部门”、“手机”，没有认出“工号”；缺“姓名”一栏" in found.text


def test_the_better_of_two_columns_is_taken_and_the_other_told(read_book):
    path = read_book([["姓名", "联系电话", "手机", "部门"], ["张三", "1", "2", "甲"]])
    table, _, _ = read(path)
    assert table.columns == {"name": 0, "phone": 2, "unit_name": 3}
    ((severity, column, text),) = told(table)
    assert (severity, column) == ("warn", "联系电话") and "已以“手机”一列为准" in text


def test_of_two_columns_as_good_as_each_other_the_user_is_asked(read_book):
    path = read_book([["姓名", "电话", "联系电话"], ["张三", "1", "2"]])
    table, _, _ = read(path)
    ((severity, _, text),) = told(table)
    assert severity == "error" and "“电话”、“联系电话”都像“手机”" in text
    for named in ({"联系电话": "phone"}, {"电话": ""}):
        one = Finder(COLUMNS, ("name",), named={core(k): v for k, v in named.items()})
        table, records, _ = read(path, one)
        assert [r.cells["phone"] for r in records] == ["2"]
        assert "error" not in [s for s, _, _ in told(table)]


def test_hostile_headings_are_cut_and_soon_read(read_book):
    import time

    head = [
        "姓名",
        "单位" * 5000,
        "（" * 5000,
        "教师学员" * 6,
        *(f"学员姓名{n}人员" for n in range(500)),
    ]
    path = read_book([head, ["张三", *["x"] * 500]])
    began = time.process_time()
    table, records, _ = read(path)
    assert names(records) == ["张三"]
    assert max(len(text) for text in table.headings.values()) <= 41
    found = notes(table)
    assert max(len(f.text) for f in found) < 120 and len(found) < 40
    assert time.process_time() - began < 3
