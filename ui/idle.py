"""How long nobody has touched the keyboard or the mouse."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

EVERY = 10_000  # ms between two looks at the clock
_HANDS = frozenset(
    [
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.InputMethod,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    ]
)


class Idle(QObject):
    """``passed()`` once nobody has touched anything for the minutes that are watched for.

    Only what comes from the system counts, not what the program sends itself. ``clock`` is in seconds.
    """

    passed = Signal()

    def __init__(
        self, parent: QObject | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self._clock, self._since, self._minutes = clock, clock(), 0
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.check)

    def watch(self, minutes: int) -> None:
        """Watch for so many minutes from now on; 0 is never."""
        app = QApplication.instance()
        assert app is not None
        self._minutes, self._since = minutes, self._clock()
        app.removeEventFilter(self)
        if minutes:
            app.installEventFilter(self)
            self._timer.start()
        else:
            self._timer.stop()

    def check(self) -> None:
        """Look at the clock; what has passed is told once, and then counts from now."""
        if self._minutes and self._clock() - self._since >= 60 * self._minutes:
            self._since = self._clock()
            self.passed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note that someone is there."""
        if event.type() in _HANDS and event.spontaneous():
            self._since = self._clock()
        return False
