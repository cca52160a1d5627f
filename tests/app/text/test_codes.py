"""The code tables as choices."""

from __future__ import annotations

import pytest

from app.file.session import Session
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
