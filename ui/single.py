"""One window for each user: a second start brings it to the front and ends.

The first start holds a lock beside the settings, which the system takes back however the process
ends, and listens on a local socket from when its window stands until it closes. A line of JSON each
way and back::

    first   {"pid": 4711}                     whom Windows shall let come to the front
    second  {"open": "D:\\\\本校.dxjw"}           or null
    first   {"done": true}                    it is in front

Programs with settings of their own (``DANGXIAO_HOME``: a stick, a test) do not hear each other.
"""

from __future__ import annotations

import ctypes
import hashlib
import itertools
import json
import os
import sys
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QObject, QThread, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from app.ground import paths
from app.ground.errors import UserError
from app.ground.log import log

LIMIT = 1 << 18  # bytes of a line; the longest path that Windows has takes 200,000 as JSON
STARTING = 20_000  # ms that a window is given to come to stand, or to end; old PCs are slow
ANSWERING = 5_000  # ms that a window which stands is given to answer
PAUSE = 100  # ms between two looks whether it stands
SILENT = (
    "党校教务已经在运行，但没有回应，可能正忙，也可能已经停住。请稍等片刻再试。\n\n"
    "如果一直没有回应：按 Ctrl+Shift+Esc 打开任务管理器，选中「党校教务」，点「结束任务」，再重新打开。"
    "已经保存的内容都在，学校文件不会损坏。"
)
# It runs with other rights, as administrator say; or too many wait already.
_BARRED = (
    QLocalSocket.LocalSocketError.SocketAccessError,
    QLocalSocket.LocalSocketError.SocketTimeoutError,
)


class Listener(QObject):
    """The first start, which hears later ones: ``called(path)``, the path of a file or None."""

    called = Signal(object)

    def __init__(self, name: str, lock: FileLock) -> None:
        # Qt's, not Python's: the slots of a caller hold it, and would free it while they are freed.
        super().__init__(QCoreApplication.instance())
        self._name, self._lock = name, lock
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._callers: dict[int, QLocalSocket] = {}
        self._numbers = itertools.count()
        self._server.newConnection.connect(self._greet)

    def listen(self) -> None:
        """Hear later starts from now on; where that cannot be, each has a window of its own."""
        if not self._lock.is_locked:
            return
        QLocalServer.removeServer(self._name)  # a killed process's; the lock says that it is gone
        if self._server.listen(self._name):
            log.info("The window stands and hears later starts.")
        else:
            log.info("Later starts cannot be heard: %s", self._server.errorString())
            self._lock.release()

    def stop(self) -> None:
        """Hear nothing more, since the window closes; later starts wait until the school is closed."""
        self._server.close()
        for number in list(self._callers):
            self._hang_up(number)

    def close(self) -> None:
        """Hear nothing more and let the next start be the first."""
        self.stop()
        self._lock.release()
        self.deleteLater()

    def _greet(self) -> None:
        while socket := self._server.nextPendingConnection():
            number = next(self._numbers)
            self._callers[number] = socket
            socket.setReadBufferSize(LIMIT)
            socket.readyRead.connect(lambda number=number: self._hear(number))
            socket.disconnected.connect(lambda number=number: self._forget(number))
            timer = QTimer(socket)  # for one that calls and says nothing
            timer.timeout.connect(lambda number=number: self._hang_up(number))
            timer.start(STARTING)
            _say(socket, {"pid": os.getpid()})

    def _hear(self, number: int) -> None:
        socket = self._callers.get(number)
        if socket is None:
            return
        if not socket.canReadLine():
            if socket.bytesAvailable() >= LIMIT:
                self._hang_up(number)
            return
        wanted = _understood(socket).get("open", False)
        if wanted is not None and (not isinstance(wanted, str) or not wanted or "\0" in wanted):
            log.info("Something that is no later start has called.")
            self._hang_up(number)
            return
        self.called.emit(Path(wanted) if wanted else None)
        # The other side hangs up: on Windows what it has not read yet would be lost with the pipe.
        if number in self._callers:
            _say(socket, {"done": True})

    def _hang_up(self, number: int) -> None:
        if number in self._callers:
            self._callers[number].abort()

    def _forget(self, number: int) -> None:
        socket = self._callers.pop(number, None)
        if socket is not None:
            socket.deleteLater()


def claim(
    path: Path | None, *, starting: int = STARTING, answering: int = ANSWERING
) -> Listener | None:
    """Return the listener of the one window of this user; None where a running one has been called.

    The running window is told ``path``. Raises UserError where it does not answer.
    """
    name = socket_name()
    lock = FileLock(str(paths.home() / f"{name}.lock"), timeout=0)
    left = QDeadlineTimer(starting)
    while not _taken(lock):
        if call(name, path, answering):
            return None
        if left.hasExpired():
            raise UserError(SILENT)
        QThread.msleep(PAUSE)  # it is starting, or ending
    return Listener(name, lock)


def call(name: str, path: Path | None, answering: int = ANSWERING) -> bool:
    """Have the window that listens under ``name`` come to the front; False where none listens.

    Raises UserError where it does not answer in ``answering`` ms.
    """
    left = QDeadlineTimer(answering)
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(answering):
        if socket.error() in _BARRED:
            raise UserError(SILENT)
        return False
    pid = _answer(socket, left).get("pid")
    if isinstance(pid, int):
        _let_come_to_front(pid)
        _say(socket, {"open": None if path is None else os.path.abspath(path)})
        if _answer(socket, left).get("done") is True:
            return True
    if socket.state() == QLocalSocket.LocalSocketState.ConnectedState:
        raise UserError(SILENT)
    return False  # it ended meanwhile


def socket_name() -> str:
    """Return the name of the socket: one for each user, session or screen, and settings folder."""
    home = os.path.normcase(os.path.realpath(paths.home()))
    if sys.platform == "win32":
        session = ctypes.c_ulong()
        ctypes.windll.kernel32.ProcessIdToSessionId(os.getpid(), ctypes.byref(session))
        who = [os.environ.get("USERDOMAIN"), os.environ.get("USERNAME"), session.value]
    else:
        who = [os.getuid(), os.environ.get("DISPLAY"), os.environ.get("WAYLAND_DISPLAY")]
    digest = hashlib.sha256(json.dumps([home, *who]).encode("ascii")).hexdigest()
    return f"dangxiao-{digest[:20]}"


def _taken(lock: FileLock) -> bool:
    try:
        Path(lock.lock_file).parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        return False
    except (OSError, NotImplementedError):  # the second: a file system without locks, says filelock
        log.info("The settings folder takes no lock: every start has a window of its own.")
    return True


def _let_come_to_front(pid: int) -> None:
    """Hand over the right to the foreground, which Windows gives to what the user has clicked."""
    if sys.platform == "win32":
        ctypes.windll.user32.AllowSetForegroundWindow(pid)


def _say(socket: QLocalSocket, message: dict[str, Any]) -> None:
    socket.write(json.dumps(message).encode("ascii") + b"\n")
    socket.flush()


def _answer(socket: QLocalSocket, left: QDeadlineTimer) -> dict[str, Any]:
    """Return what is said in the time left, or {}."""
    while not socket.canReadLine():
        if left.hasExpired() or not socket.waitForReadyRead(max(1, left.remainingTime())):
            return {}
    return _understood(socket)


def _understood(socket: QLocalSocket) -> dict[str, Any]:
    """Return the next line as the object it is, or {} for anything else."""
    try:
        said = json.loads(bytes(socket.readLine(LIMIT).data()))
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
