from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.file import migrate
from app.file.session import Session
from app.ground import jobs
from app.ground.errors import UserError
from app.opening import create, open_school
from app.rules import answering, profiles, shipped
from app.rules.profiles import Profile
from app.rules.shipped import Answers
from app.school import school
from tests.conftest import CHEAP, PASSWORD


def newest(session: Session, code: str = shipped.DEFAULT) -> Profile:
    return session.read(profiles.get, session.read(profiles.newest, code))


def test_a_school_is_founded_with_its_profile_and_answers(tmp_path: Path) -> None:
    path = tmp_path / "校.dxjw"
    create(
        path,
        name="中共青山县委党校",
        password=PASSWORD,
        cost=CHEAP,
        profile="regulation-2025-county",
        answers=Answers(True, "courses"),
        leading_cadre="县级领导。",
    )
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        assert session.read(school.get).default_profile == "regulation-2025-county"
        rule = newest(session).shares[1]
        assert (rule.base, rule.tags["method"][-1]) == ("courses", "on_site")
        told = "".join(session.read(answering.notes))
        assert "现场教学计入互动式教学" in told and "按课程门数" in told
        assert "领导干部指：县级领导。" in told


def test_a_profile_that_there_is_not_founds_nothing(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有政策指标"):
        create(tmp_path / "校.dxjw", name="校", password=PASSWORD, cost=CHEAP, profile="x")
    assert list(tmp_path.iterdir()) == []


def test_the_wording_proposed_is_the_schemas(school_session: Session) -> None:
    assert school_session.read(school.get).leading_cadre == school.LEADING_CADRE


def test_another_answer_is_a_further_version_that_keeps_what_the_school_edited(
    school_session: Session,
) -> None:
    before = newest(school_session)
    stricter = tuple(replace(rule, minimum_percent=35) for rule in before.shares)
    school_session.run(profiles.save(replace(before, shares=stricter)))
    change = school_session.run(answering.answer({"on_site_interactive": 1}))
    assert change.name.startswith("修改口径 现场教学计入互动式教学")
    rule = newest(school_session).shares[1]
    assert (rule.minimum_percent, rule.tags["method"][-1]) == (35, "on_site")
    assert newest(school_session, "jiangsu-2024").version == 1  # takes no answer up
    school_session.run(answering.answer({"on_site_interactive": 0}))
    assert "on_site" not in newest(school_session).shares[1].tags["method"]
    school_session.undo()
    school_session.undo()
    assert newest(school_session).version == 2


def test_a_file_without_its_school_has_no_answers() -> None:
    """A tool has taken it away; a check goes on and tells."""
    empty = migrate.fresh_schema()
    assert answering.notes(empty) == ()
    empty.close()
