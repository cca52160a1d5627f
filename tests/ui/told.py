"""What a signal said, once it has been waited for."""

from __future__ import annotations

from typing import Any

from pytestqt.wait_signal import SignalBlocker


def told(blocker: SignalBlocker) -> list[Any]:
    """Return the arguments of the signal that was waited for."""
    assert blocker.args is not None
    return blocker.args
