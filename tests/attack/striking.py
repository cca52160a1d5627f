"""How a fork is struck: by the preloaded shim, or without one at a statement or a file's size."""

from __future__ import annotations

import os
import resource
import signal
from pathlib import Path
from typing import Any

import sqlcipher3

from tests.attack import shim
from tests.attack.forks import Strike

_seen = 0


def arm(folder: Path, strike: Strike) -> None:
    """Let what is meant happen in this process from now on."""
    if strike.way == "statement":
        _watch(strike.at)
    elif strike.way == "size":
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (strike.at, strike.at))
    else:
        shim.arm(folder, strike.way, strike.at, strike.stays)


def statements() -> int:
    """Return how many statements were begun since."""
    return _seen


def _watch(at: int) -> None:
    """Kill this process at the ``at``-th statement of any connection opened from now on; 0: never."""
    opened = sqlcipher3.connect

    def connect(*args: Any, **kwargs: Any) -> Any:
        connection = opened(*args, **kwargs)
        connection.set_trace_callback(lambda _: _count(at))
        return connection

    sqlcipher3.connect = connect


def _count(at: int) -> None:
    global _seen
    _seen += 1
    if _seen == at:
        os.kill(os.getpid(), signal.SIGKILL)
