"""Long work: progress that can be cancelled, one writer thread, and the same without threads."""

from __future__ import annotations

import threading
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

    def close(self) -> None:
        """Wait for what was taken, and take no more."""
        ...


class Thread:
    """A thread that does one piece of work after the other."""

    def __init__(self, name: str) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Queue the work."""
        return self._pool.submit(work)

    def close(self) -> None:
        """Finish what is queued."""
        self._pool.shutdown(wait=True)


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

    def close(self) -> None:
        """Nothing waits."""
