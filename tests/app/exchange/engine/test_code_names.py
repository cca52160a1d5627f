"""Values of fixed lists as people write them."""

from __future__ import annotations

import csv

import pytest

from app.classes import lessons
from app.exchange.engine import code_names, readers
from app.ground import paths
from app.people import students
from app.teaching import courses, teachers

ETHNIC = {"汉族": "01", "土家族": "15", "维吾尔族": "05", "其他": "97"}
POLITICAL = {
    "中共党员": "01",
    "中共预备党员": "02",
    "共青团员": "03",
    "群众": "13",
    "民盟盟员": "05",
}
LEVELS = {"乡科级正职": "141", "乡科级副职": "142", "县处级正职": "131", "科员级": "150"}


@pytest.mark.parametrize(
    ("typed", "code"),
    [("男", "1"), ("女性", "2"), (" 女 ", "2"), (1.0, "1"), ("２", "2")],
    ids=repr,
)
def test_sex(typed, code):
    assert code_names.sex(typed).value == code


@pytest.mark.parametrize("typed", ["不详", "M?", 3.0], ids=repr)
def test_unknown_sex_is_an_error(typed):
    assert code_names.sex(typed).text.startswith("性别")


def test_unknown_ethnic_group_is_an_error():
    assert code_names.ethnic_group("大汉", ETHNIC).value is None


def test_a_probationary_member_in_brackets_is_one():
    codes = {"中共党员": "01", "中共预备党员": "02"}
    assert code_names.political_status("中共党员（预备）", codes).value == "02"
    assert code_names.political_status("中共党员（2001年）", codes).value == "01"


def test_a_joining_date_is_no_political_status():
    assert "入党时间" in code_names.political_status("1999.07", POLITICAL).text
    assert code_names.political_status("非党员", POLITICAL).value is None


@pytest.mark.parametrize(
    ("read", "codes", "typed", "code"),
    [
        (read, codes, typed, code)
        for read, codes, written in (
            (code_names.ethnic_group, ETHNIC, {
                "汉": "01", "汉族": "01", "土家": "15", "维吾尔": "05", "汉 族": "01", "汉民族": "01",
            }),
            (code_names.political_status, POLITICAL, {
                "中共党员": "01", "党员": "01", "中共党员（1999.07）": "01", "预备党员": "02",
                "团员": "03", "群众": "13", "民盟": "05",
            }),
            (code_names.post_level, LEVELS, {
                "正科": "141", "副科级": "142", "乡科级正职": "141", "正处级": "131", "科员": "150",
            }),
        )
        for typed, code in written.items()
    ],
)  # fmt: skip
def test_what_is_written_for_a_code(read, codes, typed, code):
    assert read(typed, codes).value == code


@pytest.mark.parametrize("typed", ["一级主任科员", "科级"], ids=repr)
def test_a_rank_is_no_post_level(typed):
    assert code_names.post_level(typed, LEVELS).value == ""


PARTIES = {
    "民革党员": ("民革", "中国国民党革命委员会", "民革成员", "中国国民党革命委员会党员"),
    "民盟盟员": ("民盟", "中国民主同盟", "中国民主同盟盟员"),
    "民建会员": ("中国民主建国会", "中国民主建国会会员"),
    "民进会员": ("中国民主促进会", "民进"),
    "农工党党员": ("中国农工民主党", "农工党", "中国农工民主党党员"),
    "致公党党员": ("中国致公党", "致公党成员"),
    "九三学社社员": ("九三学社", "九三", "九三学社社员"),
    "台盟盟员": ("台湾民主自治同盟", "台盟"),
    "无党派人士": ("无党派", "无党派民主人士"),
    "共青团员": ("中国共产主义青年团团员", "团员"),
}


