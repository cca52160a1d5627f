"""统计: what the views give for a year."""

from __future__ import annotations

from app.classes import classes, statistics
from app.file.session import Session
from app.rules import verdicts


def test_figures_of_a_year_are_those_of_the_views(demo_session: Session) -> None:
    years = demo_session.read(statistics.years)
    assert years == [2026, 2025, 2024]
    for year in years:
        found = demo_session.read(statistics.class_statistics, year)
        totals = demo_session.read(statistics.year_totals, year)
        assert totals.classes == len(found) > 0
        assert totals.person_days == sum(c.person_days for c in found)
        assert totals.quarter_hours == sum(c.quarter_hours for c in found)
        assert totals.below == sum(
            any(s.verdict != "passed" for s in c.shares.values()) for c in found
        )
        for one in found:
            figures = demo_session.read(classes.summary, one.class_id)
            assert one.person_days == figures.enrolled_count * figures.teaching_days
            assert list(one.shares.values()) == demo_session.read(
                verdicts.class_shares, one.class_id
            )


def test_rules_are_those_that_bind_one_of_the_classes(demo_session: Session) -> None:
    found = demo_session.read(statistics.class_statistics, 2026)
    assert demo_session.read(statistics.rules, found) == [
        ("party_spirit", "党性教育"),
        ("interactive", "互动式教学"),
        ("leading_cadre", "领导干部授课"),
    ]
    special = [c for c in found if c.kind == "专题班次"]
    assert special and all(not c.shares for c in special)
    assert demo_session.read(statistics.rules, special) == []
