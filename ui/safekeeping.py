"""When the open school is copied by itself, and what the window says of it: each day, a stick, closing."""

from __future__ import annotations

from concurrent.futures import Future

from PySide6.QtCore import QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QWidget

from app.file.keeping import Kept
from app.ground.errors import UserError
from app.ground.jobs import Cancelled, Progress, Runner, Thread
from ui.bridge import Bridge
from ui.context import Context
from ui.kit import ask, running

LOOK = 30_000
"""Milliseconds between two looks for a stick, or for the work of a day that is over."""
SHOWN = 10_000
"""Milliseconds after which what went wrong at closing goes away by itself: nobody may be there."""


class Keeping(QObject):
    """Of one window. Copies are made on a thread of their own, beside whatever else is done."""

    def __init__(self, window: QWidget, bridge: Bridge, runner: Runner | None = None) -> None:
        super().__init__(window)
        self._window, self._bridge, self._given = window, bridge, runner
        self._runner: Runner | None = None
        self._context: Context | None = None
        self._under_way: Progress | None = None
        self.closing: Progress | None = None  # the copy that closing waits for
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK)
        self._timer.timeout.connect(self.look)

    def watch(self, context: Context) -> None:
        """Look after a school that was opened; a backup is not backed up."""
        if context.session.is_backup or context.session.only_read:
            return
        self._context = context
        self._runner = self._given or Thread("dangxiao-keeping")
        self._timer.start()

    def look(self) -> None:
        """Copy what is due now, beside the window; nobody waits for it."""
        context, runner = self._context, self._runner
        if context is None or runner is None or self._under_way is not None:
            return
        if not context.settings.automatic:
            return
        progress = self._under_way = Progress()
        future = runner.submit(lambda: context.keeper.keep_up(progress))
        self._bridge.watch(future, lambda done: self._looked(progress, done))

    def _looked(self, progress: Progress, future: Future[Kept]) -> None:
        if self._under_way is progress:
            self._under_way = None
        error = future.exception()
        if error is not None and not isinstance(error, UserError):
            raise error

    def finish(self) -> None:
        """Copy what no copy has yet, before the school is closed; with progress, and 取消.

        What goes wrong is told, holds up the closing for some seconds, and leaves older copies whole.
        """
        context, runner = self._context, self._runner
        self._context = self._runner = None
        self._timer.stop()
        if context is None or runner is None:
            return
        if self._under_way is not None:
            self._under_way.cancel()
            self._under_way = None
        if context.settings.automatic:
            self._tell(self._last_copy(context, runner))
        if runner is not self._given:
            runner.close()

    def _last_copy(self, context: Context, runner: Runner) -> list[str]:
        """Wait for it in a loop of its own; return what went wrong."""
        wrong: list[str] = []
        loop = QEventLoop()

        def failed(error: UserError) -> None:
            if not isinstance(error, Cancelled):
                wrong.append(error.text)

        self.closing = running.start(
            self._bridge,
            lambda progress: runner.submit(lambda: context.keeper.keep(progress)),
            parent=self._window,
            on_done=lambda kept: wrong.extend(kept.faults),
            on_error=failed,
            on_end=loop.quit,
            text="正在备份，完成后关闭…",
        )
        loop.exec()
        self.closing = None
        return wrong

    def _tell(self, wrong: list[str]) -> None:
        if not wrong:
            return
        text = "\n".join((*wrong, "学校文件已保存，原有的备份都在。这个提示十秒后自动关闭。"))
        note = ask.Question(self._window, "关闭前没有备份成功", text, "知道了", "", danger=False)
        QTimer.singleShot(SHOWN, note, note.reject)
        note.exec()
