"""The register of lists: each declared once, light until a workbook is read, with its doors."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell import Cell

from app import demo
from app.commands import imports
from app.exchange import KINDS, Kind, kind
from app.file.session import Session
from ui.actions import ACTIONS


def test_every_kind_has_its_command_and_its_door_in_the_window() -> None:
    commands = [one.command for one in KINDS]
    assert [command.name for command in imports.COMMANDS] == [*commands, "template"]
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


@pytest.mark.parametrize("one", KINDS, ids=lambda one: one.key)
@pytest.mark.parametrize(
    ("odd", "severity", "told"),
    [
        ("\u200b", "warn", "看不见的字符（U+200B），已去掉"),
        ("<img src=x>", "error", "有网页标记「<img src=x>」"),
    ],
)
def test_what_is_no_plain_text_is_told_cell_by_cell(
    demo_session: Session, tmp_path: Path, one: Kind, odd: str, severity: str, told: str
) -> None:
    code = "2026-03" if one.into == "must" else ""
    path = tmp_path / "名册.xlsx"
    book = openpyxl.load_workbook(demo.workbook(one.example))
    clean = demo_session.read(one.importer().review, demo.workbook(one.example), code)
    spoilt: set[tuple[str, str]] = set()
    for entry in {entry.sheet: entry for entry in clean.entries}.values():
        for row, column in entry.places.values():
            cell = book[entry.sheet].cell(row + 1, column + 1)
            if isinstance(cell, Cell) and isinstance(cell.value, str):
                cell.value = cell.value + odd
                spoilt.add((entry.sheet, cell.coordinate))
    assert len(spoilt) >= 3
    book.save(path)
    review = demo_session.read(one.importer().review, path, code)
    found = [f for f in review.findings if told in f.text]
    assert {(f.sheet, f.cell) for f in found} == spoilt
    assert {f.severity for f in found} == {severity}
    assert review.can_import is (severity == "warn")
    if severity == "warn":
        done = demo_session.run(one.importer().write(review)).value
        assert done.count("same") == done.total  # what was taken away is not written either


def test_the_register_loads_nothing_that_reads_a_workbook() -> None:
    code = (
        "import sys, app.exchange; print(*sorted(m for m in sys.modules if m.startswith('app.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["app.exchange"]
