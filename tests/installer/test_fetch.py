from __future__ import annotations

from pathlib import Path

import pytest

from installer import fetch
from installer.errors import AssemblyError


def test_markers_are_dropped_and_hashes_kept(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text(
        "# made by a tool\n"
        "cffi==2.1.1 ; platform_python_implementation != 'PyPy' \\\n"
        "    --hash=sha256:aa \\\n"
        "    --hash=sha256:bb\n"
        "click==8.5.1 \\\n"
        "    --hash=sha256:cc\n"
    )
    assert fetch.pinned(lock) == {
        "cffi": ["cffi==2.1.1", "--hash=sha256:aa", "--hash=sha256:bb"],
        "click": ["click==8.5.1", "--hash=sha256:cc"],
    }


def test_a_package_without_a_pin_is_named_before_anything_is_fetched(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("click==8.5.1 \\\n    --hash=sha256:cc\n")
    with pytest.raises(AssemblyError, match=r"Not pinned in requirements\.lock: cffi, "):
        fetch.wheels(lock, tmp_path / "downloads")
    assert not (tmp_path / "downloads").exists()


def test_other_packages_are_fetched_when_they_are_named(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("click==8.5.1 \\\n    --hash=sha256:cc\n")
    with pytest.raises(AssemblyError, match=r"Not pinned in requirements\.lock: pytest$"):
        fetch.wheels(lock, tmp_path / "downloads", ("click", "pytest"))
