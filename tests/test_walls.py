"""The import contracts of pyproject.toml name rooms one by one; nothing may slip between them.

The picture of the tree in ARCHITECTURE.md names rooms and what lies in them; it equals the code.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from app.ground.paths import ROOT

# A noun's reads, its paper, its import and its page may carry the noun's name on the floors of the house.
NOUNS = frozenset({"certificates", "rehearsals", "roster", "statistics"})

# modules that no test file of their name is for, and why
UNTESTED = {
    "app/ground/errors.py": "classes without a line of work; every refusal's test raises one"
}


def _contract(beginning: str) -> list[str]:
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = configuration["tool"]["importlinter"]["contracts"]
    return next(c["layers"] for c in contracts if c["name"].startswith(beginning))


def _rooms(top: str) -> set[str]:
    found = (p for p in (ROOT / top).iterdir() if not p.name.startswith("__init__"))
    return {f"{top}.{p.stem}" for p in found if p.suffix == ".py" or (p / "__init__.py").is_file()}


@pytest.mark.parametrize(
    ("top", "contract"), [("app", "the rooms of app/"), ("ui", "the rooms of ui/")]
)
def test_every_room_has_its_place_among_the_layers(top: str, contract: str) -> None:
    layers = [re.split(r" [|:] ", layer) for layer in _contract(contract)]
    named = [room for layer in layers for room in layer]
    assert sorted(named) == sorted(_rooms(top))


def test_no_two_files_of_the_program_share_a_name_without_reason() -> None:
    named: dict[str, list[str]] = defaultdict(list)
    for path in _modules(("app", "ui")):
        named[path.stem].append(path.as_posix())
    shared = {name: paths for name, paths in named.items() if len(paths) > 1}
    assert set(shared) <= NOUNS, shared


def test_the_picture_in_the_architecture_equals_the_code() -> None:
    drawn = _drawn((ROOT / "ARCHITECTURE.md").read_text("utf-8"))
    built: dict[str, set[str]] = defaultdict(set)
    for path in _modules(("app", "ui")):
        built[path.parent.as_posix()].add(path.stem)
    assert {room: sorted(files) for room, files in drawn.items()} == {
        room: sorted(files) for room, files in built.items()
    }


def test_every_module_has_its_tests_in_their_place() -> None:
    without = {
        path.as_posix()
        for path in _modules(("app", "ui/kit/matrix"))
        if not (ROOT / "tests" / path.parent / f"test_{path.stem}.py").is_file()
    }
    assert without == set(UNTESTED)


def test_nothing_imports_itself_around_a_corner() -> None:
    """Modules that need each other at their top load in one order only: whoever comes first decides."""
    paths = {".".join(path.with_suffix("").parts): path for path in _modules(("app", "ui"))}
    needs = {name: _imported(path) & paths.keys() for name, path in paths.items()}
    try:
        list(TopologicalSorter(needs).static_order())
    except CycleError as circle:
        pytest.fail(" → ".join(circle.args[1]))


def _imported(path: Path) -> set[str]:
    """What a module imports when it is loaded, with what it takes out of packages."""
    found: set[str] = set()
    for node in ast.parse((ROOT / path).read_text("utf-8")).body:
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{one.name}" for one in node.names}
    return found


def _modules(tops: Iterable[str]) -> list[Path]:
    found = (path.relative_to(ROOT) for top in tops for path in (ROOT / top).rglob("*.py"))
    return [path for path in found if not path.stem.startswith("__")]


def _drawn(text: str) -> dict[str, set[str]]:
    """Rooms of app/ and ui/ in the first code block, with the files named after each.

    A line ``    people/     units hours`` is a room, deeper indented ones lie in the room above; a line
    without a slash goes on with the files of the room before it; ``—`` begins a remark.
    """
    block = text.split("```")[1]
    drawn: dict[str, set[str]] = {}
    trail: list[tuple[int, str]] = []
    for line in block.splitlines():
        plain = line.partition("—")[0].rstrip()
        if not plain:
            continue
        depth = len(plain) - len(plain.lstrip())
        trail = [t for t in trail if t[0] < depth]
        files = plain.split()
        if files[0].endswith("/"):
            trail.append((depth, files.pop(0).rstrip("/")))
        if trail and trail[0][1] in ("app", "ui"):
            drawn.setdefault("/".join(name for _, name in trail), set()).update(files)
    return {room: files for room, files in drawn.items() if files}
