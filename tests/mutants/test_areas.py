"""The draw: the same at every run, and hardly another when the program changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutants import areas
from tests.mutants.areas import Area

ROOT = Path(__file__).resolve().parents[2]
ONE = "def one(a, b):\n    if a < b and b != 3:\n        return a + b\n    return f(a, b)\n"


def test_three_hundred_are_drawn_of_the_program() -> None:
    drawn = [m for area in areas.AREAS for m in areas.draw(area, ROOT, area.share, 7)]
    assert len(drawn) == len({mutant.key for mutant in drawn}) == 300


def test_a_change_elsewhere_moves_no_other_mutant(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text(ONE, "utf-8")
    area = Area("all", 1, ("*.py",))
    before = {m.key for m in areas.draw(area, tmp_path, 8, 7)}
    assert before != {m.key for m in areas.draw(area, tmp_path, 8, 8)}
    (tmp_path / "one.py").write_text("import x\n\n\n" + ONE, "utf-8")
    assert {m.key for m in areas.draw(area, tmp_path, 8, 7)} == before
    (tmp_path / "two.py").write_text(ONE.replace("one", "two"), "utf-8")
    after = areas.draw(area, tmp_path, 16, 7)
    assert before <= {m.key for m in after} and len(after) == 16


def test_every_way_to_go_wrong_has_its_part(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text(ONE * 3, "utf-8")
    drawn = areas.draw(Area("all", 1, ("*.py",)), tmp_path, 7, 7)
    ways = ("arguments", "arithmetic", "boolean", "comparison", "condition", "constant", "return")
    assert sorted(mutant.operator for mutant in drawn) == list(ways)


def test_an_area_without_files_is_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"lost: there is no app/\*\.py any more"):
        areas.draw(Area("lost", 1, ("app/*.py",)), tmp_path, 7, 7)
