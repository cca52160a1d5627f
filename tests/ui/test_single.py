from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ground.errors import UserError
from app.ground.paths import ROOT
from tests.ui.told import told
from ui import single

SECONDS = 120  # that a start may take where many run at once
IMPATIENT = """
from functools import partial
from app.commands.main import main
from ui import single
single.claim = partial(single.claim, answering=500)
raise SystemExit(main())
"""
Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def listener(home: Path, qapp: QApplication) -> Iterator[single.Listener]:
    """The first start's, hearing later ones."""
    made = single.claim(None)
    assert made is not None
    made.listen()
    yield made
    made.close()


@pytest.fixture
def start(home: Path) -> Iterator[Start]:
    """Starts the program in a process of its own; those still there in the end are ended."""
    running: list[subprocess.Popen[bytes]] = []

    def begin(
        *arguments: str, words: int = subprocess.DEVNULL, patient: bool = True
    ) -> subprocess.Popen[bytes]:
        # one that is not patient waits half a second for an answer
        program = ["-m", "app"] if patient else ["-c", IMPATIENT]
        command = [sys.executable, "-X", "utf8", *program, "window", *arguments]
        process = subprocess.Popen(command, cwd=ROOT, stdout=words, stderr=subprocess.STDOUT)
        running.append(process)
        return process

    yield begin
    for process in running:
        process.kill()
        process.communicate(timeout=SECONDS)
    QLocalServer.removeServer(single.socket_name())


def log_of(home: Path) -> str:
    path = home / "dangxiao.log"
    return path.read_text("utf-8") if path.exists() else ""


def stands(home: Path, times: int = 1) -> Callable[[], bool]:
    """Whether windows have come to stand as often as that, by the program's log."""
    return lambda: log_of(home).count("The window stands") == times


def caller(parent: QObject, qtbot: QtBot) -> QLocalSocket:
    """A socket that has been greeted."""
    socket = QLocalSocket(parent)
    with qtbot.waitSignal(socket.readyRead):
        socket.connectToServer(single.socket_name())
    assert json.loads(bytes(socket.readLine().data())) == {"pid": os.getpid()}
    return socket


@pytest.mark.parametrize("path", [None, "党校 甲/𠮷.dxjw"])
def test_what_a_later_start_wants_is_heard_and_answered(
    listener: single.Listener, qapp: QApplication, qtbot: QtBot, path: str | None
) -> None:
    socket = caller(qapp, qtbot)
    with qtbot.waitSignal(listener.called) as called, qtbot.waitSignal(socket.readyRead):
        socket.write(json.dumps({"open": path}).encode() + b"\n")
    assert told(called) == [path if path is None else Path(path)]
    assert json.loads(bytes(socket.readLine().data())) == {"done": True}


