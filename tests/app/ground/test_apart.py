"""A process of its own for hostile files."""

from __future__ import annotations

import _thread
import signal
import threading
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from app.ground import apart
from app.ground.jobs import Cancelled, Progress
from app.ground.limits import Limits

CHILD = """
import os, sys, time
def answer(file):
    what = file.read()
    yield {"read": what.decode()}
    if what == b"exit": os._exit(3)
    if what == b"raise": raise ValueError("x")
    if what == b"print": os.write(1, b"no json\\n")
    if what == b"sleep": time.sleep(60)
    if what == b"memory": yield len(bytes(2 << 30))
    if what == b"noise": os.write(2, b"x" * 1_000_000)
    if what == b"long": os.write(1, b"x" * (1 << 26))
    if what == b"see": yield [dict(os.environ), os.getcwd(), sys.argv]
    if what == b"compute":
        while True: pass
    if what == b"write":
        with open("big", "wb") as big: big.write(bytes(5000))
    yield "䶮𬎆\\n"
"""


@pytest.fixture
def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "made_for_a_test.py").write_text(CHILD, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return "made_for_a_test"


def given(folder: Path, what: str) -> Path:
    path = folder / "源 文件.bin"
    path.write_text(what, "utf-8")
    return path


def answers(
    module: str, path: Path, silence: float = 30, progress: Progress | None = None, **limits: Any
) -> Generator[Any, None, None]:
    with path.open("rb") as file:
        yield from apart.answers(module, file, Limits(silence=silence, **limits), progress)


def test_answers_come_one_by_one(child: str, tmp_path: Path) -> None:
    got = list(answers(child, given(tmp_path, "fine"), 30))
    assert got == [{"read": "fine"}, "䶮𬎆\n"]
    assert list(answers(child, given(tmp_path, "noise"), 30))[-1] == "䶮𬎆\n"


@pytest.mark.parametrize("what", ["exit", "raise", "print"])
def test_a_child_that_breaks_is_told_after_what_it_said(
    child: str, what: str, tmp_path: Path
) -> None:
    got = answers(child, given(tmp_path, what), 30)
    assert next(got) == {"read": what}
    with pytest.raises(apart.Died):
        next(got)


def test_a_child_has_no_more_memory_than_it_is_given(child: str, tmp_path: Path) -> None:
    with pytest.raises(apart.Died):
        list(answers(child, given(tmp_path, "memory"), 30))


def test_a_child_that_is_silent_is_ended(child: str, tmp_path: Path) -> None:
    start = time.monotonic()
    with pytest.raises(apart.Died) as died:
        list(answers(child, given(tmp_path, "sleep"), 1))
    assert died.value.slow
    assert time.monotonic() - start < 20


def test_a_child_that_goes_on_too_long_is_ended(child: str, tmp_path: Path) -> None:
    with pytest.raises(apart.Died) as died:
        list(answers(child, given(tmp_path, "sleep"), lasting=1.0))
    assert died.value.slow


def test_a_child_computes_no_longer_than_it_may(child: str, tmp_path: Path) -> None:
    with pytest.raises(apart.Died) as died:
        list(answers(child, given(tmp_path, "compute"), computing=1, lasting=20.0))
    assert died.value.slow


def test_a_child_writes_no_more_than_it_may(child: str, tmp_path: Path) -> None:
    path = given(tmp_path, "write")
    assert list(answers(child, path, written=5000))[-1] == "䶮𬎆\n"
    with pytest.raises(apart.Died):
        list(answers(child, path, written=100))


def test_an_answer_without_end_is_none(child: str, tmp_path: Path) -> None:
    with pytest.raises(apart.Died):
        list(answers(child, given(tmp_path, "long")))


def test_a_child_sees_no_password_and_no_folder_of_ours(
    child: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DANGXIAO_PASSWORD", "secret-word")
    monkeypatch.setenv("HOME", str(tmp_path))
    environment, folder, arguments = list(answers(child, given(tmp_path, "see")))[1]
    assert set(environment) <= {
        "SYSTEMROOT",
        "LD_LIBRARY_PATH",
        "TMPDIR",
        "TEMP",
        "TMP",
        "LC_CTYPE",
    }
    assert folder == environment["TMPDIR"]
    assert not Path(folder).exists()
    assert "源 文件" not in str(arguments)


def test_a_child_is_cancelled_while_it_says_nothing(child: str, tmp_path: Path) -> None:
    progress = Progress()
    got = answers(child, given(tmp_path, "sleep"), 50, progress)
    next(got)
    threading.Timer(0.1, progress.cancel).start()
    start = time.monotonic()
    with pytest.raises(Cancelled):
        next(got)
    assert time.monotonic() - start < 10


def test_leaving_early_ends_the_child(child: str, tmp_path: Path) -> None:
    start = time.monotonic()
    got = answers(child, given(tmp_path, "sleep"), 50)
    next(got)
    got.close()
    assert time.monotonic() - start < 20


def test_ctrl_c_ends_the_waiting_and_the_child(child: str, tmp_path: Path) -> None:
    # whoever starts the tests in the background has it ignored
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        got = answers(child, given(tmp_path, "sleep"), 50)
        next(got)
        threading.Timer(0.1, _thread.interrupt_main).start()
        start = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            next(got)
        assert time.monotonic() - start < 10
    finally:
        signal.signal(signal.SIGINT, before)
