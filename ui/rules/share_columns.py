"""The columns of a list of classes that its rules make: one for each share that binds one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ui.kit import columns
from ui.kit.columns import Column

LEAST, MOST, SIGN, ROUND = 92, 150, 14, 24  # px of a column, of a Chinese sign, of what is round it


def share_columns(
    rules: Sequence[tuple[str, str]], value: Callable[[dict[str, object], str], object]
) -> list[Column]:
    """Return a column for each (code, title); ``value(row, code)`` gives what columns.share shows."""
    return [
        Column(
            f"share:{code}",
            title,
            min(max(LEAST, SIGN * len(title) + ROUND), MOST),
            "right",
            columns.share,
            value=lambda row, code=code: value(row, code),
            tip=title,
        )
        for code, title in rules
    ]
