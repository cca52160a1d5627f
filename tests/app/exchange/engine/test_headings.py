from __future__ import annotations

import csv

import pytest

from app.exchange import plan, roster, teaching_list
from app.exchange.engine import headings
from app.exchange.engine.headings import Vocabulary
from app.ground import paths


def vocabulary(columns):
    made = {c.key: c.of for c in columns if c.of}
    return Vocabulary({c.key: c.headings for c in columns}, made)


ROSTER = vocabulary(roster.COLUMNS)
TEACHERS = vocabulary(teaching_list.TEACHER_COLUMNS)
COURSES = vocabulary(teaching_list.COURSE_COLUMNS)
PLAN = vocabulary(plan.COLUMNS)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("*姓 名", "姓名"),
        ("单\n位（盖章）", "单位"),
        ("性别：", "性别"),
        ("【单位】", "【单位】"),
        (3.0, ""),
    ],
)
def test_a_heading_is_shown_without_marks_and_remarks(written: str, plain: str) -> None:
    assert headings.plain(written) == plain


@pytest.mark.parametrize(
    ("key", "written"),
    [
        ("name", "姓　名 人员姓名 参训人员 参会人员 党员姓名 真实姓名 中文名 学员姓名* 1.姓名 姓名（必填） 姓名Name "
         "姓名/Name "
         "参训对象 调训学员 报名人员 参训干部姓名 参训干部信息姓名"),
        ("sex", "性别 参训干部信息性别 学员性别 （性别） 性　　别："),
        ("unit_name", "部门 所在部门 单位全称 单位部门 任职单位 时任单位 推荐单位 所在党支部 村（社区） "
         "乡镇（街道） 【单位】 [单位] 现工作单位（全称） 选派单位名称 单位（盖章） 学员所在单位 "
         "处室 就职单位 镇（街） 选调单位 党组织名称 组织关系所在党支部 所属部门"),
        ("unit_post", "单位及职务 时任单位及职务 任职单位及职务 工作单位、职务 所在单位职务 单位职务职级 "
         "单位及职级 单位及岗位 部门及职务 工作单位\n和职务 现任单位/职务 单位（职务） 职务全称 单位+职务"),
        ("post", "职务 职务职级 职务/职级 职位 工作岗位 岗位名称 职务职称 现任职务（职级） 时任职务 职务名称"),
        ("id_number", "身份证号 身份证件号码 有效证件号码 身份证件号 居民身份证号码 公民身份号码 本人身份证号 "
         "身份证/护照号 身份证号码（18位）"),
        ("phone", "电话 本人电话 本人手机 联系手机 手机电话 电话/手机 联系电话（手机） 手机号（必填） 学员联系方式 "
         "手机号码（常用） 手机/微信 联系号码 通讯方式 手机长号"),
        ("education", "学历 全日制学历 在职教育 最高学历学位 学历/学位 学历（学位） 文化程度"),
        ("birth_date", "出生年月 出生（年月） 出生年、月 出生日期 出生年月（岁）"),
        ("political_status", "政治面貌 政治面貌（入党时间） 政治面貌及入党时间 政治身份"),
        ("post_level", "职务层次 现任职务层次 行政级别 职务级别 职务层级 干部层次"),
        ("group_name", "组别 所在小组 学习小组 分组 讨论组 组号 小组号 第几组 所属小组"),
        ("role", "班内职务 班委会职务 班委"),
        ("remark", "备注 备注说明 其他 备注（房间号）"),
    ],
)  # fmt: skip
def test_what_offices_write_above_a_roster_is_known(key: str, written: str) -> None:
    for text in written.split(" "):
        assert ROSTER.meaning(text).keys == (key,), text


FALSE_FRIENDS = (
    "联系人 联系人电话 联系人员电话 单位联系电话 电话（单位） 办公电话 电话（办公） 家庭电话 紧急联系人手机 "
    "入党时间 参加工作时间 出生地 任职时间 年龄 原单位 原任职务 曾用名 单位地址 单位性质 单位负责人 "
    "时任职务属性 参训人身份 工号 学号 学员证号 证书号 工作证号 身份证件类型 配偶姓名 姓名拼音 班主任 学员类别 "
    "毕业院校 微信号 小组职务 性别/民族 单位职务及联系电话 职称 住址 班主任姓名 推荐人姓名 "
    "姓名（拼音） 现职级时间 是否党员 办公室电话 单位（联系电话） 行政级别（职级）"
)


