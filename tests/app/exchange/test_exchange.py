"""The register of lists: each declared once, light until a workbook is read, with its doors."""

from __future__ import annotations

import subprocess
import sys

import pytest

from app import demo
from app.commands import imports
from app.exchange import KINDS, Kind, kind
from app.file.session import Session
from ui.actions import ACTIONS


def test_every_kind_has_its_command_and_its_door_in_the_window() -> None:
    assert [command.name for command in imports.COMMANDS] == [one.command for one in KINDS]
    actions = {action.key: action.text for action in ACTIONS}
    for one in KINDS:
        shown = actions.get(f"import_{one.key}")
        assert shown == (None if one.into == "must" else one.menu)
        assert kind(one.key) is one


@pytest.mark.parametrize("one", KINDS, ids=lambda one: one.key)
def test_every_kind_reads_its_example(demo_session: Session, one: Kind) -> None:
    code = "2026-03" if one.into == "must" else ""
    path = demo.workbook(one.example)
    review = demo_session.read(one.importer().review, path, code)
    assert review.can_import
    assert review.counts["same"] == len(review.entries)
    assert one.importer().write(review).right == one.right
    assert demo_session.run(one.importer().write(review)).kinds == frozenset()


def test_the_register_loads_nothing_that_reads_a_workbook() -> None:
    code = (
        "import sys, app.exchange; print(*sorted(m for m in sys.modules if m.startswith('app.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["app.exchange"]
