"""Long work: progress that can be cancelled, one writer thread, and the same without threads."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol, TypeVar

from app.ground.errors import UserError

T = TypeVar("T")


class Cancelled(UserError):
    """The user stopped the work; everything is as it was before."""

    def __init__(self) -> None:
        super().__init__("已取消，没有写入任何数据。")


class Progress:
    """Told by the work how far it is; asked by the work whether to go on.

    ``shown(done, total, text)`` is called in the thread of the work.
    """

    def __init__(self, shown: Callable[[int, int, str], None] | None = None) -> None:
        self._shown = shown
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """Ask the work to stop at its next step; any thread may call."""
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        """Whether cancel() was called."""
        return self._cancelled.is_set()

    def heed(self) -> None:
        """Raises Cancelled where cancel() was called."""
        if self.cancelled:
            raise Cancelled

    def step(self, done: int, total: int, text: str = "") -> None:
        """Report ``done`` of ``total`` pieces. Raises Cancelled where cancel() was called."""
        self.heed()
        if self._shown is not None:
            self._shown(done, total, text)


class Runner(Protocol):
    """Where work is done, one piece after the other."""

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Take the work and return its future."""
        ...

    def later(self, seconds: float, work: Callable[[], object]) -> None:
        """Do the work once nothing has been put off for so long; closing forgets it."""
        ...

    def close(self) -> None:
        """Wait for what was taken, and take no more."""
        ...


class Thread:
    """A thread that does one piece of work after the other."""

    def __init__(self, name: str) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._guard = threading.Lock()
        self._timer: threading.Timer | None = None
        self._due = 0.0
        self._closed = False
        self._put_off: Callable[[], object] | None = None

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Queue the work."""
        return self._pool.submit(work)

    def later(self, seconds: float, work: Callable[[], object]) -> None:
        """Queue the work once nothing has been put off for so long."""
        with self._guard:
            self._due, self._put_off = time.monotonic() + seconds, work
            if self._timer is None and not self._closed:
                self._wait(seconds)

    def close(self) -> None:
        """Finish what is queued; what was put off is forgotten."""
        with self._guard:
            self._closed = True
            if self._timer is not None:
                self._timer.cancel()
        self._pool.shutdown(wait=True)

    def _wait(self, seconds: float) -> None:
        # one timer for a whole burst of work, which looks again instead of being set anew each time
        self._timer = threading.Timer(seconds, self._look)
        self._timer.daemon = True
        self._timer.start()

    def _look(self) -> None:
        with self._guard:
            self._timer = None
            left = self._due - time.monotonic()
            if self._put_off is None or self._closed:
                return
            if left > 0:
                self._wait(left)
            else:
                self._pool.submit(self._put_off)
                self._put_off = None


class Inline:
    """The same contract without a thread: the work is done when submit returns."""

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Do the work now."""
        future: Future[T] = Future()
        try:
            future.set_result(work())
        except Exception as error:
            future.set_exception(error)
        return future

    def later(self, seconds: float, work: Callable[[], object]) -> None:
        """Forget it: what has no thread of its own does not wait, and is closed soon."""

    def close(self) -> None:
        """Nothing waits."""
