"""What the window does when the program is started again: to the front, and to the file it was given."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from app.ground import filenames, places
from app.ground.log import log
from ui.bridge import alive
from ui.kit import ask
from ui.kit.busy import BusyVeil
from ui.mainwindow import MainWindow
from ui.school.login import LoginDialog

BUSY = (
    "「{file}」还没有打开。请先完成或关闭正在显示的小窗口，再双击这个文件。\n\n"
    "已经填写的内容都在，没有改动。"
)
WORKING = (
    "「{file}」还没有打开：这里的工作还没有做完。请等它完成，再双击这个文件。\n\n"
    "已经保存的内容都在，没有改动。"
)
LOCKED = "「{file}」还没有打开：窗口已锁定。请先输入密码解锁，再双击这个文件。"
OTHER = (
    "正在使用的是「{here}」。\n\n"
    "输入「{file}」的密码以后才会换过去；这里的内容都已保存，随时可以换回来。"
)


class Called:
    """Answers later starts for one window. Nothing waits: the other start is told at once."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._asked: ask.Question | None = None

    def come(self, path: Path | None) -> None:
        """Come to the front, and where a file is given that is not open, lead to it."""
        window = self._window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        top = QApplication.activeModalWidget() or window
        top.raise_()
        top.activateWindow()
        log.info("A later start has called the window to the front.")
        if path is not None:  # later: the other start is answered before a dialog is built
            QTimer.singleShot(0, window, lambda: self._lead(path))

    def _lead(self, path: Path) -> None:
        window = self._window
        if fault := filenames.impossible(path):
            self._keep(
                ask.note(QApplication.activeModalWidget() or window, "打不开这个文件", fault)
            )
            return
        context = window.context
        here = context.session.path if context is not None else None
        if here is not None and _same(here, path):
            return
        if window.locked:  # another school would take what is half typed with it
            self._keep(ask.note(window, "已锁定", LOCKED.format(file=path.name)))
            return
        if self._asked is not None and alive(self._asked):  # what is asked now is what counts
            self._asked.reject()
        above = QApplication.activeModalWidget()
        if (
            isinstance(above, LoginDialog)
            and not _same(above.path, path)
            and above.go_button.isEnabled()
        ):
            above.reject()
            above = QApplication.activeModalWidget()
        if above is not None:
            self._wait(above, path)
        elif window.findChild(BusyVeil) is not None:  # another school would stop what is under way
            self._keep(ask.note(window, "请稍候", WORKING.format(file=path.name)))
        elif here is None:
            window.start.ask_password(path)
        elif objection := places.objection(path):
            self._keep(ask.note(window, f"不能在那里打开「{path.name}」", objection))
        else:
            question = ask.open_question(
                window,
                f"打开「{path.name}」？",
                OTHER.format(here=here.name, file=path.name),
                "打开",
                no="不打开",
            )
            question.accepted.connect(lambda: window.start.ask_password(path))
            self._keep(question)

    def _wait(self, above: QWidget, path: Path) -> None:
        """Something else must be done first; a password asked for is already all there is to do."""
        asked = isinstance(above, LoginDialog) and _same(above.path, path)
        if not asked and not isinstance(above, QFileDialog):
            self._keep(ask.note(above, "先完成这一步", BUSY.format(file=path.name)))

    def _keep(self, question: ask.Question) -> None:
        self._asked = question
        question.finished.connect(self._answered)

    def _answered(self) -> None:
        self._asked = None


def _same(one: Path, other: Path) -> bool:
    """Tell whether two paths lead to one file: over links, drives, upper and lower case."""
    with suppress(OSError, ValueError):
        return one.samefile(other)
    return False
