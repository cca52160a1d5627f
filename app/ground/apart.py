"""A process of its own for what strangers made: a damaged or hostile file harms nobody else.

Compiled readers of documents and pictures can be made to abort, to fill the memory or never to come
back. The child is given the open file and answers one JSON value a line; it is ended when it is
silent for too long.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Generator
from pathlib import Path
from typing import IO, Any

from app.ground.errors import StoreError

OPTION = "--apart"  # an installed program starts itself with it; the command line answers
MEMORY_LIMIT = 1 << 30  # bytes of address space; on Windows the memory itself is the limit
_CHILD = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[2]);"
    "from app.ground import apart; sys.exit(apart.main(sys.argv[1]))"
)


class Died(Exception):
    """The child ended before it was done, or was silent for too long and was ended."""


def answers(module: str, source: IO[bytes], patience: float) -> Generator[Any, None, None]:
    """Yield, as they come, what ``module.answer(file)`` yields for the open file ``source``.

    ``source`` is one of the disk, read from its beginning. Closing the generator ends the child.
    Raises Died; StoreError where no child can be started.
    """
    if "python" not in Path(sys.executable).stem.lower():  # an installed program is its own python
        command = [sys.executable, OPTION, module]
    else:
        command = [sys.executable, "-I", "-S", "-c", _CHILD, module, json.dumps(sys.path)]
    hidden = subprocess.CREATE_NO_WINDOW if sys.platform == "win32" else 0
    try:
        child = subprocess.Popen(
            command,
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=hidden,
        )
    except OSError as error:
        raise StoreError("不能启动读取文件的程序，可能内存不足。请关闭一些程序再试。") from error
    with child:
        try:
            while line := _line(child, patience):
                yield json.loads(line)
            if child.wait() != 0:
                raise Died
        except (ValueError, RecursionError) as error:
            raise Died from error
        finally:
            child.kill()


def _line(child: subprocess.Popen[bytes], patience: float) -> bytes:
    """Return the next line, b'' at the end; a child that lets us wait too long is ended."""
    assert child.stdout is not None
    watch = threading.Timer(patience, child.kill)
    watch.start()
    try:
        return child.stdout.readline()
    finally:
        watch.cancel()


def main(module: str) -> int:
    """Be the child: give ``module.answer`` the file on standard input, write what it yields."""
    _limit_memory()
    with os.fdopen(0, "rb") as source, os.fdopen(1, "wb") as out:
        for answer in importlib.import_module(module).answer(source):
            out.write(json.dumps(answer).encode("ascii") + b"\n")
            out.flush()
    return 0


def _limit_memory() -> None:
    if sys.platform == "win32":
        return
    import resource

    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
