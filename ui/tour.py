"""A walk through the demonstration school that photographs every page, tab and dialog.

The sights are those of ``ui/sights.py``. Nothing waits for the clock; a picture is taken when the window has
nothing left to do.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog

from app import demo
from app.ground import jobs, settings, temporary
from ui import sights
from ui.app import prepare
from ui.bridge import Bridge
from ui.mainwindow import MainWindow
from ui.photograph import dialogs, keep, photograph, settle
from ui.sights import CHEAP, PASSWORD

SIZES = ((1366, 768), (1920, 1080))


def make_school(path: Path) -> None:
    """Make the demonstration school, without the deliberate delay of a key ring."""
    demo.build(path, PASSWORD, cost=CHEAP)


def tour(
    out: Path,
    sizes: Sequence[tuple[int, int]] = SIZES,
    *,
    made: Callable[[Path], object] = make_school,
    look: Callable[[str], object] = lambda sight: None,
    wanted: Callable[[str], bool] = lambda sight: True,
    percent: int = 100,
) -> list[Path]:
    """Photograph everything into ``out`` as NNN-name-WIDTH.png and return the files in order.

    ``made(path)`` makes the school, whose password is PASSWORD; ``look(name)`` is called at every
    sight; ``wanted(name)`` says which are photographed; the text has a size of ``percent``.
    Raises UserError where the demonstration school cannot be made.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    out.mkdir(parents=True, exist_ok=True)
    taken: list[Path] = []
    with tempfile.TemporaryDirectory(prefix="dangxiao-tour-") as folder:
        home, os.environ["DANGXIAO_HOME"] = os.environ.get("DANGXIAO_HOME"), folder
        try:
            prepare(settings.Settings(text_percent=percent))
            school = Path(folder) / "演示学校.dxjw"
            made(school)
            for size in sizes:
                taken += _walk(school, out, size, look, wanted)
        finally:
            temporary.close()  # whose place goes with the folder
            if home is None:
                del os.environ["DANGXIAO_HOME"]
            else:
                os.environ["DANGXIAO_HOME"] = home
    return taken


def _walk(
    school: Path,
    out: Path,
    size: tuple[int, int],
    look: Callable[[str], object],
    wanted: Callable[[str], bool],
) -> list[Path]:
    bridge = Bridge()
    window = MainWindow(settings.Settings(automatic=False), bridge, jobs.Inline())
    # Windows makes no window with a frame larger than the screen.
    window.setWindowFlag(Qt.WindowType.FramelessWindowHint)
    window.resize(*size)
    window.show()
    taken: list[Path] = []
    for number, (name, lead) in enumerate(sights.steps(window, school), 1):
        lead()
        settle()
        if wanted(name):
            target = out / f"{number:03}-{name}-{size[0]}.png"
            keep(photograph(window, QSize(*size)), target)
            taken.append(target)
        look(name)
        for dialog in dialogs():
            dialog.close()
            if dialog.isVisible():  # one that closes only when it has been read
                dialog.done(QDialog.DialogCode.Rejected)
        settle(4)
    window.close()
    window.deleteLater()
    settle(4)
    return taken
