"""Every piece of work that may take time, seen from the window: a write, a paper, a backup.

The work is done elsewhere; the window stays alive. After a tenth of a second a veil with progress and
取消 covers the window that asked, so that nothing is done twice.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.ground.errors import UserError
from app.ground.jobs import Progress
from ui.bridge import Bridge, alive
from ui.kit.busy import BusyVeil

PATIENCE = 100  # ms before the veil is shown


def start(
    bridge: Bridge,
    submit: Callable[[Progress], Future[Any]],
    *,
    parent: QWidget | None,
    on_done: Callable[[Any], object],
    on_error: Callable[[UserError], object],
    on_end: Callable[[], object] = lambda: None,
    lost: Callable[[Any], object] = lambda _: None,
    text: str = "",
) -> Progress:
    """Have ``submit(progress)`` begin the work; ``on_done(value)`` or ``on_error(error)`` follows.

    Returns the progress, whose ``cancel`` stops the work at its next step.
    ``on_end()`` comes before either, and where the error is a bug, too: to give back what was greyed.
    ``lost(value)`` is what is done with a value that nobody waits for any more: to close what is open.
    All come in the window's thread, and the others only while ``parent`` is there. An error that is a bug is
    raised in the window's thread, where the program's hook reports it.
    """
    window = parent.window() if parent is not None else None
    veil = BusyVeil(window, text) if window is not None else None
    timer = QTimer(veil) if veil is not None else None
    progress = bridge.progress(lambda d, t, s: veil.step(d, t, s) if alive(veil) and veil else None)
    if veil is not None and timer is not None:
        # a lambda: of a bound method Qt would drop the connection where its object ends, which is in the
        # thread of the work, while the window's thread drops the veil: that ended in freed memory
        veil.cancelled.connect(lambda: progress.cancel())
        timer.setSingleShot(True)
        timer.timeout.connect(veil.cover)
        timer.start(PATIENCE)

    def finish(future: Future[Any]) -> None:
        if veil is not None and timer is not None and alive(veil):
            timer.stop()  # a veil that came after the work would take the keyboard with it
            veil.lift()
        error = future.exception()
        if not alive(parent):
            if error is None:
                lost(future.result())
            return
        on_end()
        if error is None:
            on_done(future.result())
        elif isinstance(error, UserError):
            on_error(error)
        else:
            raise error

    bridge.watch(submit(progress), finish)
    return progress
