"""Lecturers as lists name them: who is meant, who is new, of which kind, asked once."""

from __future__ import annotations

import pytest

from app.classes import classes
from app.classes.classes import Span
from app.exchange import lecturers, plan, teaching_list
from app.exchange.engine.asked import Asked
from app.exchange.engine.unit_post import UnitPosts
from app.exchange.lecturers import Lecturer
from app.file.session import Session
from app.teaching import courses, teachers

NATURAL = [
    ["春季学期课程安排"],
    ["序号", "课程名称", "主讲人", "单位及职务", "备注"],
    [1, "坚定理想信念　锤炼坚强党性", "李　敏", "县委党校 高级讲师", ""],
    [2, "国土空间规划", "张三", "县自然资源局党组书记、局长", ""],
    [3, "基层治理", "张三 王芳", "县自然资源局局长\n县民政局副局长", ""],
    [4, "分组研讨", "各组", "", ""],
    [5, "开班典礼", "", "", ""],
]


@pytest.mark.parametrize(
    ("cell", "people"),
    [
        ("李　敏", [Lecturer("李敏")]),
        ("张三 李四", [Lecturer("张三"), Lecturer("李四")]),
        ("李 敏 张三", [Lecturer("李敏"), Lecturer("张三")]),
        ("张三\n李四、王五", [Lecturer("张三"), Lecturer("李四"), Lecturer("王五")]),
        ("张三（县财政局局长）", [Lecturer("张三", "县财政局", "局长", "县财政局局长")]),
        ("县财政局局长 张三", [Lecturer("张三", "县财政局", "局长", "县财政局局长")]),
        ("张三 教授", [Lecturer("张三", "", "教授", "教授")]),
        ("王敏教授", [Lecturer("王敏", "", "教授")]),
        ("省委党校 王敏教授", [Lecturer("王敏", "省委党校", "教授", "省委党校")]),
        ("李强副局长（县财政局）", [Lecturer("李强", "县财政局", "副局长", "县财政局")]),
        ("王教授", [Lecturer("王教授")]),
        ("古丽·艾力", [Lecturer("古丽·艾力")]),
        ("全体学员", []),
        ("县领导", []),
        ("基地讲解员", []),
        ("外请专家、张三", [Lecturer("张三")]),
        ("解文清", [Lecturer("解文清")]),
        ("/", []),
        ("", []),
    ],
    ids=repr,
)
def test_lecturers_of_a_cell(school_session: Session, cell: str, people: list[Lecturer]) -> None:
    assert lecturers.of_cell(cell, school_session.read(UnitPosts)) == people


def test_a_natural_list_of_courses_makes_its_teachers_and_asks_once(
    school_session: Session, make_book
) -> None:
    reading = teaching_list.IMPORTER.read(make_book(NATURAL))
    first = school_session.read(teaching_list.IMPORTER.judged, reading, Asked())
    assert first.severities["error"] == 0
    asked = [(f.row, f.key, f.choices[0].label) for f in first.findings if f.severity == "doubt"]
    assert sorted(asked) == [
        (3, "category", "理论教育"), (4, "category", "理论教育"),
        (4, "lecturer_kind", "领导干部"),  # by his post; a second lesson of his does not ask again
        (5, "category", "理论教育"), (5, "lecturer_kind", "领导干部"), (6, "category", "理论教育"),
    ]  # fmt: skip
    usual = {"category": "理论教育", "lecturer_kind": "领导干部"}
    said = Asked(usual=usual, cells={("汇总", 3, "lecturer_kind"): "专职教师"})
    whole = school_session.read(teaching_list.IMPORTER.judged, reading, said)
    assert whole.can_import
    school_session.run(teaching_list.write(whole))
    staff = {t.name: t for t in school_session.read(teachers.choices)}
    assert {n: (t.kind, t.unit_name, t.post) for n, t in staff.items()} == {
        "李敏": ("full_time", "县委党校", "高级讲师"),
        "张三": ("leading_cadre", "县自然资源局", "党组书记、局长"),
        "王芳": ("leading_cadre", "县民政局", "副局长"),
    }
    assert staff["李敏"].full_post == "县委党校 高级讲师"
    made = {c.title: c for c in school_session.read(courses.FACTS.read, "")}
    assert made["坚定理想信念 锤炼坚强党性"].teacher_id == staff["李敏"].id  # the space stays
    methods = {title: one.method for title, one in made.items()}
    assert (methods["分组研讨"], methods["开班典礼"]) == ("discussion", "ceremony")
    assert (made["开班典礼"].category, made["开班典礼"].counted) == ("other", 0)
    again = school_session.read(teaching_list.IMPORTER.judged, reading, said)
    assert again.counts["same"] == 5
    school_session.undo()
    assert school_session.read(teachers.choices) == []


