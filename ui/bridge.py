"""From the threads of work back to the thread of the window.

The bridge lives as long as the program, so a signal never belongs to something that is already gone.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from app.ground.jobs import Progress
from app.ground.log import log


class Bridge(QObject):
    """Delivers what happens in other threads to the window's thread, in order, never nested."""

    _delivered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._held: list[Callable[[], object]] | None = None
        self._delivered.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def post(self, call: Callable[[], object]) -> None:
        """Have ``call()`` done in the window's thread, soon; any thread may ask."""
        if shiboken6.isValid(self):
            self._delivered.emit(call)

    def hold(self) -> None:
        """Keep back what comes until ``release``: a locked window has nobody to show it to."""
        self._held = self._held or []

    def release(self) -> None:
        """Deliver what was kept back, in order, and go on."""
        held, self._held = self._held or [], None
        for call in held:
            self.post(call)

    def watch(self, future: Future[Any], done: Callable[[Future[Any]], object]) -> None:
        """Have ``done(future)`` called in the window's thread once the future is done."""
        future.add_done_callback(lambda finished: self.post(lambda: done(finished)))

    def progress(self, shown: Callable[[int, int, str], object]) -> Progress:
        """Return a Progress whose steps reach ``shown`` in the window's thread.

        Steps that come faster than the window takes them are dropped but for the newest.
        """
        newest: list[tuple[int, int, str]] = []

        def show() -> None:
            if newest:
                step = newest[-1]
                newest.clear()
                shown(*step)

        def stepped(done: int, total: int, text: str) -> None:
            waiting = bool(newest)
            newest.append((done, total, text))
            if not waiting:
                self.post(show)

        return Progress(stepped)

    def _call(self, call: Callable[[], object]) -> None:
        if self._held is not None:
            self._held.append(call)
            return
        try:
            call()
        except RuntimeError as error:
            # a window that was closed while its work went on has nothing left to show
            if "already deleted" not in str(error):
                raise
            log.info("result of work for a closed window")


def alive(widget: QObject | None) -> bool:
    """Tell whether the Qt object is still there (None is nobody in particular and always there)."""
    return widget is None or shiboken6.isValid(widget)
