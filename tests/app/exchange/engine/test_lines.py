from __future__ import annotations

import pytest

from app.exchange.engine.books import Sheet
from app.exchange.engine.finder import Finder
from app.exchange.engine.findings import Findings
from app.exchange.engine.lines import Lines
from app.exchange.engine.tables import Column

COLUMNS = (
    Column("name", ("姓名", "学员姓名"), spread=False),
    Column("unit", ("单位", "工作单位")),
    Column("sex", ("性别",)),
    Column("phone", ("手机", "联系方式手机"), spread=False),
)


def read(rows, merges=(), columns=COLUMNS):
    findings = Findings()
    finder = Finder(columns, ("name",))
    table = finder.look(Sheet("名册", True, dict(enumerate(rows)), merges))
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


WIDE = (
    Column("name", ("姓名",), spread=False),
    Column("sex", ("性别",)),
    Column("unit_name", ("单位",)),
    Column("post", ("职务",)),
)
HEAD = ["序号", "姓名", "性别", "单位", "职务"]
SOMEBODY = [1, "冉某甲", "男", "县财政局", "局长"]


def judged(*lines, merges=(), columns=WIDE, head=HEAD, key="name"):
    """The lines as (row from 1, kind, text) below a heading and one record."""
    rows = dict(enumerate([head, *lines]))
    table = Finder(columns, (key,)).look(Sheet("名册", True, rows, merges))
    assert table is not None
    lines_of = Lines(table.sheet, table.header_row, table.columns, table.headings, key)
    return [lines_of.judge(row) for row in sorted(rows)[1:]]


@pytest.mark.parametrize(
    "line",
    [
        SOMEBODY,
        ["", "何合计", "男", "县财政局", "局长"],
        ["", "合计", "男", "县财政局", "会计"],
        ["注：新增", "冉某乙", "女", "县教育局", "科长"],
        ["备注", "以上某", "女", "县教育局", "科长"],
        [3, "时间", "女", "县教育局", ""],
        ["", "阿依古丽·某", "女", "", ""],
        [5, "冉某丁", "", "", ""],
        [6, "扎西某某", "男", "县民宗局", ""],
    ],
)
def test_a_line_that_fills_its_fields_is_a_record_whatever_it_says(line):
    assert judged(line) == [("record", "")] or judged(line)[0][0] == "record"


TITLES = (
    Column("title", ("课程名称",), spread=False),
    Column("category", ("类别",)),
    Column("clock", ("时间",), spread=False),
    Column("date", ("日期",)),
)


@pytest.mark.parametrize(
    "line",
    [
        ["3月1日", "上午8:30-11:30", "学习贯彻：新思想", "理论教育"],
        ["3月1日", "时间：8:30-11:30", "专题一", "理论教育"],
        ["3月1日", "8:30", "时间管理：怎样安排一天", "专业化能力"],
        ["3月1日", "8:30", "以上率下 抓作风", "党性教育"],
        ["3月1日", "8:30", "说明：写作训练", "专业化能力"],
        ["3月1日", "8:30", "小计与合计", "知识培训"],
        ["3月1日", "", "第一组 现场教学", "党性教育"],
        ["", "8:30-11:30", "报到", ""],
    ],
)
def test_a_time_or_a_title_with_a_colon_is_no_label(line):
    head = ["日期", "时间", "课程名称", "类别"]
    (found,) = judged(line, columns=TITLES, head=head, key="title")
    assert found[0] == "record"


@pytest.mark.parametrize(
    ("line", "group"),
    [
        (["第二组（组长：冉某丙）"], "第二组"),
        (["二组 12人"], "二组"),
        (["", "第3小组 讨论地点：二楼会议室"], "第3小组"),
        (["第一组：冉某甲（组长）"], "第一组"),
        (["【第四组】"], "第四组"),
        (["第十一组", "", "共 9 人"], "第十一组"),
        (["第2组", "", "召集人", "冉某甲"], "第2组"),
        (["A组", ""], "A组"),
        (["第一党小组"], "第一党小组"),
        (["第二支部 书记：冉某甲"], "第二支部"),
        (["三组名单"], "三组"),
        (["学习一组"], "学习一组"),
    ],
)
def test_a_group_line_may_say_more_than_the_number(line, group):
    assert judged(line) == [("group", group)]


