"""A process of its own for hostile files."""

from __future__ import annotations

import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from app.ground import apart

CHILD = """
import os, sys, time
def answer(file):
    what = file.read()
    yield {"read": what.decode()}
    if what == b"exit": os._exit(3)
    if what == b"raise": raise ValueError("x")
    if what == b"print": os.write(1, b"no json\\n")
    if what == b"sleep": time.sleep(60)
    if what == b"memory": yield len(bytes(2 << 30))
    if what == b"noise": os.write(2, b"x" * 1_000_000)
    yield "䶮𬎆\\n"
"""


@pytest.fixture
def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "made_for_a_test.py").write_text(CHILD, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return "made_for_a_test"


def given(folder: Path, what: str) -> Path:
    path = folder / "源 文件.bin"
    path.write_text(what, "utf-8")
    return path


def answers(module: str, path: Path, patience: float) -> Generator[Any, None, None]:
    with path.open("rb") as file:
        yield from apart.answers(module, file, patience)


def test_answers_come_one_by_one(child: str, tmp_path: Path) -> None:
    got = list(answers(child, given(tmp_path, "fine"), 30))
    assert got == [{"read": "fine"}, "䶮𬎆\n"]
    assert list(answers(child, given(tmp_path, "noise"), 30))[-1] == "䶮𬎆\n"


@pytest.mark.parametrize("what", ["exit", "raise", "print"])
def test_a_child_that_breaks_is_told_after_what_it_said(
    child: str, what: str, tmp_path: Path
) -> None:
    got = answers(child, given(tmp_path, what), 30)
    assert next(got) == {"read": what}
    with pytest.raises(apart.Died):
        next(got)


def test_a_child_has_no_more_memory_than_it_is_given(child: str, tmp_path: Path) -> None:
    with pytest.raises(apart.Died):
        list(answers(child, given(tmp_path, "memory"), 30))


def test_a_child_that_is_silent_is_ended(child: str, tmp_path: Path) -> None:
    start = time.monotonic()
    with pytest.raises(apart.Died):
        list(answers(child, given(tmp_path, "sleep"), 2))
    assert time.monotonic() - start < 20


def test_leaving_early_ends_the_child(child: str, tmp_path: Path) -> None:
    start = time.monotonic()
    got = answers(child, given(tmp_path, "sleep"), 50)
    next(got)
    got.close()
    assert time.monotonic() - start < 20
