"""What may not be, whatever was done to a school: said of what survey.look found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tests.attack.forks import Outcome

_ENGLISH = re.compile(r"(?<![\w/.])[A-Za-z]{2,} [A-Za-z]{2,}(?: [A-Za-z]{2,})?")
_CHINESE = re.compile(r"[\u4e00-\u9fff]{4}")


def told(outcome: Outcome) -> list[str]:
    """Say what is wrong with how a deed ended: a crash, a traceback, a refusal not in plain Chinese."""
    if outcome.signal:
        return ["hung" if outcome.signal < 0 else f"died of signal {outcome.signal}"]
    if outcome.bug:
        return [f"bug: {outcome.bug.strip().splitlines()[-1]}"]
    return chinese(outcome.told) if outcome.kind else []


def chinese(text: str) -> list[str]:
    """Say whether a text is not the Chinese of the program."""
    if not _CHINESE.search(text) or _ENGLISH.search(text):
        return [f"not plain Chinese: {text}"]
    return []


def sound(
    seen: Outcome, said: Sequence[Mapping[str, Any]], script: Sequence[Any], before: set[str]
) -> list[str]:
    """Say what is wrong with a school after ``said`` of the whole ``script`` was acknowledged.

    What was there ``before`` and what was acknowledged must be there, of what was under way all or
    nothing.
    """
    if wrong := told(seen) or lying(seen.value):
        return wrong
    found = seen.value
    allowed = [after(script[:count]) for count in (len(said), len(said) + 1)]
    there = set(found["pairs"])
    wrong: list[str] = []
    if not before <= there or there - before not in allowed:
        wrong = [f"has {sorted(there)}, should be one of {allowed} beside {sorted(before)}"]
    return wrong + whole(found)


def lying(found: Mapping[str, Any]) -> list[str]:
    """Say what keeps a school from being opened by its users."""
    if not found["there"]:
        return ["the school is not there"]
    if found["told"]:
        return [f"does not open: {found['told']}"]
    return [f"{name} is locked out: {text}" for name, text in found["opens"].items() if text]


def whole(found: Mapping[str, Any]) -> list[str]:
    """Say what is wrong inside and beside a school that opens."""
    wrong = [] if found["whole"] else [f"check: {found['check'][:200]}"]
    wrong += [f"half of {name}" for name in found["half"]]
    wrong += [f"ghost {name}" for name in found["ghosts"]]
    wrong += [f"left behind: {_named(name)}" for name in found["left"]]
    wrong += [f"in clear: {_named(name)}" for name in found["clear"]]
    return wrong


def _named(path: str) -> str:
    """A path without what is random in it."""
    return re.sub(r"[0-9a-f]{8}|(?<=openpyxl\.)\w+", "*", path)


def after(said: Iterable[Mapping[str, Any]]) -> set[str]:
    """The pairs that are there after what was acknowledged."""
    there: set[str] = set()
    for one in said:
        if "done" in one:
            there.add(one["done"])
        there.discard(one.get("undone", ""))
    return there - NO_PAIRS


# what a deed says it has done that is no pair of rows
NO_PAIRS = {
    *("opened", "closed", "created", "exported", "printed", "imported", "upgraded", "rekeyed"),
    *("archived", "restored"),
}
