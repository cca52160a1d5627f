"""Rules as a registrar would say them, and what two versions differ in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.file.session import Session
from app.rules import shipped, words
from app.rules.rule import PresenceRule, ShareRule

COUNTY = "hunan-2019-county"


@pytest.fixture
def names(school_session: Session) -> dict[str, dict[str, str]]:
    return school_session.read(words.names)


def rule(**values: Any) -> ShareRule:
    base: dict[str, Any] = {
        "code": "r", "title": "某课", "minimum_percent": 20, "tags": {"category": ("theory",)},
    }  # fmt: skip
    return ShareRule(**base | values)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            {},
            "每个主体班次中，内容类别为理论教育的课，学时不少于全部学时的 20%。不足的，不能审定。",
        ),
        (
            {"tags": {"topic": ("xi_thought",)}, "base": "category_hours",
             "base_category": "theory", "severity": "warn"},
            "每个主体班次中，标记为“习近平新时代中国特色社会主义思想”的课，学时不少于理论教育学时的"
            " 20%。不足时只提醒，不妨碍审定。",
        ),
        (
            {"tags": {"method": ("interview", "case"), "lecturer_kind": ("expert",)},
             "base": "courses", "class_kinds": ("main", "special", "commissioned", "outreach", "other")},
            "每个班次中，教学方式为案例式、访谈教学的课，或由专家学者讲授的课，门数不少于课程总门数的"
            " 20%。一门课分几个半天上，只算一门。不足的，不能审定。",
        ),
        (
            {"scope": "semester", "levels": ("county",)},
            "同一学期的主体班次合计，内容类别为理论教育的课，学时不少于全部学时的 20%。"
            "在统计报表里评定，不挡单个班次的审定。只约束县级党校。",
        ),
        (  # a category chosen before the base was changed says nothing
            {"base": "hours", "base_category": "theory"},
            "每个主体班次中，内容类别为理论教育的课，学时不少于全部学时的 20%。不足的，不能审定。",
        ),
        (
            {"scope": "year", "tags": {}},
            "同一年度的主体班次合计，……，学时不少于全部学时的 20%。"
            "在统计报表里评定，不挡单个班次的审定。",
        ),
    ],
)  # fmt: skip
def test_a_share_is_said_in_a_sentence(
    names: dict[str, dict[str, str]], values: dict[str, Any], sentence: str
) -> None:
    assert words.share_sentence(rule(**values), names) == sentence


def test_a_required_event_is_said_in_a_sentence(names: dict[str, dict[str, str]]) -> None:
    need = PresenceRule("p", "党性分析", "topic", "party_analysis", minimum_days=30)
    assert words.presence_sentence(need, names) == (
        "30 天及以上的主体班次，至少安排一次标记为“党性分析”的课。没有安排的，不能审定。"
    )
    soft = PresenceRule("p", "现场", "method", "on_site", class_kind="special", severity="warn")
    assert words.presence_sentence(soft, names) == (
        "每个专题班次，至少安排一次教学方式为现场教学的课。没有安排时只提醒，不妨碍审定。"
    )
    open_yet = PresenceRule("p", "待定", "method", "", class_kind="special")
    assert words.presence_sentence(open_yet, names) == (
        "每个专题班次，至少安排一次教学方式为……的课。没有安排的，不能审定。"
    )


def test_what_two_versions_differ_in_is_listed(names: dict[str, dict[str, str]]) -> None:
    before = shipped.profile(COUNTY)
    assert words.differences(before, before, names) == []
    party, interactive, leaders = before.shares
    methods = (*interactive.tags["method"][1:], "on_site", "interview")
    after = replace(
        before,
        effective_from="2020-01-01",
        effective_to="2026-12-31",
        shares=(
            leaders,
            replace(interactive, minimum_percent=35, base="courses", tags={"method": methods}),
            rule(title="专业课"),
        ),
        presences=(
            replace(before.presences[0], verified=False, minimum_days=20, minimum_months=0),
        ),
    )
    assert words.differences(before, after, names) == [
        f"起始日期由“{before.effective_from}”改为“2020-01-01”",
        "截止日期由“2022-12-31”改为“2026-12-31”",
        "去掉“党性教育”",
        "互动式教学：最低比例由“30%”改为“35%”",
        "互动式教学：计入增加现场教学、访谈教学，去掉研讨式",
        "互动式教学：基数由“全部学时”改为“课程门数”",
        "增加“专业课”",
        "党性分析：班次长短由“1 个月及以上”改为“20 天及以上”",
        "党性分析：核对由“已核”改为“待核”",
        "规则的次序",
    ]
    assert party.title == "党性教育"


def test_the_order_of_ticks_is_no_difference(names: dict[str, dict[str, str]]) -> None:
    before = shipped.profile(COUNTY)
    turned = tuple(
        replace(r, tags={d: tuple(reversed(c)) for d, c in r.tags.items()}) for r in before.shares
    )
    assert words.differences(before, replace(before, shares=turned), names) == []
