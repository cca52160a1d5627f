"""The floor under what the tests run: told in one sentence, held for lines and branches alike."""

from __future__ import annotations

import tomllib

import pytest

from app.ground.paths import ROOT
from tests import covered


def test_the_figures_are_told_and_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(covered, "LINES", 95)
    monkeypatch.setattr(covered, "BRANCHES", 86)
    assert covered.verdict(95.04, 87.96) == (
        "The tests run 95.0 % of lines (floor 95) and 88.0 % of branches (floor 86, may rise to 87).",
        True,
    )
    for lines, branches in ((94.99, 90.0), (99.0, 85.99)):
        text, held = covered.verdict(lines, branches)
        assert not held and text.endswith(
            "Tests are missing: coverage report --show-missing says where."
        )


def test_the_whole_program_is_measured_with_what_it_starts() -> None:
    run = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["coverage"]["run"]
    assert run["source"] == ["app", "ui"] and run["branch"] and run["patch"] == ["subprocess"]
    for floor, least in ((covered.LINES, 95), (covered.BRANCHES, 86)):
        assert floor >= least
