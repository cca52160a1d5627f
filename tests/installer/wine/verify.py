"""``make verify-windows``: the project's tests, then the built setup installed, used and removed.

Proves under wine that the installed folder is whole: Windows Python, every library, the real
``windows`` screen. What wine cannot show stands in installer/RELEASE-CHECKLIST.md.

    python -m tests.installer.wine.verify            everything
    python -m tests.installer.wine.verify installed  without the project's tests
    python -m tests.installer.wine.verify start      installed, started, removed: what CI runs
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from installer import assemble
from tests.installer.wine import suite
from tests.installer.wine.installed import Installed
from tests.installer.wine.pages import Pages
from tests.installer.wine.prefix import Prefix, screen

WORK = assemble.ROOT / "build/windows/wine"


def main(wanted: str) -> int:
    """Verify dist/; 1 with the first step that fails."""
    setup = assemble.ROOT / f"dist/{assemble.NAME}-{assemble.version()}-setup.exe"
    if not setup.is_file():
        print(f"There is no {setup.name} in dist/: run make installer first.", file=sys.stderr)
        return 1
    if _verify(setup, wanted) == 0:
        return 0
    if wanted == "start":  # what every submission waits for gets one more try of the whole
        print("Wine hangs at times, so once more from the beginning.", flush=True)
        return _verify(setup, wanted)
    return 1


def _verify(setup: Path, wanted: str) -> int:
    """Run the steps in a new Windows; 0 if all hold."""
    shutil.rmtree(WORK, ignore_errors=True)
    with screen(WORK / "screen") as display:
        windows = Prefix(WORK, display)
        installed, pages = Installed(windows, setup), Pages(windows, setup)
        start = [installed.prepare, installed.install, installed.start, installed.uninstall]
        whole = [
            *(installed.prepare, installed.carry, pages.refuse_old_windows, pages.walk),
            *(installed.keep_apart, installed.replace_older),
            *(installed.demonstrate, installed.compare, installed.look),
            *(installed.start_twice, pages.ask_to_close, installed.uninstall),
        ]
        steps: list[Callable[[], str]] = start if wanted == "start" else whole
        if wanted == "":
            steps.insert(1, lambda: suite.run(windows))
        try:
            return _run(steps)
        finally:
            windows.stop()


def _run(steps: list[Callable[[], str]]) -> int:
    for step in steps:
        name = getattr(step, "__name__", "").replace("<lambda>", "the project's tests")
        started = time.monotonic()
        try:
            said = step()
        except (AssertionError, OSError, subprocess.SubprocessError):
            traceback.print_exc()
            print(f"{name} failed", file=sys.stderr)
            return 1
        print(f"{name}: {said}  [{time.monotonic() - started:.0f} s]", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main("".join(sys.argv[1:2])))