def test_parties_by_their_full_names():
    source = paths.RESOURCES / "codes" / "political_status.csv"
    with source.open(encoding="utf-8", newline="") as lines:
        codes = {row["name"]: row["code"] for row in csv.DictReader(lines)}
    for name, others in PARTIES.items():
        for other in others:
            assert code_names.political_status(other, codes).value == codes[name]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("中共党员（2005年6月）", "2005年6月"),
        ("党员 2005.06", "2005.06"),
        ("中共党员2005-06-01", "2005-06-01"),
        ("中共党员\n2005年6月入党", "2005年6月"),
        ("中共党员，200506", "200506"),
        ("党员(2005.6.1)", "2005.6.1"),
        ("中共党员（2005年）", "2005年"),
    ],
)
def test_the_day_of_joining_behind_it_is_told_and_not_read(typed, said):
    reading = code_names.political_status(typed, {"中共党员": "01"})
    assert (reading.value, reading.severity) == ("01", "warn")
    assert f"“{said}”" in reading.text


def test_every_alias_names_a_code_that_there_is(school_session):
    facts = (
        *(students.FACTS[key] for key in ("ethnic_group", "political_status")),
        *(courses.FACTS[key] for key in ("category", "method", "topics")),
        teachers.FACTS["kind"],
        lessons.FACTS["method"],
    )
    codes = {f.codes: {code for code, _ in school_session.read(f.options)} for f in facts}
    source = paths.RESOURCES / "codes" / "aliases.csv"
    with source.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len({(row["table"], row["alias"]) for row in rows}) == len(rows)
    assert [row for row in rows if row["code"] not in codes[row["table"]]] == []


@pytest.mark.parametrize(
    ("fact", "typed", "code"),
    [
        (courses.FACTS["method"], "分组研讨", "discussion"),
        (courses.FACTS["method"], "小组讨论", "discussion"),
        (courses.FACTS["method"], "辅导报告", "lecture"),
        (courses.FACTS["method"], "开班典礼", "ceremony"),
        (courses.FACTS["method"], "结业典礼", "ceremony"),
        (courses.FACTS["category"], "党性修养", "party_spirit"),
        (courses.FACTS["category"], "政治理论", "theory"),
        (courses.FACTS["category"], "党性教育类", "party_spirit"),
        (teachers.FACTS["kind"], "客座教授", "expert"),
        (teachers.FACTS["kind"], "县领导", "leading_cadre"),
        (teachers.FACTS["kind"], "本校", "full_time"),
    ],
    ids=repr,
)
def test_other_names_of_codes(school_session, fact, typed, code):
    reading = school_session.read(readers.reader, fact)(typed)
    assert (reading.value, reading.text) == (code, "")


def test_what_may_be_meant_otherwise_is_said_and_what_nobody_knows_is_asked(school_session):
    outside = school_session.read(readers.reader, teachers.FACTS["kind"])("外聘")
    assert (outside.value, outside.severity) == ("part_time", "warn")
    assert "外聘" in outside.text
    people = code_names.ethnic_group("穿青人", {"其他": "97"})
    assert (people.value, people.severity) == ("97", "warn")
    nobody = school_session.read(readers.reader, teachers.FACTS["kind"])("邻居")
    assert (nobody.value, nobody.severity) == (None, "error")
    assert [c.text for c in nobody.choices] == ["专职教师", "兼职教师", "领导干部", "专家学者"]


def test_a_category_is_known_by_what_any_profile_calls_it(school_session):
    read = school_session.read(readers.reader, courses.FACTS["category"])
    for typed in ("专业化能力", "履职能力", "履职能力培训"):
        assert (read(typed).value, read(typed).text) == ("professional", "")


def test_what_stands_in_brackets_behind_a_status_is_read_or_told():
    codes = {"中共党员": "01", "中共预备党员": "02"}
    for typed in ("党员（预备期）", "中共党员（预备）", "预备党员（2025.6）"):
        assert code_names.political_status(typed, codes).value == "02"
    other = code_names.political_status("中共党员（支部书记）", codes)
    assert (other.value, other.severity) == ("01", "warn")
    assert "支部书记" in other.text
    assert code_names.political_status("中共党员（正式）", codes).text == ""
