"""Who may write the journal: the program while it keeps it, and no statement by itself.

The triggers that guard the journal ask ``journal_keeper()``, which every connection of the program has and
no other tool. It is 1 in the thread that is inside ``keeping`` and 0 otherwise, so that neither a verb nor a
technician's SQL writes there.
"""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

_thread = threading.local()


def install(conn: Any) -> None:
    """Give a connection the function that the guards ask."""
    conn.create_function("journal_keeper", 0, _keeps)


@contextmanager
def keeping() -> Generator[None]:
    """Let what this thread does meanwhile write the journal."""
    before = _keeps()
    _thread.keeps = 1
    try:
        yield
    finally:
        _thread.keeps = before


def _keeps() -> int:
    return getattr(_thread, "keeps", 0)