@pytest.mark.parametrize("written", FALSE_FRIENDS.split())
def test_a_false_friend_is_nobody_of_ours(written: str) -> None:
    assert ROSTER.meaning(written).keys == ()


@pytest.mark.parametrize(
    ("words", "key", "written"),
    [
        (COURSES, "title", "课程名称 教学内容 授课题目 课题 讲座名称 培训专题 课程（专题）名称"),
        (
            COURSES,
            "teacher",
            "授课人 任课教师 授课老师 主讲人姓名 主讲教师 授课人（单位） 主讲人/单位 授课教师（单位及职务） "
            "授课人及单位职务",
        ),
        (COURSES, "venue", "场地 教室 上课地点 教学场所 教学点 培训地点"),
        (COURSES, "category", "类别 课程性质 课程类型 教学内容类别 课程分类 专题类别"),
        (COURSES, "method", "教学方式 授课形式 教学方法"),
        (COURSES, "unit_name", "教师单位 授课人单位 主讲人所在单位 单位"),
        (COURSES, "post", "授课人职务 主讲人职务、职称 职务"),
        (COURSES, "unit_post", "单位及职务 授课人单位及职务 主讲人单位、职务 主讲人单位职务"),
        (COURSES, "lecturer_kind", "授课人类别 教师类别 师资类型 主讲人类别"),
        (COURSES, "module", "模块 课程模块"),
        (PLAN, "unit_post", "授课人单位及职务 单位职务"),
        (TEACHERS, "name", "姓名 教师姓名 授课人 主讲人"),
        (TEACHERS, "unit_name", "部门 单位名称 所在单位"),
        (TEACHERS, "post", "职务 职称职务 职务（职称） 现任职务"),
        (TEACHERS, "title", "职称 专业技术职称"),
        (TEACHERS, "phone", "联系方式 手机号码"),
        (TEACHERS, "kind", "类别 师资类别 人员类别 教师类型"),
        (PLAN, "title", "课程 教学内容 培训内容 授课题目 课程安排"),
        (PLAN, "lecturer", "授课人 主讲人 任课教师 授课教师姓名"),
        (PLAN, "clock", "时间 上课时间 起止时间 授课时间"),
        (PLAN, "date", "日期 上课日期 授课日期 日期/时间 培训日期"),
        (PLAN, "half", "时段 半天 午别"),
    ],
)
def test_what_stands_above_courses_teachers_and_timetables_is_known(
    words: Vocabulary, key: str, written: str
) -> None:
    for text in written.split():
        assert words.meaning(text).keys == (key,), text


def test_others_telephones_are_not_a_course() -> None:
    for text in ("授课对象", "课程简介", "教师职称", "授课人电话", "联系方式"):
        assert COURSES.meaning(text).keys == ()


def test_a_word_of_two_fields_is_a_question() -> None:
    words = Vocabulary({"category": ("类别", "模块"), "module": ("单元", "模块")})
    assert set(words.meaning("模块").keys) == {"category", "module"}


def test_the_usual_word_comes_before_the_vague_one() -> None:
    tiers = [ROSTER.meaning(text).tier for text in ("手机号码", "联系电话", "联系方式")]
    assert tiers == [0, 1, 2]
    assert ROSTER.meaning("手机/电话").tier == 0


def test_the_words_around_fields_are_data_that_can_be_read() -> None:
    fields = {
        c.key
        for columns in (roster.COLUMNS, teaching_list.TEACHER_COLUMNS,
                        teaching_list.COURSE_COLUMNS, plan.COLUMNS)
        for c in columns
    }  # fmt: skip
    with open(paths.RESOURCES / "codes" / "headings.csv", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len({(row["word"], row["place"] == "field") for row in rows}) == len(rows)
    places = {"field", "before", "after", "joint", "beside", "any", "other"}
    assert {row["place"] for row in rows} == places
    assert {key for row in rows for key in row["of"].split()} <= fields | {"module"}
