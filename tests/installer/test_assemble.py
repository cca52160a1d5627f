from __future__ import annotations

import tomllib

import pytest

from app import __version__
from app.ground import apart
from installer import assemble, runtime


def test_the_version_is_read_without_importing_the_program() -> None:
    project = tomllib.loads((assemble.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert assemble.version() == __version__ == project["version"]


def test_files_get_the_time_that_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1750000000")
    assert assemble.epoch() == 1_750_000_000
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert assemble.epoch() == assemble.EARLIEST


def test_a_missing_tool_is_told_by_the_name_of_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assemble, "TOOLS", {"no-such-tool": "nsis"})
    with pytest.raises(assemble.AssemblyError, match="Missing: nsis"):
        assemble._see_tools()


def test_the_modules_of_qt_are_those_the_window_imports() -> None:
    modules = runtime.qt_modules(assemble.ROOT / "ui")
    assert {"QtCore", "QtGui", "QtWidgets", "QtPrintSupport", "QtSvg"} <= modules
    assert all(module.startswith("Qt") for module in modules)


def test_the_helper_that_reads_files_of_strangers_shows_no_box() -> None:
    start = (assemble.ROOT / "installer/launcher/start.py").read_text("utf-8")
    assert f'"{apart.OPTION}" not in sys.argv' in start
