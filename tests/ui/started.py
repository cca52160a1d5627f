"""The program started as a process of its own, up to the moment when something is on the screen.

``python -m tests.ui.started empty|page|home [FILE]`` is the child: an empty window, the start page, or the
first page of a school that was opened at its login. It answers one line of JSON when that is painted.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.ground.paths import ROOT

Sight = Literal["empty", "page", "home"]


@dataclass(frozen=True)
class Started:
    """Seconds on the clock and of the processor until it was painted, and the modules then loaded."""

    clock: float
    processor: float
    modules: frozenset[str]


def started(
    sight: Sight, home: Path, file: Path | None = None, *, cache: Path | None = None
) -> Started:
    """Start the program and return how long it took. ``cache`` is where compiled code is kept."""
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "DANGXIAO_HOME": str(home)}
    if cache is not None:
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment["PYTHONPYCACHEPREFIX"] = str(cache)
    command = [sys.executable, "-m", "tests.ui.started", sight, *([str(file)] if file else [])]
    before = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env=environment
    ) as child:
        assert child.stdout is not None and child.stderr is not None
        line = child.stdout.readline()
        clock = time.perf_counter() - before
        assert line, child.stderr.read().decode(errors="replace")
    told = json.loads(line)
    return Started(clock, told["processor"], frozenset(told["modules"]))


def _tell() -> None:
    """Say that it is painted, and leave without the time that closing takes."""
    told = {"processor": time.process_time(), "modules": sorted(sys.modules)}
    print(json.dumps(told), flush=True)
    os._exit(0)


def _empty() -> None:
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QWidget

    class Window(QWidget):
        def paintEvent(self, event: QPaintEvent) -> None:
            super().paintEvent(event)
            _tell()

    app = QApplication([])
    window = Window()
    window.show()
    app.exec()


def _program(sight: Sight, file: str | None) -> None:
    """Start it by its command line; at the login the password is typed, and Enter."""
    from app.commands.main import main

    def watch() -> None:
        from PySide6.QtCore import QCoreApplication, QEvent, QObject

        class Watch(QObject):
            def eventFilter(self, watched: QObject, event: QEvent) -> bool:
                kind, name = event.type(), type(watched).__name__
                if kind == QEvent.Type.Show and name == "LoginDialog":
                    watched.form.fill({"password": os.environ["DANGXIAO_PASSWORD"]})  # type: ignore[attr-defined]
                    watched.go()  # type: ignore[attr-defined]
                if kind == QEvent.Type.Paint and sight == "page" and name == "StartPage":
                    _tell()
                if kind == QEvent.Type.Paint and sight == "home" and name == "HomePage":
                    _tell()
                return False

        app = QCoreApplication.instance()
        assert app is not None
        app.watch = Watch(app)  # type: ignore[attr-defined]
        app.installEventFilter(app.watch)  # type: ignore[attr-defined]

    import ui.app

    prepare = ui.app.prepare

    def prepared(chosen: object) -> object:
        app = prepare(chosen)  # type: ignore[arg-type]
        watch()
        return app

    ui.app.prepare = prepared  # type: ignore[assignment]
    main(["window", *([file] if file else [])])


if __name__ == "__main__":
    if sys.argv[1] == "empty":
        _empty()
    else:
        _program(sys.argv[1], *(sys.argv[2:] or [None]))  # type: ignore[arg-type]
