from __future__ import annotations

from app.exchange.engine import dealing, finder
from app.exchange.engine.dealing import Chosen
from app.exchange.engine.finder import Finder
from app.exchange.engine.findings import Findings
from tests.app.exchange.engine.small_roster import (
    COLUMNS,
    FINDER,
    missing,
    names,
    opened,
    read,
    told,
)


def test_the_heading_is_found_below_title_rows_in_any_order(read_book):
    rows = [
        ["学员名册"],
        ["填报单位：县委组织部"],
        [],
        ["手机", "单 位", "姓　名"],
        ["1", "甲", "张三"],
    ]
    table, records, _ = read(read_book(rows))
    assert table.header_row == 3
    assert table.columns == {"phone": 0, "unit_name": 1, "name": 2}
    assert names(records) == ["张三"]


def test_hidden_sheets_are_not_read_and_others_are_told(read_book):
    path = read_book([["说明"], ["请填名册"]], more={
        "第一批": [["姓名", "单位"], ["张三", "甲"]],
        "第二批": [["姓名", "单位"], ["李四", "乙"]],
        "藏": [["姓名", "单位"], ["王五", "丙"]],
    }, hidden=("藏",))  # fmt: skip
    table, records, findings = read(path)
    assert table.sheet.name == "第一批"
    assert names(records) == ["张三"]
    assert [(f.severity, f.sheet) for f in findings] == [("warn", "第二批"), ("warn", "藏")]
    _, records, findings = read(path, sheet="藏")
    assert names(records) == ["王五"]


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


def test_a_list_of_names_alone_is_read(read_book):
    table, records, _ = read(read_book([["参训人员"], ["姓名"], ["张三"], ["李四"]]))
    assert names(records) == ["张三", "李四"] and table.columns == {"name": 0}


def test_the_sheet_with_more_of_the_right_headings_comes_before_the_first(read_book):
    path = read_book([["姓名", "得分"], ["张三", 90]], more={
        "名册": [["姓名", "单位", "手机"], ["李四", "乙", "199"]],
    })  # fmt: skip
    table, _, findings = read(path)
    assert table.sheet.name == "名册"
    assert [f.sheet for f in findings] == ["汇总"]


def test_a_hidden_sheet_is_named_where_no_other_has_the_table(read_book):
    path = read_book(
        [["说明"], ["请填名册"]], more={"藏": [["姓名", "单位"], ["王五", "丙"]]}, hidden=("藏",)
    )
    findings = Findings()
    table = finder.find(opened(path), FINDER, findings)
    assert table.missing
    assert [(f.sheet, "像名册，没有读" in f.text) for f in findings.items] == [("藏", True)]


def test_a_user_says_what_columns_are(read_book):
    path = read_book([["名册"], ["参加者", "单位", "简称"], ["张三", "甲局", "甲"]])
    assert missing(path)[0].missing == ("name",)
    said = {"汇总": Chosen({0: "name", 1: "", 2: "unit_name"}, 2)}
    table, records, _ = read(path, sheet="汇总", chosen=said)
    assert [r.cells for r in records] == [{"name": "张三", "unit_name": "甲"}]
    assert told(table) == []
    both = {"汇总": Chosen({0: "name", 1: "unit_name", 2: "unit_name"}, 2)}
    ((severity, _, text),) = told(read(path, sheet="汇总", chosen=both)[0])
    assert severity == "error" and "都像“单位”" in text


def test_a_sheet_without_heading_is_read_from_its_first_row(read_book):
    path = read_book([["张三", "甲"], ["李四", "乙"]])
    said = {"汇总": Chosen({0: "name", 1: "unit_name"}, 0)}
    table, records, _ = read(path, sheet="汇总", chosen=said)
    assert names(records) == ["张三", "李四"] and table.heading("unit_name") == "B 列"


def test_what_was_said_of_a_shape_holds_for_the_next_of_that_shape(make_book):
    first = make_book([["参加者", "单位", "简称"], ["张三", "甲局", "甲"]])
    head = finder.find(opened(first), FINDER, Findings(), chosen={"汇总": Chosen({}, 1)}).head
    known = {dealing.shape(head.written): {"参加者": "name", "单位": "", "简称": "unit_name"}}
    one = Finder(COLUMNS, ("name",), known=known)
    path = make_book([["第二期"], ["简称", "参加者", "单位"], ["乙", "李四", "乙局"]], "xls")
    table, records, _ = read(path, one)
    assert table.remembered and [r.cells for r in records] == [{"name": "李四", "unit_name": "乙"}]
    other = make_book([["参加者", "单位"], ["张三", "甲局"]], "ods")
    assert finder.find(opened(other), one, Findings()).missing == ("name",)


def test_of_a_shape_of_which_nothing_holds_any_more_nothing_is_remembered(make_book):
    path = make_book([["姓名", "单位"], ["张三", "甲局"]])
    table = finder.find(opened(path), FINDER, Findings())
    known = {dealing.shape(table.head.written): {}}  # of fields that an older version had
    assert not finder.find(
        opened(path), Finder(COLUMNS, ("name",), known=known), Findings()
    ).remembered


def test_a_heading_far_down_is_found_by_what_must_be_there(read_book):
    notice = [[f"第 {n} 条", "说明文字"] for n in range(90)]
    table, records, _ = read(read_book([*notice, ["姓 名", "办公室"], ["张三", "三楼"]]))
    assert (table.header_row, names(records)) == (90, ["张三"])
