"""A process of its own for what strangers made: a damaged or hostile file harms nobody else.

Compiled readers of documents and pictures can be made to abort, to fill the memory or never to come
back. The child is given the open file and answers one JSON value a line. It has a bare environment
and a folder of its own, so that no password and no path of ours is to be seen, and is bound by
``Limits``; whoever waits for it can cancel it at any moment.
"""

from __future__ import annotations

import importlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from pathlib import Path
from typing import IO, Any

from app.ground import temporary
from app.ground.errors import StoreError
from app.ground.jobs import Progress
from app.ground.limits import Limits, bind, confine

OPTION = "--apart"  # an installed program starts itself with it; the command line answers
LINE = 1 << 24  # bytes of an answer; more is none of ours
_GLANCE = 0.05  # seconds between two looks whether to go on
_AHEAD = 3  # answers that may wait for us
_ENDING = 10.0  # seconds that a child which has said all is given to end
_OUT_OF_TIME = (
    -24,
    1816,
)  # SIGXCPU; ERROR_NOT_ENOUGH_QUOTA, the status that a job of Windows gives
_NEEDED = ("SYSTEMROOT", "LD_LIBRARY_PATH")  # of the environment, without which no Python starts
_CHILD = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[3]);"
    "from app.ground import apart; sys.exit(apart.main(sys.argv[1:3]))"
)


class Died(Exception):
    """The child ended before it was done. ``slow``: it was ended, since it took too long."""

    def __init__(self, slow: bool = False) -> None:
        super().__init__("slow" if slow else "ended")
        self.slow = slow


def answers(
    module: str, source: IO[bytes], limits: Limits, progress: Progress | None = None
) -> Generator[Any, None, None]:
    """Yield, as they come, what ``module.answer(file)`` yields for the open file ``source``.

    ``source`` is one of the disk, read from its beginning. Closing the generator ends the child.
    Raises Died; Cancelled; StoreError where no child can be started.
    """
    progress = progress or Progress()
    progress.heed()
    with temporary.folder() as folder:
        child = _started(module, source, limits, folder)
        release = confine(child.pid, limits)
        waiting: queue.Queue[bytes] = queue.Queue(_AHEAD)
        reader = threading.Thread(target=_listen, args=(child, waiting), daemon=True)
        reader.start()
        try:
            yield from _heard(child, waiting, limits, progress)
        finally:
            child.kill()
            while reader.is_alive():  # it may wait for room
                _emptied(waiting)
                reader.join(_GLANCE)
            child.wait()
            release()


def _started(
    module: str, source: IO[bytes], limits: Limits, folder: Path
) -> subprocess.Popen[bytes]:
    bound = json.dumps([limits.memory, limits.computing, limits.written])
    if "python" not in Path(sys.executable).stem.lower():  # an installed program is its own python
        command = [sys.executable, OPTION, module, bound]
    else:
        command = [sys.executable, "-I", "-S", "-c", _CHILD, module, bound, json.dumps(sys.path)]
    environment = {name: os.environ[name] for name in _NEEDED if name in os.environ}
    environment |= dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder))
    try:
        return subprocess.Popen(
            command,
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=environment,
            creationflags=subprocess.CREATE_NO_WINDOW if sys.platform == "win32" else 0,
        )
    except OSError as error:
        raise StoreError("不能启动读取文件的程序，可能内存不足。请关闭一些程序再试。") from error


def _listen(child: subprocess.Popen[bytes], waiting: queue.Queue[bytes]) -> None:
    """Pass each line on, and b"" at the end."""
    assert child.stdout is not None
    with child.stdout as out:
        line = b"\n"
        while line.endswith(b"\n"):  # a longer one, or a broken one, is the last
            line = out.readline(LINE)
            waiting.put(line)


def _heard(
    child: subprocess.Popen[bytes], waiting: queue.Queue[bytes], limits: Limits, progress: Progress
) -> Generator[Any, None, None]:
    begun = heard = time.monotonic()
    while True:
        progress.heed()
        try:
            line = waiting.get(timeout=_GLANCE)
        except queue.Empty:
            now = time.monotonic()
            if now - heard > limits.silence or now - begun > limits.lasting:
                raise Died(slow=True) from None
            continue
        if not line:
            break
        try:
            answer = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise Died from error
        yield answer
        heard = time.monotonic()
    try:
        status = child.wait(_ENDING)
    except subprocess.TimeoutExpired as error:
        raise Died(slow=True) from error
    if status != 0:
        raise Died(slow=status in _OUT_OF_TIME)


def _emptied(waiting: queue.Queue[bytes]) -> None:
    while True:
        try:
            waiting.get_nowait()
        except queue.Empty:
            return


def main(told: list[str]) -> int:
    """Be the child: give ``answer`` of the module the file on standard input, write what it yields.

    ``told`` is the module and its limits, as ``answers`` wrote them.
    """
    module, bound = told
    bind(*json.loads(bound))
    with os.fdopen(0, "rb") as source, os.fdopen(1, "wb") as out:
        for answer in importlib.import_module(module).answer(source):
            out.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass"))
            out.write(b"\n")
            out.flush()
    return 0
