from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot

from app.file.session import Session
from app.rules import shipped, versions, words
from ui.rules import policy_tables

COUNTY = "hunan-2019-county"


def test_a_rule_in_a_row(school_session: Session, qtbot: QtBot) -> None:
    names = school_session.read(words.names)
    one = shipped.profile(COUNTY)
    rule = replace(
        one.shares[0],
        base="category_hours",
        base_category="theory",
        class_kinds=("main", "special", "commissioned", "outreach", "other"),
        severity="warn",
    )
    need = replace(one.presences[0], minimum_months=0, verified=False)
    table = policy_tables.rules()
    qtbot.addWidget(table)
    table.fill(policy_tables.rule_rows(replace(one, shares=(rule,), presences=(need,)), names))
    assert table.texts() == [
        ["党性教育", "≥ 20%", "党性教育", "理论教育学时", "班次", "各类班次", "只提醒",
         "规划 一（三）3"],
        ["党性分析", "应安排", "党性分析", "不论长短", "班次", "主体班次", "必须达标",
         "规划 一（三）3（待核）"],
    ]  # fmt: skip


def test_the_first_version_says_where_it_comes_from(school_session: Session, qtbot: QtBot) -> None:
    [first] = school_session.read(versions.of_profile, COUNTY)
    table = policy_tables.version_table()
    qtbot.addWidget(table)
    own = replace(first, profile=replace(first.profile, code="own-1"))
    table.fill([policy_tables.version_row(v) for v in (first, own)])
    assert [row[4] for row in table.texts()] == ["随程序提供", "新建"]


def test_a_draft_under_an_older_version_stands_out(qtbot: QtBot) -> None:
    newest = replace(shipped.profile(COUNTY), id=9, version=2)
    use = versions.Use(1, "2026-01", "班", "1", "draft", None, 3, 1)
    table = policy_tables.classes()
    qtbot.addWidget(table)
    uses = (use, replace(use, status="closed"), replace(use, profile_id=9, version=2))
    table.fill([policy_tables.class_row(u, newest) for u in uses])
    assert [row[4] for row in table.texts()] == ["第 1 版（旧）", "第 1 版", "第 2 版"]
    assert table.texts()[0][2] == "—"
