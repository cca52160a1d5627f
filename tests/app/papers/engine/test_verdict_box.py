"""The box of verdicts says what the views say."""

from __future__ import annotations

from collections.abc import Callable

from app.file import session
from app.papers.engine import verdict_box
from app.rules import profiles
from app.rules.rule import PresenceRule, ShareRule

Fill = Callable[..., int]


def profile_by_courses(school: session.Session) -> int:
    """A profile whose interactive share counts courses, and only warns."""
    old = school.read(profiles.get, school.read(profiles.newest, "hunan-2019-county"))
    rules = tuple(
        ShareRule(
            code=rule.code,
            title=rule.title,
            minimum_percent=rule.minimum_percent,
            tags=rule.tags,
            class_kinds=rule.class_kinds,
            levels=rule.levels,
            base="courses" if rule.code == "interactive" else "hours",
            severity="warn" if rule.code == "interactive" else "block",
            clause=rule.clause,
            verified=rule.code != "interactive",
        )
        for rule in old.shares
    )
    held = PresenceRule(
        code="party_analysis",
        title="党性分析",
        dimension="topic",
        tag="party_analysis",
        clause="规划 一（三）3",
    )
    made = profiles.Profile(
        code="own", title="本校指标", level="county", shares=rules, presences=(held,)
    )
    return school.run(profiles.save(made)).value


def test_base_amount_share_minimum_and_clause(school: session.Session, fill: Fill) -> None:
    class_id = fill(people=1, profile_id=profile_by_courses(school))
    rows = [item.row for item in school.read(verdict_box.of_class, class_id)]
    by_courses = "\n按门数 3 / 9 门，33.3%"
    assert rows == [
        (
            "党性教育",
            "全部学时",
            f"24／72 学时{by_courses}",
            "33.3%",
            "≥ 20%",
            "达标",
            "规划 一（三）3",
        ),
        (
            "互动式教学",
            "课程门数",
            "4／9 门\n按学时 32 / 72 学时，44.4%",
            "44.4%",
            "≥ 30%（提醒）",
            "达标",
            "规划 一（三）4（待核）",
        ),
        (
            "领导干部授课",
            "全部学时",
            f"24／72 学时{by_courses}",
            "33.3%",
            "≥ 20%",
            "达标",
            "规划 一（三）4",
        ),
        ("党性分析", "全部班次", "未安排", "—", "应安排", "不足", "规划 一（三）3"),
    ]


def test_one_category_as_base(school: session.Session, fill: Fill) -> None:
    class_id = fill(people=1, profile_id=school.read(profiles.newest, "jiangsu-2024"))
    found = {item.title: item for item in school.read(verdict_box.of_class, class_id)}
    theory = found["习近平新时代中国特色社会主义思想"]
    assert theory.base == "理论教育学时"
    assert theory.ok is False
    assert theory.verdict == "不足"


def test_nothing_counted_is_unassessed(school: session.Session, fill: Fill) -> None:
    class_id = fill(people=1, days=0)
    for item in school.read(verdict_box.of_class, class_id)[:3]:
        assert (item.share, item.verdict, item.ok) == ("未评定", "未评定", None)
