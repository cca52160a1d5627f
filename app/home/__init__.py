"""工作台: what lies ahead and what is to be done, gathered from every room below. It writes nothing.

A ``Duty`` is one thing to be done, in a registrar's words, and where.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["block", "warn", "info"]
Noun = Literal["class", "student", "period", "backup", "review", "form"]


@dataclass(frozen=True)
class Duty:
    """Something to be done. ``noun`` and ``id`` say what it is about; ``part`` is the tab of a class, the
    period of a rule, the key of half-done work.

    ``tone``: what bars the work, what should be seen to, what is only told. ``lesson_id``: 0 for none.
    ``name`` is what one would search for.
    """

    tone: Tone
    text: str
    noun: Noun
    id: int = 0
    part: str = ""
    lesson_id: int = 0
    name: str = ""