@pytest.mark.parametrize(
    "line",
    [
        ["单位（盖章）"],
        ["单位（盖章）：", "", "", "", "2026年 月 日"],
        ["", "（公章）"],
        ["", "年 月 日"],
        ["", "2026年10月"],
        ["", "单位负责人（签字）："],
        ["合计", "", "", "12人"],
        ["", "合计", "", 12],
        ["", "共 12 人"],
        ["联系人：冉某甲", "", "电话：13900000001"],
        ["", "联系人：冉某甲"],
        ["", "填表人：冉某甲", "", "审核人：冉某乙"],
        HEAD,
    ],
)
def test_totals_labels_and_closing_lines_are_nobody(line):
    assert judged(line)[0][0] == "skip"


@pytest.mark.parametrize(
    "line",
    [
        ["工作人员"],
        ["", "工作人员"],
        ["", "带队领导"],
        ["", "以下为列席人员"],
        ["县直单位"],
        ["", "联络员名单"],
        ["乡镇干部（共5人）"],
    ],
)
def test_other_lines_that_are_nobody_end_the_group(line):
    assert judged(line)[0][0] == "section"


@pytest.mark.parametrize(
    "line",
    [
        ["", "县直机关"],
        ["", "机动名额"],
        ["", "讨论地点", "", "三楼"],
        ["带队", "冉某甲", "男", "县委党校", "主任"],
        ["请假", "冉某甲", "男", "县委党校", "主任"],
    ],
)
def test_what_is_neither_surely_one_nor_the_other_is_a_doubt(line):
    assert judged(line)[0][0] == "doubt"


def test_a_line_in_doubt_is_asked_about_and_taken_when_its_name_is_typed():
    rows = [HEAD, SOMEBODY, ["", "机动名额"], [2, "冉某乙", "女", "县教育局", "科长"]]
    table = Finder(WIDE, ("name",)).look(Sheet("名册", True, dict(enumerate(rows))))
    assert table is not None
    findings = Findings()
    assert names(table.records("name", findings)) == ["冉某甲", "机动名额", "冉某乙"]
    asked = findings.items[0]
    assert (asked.severity, asked.row, asked.value) == ("doubt", 3, "机动名额")
    assert [choice.text for choice in asked.choices] == ["机动名额"]
    findings = Findings()
    typed = {2: {"name": "冉某丙"}}
    assert names(table.records("name", findings, typed)) == ["冉某甲", "冉某丙", "冉某乙"]
    assert all(one.severity != "doubt" for one in findings.items)


def test_an_unknown_line_ends_the_group_above_and_a_total_of_the_page_does_not():
    rows = [HEAD, ["第一组"], SOMEBODY, ["本页合计 1 人"], SOMEBODY, ["工作人员"], SOMEBODY]
    table, records, _ = read(rows, columns=WIDE)
    assert [record.group for record in records] == ["第一组", "第一组", ""]
    assert [(row.row, bool(row.note)) for row in table.skipped] == [(2, 0), (4, 0), (6, 1)]


def test_a_unit_written_once_holds_for_the_blank_cells_below_and_is_told():
    rows = [
        ["单位", "姓名"],
        ["县财政局", "张三"],
        ["", "李四"],
        ["第二组"],
        ["", "王五"],
        ["县教育局", "赵六"],
        ["", "孙七"],
    ]
    columns = (COLUMNS[0], Column("unit_name", ("单位",)))
    _, records, findings = read(rows, columns=columns)
    units = [record.cells["unit_name"] for record in records]
    assert units == ["县财政局", "县财政局", "", "县教育局", "县教育局"]
    assert [(f.severity, f.cell) for f in findings] == [("warn", "A3"), ("warn", "A7")]


def test_a_unit_that_is_blank_now_and_then_is_nobody_elses():
    rows = [["单位", "姓名"], *(["县财政局", "张三"] for _ in range(9)), ["", "李四"]]
    columns = (COLUMNS[0], Column("unit_name", ("单位",)))
    _, records, findings = read(rows, columns=columns)
    assert (records[-1].cells["unit_name"], findings) == ("", [])


def person(name: str, first: object = "", unit: str = "县财政局") -> list[object]:
    return [first, name, "男", unit, "科长"]


