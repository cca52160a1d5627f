"""Whatever is typed for an argument, a command ends with a Chinese sentence and never with a traceback.

The arguments are those of the real parser, so that a new one is tried as soon as there is one.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app import demo
from app.commands.command import file_path
from app.commands.main import parser
from app.exchange.engine import books

ROSTER = demo.workbook("学员名册（有错）.xlsx")
FILE, CLASS, OUT = "SCHOOL", "2026-03", "out"
# of each command something that it could do: the required arguments
DONE: dict[str, dict[str, object]] = {
    "import-roster": {"file": FILE, "workbook": ROSTER},
    "import-courses": {"file": FILE, "workbook": demo.workbook("师资课程.xlsx")},
    "import-past": {"file": FILE, "workbook": demo.workbook("以前的班次.xlsx")},
    "import-plan": {"file": FILE, "code": CLASS, "workbook": demo.workbook("课程安排.xlsx")},
    "template": {"file": FILE, "kind": "roster", "--out": "out.xlsx"},
    "approve": {"file": FILE, "code": "2026-05"},
    "issue": {"file": FILE, "code": CLASS},
    "check": {"file": FILE},
    # refused in any case: to make a school for every value would take long
    "new": {
        **{"file": FILE, "--name": "校", "--on-site": "no", "--base": "hours"},
        **{"--code-to": "code.txt"},
    },
    "backup": {"file": FILE, "--out": OUT},
    "archive-journal": {"file": FILE, "--before": "2020-01-01", "--out": OUT},
    "rehearse": {"file": FILE},
    "restore": {"copy": FILE, "--to": "restored.dxjw"},
    "rekey": {"file": FILE, "--code-to": "code.txt"},
    "retrieve": {"file": FILE, "backup": FILE, "--of": "class", "--name": CLASS},
    "print": {"file": FILE, "code": CLASS, "--kind": "roster", "--out": "out.pdf"},
    "summary": {"file": FILE, "--year": 2026, "--out": "out.xlsx"},
    "public-key": {"file": FILE, "--out": "out.pem"},
    "verify": {"--key": "out.pem", "paper": "out.pdf"},
    "export-sqlite": {"file": FILE, "--out": OUT},
    "sql": {"file": FILE, "sql": "SELECT 1"},
}
# a window opens whatever it is given, the others make a whole school: what they are given is a place
APART = {"window", "demo", "tour"}
TEXTS = ("", " ", "abc", "-1", "9" * 5000, "\ud800", "甲\0乙", ".", "..")
# for what is more than a text or the name of a file
READ = ("abc=5", "5=abc", "²=5", "0", f"1{'0' * 30}", f"5=1{'0' * 30}", "=")
REPORTING = {"check"}  # whose status 1 may be what it found, told where findings are
NUMBERS = {"--year", "--person", "--same", "--other"}  # of which none of the above is one


@pytest.fixture(scope="module")
def shipped() -> dict[Path, books.Book]:
    """The workbooks that come with the program, read; each takes a process of its own."""
    paths = {v for done in DONE.values() for v in done.values() if isinstance(v, Path)}
    return {path: books.read(path) for path in paths}


@pytest.fixture(autouse=True)
def read_once(shipped: dict[Path, books.Book], monkeypatch: pytest.MonkeyPatch) -> None:
    """Read another workbook as ever, and none of those again for every value."""
    read = books.read
    monkeypatch.setattr(books, "read", lambda path, *more: shipped.get(path) or read(path, *more))


def commands() -> dict[str, argparse.ArgumentParser]:
    (found,) = (a for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
    return found.choices


def arguments() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for name, command in commands().items():
        for action in command._actions:
            if action.nargs != 0 and name not in APART:
                plain = action.type in (None, file_path) and action.nargs in (None, "?")
                argument = action.option_strings[0] if action.option_strings else action.dest
                yield name, argument, TEXTS if plain else (*TEXTS, *READ)


def test_every_command_is_tried() -> None:
    assert set(DONE) | APART == set(commands())


@pytest.mark.parametrize(
    ("command", "argument", "values"),
    [pytest.param(*one, id=" ".join(one[:2])) for one in arguments()],
)
def test_a_value_that_cannot_be_is_told(  # type: ignore[no-untyped-def]
    command: str,
    argument: str,
    values: tuple[str, ...],
    run,
    demo_path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    if command == "verify":
        assert run("public-key", demo_path, "--out", "out.pem").status == 0
    for value in values:
        given: dict[str, Any] = {k: demo_path if v is FILE else v for k, v in DONE[command].items()}
        given[argument] = value
        if command == "print" and argument in ("--year", "--person"):
            given.pop("code")
            given["--kind"] = "summary"
        told = run(command, *words(given))
        assert told.status in (0, 1, 2), value
        assert "Traceback" not in told.out + told.err
        if told.status or argument in NUMBERS:
            told_of = told.err or (told.out if command in REPORTING else "")
            assert re.search("[\u4e00-\u9fff]", told_of), (value, told.out)
            last = told_of.splitlines()[-1]
            assert not re.search("invalid|expected|required|surrogate|codec|Errno", last), last
        if argument in NUMBERS:
            assert told.status, value


def words(given: dict[str, Any]) -> list[str]:
    options = [f"{k}={v}" for k, v in given.items() if k.startswith("--")]
    return [*options, "--", *(str(v) for k, v in given.items() if not k.startswith("--"))]
