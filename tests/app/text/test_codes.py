"""The code tables as choices."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.exchange.engine import readers
from app.file.session import Session
from app.rules import profiles
from app.school import school
from app.teaching import courses
from app.text import codes


@pytest.mark.parametrize(
    ("table", "size", "some"),
    [
        ("sex", 4, ("1", "男")),
        ("ethnic_group", 58, ("15", "土家族")),
        ("political_status", 13, ("01", "中共党员")),
        ("post_level", 13, ("142", "乡科级副职")),
        ("course_category", 5, ("party_spirit", "党性教育")),
        ("teaching_method", 10, ("on_site", "现场教学")),
        ("course_topic", 9, ("party_analysis", "党性分析")),
        ("lecturer_kind", 4, ("leading_cadre", "领导干部")),
        ("class_kind", 11, ("main", "主体班次")),
    ],
)
def test_code_sets_are_whole(
    school_session: Session, table: str, size: int, some: tuple[str, str]
) -> None:
    options = school_session.read(codes.options, table)
    assert len(options) == size
    assert some in options
    assert school_session.read(codes.names, table) == dict(options)


def test_a_fixed_code_becomes_its_name_in_sql(school_session: Session) -> None:
    shown = codes.case("code", codes.CLASS_STATUSES)
    row = school_session.read(
        lambda db: db.execute(f"SELECT {shown} FROM (SELECT 'closed' AS code)").fetchone()
    )
    assert row == ("已结业",)


def test_the_usual_profile_says_what_categories_are_called(school_session: Session) -> None:
    """From 2023 专业化能力 is 履职能力; a school under the plan before calls it as that did."""

    def called() -> tuple[str, object, str]:
        read = school_session.read
        row = read(courses.LISTING.rows, [course])[course]
        names = read(codes.names, "course_category")
        return names["professional"], row["category_name"], read(courses.library)[0].category_name

    values = {"title": "乡村振兴", "category": "professional", "method": "lecture"}
    course = school_session.run(courses.create(values)).value
    assert called() == ("履职能力",) * 3
    assert dict(school_session.read(codes.own_options, "course_category"))["professional"] == (
        "专业化能力"
    )
    for word in ("履职能力", "专业化能力", "专业化能力培训"):  # a list may say either
        read = school_session.read(readers.reader, courses.FACTS["category"])
        assert read(word).value == "professional"
    one = replace(school_session.read(school.get), default_profile="hunan-2019-county")
    school_session.run(school.update(one))
    assert called() == ("专业化能力",) * 3
    new = school_session.read(profiles.newest, "current-county")
    assert school_session.read(profiles.called, new, "category")["professional"] == "履职能力"
