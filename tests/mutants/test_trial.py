"""Mutants of a small project: noticed, not noticed, hanging, and never in the tree of record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mutants import python_operators
from tests.mutants.mutant import Mutant
from tests.mutants.touched import Touched
from tests.mutants.trial import Tree

PROGRAM = """\
def least(a, b):
    if a < b:
        return a
    return b


def count(most):
    found = 0
    while found < most:
        found += 1
    return found


LIMIT = 3


def unused():
    return LIMIT
"""
TESTS = """\
import pytest
from app import program


@pytest.fixture(scope="module")
def counted():
    return program.count(2)


def test_least():
    assert program.least(1, 2) == program.least(2, 1) == 1


@pytest.mark.parametrize("at", [1, 2])
def test_count(counted, at):
    assert counted == 2
"""
TEST = "tests/app/test_program.py"


@pytest.fixture(autouse=True, scope="module")
def no_other_plugins() -> Iterator[None]:
    """The small project needs neither Qt nor hypothesis, which take their time to load."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
        yield


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    root = tmp_path_factory.mktemp("project")
    for name, text in {"app/__init__.py": "", "app/program.py": PROGRAM, TEST: TESTS}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    here = Path(__file__).resolve().parent
    for name in ("__init__.py", "contexts.py"):
        (root / "tests/mutants").mkdir(exist_ok=True)
        (root / "tests/mutants" / name).write_bytes((here / name).read_bytes())
    (root / "pytest.ini").write_text("[pytest]\naddopts = --import-mode=importlib\n", "utf-8")
    (root / "build").mkdir()
    return Tree(root, root / "build" / "copy")


@pytest.fixture(scope="module")
def touched(tree: Tree) -> Touched:
    target = tree.folder / "contexts.json"
    plugin = ("-p", "tests.mutants.contexts", f"--contexts-to={target}")
    status, said = tree.pytest(["-q", *plugin], 60)
    assert status == 0, said
    return Touched.read(tree.root, [target])


def the(before: str, after: str) -> Mutant:
    found = python_operators.mutants("app/program.py", PROGRAM.encode())
    return next(m for m in found if (m.before, m.after) == (before, after))


def test_tests_are_known_by_the_lines_they_run(touched: Touched) -> None:
    least, count = f"{TEST}::test_least", f"{TEST}::test_count"
    assert touched.by(the("a < b", "(a <= b)")) == [least]
    # the shared fixture ran in the first test only, and both rows of the test are one
    assert touched.by(the("found += 1", "pass")) == [count]
    assert touched.by(the("3", "4")) == [least, count]  # a module's own level: whoever uses it
    assert touched.by(the("return LIMIT", "return None")) == [least, count]  # nobody: its room


def test_a_mutant_is_killed_survives_or_hangs(tree: Tree, touched: Touched) -> None:
    before = (tree.root / "app/program.py").read_bytes()

    def outcome(before: str, after: str, limit: float = 60) -> tuple[str, str]:
        mutant = the(before, after)
        found = tree.try_out(mutant, touched.by(mutant), limit)
        return found.verdict, found.killer

    assert outcome("a < b", "(a >= b)") == ("killed", f"{TEST}::test_least")
    assert outcome("a < b", "(a <= b)") == ("survived", "")
    assert outcome("found += 1", "pass", 2) == ("timeout", "")
    assert (tree.root / "app/program.py").read_bytes() == before
    assert (tree.checkout / "app/program.py").read_bytes() == before
