from __future__ import annotations

import pytest

from app.exchange import teaching_list
from app.ground.errors import UserError
from app.teaching import courses, teachers, venues

TEACHERS = [
    ["师资库"],
    ["姓名", "类别", "单位", "职务", "职称", "电话", "研究方向"],
    ["周雅琴", "专职", "县委党校", "教师", "讲师", "19900000001", "党史"],
    ["方 瑞", "兼职教师", "县应急管理局", "局长", "", "", ""],
]
COURSES = [
    ["课程名称", "类别", "教学方式", "学时", "授课人", "场地", "专题标记", "备注"],
    ["中国式现代化", "理论教育", "讲授式", 4, "周雅琴", "", "", ""],
    ["应急处置：桌面推演", "专业化能力", "模拟", 3, "方瑞", "一号教室", "", ""],
    ["红色旧址", "党性教育", "现场教学", 4, "", "清溪旧址", "", ""],
    ["开班式", "其他", "仪式", 0, "", "", "", ""],
]


@pytest.fixture
def workbook(make_book):
    def make(first=TEACHERS, second=COURSES, name="师资课程"):
        return make_book(first, more={"课程": second}, name=name)

    return make


def test_both_lists_go_in_as_one_step(school_session, workbook):
    review = school_session.read(teaching_list.review, workbook())
    assert review.findings == ()
    assert review.sheet == "汇总、课程"
    assert review.counts["new"] == 6
    change = school_session.run(teaching_list.write(review))
    assert change.name == "导入师资课程 师资课程.xlsx（师资 2 人、课程 4 门）"
    assert (change.value.count("new", "teacher"), change.value.count("new", "course")) == (2, 4)
    assert school_session.read(teachers.get, 2).name == "方瑞"
    drill = school_session.read(courses.get, 2)
    assert (drill.method, drill.quarter_hours, drill.teacher_id) == ("simulation", 12, 2)
    assert school_session.read(courses.get, 4).counted == 0
    assert {v.name: v.kind for v in school_session.read(venues.all)} == {
        "一号教室": "classroom",
        "清溪旧址": "site",
    }
    school_session.undo()
    assert school_session.read(teachers.choices) == []


def test_again_changes_nothing(school_session, workbook):
    school_session.run(teaching_list.write(school_session.read(teaching_list.review, workbook())))
    review = school_session.read(teaching_list.review, workbook())
    assert review.counts["same"] == 6
    assert school_session.run(teaching_list.write(review)).kinds == frozenset()


def test_changes_are_named(school_session, workbook):
    school_session.run(teaching_list.write(school_session.read(teaching_list.review, workbook())))
    second = [r[:] for r in COURSES]
    second[1][3] = 2
    first = [r[:] for r in TEACHERS]
    first[2][4] = "高级讲师"
    review = school_session.read(teaching_list.review, workbook(first, second))
    assert [(f.sheet, f.cell, f.value, f.text) for f in review.findings] == [
        ("汇总", "E3", "高级讲师", "原为「讲师」，将更新并保留历史。"),
        ("课程", "D2", "2", "原为「4」，将更新并保留历史。"),
    ]
    school_session.run(teaching_list.write(review))
    assert school_session.read(courses.get, 1).quarter_hours == 8


def test_everything_wrong_is_listed(school_session, workbook):
    first = [*TEACHERS, ["周雅琴", "专职", "县委党校"], ["李四", "教练"], ["王五", ""]]
    second = [
        *COURSES,
        ["课甲", "体育", "讲授式", 4, "", "", "", ""],
        ["课乙", "理论", "讲授式", "半天", "", "", "", ""],
        ["课丙", "理论", "", 4, "", "", "", ""],
        ["课丁", "理论", "讲授式", 4, "查无此人", "", "", ""],
        ["课戊", "理论", "讲授式", 4, "周雅琴、方瑞", "", "", ""],
        ["中国式现代化", "理论", "讲授式", 4, "周雅琴", "", "", ""],
    ]
    review = school_session.read(teaching_list.review, workbook(first, second))
    assert {(f.sheet, f.cell) for f in review.findings if f.severity == "error"} == {
        ("汇总", "A5"), ("汇总", "B6"), ("课程", "A11"), ("课程", "B6"),
    }  # fmt: skip
    doubts = [f for f in review.findings if f.severity == "doubt"]
    assert [(f.sheet, f.row, f.key) for f in doubts] == [
        ("汇总", 7, "kind"), ("课程", 9, "lecturer_kind"),
    ]  # fmt: skip
    warned = {(f.cell, f.text[:9]) for f in review.findings if f.severity == "warn"}
    assert warned >= {
        ("C8", "没有写教学方式，按"), ("D7", "按半天 4 学时读"), ("E10", "课程库里一门课只记"),
    }  # fmt: skip
    with pytest.raises(UserError, match="4 处错误"):
        school_session.run(teaching_list.write(review))


def test_a_namesake_of_another_unit_is_a_question(school_session, workbook):
    school_session.run(teachers.create({"name": "方瑞", "unit_name": "县水利局"}))
    review = school_session.read(teaching_list.review, workbook())
    (doubt,) = [f for f in review.findings if f.severity == "doubt"]
    assert doubt.candidates[0].label == "方瑞 · 县水利局"
    same = school_session.read(teaching_list.review, workbook(), decisions={4: 1})
    assert same.of("teacher")[1].record_id == 1
    assert same.can_import


def test_two_of_one_name_need_their_unit(school_session, workbook):
    first = [*TEACHERS, ["方瑞", "专家学者", "示范大学", "", "", "", ""]]
    review = school_session.read(teaching_list.review, workbook(first))
    assert [(f.cell, f.text[:5]) for f in review.findings] == [("E3", "有同名教师")]
    second = [r[:] for r in COURSES]
    second[2][4] = "方瑞（示范大学）"
    review = school_session.read(teaching_list.review, workbook(first, second))
    school_session.run(teaching_list.write(review))
    assert school_session.read(courses.get, 2).teacher_id == 3


def test_what_changed_since_the_review_is_noticed(school_session, workbook):
    review = school_session.read(teaching_list.review, workbook())
    school_session.run(
        courses.create({"title": "中国式现代化", "category": "theory", "method": "lecture"})
    )
    with pytest.raises(UserError, match="又有改动"):
        school_session.run(teaching_list.write(review))


def test_a_topic_that_the_title_says_is_asked_about(school_session, workbook):
    rows = [COURSES[0], ["党性分析", "党性教育", "研讨式", 4, "", "", "", ""]]
    rows += [["党性分析 二", "党性教育", "研讨式", 4, "", "", "党性分析", ""]]
    review = school_session.read(teaching_list.review, workbook(TEACHERS[:3], rows))
    (asked,) = [f for f in review.findings if f.key == "topics"]
    assert (asked.row, asked.severity, asked.choices[0].text) == (2, "warn", "党性分析")
    assert review.can_import


def test_what_a_teacher_lectures_on_is_no_academic_title(school_session, make_book):
    rows = [["姓名", "类别", "讲授专题"], ["张明", "专职教师", "党建"]]
    found = school_session.read(teaching_list.review, make_book(rows))
    assert [dict(e.values) for e in found.entries] == [
        {"name": "张明", "kind": "full_time", "field": "党建"}
    ]
