"""What a school must hold after any row of operations: reckoned from what was asked, by names alone.

It knows nothing of the program: no ids, no SQL, no journal. Its state is a dictionary for each noun,
from names to what a registrar would say of it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from typing import Any

State = dict[str, dict[str, Any]]
Step = Mapping[str, Any]  # "op" and its arguments


class Unlawful(Exception):
    """The operation should have been refused, whatever the program thinks."""


class Shadow:
    """A state, and the states before it that undo leads back to."""

    def __init__(self, start: State, steps: Iterable[Step] = ()) -> None:
        self.state = copy.deepcopy(start)
        self._before: list[State] = []
        self._undone: list[State] = []
        for step in steps:
            self.do(step)

    def do(self, step: Step) -> None:
        """Let an operation that was accepted happen. Raises Unlawful."""
        op = step["op"]
        if op in ("undo", "redo"):
            source, target = (
                (self._before, self._undone) if op == "undo" else (self._undone, self._before)
            )
            if not source:
                raise Unlawful(f"nothing to {op}")
            target.append(self.state)
            self.state = source.pop()
            return
        if op == "imagine":
            return
        following = copy.deepcopy(self.state)
        _OPS[op](following, step)
        if following == self.state:  # nothing came of it, and there is nothing to take back
            return
        if following["user"] != self.state["user"]:  # apart: passed over by undo
            for state in (*self._before, *self._undone):
                state["user"] = following["user"]
        else:
            self._before.append(self.state)
            self._undone = []
        if op == "issue":
            self._before = []
        self.state = following

    @property
    def can_undo(self) -> bool:
        """Whether there is something to take back."""
        return bool(self._before)

    @property
    def can_redo(self) -> bool:
        """Whether there is something to do again."""
        return bool(self._undone)


def _status(state: State, code: str) -> str:
    return state["class"][code][0]


def _must(lawful: bool, text: str) -> None:
    if not lawful:
        raise Unlawful(text)


def _put(noun: str) -> Callable[[State, Step], None]:
    def do(state: State, step: Step) -> None:
        _must(step["name"] not in state[noun], f"{noun} {step['name']} is there already")
        state[noun][step["name"]] = list(step["values"])

    return do


def _set(noun: str) -> Callable[[State, Step], None]:
    def do(state: State, step: Step) -> None:
        state[noun][step["name"]][step["place"]] = step["value"]

    return do


def _gone(noun: str, used: Callable[[State, str], bool]) -> Callable[[State, Step], None]:
    def do(state: State, step: Step) -> None:
        _must(not used(state, step["name"]), f"{noun} {step['name']} is in use")
        del state[noun][step["name"]]

    return do


def _teaches(state: State, name: str) -> bool:
    return any(name == row[1] for row in state["course"].values()) or any(
        name in row[3] for row in state["lesson"].values()
    )


def _planned(state: State, title: str) -> bool:
    return False  # lessons of the soak are of no course


def _enrolled(state: State, name: str) -> bool:
    return any(key.split("/")[1] == name for key in state["enrolment"])


def _of(state: State, noun: str, code: str) -> dict[str, Any]:
    return {key: row for key, row in state[noun].items() if key.split("/")[0] == code}


def _class_gone(state: State, step: Step) -> None:
    code = step["name"]
    _must(_status(state, code) in ("draft", "closed"), f"{code} is approved")
    del state["class"][code]
    for noun in ("enrolment", "lesson"):
        for key in _of(state, noun, code):
            del state[noun][key]


def _enrol(state: State, step: Step) -> None:
    code = step["code"]
    _must(_status(state, code) != "closed", f"{code} is closed")
    number = max((row[0] for row in _of(state, "enrolment", code).values()), default=0)
    for name in dict.fromkeys(step["names"]):
        if f"{code}/{name}" not in state["enrolment"]:
            number += 1
            unit, post, _ = state["student"][name]
            state["enrolment"][f"{code}/{name}"] = [number, unit, post, "", "enrolled"]


def _leave(state: State, step: Step) -> None:
    _must(_status(state, step["code"]) != "closed", f"{step['code']} is closed")
    del state["enrolment"][f"{step['code']}/{step['name']}"]


def _groups(state: State, step: Step) -> None:
    rows = [r for r in _of(state, "enrolment", step["code"]).values() if r[4] != "withdrawn"]
    for place, row in enumerate(sorted(rows, key=lambda r: r[0])):
        row[3] = f"第{place * step['count'] // len(rows) + 1}组"


def _lesson(state: State, step: Step) -> None:
    code = step["code"]
    _must(_status(state, code) == "draft", f"a lesson into {code}, which is no draft")
    key = f"{code}/{step['date']}/{step['half']}/{step['title']}"
    state["lesson"][key] = [12, 1, step["method"], [step["teacher"]]]


def _lesson_gone(state: State, step: Step) -> None:
    code = step["name"].split("/")[0]
    _must(_status(state, code) == "draft", f"a lesson out of {code}, which is no draft")
    del state["lesson"][step["name"]]


def _becomes(*allowed: str, then: str) -> Callable[[State, Step], None]:
    def do(state: State, step: Step) -> None:
        code = step["code"]
        _must(_status(state, code) in allowed, f"{code} is {_status(state, code)}, becomes {then}")
        before = _status(state, code)
        state["class"][code][0] = then
        if "closed" in (before, then):
            _credit(state, code, 1 if then == "closed" else -1)

    return do


def _credit(state: State, code: str, sign: int) -> None:
    """Closing gives everybody the counted hours; taken back, they are taken back."""
    hours = sum(row[0] for row in _of(state, "lesson", code).values() if row[1])
    before, then = ("enrolled", "completed")[::sign]
    for key, row in _of(state, "enrolment", code).items():
        if row[4] == before:
            row[4] = then
            name = key.split("/")[1]
            total = state["hours"].get(name, 0) + sign * hours
            state["hours"].pop(name, None)
            if total:
                state["hours"][name] = total


def _issue(state: State, step: Step) -> None:
    code = step["code"]
    _must(_status(state, code) != "draft", f"certificates of {code}, a draft")
    for key, row in _of(state, "enrolment", code).items():
        if row[4] != "withdrawn":
            state["certificate"][key] = "issued"


_OPS: dict[str, Callable[[State, Step], None]] = {
    "teacher new": _put("teacher"),
    "teacher set": _set("teacher"),
    "teacher gone": _gone("teacher", _teaches),
    "course new": _put("course"),
    "course set": _set("course"),
    "course gone": _gone("course", _planned),
    "student new": _put("student"),
    "student set": _set("student"),
    "student gone": _gone("student", _enrolled),
    "class new": _put("class"),
    "class set": _set("class"),
    "class gone": _class_gone,
    "enrol": _enrol,
    "leave": _leave,
    "groups": _groups,
    "lesson new": _lesson,
    "lesson gone": _lesson_gone,
    "approve": _becomes("draft", then="approved"),
    "reopen": _becomes("approved", "running", then="draft"),
    "start": _becomes("approved", then="running"),
    "close": _becomes("approved", "running", then="closed"),
    "cancel": _becomes("closed", then="running"),
    "issue": _issue,
    "user new": _put("user"),
    "user gone": lambda state, step: state["user"].pop(step["name"]) and None,
}
