"""The register of papers."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys

import pytest

from app import papers
from app.ground.paths import ROOT
from app.papers import KINDS, Kind, roster
from app.papers.options import Columns, OneOf

HEAVY = ("reportlab", "openpyxl", "zxingcpp", "pypdfium2", "PIL", "app.papers.roster")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_a_paper_has_what_the_register_says(kind: Kind) -> None:
    paper = kind.paper()
    gathered = inspect.signature(paper.gather).parameters
    asked = [p.name for p in gathered.values() if p.kind is inspect.Parameter.KEYWORD_ONLY]
    assert sorted(asked) == sorted(option.key for option in kind.options)
    for option in kind.options:  # who asks for nothing gets the same from both
        of_school = (
            isinstance(option, Columns) and option.of_school
        )  # it is asked for what it keeps
        assert gathered[option.key].default == (None if of_school else option.default)
    assert "progress" in inspect.signature(paper.write).parameters
    assert hasattr(paper, "write_workbook") == kind.workbook


def test_keys_are_their_own_and_an_option_of_one_key_is_of_one_sort() -> None:
    assert len({kind.key for kind in KINDS}) == len(KINDS)
    sorts: dict[str, type] = {}
    for option in (option for kind in KINDS for option in kind.options):
        assert sorts.setdefault(option.key, type(option)) is type(option)


def test_the_rosters_columns_and_orders_are_those_it_can_print() -> None:
    columns, order = (
        next(o for o in papers.kind("roster").options if o.key == key)
        for key in ("columns", "order")
    )
    assert isinstance(columns, Columns)
    assert isinstance(order, OneOf)
    printed = [(key, field.heading.replace("\n", "")) for key, field in roster.FIELDS.items()]
    assert list(columns.choices) == printed
    assert [key for key, _ in order.choices] == list(roster.ORDERS)


def test_choices_are_cleaned_and_only_what_differs_is_kept() -> None:
    kind = papers.kind("roster")
    usual = kind.chosen()
    assert kind.kept(usual) == {}
    chosen = kind.chosen(
        {"identity": True, "order": "gone", "columns": ["phone", "gone", 3, "name", "phone"]}
    )
    columns = ("phone", "name")
    assert chosen == {"identity": True, "order": "list", "columns": columns, "blank": False}
    kept = kind.kept(chosen)
    assert kept == {"columns": ("phone", "name")}  # identity numbers are asked for each time
    assert kind.chosen(json.loads(json.dumps(kept))) == {**chosen, "identity": False}
    for damaged in ({"columns": 3}, {"columns": []}, {"order": ["unit"], "identity": 1}):
        assert kind.chosen(damaged) == usual


def test_the_register_loads_no_paper_and_nothing_that_draws() -> None:
    code = f"import sys, app.papers; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", cwd=ROOT, check=True
    )
    assert done.stdout.strip() == "[]"


def test_titles_say_of_whom_they_are() -> None:
    assert papers.kind("summary").title("2026") == "2026年办班情况统计"
    assert papers.kind("roster").title("进修班（第3期）") == "学员花名册 进修班（第3期）"
    assert Kind("x", "自评表", "school").title("") == "自评表"
