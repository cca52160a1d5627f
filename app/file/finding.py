"""What a check of a school's file finds: what it is, what it means, and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass

RESTORE = "从更早的完好备份恢复；同时保留这个文件，供查明原因"
ASK = "用更早的备份对照查明经过；确认无误的，可以不处理"


@dataclass(frozen=True)
class Finding:
    """One finding in a registrar's words; ``means`` and ``advice`` are clauses without a full stop.

    ``mend``: what the program itself can put right, "" where it cannot. ``grave``: whether it is a fault;
    else it is only to be known.
    """

    what: str
    means: str
    advice: str = RESTORE
    mend: str = ""
    grave: bool = True

    @property
    def text(self) -> str:
        """The whole of it: …，表示…，可以…。"""
        return f"{self.what}，表示{self.means}，可以{self.advice}。"


def several(names: list[str], limit: int = 3) -> str:
    """Return names in a row, and how many more there are: a、b、c 等 138 个."""
    shown = "、".join(names[:limit])
    return shown if len(names) <= limit else f"{shown} 等 {len(names)} 个"
