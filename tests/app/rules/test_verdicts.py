"""What the views say, read for lists of classes: which rules make their columns."""

from __future__ import annotations

from dataclasses import replace

from app.classes import classes
from app.classes.classes import Span
from app.file.session import Session
from app.rules import profiles, verdicts
from app.rules.rule import ShareRule

COUNTY, CITY, OWN = "current-county", "hunan-2019-city", "own"


def rule(code: str, title: str) -> ShareRule:
    return ShareRule(code, title, 20, {"category": ("theory",)})


def save(session: Session, code: str, *rules: ShareRule) -> int:
    """The next version of a profile, with these rules alone."""
    last = session.read(profiles.get, session.read(profiles.newest, COUNTY))
    wanted = replace(last, code=code, title=code, shares=rules, presences=())
    return session.run(profiles.save(wanted)).value


def planned(session: Session, code: str, profile_id: int, kind: str = "main") -> int:
    values = {"code": code, "name": code, "profile_id": profile_id, "kind": kind}
    span = Span("2026-11-02", "2026-11-06")
    return session.run(classes.create(values, [span])).value


def test_the_rules_of_a_list_are_those_that_bind_its_classes(school_session: Session) -> None:
    seventy = school_session.read(profiles.newest, CITY)
    own = save(school_session, OWN, rule("theory", "理论教育"), rule("interactive", "互动"))
    a = planned(school_session, "a", own)
    b = planned(school_session, "b", seventy)
    special = planned(school_session, "c", own, kind="special")

    def rules(*ids: int) -> list[str]:
        return [code for code, _ in school_session.read(verdicts.rules, ids)]

    assert rules() == rules(special) == []
    assert rules(a, special) == ["theory", "interactive"]
    # the city's do not bind a county's school but where they say so
    bound = [s.rule for s in school_session.read(verdicts.class_shares, b)]
    assert rules(b) == bound
    assert rules(a, b) == ["theory", "interactive", *(r for r in bound if r != "interactive")]


def test_the_profile_in_force_gives_the_order_and_the_titles(school_session: Session) -> None:
    first = school_session.read(profiles.newest, COUNTY)
    renamed = save(
        school_session, COUNTY, rule("new", "新指标"), rule("party_spirit", "党性教育与党的理论")
    )
    later = save(school_session, OWN, rule("party_spirit", "别的名称"), rule("own", "自定"))
    ids = [planned(school_session, str(n), p) for n, p in enumerate((first, renamed, later))]
    assert school_session.read(verdicts.rules, ids) == [
        ("new", "新指标"),
        ("party_spirit", "党性教育与党的理论"),
        ("interactive", "互动式教学"),
        ("leading_cadre", "领导干部授课"),
        ("own", "自定"),
    ]
