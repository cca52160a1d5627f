"""A plugin of pytest: which test runs which line of the program, and how long each test takes.

``python -m pytest -p tests.mutants.contexts --contexts-to FILE`` writes it down. A fixture that several
tests share is set up in the first of them only: its lines count for every test that asks for it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import coverage
import pytest

ATSTART = "at start"  # what runs while modules are loaded


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the name of the file to write."""
    parser.addoption("--contexts-to", type=Path, default=None, help="write what each test runs")


def pytest_configure(config: pytest.Config) -> None:
    """Start to measure where it was asked for."""
    target = config.getoption("--contexts-to")
    if target:
        config.pluginmanager.register(Contexts(target, Path(str(config.rootpath))))


class Contexts:
    """Measures from here on, before any module of the program is loaded."""

    def __init__(self, target: Path, root: Path) -> None:
        self._target, self._root = target, root
        self._tests: dict[str, dict[str, Any]] = {}
        self._now = ATSTART
        self._coverage = coverage.Coverage(
            data_file=None, config_file=False, source=[str(root / "app")], messages=False
        )
        self._coverage.start()
        self._coverage.switch_context(ATSTART)

    def _switch(self, context: str) -> str:
        before, self._now = self._now, context
        self._coverage.switch_context(context)
        return before

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        name = item.nodeid.split("[")[0]
        test = self._tests.setdefault(name, {"seconds": 0.0, "fixtures": []})
        test["fixtures"] = sorted({*test["fixtures"], *_shared(item)})
        started = time.perf_counter()
        self._switch(name)
        result = yield
        self._switch(ATSTART)
        test["seconds"] += time.perf_counter() - started
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Iterator[None]:
        if fixturedef.scope == "function":
            return (yield)
        before = self._switch(_called(fixturedef))
        try:
            return (yield)
        finally:
            self._switch(before)

    def pytest_sessionfinish(self) -> None:
        self._coverage.stop()
        data = self._coverage.get_data()
        lines = {
            Path(path).relative_to(self._root).as_posix(): data.contexts_by_lineno(path)
            for path in data.measured_files()
        }
        self._target.write_text(json.dumps({"tests": self._tests, "lines": lines}), "utf-8")


def _shared(item: pytest.Item) -> list[str]:
    """The fixtures a test stands on that it may not be the first to need."""
    known = getattr(item, "_fixtureinfo", None)
    found = known.name2fixturedefs.values() if known else ()
    return [_called(each) for several in found for each in several if each.scope != "function"]


def _called(fixturedef: pytest.FixtureDef[Any]) -> str:
    return f"fixture {fixturedef.baseid}::{fixturedef.argname}"
