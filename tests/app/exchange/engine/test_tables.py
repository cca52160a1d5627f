from __future__ import annotations

import pytest

from app.exchange.engine import books, finder
from app.exchange.engine.finder import Finder
from app.exchange.engine.findings import Findings
from app.exchange.engine.tables import Column

COLUMNS = (
    Column("name", ("姓名", "学员姓名"), spread=False),
    Column("unit", ("单位", "工作单位")),
    Column("sex", ("性别",)),
    Column("phone", ("手机", "联系方式手机"), spread=False),
)


def read(path, **kwargs):
    findings = Findings()
    table = finder.find(books.read(path), Finder(COLUMNS, ("name",)), findings, **kwargs)
    records = list(table.records("name", findings))
    return table, records, findings.items


def names(records):
    return [r.cells["name"] for r in records]


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


def test_the_same_as_above_is_the_line_above_and_no_record_further_up(make_book):
    rows = [["姓名", "单位"], ["张三", "甲"], ["", "乙"], ["李四", "同上"]]
    _, records, _ = read(make_book(rows))
    assert [(r.cells["name"], r.cells["unit"]) for r in records] == [("张三", "甲"), ("李四", "乙")]
    rows[2] = ["县直单位", ""]
    _, records, findings = read(make_book(rows))
    assert records[-1].cells["unit"] == ""
    assert [f.severity for f in findings if f.row == 4] == ["error"]
