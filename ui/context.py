"""The one object a page is given: the open school, and how to read, write, go and say."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar
from weakref import WeakSet

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.file.keeping import Keeper, Kept
from app.file.operation import Change, Operation
from app.file.rights import Right
from app.file.session import Aside, Session
from app.ground.errors import UserError
from app.ground.jobs import Cancelled, Progress, Runner, Thread
from app.ground.settings import Settings
from app.school import unfinished
from ui.bridge import Bridge, alive
from ui.kit import running

T = TypeVar("T")


class Context(QObject):
    """An open school as the window knows it. Signals are wired in ui/mainwindow.py, all in one place."""

    changed = Signal(object)  # frozenset of the tables a write has touched
    asked = Signal(str, object)  # page to go to, its arguments
    closing = Signal()  # the file is about to be closed
    left = Signal()  # back to the page before
    backed_up = Signal()  # the school has been backed up
    restoring = Signal(object)  # the path of a backup that is to take the school's place
    lock_set = Signal(
        int
    )  # minutes without a hand on the computer after which it locks, 0 for never
    text_sized = Signal(int)  # another text size is wanted, percent
    said = Signal(str, str, bool)  # text, tone ("good", "warn", "bad"), whether 撤销 is offered

    def __init__(
        self,
        session: Session,
        settings: Settings,
        bridge: Bridge,
        runner: Runner | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.settings = settings
        self.bridge = bridge
        self.runner = runner or Thread("dangxiao-work")
        self._under_way: WeakSet[Progress] = WeakSet()
        self.closed = False  # nothing can be read any more; what is still delivered comes too late
        self.today: Callable[[], datetime.date] = datetime.date.today  # a walk has a day of its own
        self.keeper = Keeper(
            session, settings, told=lambda kept: bridge.post(lambda: self.kept(kept))
        )
        session.before_large = self.keeper.before_large

    def may(self, *rights: Right) -> bool:
        """Tell whether the user at work has these rights, as the file says now."""
        return not self.missing(*rights)

    def missing(self, *rights: Right) -> str:
        """Return why the user may not do what needs these rights, in Chinese; "" where he may."""
        return self.session.missing(*rights)

    def read(self, query: Callable[..., T], *args: Any, **kw: Any) -> T:
        """Return ``query(db, ...)`` on the read-only connection of this thread."""
        return self.session.read(query, *args, **kw)

    def run(
        self,
        work: Operation[T],
        *,
        parent: QWidget | None = None,
        on_done: Callable[[Change[T]], object] | None = None,
        on_error: Callable[[UserError], object] | None = None,
        on_end: Callable[[], object] = lambda: None,
        toast: bool = True,
        text: str = "",
    ) -> None:
        """Do a write. Pages whose kinds it changed reload; a line says what was done, and offers 撤销
        where there is one.

        ``on_error(error)`` may return True where it has shown the error itself; ``on_end()`` comes before,
        whatever came of it.
        """

        def done(change: Change[T]) -> None:
            self._tell(change, toast)
            if on_done is not None:
                on_done(change)

        progress = running.start(
            self.bridge,
            lambda progress: self.session.submit(work, progress),
            parent=parent,
            on_done=done,
            on_error=lambda error: self._failed(error, on_error),
            on_end=on_end,
            text=text or f"正在{work.name}…",
        )
        self._under_way.add(progress)

    def imagine(
        self,
        work: Operation[Any],
        query: Callable[..., T],
        *args: Any,
        parent: QWidget,
        on_done: Callable[[T], object],
    ) -> Progress:
        """Have ``on_done(value)`` called with what ``query(db, ...)`` would read after a write not done.

        The window goes on meanwhile. Nothing comes where the write would be refused, where ``parent`` is
        gone, or once the progress returned is cancelled.
        """
        progress = Progress()

        def finish(future: Future[T]) -> None:
            error = future.exception()
            if progress.cancelled or not alive(parent) or isinstance(error, UserError):
                return
            on_done(future.result())

        future = self.session.submit_imagined(work, lambda db: query(db, *args), progress)
        self.bridge.watch(future, finish)
        self._under_way.add(progress)
        return progress

    def aside(self, work: Aside, on_done: Callable[[], object] = lambda: None) -> None:
        """Keep half-done work, or give it up; nobody waits for it, and a failure is told.

        ``on_done()`` comes when it is in the file.
        """

        def told(done: Future[None]) -> None:
            error = done.exception()
            if error is None:
                on_done()
            elif isinstance(error, UserError):
                self.warn(f"未完成的工作没有存下来：{error.text}")
            else:
                raise error

        self.bridge.watch(self.session.aside(work), told)

    def work(
        self,
        text: str,
        job: Callable[[Progress], T],
        *,
        parent: QWidget | None = None,
        on_done: Callable[[T], object] | None = None,
        on_error: Callable[[UserError], object] | None = None,
    ) -> Progress:
        """Do long work that is not a write (papers, reading a workbook, a backup) beside the window."""
        progress = running.start(
            self.bridge,
            lambda progress: self.runner.submit(lambda: job(progress)),
            parent=parent,
            on_done=on_done or (lambda _: None),
            on_error=lambda error: self._failed(error, on_error),
            text=text,
        )
        self._under_way.add(progress)
        return progress

    def undo(self, parent: QWidget | None = None) -> None:
        """Take back the last operation."""
        self.work("正在撤销…", lambda _: self.session.undo(), parent=parent, on_done=self._undone)

    def redo(self, parent: QWidget | None = None) -> None:
        """Do again what was last taken back."""
        self.work("正在重做…", lambda _: self.session.redo(), parent=parent, on_done=self._redone)

    def take_back(self, operation_id: int, parent: QWidget | None = None) -> None:
        """Take back one earlier operation alone; this can itself be undone."""
        self.work(
            "正在撤销…",
            lambda _: self.session.take_back(operation_id),
            parent=parent,
            on_done=self._taken_back,
        )

    def go(self, page: str, **args: object) -> None:
        """Show a page of the window: "classes", "class" with class_id=…, "students" …"""
        self.asked.emit(page, args)

    def back(self) -> None:
        """Show the page that was shown before."""
        self.left.emit()

    def say(self, text: str, *, undo: bool = False) -> None:
        """Say in passing that something is done."""
        self.said.emit(text, "good", undo)

    def warn(self, text: str, tone: str = "warn") -> None:
        """Say what went wrong; it stays until it is closed."""
        self.said.emit(text, tone, False)

    def kept(self, kept: Kept) -> None:
        """Remember and say what came of a copy that was made by itself."""
        self.keeper.note(kept)
        if kept.made:
            self.backed_up.emit()
        for place in kept.places:
            if place.outside:
                self.say(f"已备份到{place.name}，并检查过。")
        for fault in kept.faults:
            self.warn(fault)

    def close(self) -> None:
        """Keep what is half-typed, stop long work at its next step, which leaves nothing half-made, and
        close the file."""
        self.closing.emit()
        self.session.aside(unfinished.discard_gone())
        self.closed = True
        for progress in self._under_way:
            progress.cancel()
        try:
            self.runner.close()
        finally:
            self.session.close()

    def _tell(self, change: Change[Any], said: bool) -> None:
        if change.kinds:
            self.changed.emit(change.kinds)
            if said:
                self.say(f"已{change.name}。", undo=change.undo == "stack")

    def _undone(self, change: Change[str]) -> None:
        self.changed.emit(change.kinds)
        self.say(f"已撤销：{change.value}。")

    def _taken_back(self, change: Change[str]) -> None:
        self.changed.emit(change.kinds)
        self.say(f"已{change.name}。", undo=True)

    def _redone(self, change: Change[str]) -> None:
        self.changed.emit(change.kinds)
        self.say(f"已重做：{change.value}。", undo=True)

    def _failed(self, error: UserError, on_error: Callable[[UserError], object] | None) -> None:
        if on_error is not None and on_error(error):
            return
        if isinstance(error, Cancelled):
            self.say(error.text)
        else:
            self.warn(error.text)
