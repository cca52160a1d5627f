from __future__ import annotations

import re
import tomllib
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from installer import parts
from installer.fetch import pinned

ROOT = Path(__file__).parents[2]
WINDOWS = {
    "extra": "",
    "implementation_name": "cpython",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "platform_python_implementation": "CPython",
    "platform_system": "Windows",
    "python_full_version": parts.PYTHON,
    "python_version": "3.11",
    "sys_platform": "win32",
}


def needed(requirement: str) -> str:
    """The normal name of what a requirement asks for on Windows, or nothing."""
    asked = Requirement(requirement)
    if asked.marker and not asked.marker.evaluate(WINDOWS):
        return ""
    return re.sub(r"[-_.]+", "-", asked.name).lower()


def test_the_packages_are_what_the_program_depends_on_and_no_others() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    reached: set[str] = set()
    asked = [needed(requirement) for requirement in project["dependencies"]]
    while asked:
        name = asked.pop()
        if not name or name in reached or name in parts.NOT_SHIPPED:
            continue
        reached.add(name)
        asked += [needed(requirement) for requirement in requires(name) or ()]
    assert reached == set(parts.PACKAGES)


def test_every_package_is_pinned_by_hash() -> None:
    entries = pinned(ROOT / "requirements.lock")
    for name in parts.PACKAGES:
        first, *hashes = entries[name]
        assert first.startswith(f"{name}==")
        assert hashes and all(one.startswith("--hash=sha256:") for one in hashes)


@pytest.mark.parametrize(
    ("path", "out"),
    [
        ("PIL/_avif.cp311-win_amd64.pyd", True),
        ("PIL/_imaging.cp311-win_amd64.pyd", False),
        ("click/core.py", False),
        ("click/__pycache__/core.pyc", True),
        ("PySide6/QtCore.pyi", True),
    ],
)
def test_what_is_left_out_of_a_library(path: str, out: bool) -> None:
    assert parts.left_out(path, parts.LIBRARY_LEFT_OUT) is out
