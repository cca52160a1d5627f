"""Which tests can notice a mutant: those that run its line, or ask what its view says."""

from __future__ import annotations

import ast
import json
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.mutants import sql_operators
from tests.mutants.areas import SCHEMA
from tests.mutants.contexts import ATSTART
from tests.mutants.mutant import Mutant

JUDGES = "tests/db/"  # every view and trigger is asked there


@dataclass(frozen=True)
class Touched:
    """``seconds``: test -> how long it takes; ``lines``: file -> line -> the tests that run it."""

    root: Path
    seconds: dict[str, float]
    lines: dict[str, dict[int, frozenset[str]]]

    @staticmethod
    def read(root: Path, files: Iterable[Path]) -> Touched:
        """Unite what ``contexts`` wrote down, one file for each run of pytest."""
        seconds: dict[str, float] = {}
        lines: dict[str, dict[int, frozenset[str]]] = defaultdict(dict)
        for path in files:
            found = json.loads(path.read_text("utf-8"))
            users = defaultdict(set)
            for name, test in found["tests"].items():
                seconds[name] = seconds.get(name, 0) + test["seconds"]
                for context in (name, *test["fixtures"]):
                    users[context].add(name)
            users[ATSTART] = {ATSTART}
            for file, by_line in found["lines"].items():
                for line, contexts in by_line.items():
                    names = frozenset().union(*(users[context] for context in contexts))
                    lines[file][int(line)] = lines[file].get(int(line), frozenset()) | names
        return Touched(root, seconds, dict(lines))

    def by(self, mutant: Mutant) -> list[str]:
        """Return the tests to run, first those of the file's own test, then the quickest files."""
        if mutant.path == SCHEMA:
            found = self._judging(mutant.place.split()[1])
        else:
            found = self.running(mutant.path, range(mutant.first, mutant.last + 1))
            # what runs in a process of its own is asked by the tests of its room
            found = found or {test for test in self.seconds if test.startswith(_room(mutant.path))}
        return self._ordered(found, _mirror(mutant.path))

    def running(self, file: str, lines: Iterable[int]) -> set[str]:
        """Return the tests that run one of these lines of a file."""
        known = self.lines.get(file, {})
        return set[str]().union(*(known.get(line, ()) for line in lines)) - {ATSTART}

    def _ordered(self, tests: set[str], first: str) -> list[str]:
        files: dict[str, list[str]] = defaultdict(list)
        for name in self.seconds:  # as pytest runs them
            if name in tests:
                files[name.split("::")[0]].append(name)

        def turn(file: str) -> tuple[bool, float]:
            return not file.startswith(first), sum(self.seconds[name] for name in files[file])

        return [name for file in sorted(files, key=turn) for name in files[file]]

    def _judging(self, name: str) -> set[str]:
        """The tests of the schema, and those that run a line which names a view, or one built on it."""
        found = {test for test in self.seconds if test.startswith(JUDGES)}
        for each in self._built_on(name):
            for file, line in self._named.get(each, ()):
                found |= self.running(file, [line])
        return found

    def _built_on(self, name: str) -> set[str]:
        """A view and all that read it; for a trigger, itself and its table."""
        known = {thing.name: thing for thing in self._things}
        if known[name].table:
            return {name, known[name].table}
        found, before = {name}, set[str]()
        while found != before:
            before = set(found)
            for thing in self._things:
                if found & {token.text for token in thing.tokens} and not thing.table:
                    found.add(thing.name)
        return found

    @cached_property
    def _things(self) -> list[sql_operators.Thing]:
        return sql_operators.things((self.root / SCHEMA).read_bytes())

    @cached_property
    def _named(self) -> dict[str, set[tuple[str, int]]]:
        """Name of a view or guarded table -> the lines whose text has it: (file, line)."""
        wanted = {thing.table or thing.name for thing in self._things}
        found: dict[str, set[tuple[str, int]]] = defaultdict(set)
        for path in sorted((self.root / "app").rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_bytes())):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    for word in wanted.intersection(re.findall(r"\w+", node.value)):
                        file = path.relative_to(self.root).as_posix()
                        found[word].add((file, node.lineno))
        return found


def _room(path: str) -> str:
    """The tests of a file's room: tests/app/file/ of app/file/journal.py."""
    return f"tests/{path.rpartition('/')[0]}/"


def _mirror(path: str) -> str:
    """The test of a file: app/file/journal.py has tests/app/file/test_journal.py."""
    if path == SCHEMA:
        return JUDGES
    folder, _, name = path.rpartition("/")
    return f"tests/{folder}/test_{name.removesuffix('.py')}"
