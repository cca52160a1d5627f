from __future__ import annotations

from app.exchange.engine import tables
from app.exchange.engine.books import Sheet
from app.exchange.engine.findings import Findings
from app.exchange.engine.tables import Column

COLUMNS = (
    Column("name", ("姓名", "学员姓名"), spread=False),
    Column("unit", ("单位", "工作单位")),
    Column("sex", ("性别",)),
    Column("phone", ("手机", "联系方式手机"), spread=False),
)


def read(rows, merges=()):
    findings = Findings()
    table = tables.look(Sheet("名册", True, dict(enumerate(rows)), merges), COLUMNS, ("name",))
    assert table is not None
    records = list(table.records("name", findings))
    return table, records, findings.items


def names(records):
    return [r.cells["name"] for r in records]


def test_totals_remarks_and_repeated_headings_are_passed_over():
    rows = [
        ["序号", "姓名", "单位", "性别"],
        [1, "张三", "甲", "男"],
        [2, "", "", ""],
        ["序号", "姓名", "单位", "性别"],
        [3, "李四", "乙", "女"],
        ["合计", "2 人"],
        ["备注：以上人员 11 月 2 日报到"],
        ["填表人：王五", "", "审核人：赵六"],
        ["说明"],
        ["", "", "联系电话：12345"],
        ["单位负责人：", "孙七", "（签字）"],
    ]
    table, records, findings = read(rows)
    assert names(records) == ["张三", "李四"]
    assert [s.row for s in table.skipped] == [4, 6, 7, 8, 9, 10, 11]
    assert findings == []


def test_a_line_that_names_a_group_holds_for_the_rows_below():
    rows = [["姓名", "单位"], ["第一组"], ["张三", "甲"], ["第2小组"], ["李四", "乙"]]
    _, records, _ = read(rows, merges=[(1, 0, 1, 1), (3, 0, 3, 1)])
    assert [r.group for r in records] == ["第一组", "第2小组"]


def test_seals_dates_and_subtotals_of_a_group_are_passed_over():
    rows = [
        ["序号", "姓名", "单位"],
        [1, "张三", "甲"],
        ["县直单位小计", "", "1 人"],
        ["", "（盖章）", ""],
        ["", "2026年10月1日", ""],
    ]
    table, records, findings = read(rows)
    assert (names(records), findings) == (["张三"], [])
    assert [s.row for s in table.skipped] == [3, 4, 5]