@pytest.mark.parametrize(
    ("line", "group"),
    [
        ("五、第五组", "第五组"),
        ("3. 第三小组（7人）", "第三小组"),
        ("理论学习第一组", "理论学习第一组"),
        ("临时党支部第四小组", "临时党支部第四小组"),
        ("县直一组", "县直一组"),
        ("乡镇组（12人）", "乡镇组"),
        ("工作组", ""),
        ("会务组", ""),
        ("领导小组", ""),
    ],
)
def test_a_group_has_any_words_beside_its_number(line, group):
    _, records, _ = read(
        [HEAD, ["第一组"], person("冉某甲", 1), [line], person("冉某乙", 2)], columns=WIDE
    )
    assert [r.group for r in records] == ["第一组", group]


def test_a_group_that_stands_beside_its_people_is_theirs():
    rows = [
        *(
            HEAD,
            person("冉某甲", "一组"),
            person("冉某乙"),
            person("冉某丙", "第二组组长"),
            person("冉某丁"),
        ),
        person("冉某戊", 5),
    ]
    _, records, findings = read(rows, columns=WIDE)
    assert [r.group for r in records] == ["一组", "一组", "第二组", "第二组", ""]
    assert findings == []


def test_a_full_line_whose_name_has_a_colon_is_asked_about():
    _, records, findings = read(
        [
            HEAD,
            ["", "带队领导：冉某乙", "男", "县委组织部", "副部长"],
            ["联系人：冉某丙", "", "", "县委党校"],
        ],
        columns=WIDE,
    )
    assert names(records) == ["带队领导：冉某乙"]
    assert [(f.severity, f.row) for f in findings] == [("doubt", 2)]


@pytest.mark.parametrize(
    "line",
    [
        ["", "第 1 页 共 2 页"],
        ["", "（此页无正文）"],
        ["", "", "（以下空白）"],
        ["共有学员", "12", "", "", "人"],
        ["", "共有学员", "12", "人", ""],
        ["", "学员人数合计：2"],
        ["报到时间：11月2日上午8:30"],
        ["报到时间：8:30"],
    ],
)
def test_more_lines_that_are_nobody(line):
    table, records, findings = read([HEAD, person("冉某甲", 1), line], columns=WIDE)
    assert (names(records), findings) == (["冉某甲"], [])
    assert [s.row for s in table.skipped] == [3]


def test_the_time_of_a_lesson_is_no_label():
    columns = (
        Column("title", ("课程",), spread=False),
        Column("clock", ("时间",)),
        Column("who", ("教师",)),
    )
    rows = [["时间", "课程", "教师"], ["上午：8:30-11:30", "课甲", ""], ["地点：三楼", "", ""]]
    table = Finder(columns, ("title",)).look(Sheet("表", True, dict(enumerate(rows))))
    assert table is not None
    assert [r.cells["title"] for r in table.records("title", Findings())] == ["课甲"]


def test_staff_in_the_column_of_groups_is_asked_about():
    columns = (*WIDE, Column("group_name", ("组别",)))
    rows = [["组别", "姓名", "性别", "单位", "职务"], ["一组", "冉某甲", "男", "县财政局", "局长"]]
    rows += [["工作人员", "冉某乙", "男", "县委党校", "教师"]]
    _, _, findings = read(rows, columns=columns)
    assert [(f.severity, f.row) for f in findings] == [("doubt", 3)]


@pytest.mark.parametrize("label", ["候补：", "工作人员：", "列席："])
def test_who_stands_below_a_label_of_others_is_told_to_be_read(label):
    table, records, _ = read([HEAD, person("冉某甲", 1), [label], person("冉某乙", 2)])
    assert names(records) == ["冉某甲", "冉某乙"]
    assert [bool(s.note) for s in table.skipped] == [True]


@pytest.mark.parametrize("own", ["带队领导", "随班教师", "联络员", "工作人员", "单位"])
def test_words_of_nobody_are_asked_about_though_their_line_is_full(own):
    table, _, findings = read([HEAD, person("冉某甲", 1), person(own, 2)], columns=WIDE)
    assert table.skipped == []
    assert [(f.severity, f.row) for f in findings] == [("doubt", 3)]


@pytest.mark.parametrize(
    "heading", [["单位", "性别", "姓名"], ["性别", "姓名", "单位"], ["姓名", "性别", "单位"]]
)
def test_another_heading_below_ends_the_table_and_is_told(heading):
    rows = [["姓名", "单位", "性别"], ["张三", "甲", "男"], heading, ["乙局", "女", "李四"]]
    table, records, findings = read(rows)
    assert names(records) == ["张三"]
    assert [s.row for s in table.skipped] == [3]
    assert [(f.severity, f.row) for f in findings] == [("error", 3)]