def test_a_file_named_from_the_folder_one_is_in_is_the_one_there(
    listener: single.Listener, start: Start, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(listener.called, timeout=SECONDS * 1000) as called:
        later = start("本校.dxjw")
    assert told(called) == [ROOT / "本校.dxjw"]
    assert later.wait(SECONDS) == 0


@pytest.mark.parametrize(
    "garbage",
    [
        b"GET / HTTP/1.1\r\n",
        b"[]\n",
        b'{"open": 7}\n',
        b'{"open": ""}\n',
        b'{"open": "a\\u0000b"}\n',
        b"[" * 100_000 + b"\n",
        b"\xff\xfe\n",
        b"x" * (single.LIMIT + 1),
    ],
    ids=["words", "list", "number", "nothing", "zero", "nested", "bytes", "endless"],
)
def test_garbage_is_hung_up_on_and_the_next_call_is_heard(
    listener: single.Listener, qapp: QApplication, qtbot: QtBot, garbage: bytes
) -> None:
    heard: list[object] = []
    listener.called.connect(heard.append)
    socket = caller(qapp, qtbot)
    with qtbot.waitSignal(socket.disconnected):
        socket.write(garbage)
    assert heard == []
    again = caller(qapp, qtbot)
    with qtbot.waitSignal(listener.called):
        again.write(b'{"open": null}\n')
    assert heard == [None]


def test_a_window_that_does_not_answer_is_told_with_the_way_out(
    home: Path, qapp: QApplication
) -> None:
    first = single.claim(None)
    assert first is not None
    first.listen()  # and nothing in this process hears events while the second start waits
    try:
        with pytest.raises(UserError, match="已经在运行，但没有回应") as told:
            single.claim(None, answering=50)
        assert "任务管理器" in told.value.text
        assert "已经保存的内容都在" in told.value.text
    finally:
        first.close()


def test_a_start_that_never_comes_to_stand_is_told_too(home: Path, qapp: QApplication) -> None:
    first = single.claim(None)
    assert first is not None
    try:
        with pytest.raises(UserError, match="没有回应"):
            single.claim(None, starting=1)
    finally:
        first.close()


def test_once_the_first_has_ended_the_next_is_the_first(home: Path, qapp: QApplication) -> None:
    for _ in range(2):
        listener = single.claim(None)
        assert listener is not None
        listener.listen()
        listener.close()


def test_a_start_beside_a_window_that_closes_waits_and_is_then_the_first(
    home: Path, qapp: QApplication
) -> None:
    closing = single.claim(None)
    assert closing is not None
    closing.listen()
    closing.stop()  # its school is still being closed
    assert not single.call(single.socket_name(), None)
    with pytest.raises(UserError):
        single.claim(None, starting=1)
    closing.close()
    following = single.claim(None)
    assert following is not None
    following.close()


def test_another_folder_of_settings_is_another_program(
    listener: single.Listener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DANGXIAO_HOME", str(tmp_path / "优盘"))
    other = single.claim(None)
    assert other is not None
    other.close()


@pytest.mark.parametrize("place", ["file/home", "loop"])
def test_a_settings_folder_that_cannot_be_keeps_nobody_from_starting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication, place: str
) -> None:
    (tmp_path / "file").write_text("no folder")
    with suppress(OSError):  # Windows lets few people make links
        (tmp_path / "loop").symlink_to(tmp_path / "loop")
    monkeypatch.setenv("DANGXIAO_HOME", str(tmp_path / place))
    for _ in range(2):
        listener = single.claim(None)
        assert listener is not None
        listener.listen()
        listener.close()


def test_a_second_start_calls_the_first_and_ends_and_a_kill_bars_nobody(
    home: Path, tmp_path: Path, start: Start, qtbot: QtBot
) -> None:
    first = start()
    qtbot.waitUntil(stands(home), timeout=SECONDS * 1000)
    for number, arguments in enumerate(([], [str(tmp_path / "本校.dxjw")]), 1):
        later = start(*arguments, words=subprocess.PIPE)
        words, _ = later.communicate(timeout=SECONDS)
        assert (later.returncode, words) == (0, b"")
        assert log_of(home).count("called the window to the front") == number
    assert first.poll() is None
    assert stands(home)(), "a second window has come to stand"
    first.kill()
    first.wait(SECONDS)
    second = start()
    qtbot.waitUntil(stands(home, 2), timeout=SECONDS * 1000)
    assert second.poll() is None


def test_of_two_starts_at_once_exactly_one_stays(home: Path, start: Start) -> None:
    ended: queue.Queue[int] = queue.Queue()
    processes = [start() for _ in range(2)]
    for process in processes:
        threading.Thread(target=lambda p=process: ended.put(p.wait()), daemon=True).start()
    assert ended.get(timeout=SECONDS) == 0
    assert [process.poll() for process in processes].count(None) == 1
    assert stands(home)()


def test_a_start_beside_one_that_hangs_says_so_with_status_1(
    home: Path, start: Start, qapp: QApplication
) -> None:
    first = single.claim(None)
    assert first is not None
    first.listen()
    try:
        later = start(words=subprocess.PIPE, patient=False)
        words, _ = later.communicate(timeout=SECONDS)
        assert later.returncode == 1
        assert "已经在运行，但没有回应" in words.decode("utf-8")
    finally:
        first.close()


def test_the_demonstration_runs_beside_the_school(
    listener: single.Listener, home: Path, start: Start, qtbot: QtBot
) -> None:
    demo = start("--demo")
    qtbot.waitUntil((home / "demo" / "演示学校.dxjw").exists, timeout=SECONDS * 1000)
    assert demo.poll() is None
