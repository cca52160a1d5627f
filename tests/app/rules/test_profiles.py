"""政策指标: profiles as versioned data; the verdicts are the views', this only hands them on."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from typing import Any

import pytest

from app.classes import classes, lessons
from app.classes.classes import Span
from app.file.session import Session
from app.ground import paths
from app.ground.errors import UserError
from app.rules import profiles, shipped, verdicts
from app.rules.profiles import Profile
from app.rules.rule import PresenceRule, ShareRule
from app.school import school
from app.teaching import teachers

COUNTY = "hunan-2019-county"


@pytest.fixture(autouse=True)
def _the_plan_of_2019(school_session: Session) -> None:
    """New classes take the plan of 2019: its three shares and the event are what these tests know."""
    wanted = replace(school_session.read(school.get), default_profile=COUNTY)
    school_session.run(school.update(wanted))


def own(session: Session, code: str = COUNTY) -> Profile:
    return session.read(profiles.get, session.read(profiles.newest, code))


@pytest.mark.parametrize("code", shipped.CODES)
def test_a_shipped_profile_goes_into_the_file_and_comes_out_the_same(
    school_session: Session, code: str
) -> None:
    read = shipped.profile(code)
    stored = own(school_session, code)
    assert replace(stored, id=0) == read
    assert read.code == code
    assert read.rules


def test_the_shipped_files_are_those_that_are_loaded() -> None:
    files = {p.stem for p in (paths.RESOURCES / "policies").glob("*.toml")}
    assert files == set(shipped.CODES)


@pytest.mark.parametrize(
    ("code", "rules"),
    [
        (COUNTY, {"party_spirit": 20, "interactive": 30, "leading_cadre": 20}),
        (
            "hunan-2019-city",
            {"theory_and_party_spirit": 70, "party_spirit": 20, "interactive": 30,
             "leading_cadre": 20},
        ),
        (
            "regulation-2025-county",
            {"party_spirit": 20, "interactive": 30, "leading_cadre": 20,
             "leading_cadre_semester": 20},
        ),
        ("jiangsu-2024", {"xi_thought": 70}),
    ],
)  # fmt: skip
def test_the_numbers_of_the_plan(code: str, rules: dict[str, int]) -> None:
    profile = shipped.profile(code)
    assert {r.code: r.minimum_percent for r in profile.shares} == rules
    interactive = [r for r in profile.shares if r.code == "interactive"]
    for rule in interactive:  # 现场教学 and 访谈教学 do not count unless a school says so
        assert set(rule.tags["method"]) == {
            "discussion", "case", "simulation", "experience", "debate",
        }  # fmt: skip


def test_what_the_2025_regulation_asks_by_semester_only_warns_in_the_class() -> None:
    rules = {r.code: r for r in shipped.profile("regulation-2025-county").shares}
    assert (rules["leading_cadre"].severity, rules["leading_cadre"].scope) == ("warn", "class")
    assert rules["leading_cadre_semester"].scope == "semester"
    assert rules["leading_cadre"].clause == "党校条例 第八条（四）"
    jiangsu = shipped.profile("jiangsu-2024").shares[0]
    assert (jiangsu.base, jiangsu.base_category, jiangsu.verified) == (
        "category_hours", "theory", False,
    )  # fmt: skip


def new_class(session: Session, code: str = "1", **values: object) -> int:
    span = Span("2026-11-02", "2026-11-06")
    return session.run(classes.create({"code": code, "name": "班", **values}, [span])).value


def test_an_edit_is_a_new_version_and_a_class_keeps_its_own(school_session: Session) -> None:
    before = own(school_session)
    class_id = new_class(school_session)
    looser = tuple(replace(r, minimum_percent=1) for r in before.shares)
    school_session.run(profiles.save(replace(before, shares=looser)))
    after = own(school_session)
    assert (before.version, after.version) == (1, 2)
    assert {s.minimum for s in school_session.read(verdicts.class_shares, class_id)} == {20, 30}
    later = new_class(school_session, "2")
    assert {s.minimum for s in school_session.read(verdicts.class_shares, later)} == {1}
    newest = {p.code: p for p in school_session.read(profiles.all)}
    assert (newest[COUNTY].version, newest[COUNTY].used) == (2, True)
    assert len(school_session.read(profiles.all, newest_only=False)) == len(newest) + 1
    assert school_session.read(profiles.get, before.id).used


def test_a_new_version_in_use_is_not_undone(school_session: Session) -> None:
    change = school_session.run(profiles.save(own(school_session)))
    assert change.name == "保存政策指标 湖南规划 2019—2022 · 县级 第 2 版"
    new_class(school_session)
    with pytest.raises(UserError, match="已有班次"):
        school_session.take_back(change.operation_id)
    school_session.undo()
    school_session.undo()
    assert own(school_session).version == 1


def rule(**values: Any) -> ShareRule:
    base: dict[str, Any] = {
        "code": "r", "title": "某课", "minimum_percent": 20, "tags": {"category": ("theory",)},
    }  # fmt: skip
    return ShareRule(**base | values)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"title": " "}, "请填写政策指标的名称"),
        ({"code": ""}, "请填写政策指标的名称"),
        ({"shares": (rule(minimum_percent=101),)}, "0 到 100"),
        ({"shares": (rule(minimum_percent=-1),)}, "0 到 100"),
        ({"shares": (rule(minimum_percent="20"),)}, "0 到 100"),
        ({"shares": (rule(minimum_percent=20.5),)}, "0 到 100"),
        ({"shares": (rule(tags={}),)}, "没有选定计入的内容"),
        ({"shares": (rule(tags={"category": ()}),)}, "没有选定计入的内容"),
        ({"shares": (rule(tags={"category": ("thoery",)}),)}, "不认识的代码：thoery"),
        ({"shares": (rule(tags={"colour": ("red",)}),)}, "不认识的代码"),
        ({"shares": (rule(base="category_hours"),)}, "请选定是哪一类"),
        ({"shares": (rule(base="days"),)}, "没有选对"),
        ({"shares": (rule(scope="decade"),)}, "没有选对"),
        ({"shares": (rule(severity="shout"),)}, "没有选对"),
        ({"shares": (rule(class_kinds=()),)}, "没有选对"),
        ({"shares": (rule(levels=()),)}, "没有选对"),
        ({"shares": (rule(), rule(title="又一条"))}, "代码相同"),
        ({"presences": (PresenceRule("p", "环节", "topic", "nothing"),)}, "不认识的代码：nothing"),
        ({"level": "village"}, "不合要求"),
        ({"shares": (rule(title=" "),)}, "有一条规则没有名称"),
        ({"presences": (PresenceRule("p", "", "method", "on_site"),)}, "有一条规则没有名称"),
        ({"presences": (PresenceRule("p", "环节", "method", "on_site", minimum_days=-1),)}, "天数"),
        ({"title": "本校<b>"}, "政策指标的名称里有网页标记"),
        ({"source": "县委\u200b文件"}, "政策指标的来源第 2 个字后面有看不见"),
        ({"remark": "见&nbsp;附件"}, "政策指标的说明里有网页标记"),
        ({"shares": (rule(title="党性\u202e"),)}, "规则的名称第 2 个字后面有改变文字方向"),
        ({"shares": (rule(clause="第<i>三条"),)}, "的依据里有网页标记「<i>」"),
        ({"effective_from": "2026-02-01", "effective_to": "2026-01-31"}, "截止日期不能早于"),
    ],
)
def test_a_rule_that_could_not_be_judged_is_refused(
    school_session: Session, values: dict[str, Any], text: str
) -> None:
    with pytest.raises(UserError, match=text):
        school_session.run(profiles.save(replace(own(school_session), **values)))
    assert own(school_session).version == 1


def test_the_least_and_the_most_of_a_rule_are_taken(school_session: Session) -> None:
    bounds = (rule(minimum_percent=0), rule(code="s", minimum_percent=100))
    day = replace(own(school_session), effective_from="2026-01-31", effective_to="2026-01-31")
    school_session.run(profiles.save(replace(day, shares=bounds)))
    assert own(school_session).shares == bounds


@pytest.mark.parametrize(
    "text",
    ['title = "x"', 'code = "a"\ntitle = "x"\nlevel = "county"\ncolour = 1',
     'code = "a"\ntitle = "x"\nlevel = "county"\n[[share]]\ncode = "r"',
     'code = "a"\ntitle = "x"\nlevel = "county"\n[[share]]\ncode = "r"\ntags = 3'],
)  # fmt: skip
def test_a_profile_file_that_is_wrong_is_told(text: str) -> None:
    with pytest.raises(UserError, match="政策指标文件内容不对"):
        shipped.parse(tomllib.loads(text))


def test_a_profile_or_rule_that_is_gone_is_told(school_session: Session) -> None:
    with pytest.raises(UserError, match="已不存在"):
        school_session.read(profiles.get, 99)
    with pytest.raises(UserError, match="没有政策指标「x」"):
        school_session.read(profiles.newest, "x")


def test_shares_and_problems_come_in_the_profiles_order(school_session: Session) -> None:
    class_id = new_class(school_session)
    shares = school_session.read(verdicts.class_shares, class_id)
    assert [s.rule for s in shares] == ["party_spirit", "interactive", "leading_cadre"]
    assert {s.verdict for s in shares} == {"unassessed"}
    assert [s.percent for s in shares] == [None] * 3
    lesson_id = school_session.run(
        lessons.add(class_id, "2026-11-02", "morning", {"title": "一", "category": "theory"})
    ).value
    problems = school_session.read(verdicts.class_problems, class_id)
    assert [p.rule for p in problems] == [
        "party_spirit", "interactive", "leading_cadre", "no_lecturer", "no_students",
        "outside_profile",
    ]  # fmt: skip
    assert [p.severity for p in problems] == ["block"] * 3 + ["warn"] * 3
    assert problems[3].data["lesson_id"] == lesson_id
    assert (problems[0].part, problems[0].total, problems[0].missing) == (0, 16, 4)


def test_a_semester_is_judged_over_its_classes(school_session: Session) -> None:
    profile_id = school_session.read(profiles.newest, "regulation-2025-county")
    leader = school_session.run(teachers.create({"name": "何军", "kind": "leading_cadre"})).value
    for code, who in (("1", [leader]), ("2", [])):
        class_id = new_class(school_session, code, profile_id=profile_id)
        day = f"2026-11-0{1 + int(code)}"
        for half, category, method in (
            ("morning", "party_spirit", "case"), ("afternoon", "theory", "lecture"),
        ):  # fmt: skip
            added = school_session.run(
                lessons.add(class_id, day, half, {"title": "课", "category": category,
                                                      "method": method})
            ).value  # fmt: skip
            school_session.run(lessons.set_lecturers(added, who if half == "morning" else []))
        school_session.run(classes.approve(class_id))  # the second one only warns
    [share] = school_session.read(verdicts.period_shares, 2026)
    assert (share.period, share.part, share.total, share.verdict) == ("2026秋", 16, 64, "passed")
    assert school_session.read(verdicts.period_shares, 2025) == []
    assert len(school_session.read(verdicts.period_shares)) == 1