def test_a_plan_makes_a_lecturer_whom_nobody_knows(school_session: Session, make_book) -> None:
    span = [Span("2026-11-02", "2026-11-06")]
    school_session.run(classes.create({"code": "1", "name": "测试班"}, span))
    rows = [
        ["日期", "时段", "课程", "授课人", "单位及职务", "类别", "教学方式"],
        ["2026-11-03", "上午", "乡村振兴", "张三", "县农业农村局局长", "理论教育", "讲授式"],
    ]
    reading = plan.IMPORTER.read(make_book(rows))
    found = school_session.read(plan.IMPORTER.judged, reading, Asked("1"))
    (doubt,) = (f for f in found.findings if f.severity == "doubt")
    assert "按职务像是领导干部" in doubt.text
    cells = {(doubt.sheet, doubt.row, doubt.key): doubt.choices[0].text}
    whole = school_session.read(plan.IMPORTER.judged, reading, Asked("1", cells=cells))
    school_session.run(plan.write(whole))
    (one,) = school_session.read(teachers.choices)
    assert (one.name, one.kind, one.unit_name) == ("张三", "leading_cadre", "县农业农村局")


@pytest.mark.parametrize(
    ("unit", "post", "kind"),
    [
        ("县委党校", "副校长", "full_time"),  # the own staff is never counted among leaders
        ("县财政局", "局长", "leading_cadre"),
        ("示范大学", "教授", "expert"),
        ("县一中", "", "part_time"),
        ("", "", ""),
    ],
)
def test_a_kind_is_proposed_by_unit_and_post(unit: str, post: str, kind: str) -> None:
    assert lecturers.likely_kind("中共示范县委党校", unit, post)[0] == kind


def test_several_whose_units_nobody_can_tell_apart_are_told(
    school_session: Session, make_book
) -> None:
    rows = [
        ["课程名称", "类别", "主讲人", "单位及职务"],
        ["党史", "理论教育", "张三、李四", "县财政局"],
        ["廉政", "理论教育", "县财政局局长张三", ""],
    ]
    found = school_session.read(teaching_list.review, make_book(rows)).findings
    assert any("不知各是谁的" in f.text for f in found)
    assert any("不像一个人的姓名" in f.text and f.severity == "error" for f in found)


def test_what_is_said_with_a_name_comes_before_what_stands_beside_it(
    school_session: Session, make_book
) -> None:
    rows = [
        ["课程名称", "类别", "主讲人", "单位", "职务"],
        ["党史", "理论教育", "张三", "县委党校", "教师"],
        ["廉政", "理论教育", "李四（县纪委监委常委）", "", ""],  # not of the unit above
        ["经济", "理论教育", "王芳（县财政局局长）", "县审计局", ""],
        ["法治", "理论教育", "赵六 教授", "示范大学", ""],
        ["参观", "党性教育/红色资源", "讲解员", "", ""],
    ]
    review = school_session.read(teaching_list.review, make_book(rows))
    people = [lecturers.of_entry(entry, "teacher") for entry in review.entries]
    assert [(p[0].unit_name, p[0].post) for p in people[:4]] == [
        *(("县委党校", "教师"), ("县纪委监委", "常委"), ("县财政局", "局长"), ("示范大学", "教授")),
    ]
    assert people[4] == []
    assert [(f.row, f.column) for f in review.findings if f.severity == "warn" and f.row > 1] == [
        *((4, "单位"), (6, "类别"), (6, "主讲人")),
    ]
