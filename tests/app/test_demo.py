"""The demonstration school that a new user tries out."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import demo
from app.classes import classes, list_figures
from app.file import vault
from app.file.session import Session
from app.ground.errors import UserError
from app.ground.jobs import Cancelled, Progress
from app.rules import advice, verdicts


def test_it_has_years_of_classes_and_one_plan_to_mend(demo_session: Session) -> None:
    found = demo_session.read(classes.all)
    assert {c.status for c in found} == {"draft", "approved", "running", "closed"}
    assert demo_session.read(list_figures.years) == [2026, 2025, 2024]
    (draft,) = [c for c in found if c.status == "draft"]
    assert draft.code == demo.CLASS_CODE
    told = demo_session.read(advice.advise, draft.id)
    assert [(a.rule, a.severity) for a in told] == [("interactive", "block")]
    assert told[0].lesson_ids


def test_it_lies_beside_the_settings_or_where_one_may_write(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert demo.place().parent.parent == home
    (tmp_path / "no folder").touch()
    monkeypatch.setenv("DANGXIAO_HOME", str(tmp_path / "no folder" / "home"))
    elsewhere = demo.place().parent
    assert elsewhere.is_dir()
    assert not elsewhere.is_relative_to(tmp_path)


def test_every_class_past_drafting_is_lawful(demo_session: Session) -> None:
    for one in demo_session.read(classes.all):
        if one.status != "draft":
            problems = demo_session.read(verdicts.class_problems, one.id)
            assert [p for p in problems if p.severity == "block"] == []


def test_it_does_not_overwrite_and_leaves_nothing_when_cancelled(
    demo_path: Path, tmp_path: Path
) -> None:
    before = demo_path.read_bytes()
    with pytest.raises(UserError, match="已经存在"):
        demo.build(demo_path, "secret-word")
    assert demo_path.read_bytes() == before
    progress = Progress()
    progress.cancel()
    other = tmp_path / "新" / "示范.dxjw"
    with pytest.raises(Cancelled):
        demo.build(other, "secret-word", progress, vault.Cost(64, 1, 1))
    assert list(other.parent.iterdir()) == []
