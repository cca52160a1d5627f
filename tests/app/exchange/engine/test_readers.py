from __future__ import annotations

import pytest

from app.exchange.engine import fields, readers
from app.exchange.lecturers import Staff
from app.ground.errors import UserError
from app.teaching import courses, teachers


@pytest.mark.parametrize(
    ("typed", "quarters"),
    [(4.0, "16"), ("4", "16"), ("1.5学时", "6"), (0.0, "0"), ("２", "8"), (0.25, "1")],
    ids=repr,
)
def test_hours_are_whole_quarter_hours(typed, quarters):
    assert readers.hours(typed).value == quarters


@pytest.mark.parametrize("typed", ["半天", 1.1, 13.0, -1.0], ids=repr)
def test_hours_that_are_none(typed):
    assert readers.hours(typed).text


@pytest.mark.parametrize(
    ("fact", "typed", "code"),
    [
        (courses.FACTS["category"], "理论", "theory"),
        (courses.FACTS["category"], "专业化能力培训", "professional"),
        (courses.FACTS["method"], "讲授", "lecture"),
        (courses.FACTS["method"], "案例教学", "case"),
        (courses.FACTS["method"], "现场教学", "on_site"),
        (courses.FACTS["method"], "访谈", "interview"),
        (courses.FACTS["method"], "情景模拟", "simulation"),
        (courses.FACTS["method"], "开班式", "ceremony"),
        (teachers.FACTS["kind"], "领导", "leading_cadre"),
        (courses.FACTS["topics"], "党性分析", "party_analysis"),
    ],
    ids=repr,
)
def test_codes_by_their_usual_names(school_session, fact, typed, code):
    assert school_session.read(readers.reader, fact)(typed).value == code


def test_an_unknown_name_says_which_there_are(school_session):
    assert (
        "讲授式、研讨式"
        in school_session.read(readers.reader, courses.FACTS["method"])("念稿").text
    )


def test_lecturers_in_one_cell():
    assert fields.people("周雅琴、方瑞（县应急管理局）") == [
        ("周雅琴", ""),
        ("方瑞", "县应急管理局"),
    ]
    assert fields.people("周　瑞,古丽•艾力") == [("周瑞", ""), ("古丽·艾力", "")]
    assert fields.people("") == []


def test_staff_is_found_by_name_or_by_name_and_unit(school_session):
    for unit in ("甲局", "乙局"):
        school_session.run(teachers.create({"name": "方瑞", "unit_name": unit}))
    staff = school_session.read(Staff, ())
    assert staff.count("方瑞") == 2
    assert staff.find("方瑞（乙局）") == [2]
    with pytest.raises(UserError, match="不能确定是谁"):
        staff.find("方瑞")
