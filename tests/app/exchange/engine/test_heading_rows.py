from __future__ import annotations

import pytest

from tests.app.exchange.engine.small_roster import names, read, told


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


def test_headings_with_brackets_stars_and_line_breaks(read_book):
    rows = [["*姓 名", "单\n位（盖章）", "性别："], ["张三", "甲", "男"]]
    table, _, _ = read(read_book(rows))
    assert set(table.columns) == {"name", "unit_name", "sex"}


def test_of_two_columns_under_one_heading_the_known_one_is_taken(read_book):
    rows = [["姓名", "联系方式手机", ""], ["", "座机", "手机"], ["张三", "0739", "199"]]
    table, records, findings = read(read_book(rows, merges=[(0, 0, 1, 0), (0, 1, 0, 2)]))
    assert [r.cells["phone"] for r in records] == ["199"]
    assert table.repeated == () and findings == []
    assert [(s, c) for s, c, _ in told(table)] == [("warn", "座机")]


def test_the_same_lower_heading_twice_is_an_error(read_book):
    rows = [["姓名", "性别", "甲方", "乙方"], ["", "", "单位", "单位"], ["张三", "男", "甲", "乙"]]
    table, _, _ = read(read_book(rows, merges=[(0, 0, 1, 0), (0, 1, 1, 1)]))
    assert table.repeated == ("单位",)
    assert ("error", "单位") in [(s, c) for s, c, _ in told(table)]


def test_a_heading_of_three_rows(read_book):
    rows = [
        ["序号", "姓名", "性别", "单位", "联系方式", ""],
        ["", "", "", "", "电话", ""],
        ["", "", "", "", "座机", "手机号"],
        [1, "张三", "男", "甲", "0999-1", "199"],
        [2, "李四", "女", "乙", "0999-2", "198"],
    ]
    down = [(0, c, 2, c) for c in range(4)]
    table, records, _ = read(read_book(rows, merges=[*down, (0, 4, 0, 5), (1, 4, 1, 5)]))
    assert (table.header_row, names(records)) == (2, ["张三", "李四"])
    assert [r.cells["phone"] for r in records] == ["199", "198"]
    assert [t[1] for t in told(table)] == ["座机"]


def test_upper_headings_say_whose_the_lower_ones_are(read_book):
    rows = [
        ["学员", "", "联系人", "", "单位", ""],
        ["姓名", "手机", "姓名", "手机", "名称", "电话"],
        ["张三", "199", "李四", "198", "甲", "0999"],
    ]
    merges = [(0, 0, 0, 1), (0, 2, 0, 3), (0, 4, 0, 5)]
    table, records, _ = read(read_book(rows, merges=merges))
    assert table.columns == {"name": 0, "phone": 1, "unit_name": 4}
    assert names(records) == ["张三"]


def test_a_lower_heading_that_nobody_knows_is_asked_about(read_book):
    merges = [(0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 0, 4)]
    rows = [["姓名", "手机", "", "基本情况", ""], ["", "甲类", "乙类", "性别", "单位"],
            ["张三", "199", "198", "男", "甲"]]  # fmt: skip
    table, _, _ = read(read_book(rows, merges=merges))
    assert (table.header_row, table.columns["phone"]) == (1, 1)
    assert [(s, c) for s, c, _ in told(table)] == [("warn", "乙类"), ("error", "甲类")]
    rows[1][2] = "手机号"
    table, _, _ = read(read_book(rows, merges=merges))
    assert table.columns["phone"] == 2
    assert [(s, c) for s, c, _ in told(table)] == [("warn", "甲类")]


def test_a_line_below_the_heading_is_no_heading(read_book):
    rows = [["姓名", "单位", "手机"], ["", "部门", ""], ["张三", "甲", "199"]]
    assert read(read_book(rows))[0].header_row == 0
    rows[1] = ["", "工作单位", "13900000000"]
    assert read(read_book(rows))[0].header_row == 0


def test_lines_of_the_filler_above_are_no_heading(read_book):
    rows = [
        ["填报单位：县委", "", "联系人：李四", ""],
        ["姓名", "单位", "手机", "性别"],
        ["张三", "甲", "199", "男"],
    ]
    table, _, _ = read(read_book(rows, merges=[(0, 0, 0, 1), (0, 2, 0, 3)]))
    assert len(table.columns) == 4 and table.head.top == 1
