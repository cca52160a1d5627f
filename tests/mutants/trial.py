"""A copy of the tree in which mutants are tried: the tree of record is never written to."""

from __future__ import annotations

import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.mutant import Mutant

LEFT_OUT = (".git", ".venv", "build", "dist", "__pycache__", ".*_cache", ".hypothesis")
MEMORY = 8 << 30  # bytes a mutant may take, and
LARGEST = 1 << 30  # write into one file, before it counts as noticed
WAITING = (
    10  # times its limit that a mutant may take by the clock, on a machine that does other work
)
PYTEST = ("-x", "-q", "-rfE", "--no-header", "--tb=no", "--color=no", "-p", "no:cacheprovider")

_FAILED = re.compile(r"^(?:FAILED|ERROR) ((?:\S+?\.py)(?:::\w+)*)", re.MULTILINE)


@dataclass(frozen=True)
class Outcome:
    """``verdict`` is killed, timeout or survived; ``killer`` the test."""

    verdict: str
    seconds: float
    killer: str = ""


class Tree:
    """A copy of the tree under ``folder``, made anew; one mutant stands in it at a time."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root, self.folder = root, folder
        self.checkout = folder / "checkout"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(root, self.checkout, ignore=shutil.ignore_patterns(*LEFT_OUT))

    def try_out(self, mutant: Mutant, tests: Sequence[str], limit: float) -> Outcome:
        """Run tests against a mutant until one fails; at most ``limit`` seconds of the processor."""
        if not tests:
            return Outcome("survived", 0.0)
        started = time.monotonic()
        path = self.checkout / mutant.path
        source = path.read_bytes()
        try:
            self._write(path, mutant.apply(source))
            status, said = self.pytest([*PYTEST, *tests], limit)
        finally:
            self._write(path, source)
        seconds = time.monotonic() - started
        if status is None:
            return Outcome("timeout", seconds)
        failed = _FAILED.search(said)
        return Outcome("killed" if status else "survived", seconds, failed[1] if failed else "")

    @staticmethod
    def _write(path: Path, source: bytes) -> None:
        # Two mutants of one second and size would look like one to Python's cache.
        for compiled in path.parent.glob(f"__pycache__/{path.stem}.*.pyc"):
            compiled.unlink()
        path.write_bytes(source)

    def pytest(self, words: Sequence[str], limit: float | None) -> tuple[int | None, str]:
        """Run pytest in the copy; return its status and words, None for one that had to be ended."""
        process = subprocess.Popen(
            [sys.executable, "-m", "pytest", f"--basetemp={self.folder / 'tmp'}", *words],
            cwd=self.checkout,
            env=_environment(self.checkout),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # ended with all that it started
            preexec_fn=lambda: _bounded(limit),
        )
        try:
            said, _ = process.communicate(timeout=limit and limit * WAITING)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return None, ""
        hung = process.returncode == -signal.SIGXCPU
        return None if hung else process.returncode, said.decode("utf-8", "replace")


def _environment(checkout: Path) -> dict[str, str]:
    """This program's own, less what measures it, where the program under trial is the copy."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    return kept | {"PYTHONPATH": str(checkout), "QT_QPA_PLATFORM": "offscreen"}


def _bounded(limit: float | None) -> None:
    # of the processor, not by the clock: beside other work, every mutant would seem to hang
    if limit is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (int(limit) + 1, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST, LARGEST))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
