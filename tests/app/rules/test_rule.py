from __future__ import annotations

import pytest

from app.rules import rule
from app.rules.rule import FigureRule, PresenceRule, ShareRule

RULES = [
    ShareRule("a", "甲", 20, {"category": ("theory",)}, ("main",), maximum_percent=50),
    PresenceRule("b", "乙", "topic", "party_analysis", minimum_months=1, severity="info"),
    FigureRule("c", "丙", "modules", 1, steps=((30, 1), (60, 2)), counts_from=192),
    FigureRule("d", "丁", "hours", 16, kind_minimums={"main": 40}),
    FigureRule("e", "戊", "leave", None, 1, per=7),
]


@pytest.mark.parametrize("one", RULES, ids=lambda one: one.code)
def test_a_rule_is_made_of_the_rows_it_is_kept_in(one: rule.AnyRule) -> None:
    kept = rule.kept(one)
    whole = {"base": "hours", "base_category": None, "scope": "class", "maximum": None}
    whole |= {"per": 100, "counts_from": 0, "post_group": "", "minimum": None}
    row = whole | dict(kept.row)
    assert rule.made(rule.Kept(row, kept.tags, kept.kinds, kept.levels, kept.steps)) == one
