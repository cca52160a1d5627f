"""Random operations with undo and redo, the file closed, reopened, killed, all held to a shadow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.attack import verdict, workloads
from tests.attack.campaign import Field, Try
from tests.attack.forks import Outcome, Strike
from tests.attack.shadow import Shadow, State, Unlawful
from tests.attack.workloads import SMALL

SITTINGS = 4
OPERATIONS = 25  # of a sitting


class Soak:
    """A try is a school that is worked on in some sittings; each ends well or by a kill."""

    def __init__(
        self, ground: Field, count: int = 60, *, sittings: int = SITTINGS, kills: bool = True
    ) -> None:
        self._ground, self.count = ground, count
        self._sittings, self._kills = sittings, kills

    def attempt(self, number: int) -> Try:
        """Soak one school, then check it, back it up and look at the copy."""
        ground, dice = self._ground, self._ground.dice("soak", number)
        folder = ground.copy(workloads.small(ground))
        start: State = ground.run("held", folder).value
        history: list[Any] = []
        done = 0
        for sitting in range(self._sittings):
            killed = self._kills and dice.random() < 0.6
            strike = Strike("kill", dice.randrange(1, 900)) if killed else None
            given = {"seed": f"{ground.seed} {number} {sitting}", "count": OPERATIONS}
            outcome = ground.run("sit", folder, strike, start=start, history=history, **given)
            done += sum("about" in one for one in outcome.said)
            try:
                wrong = self._settled(folder, outcome, start, history)
            except Unlawful as unlawful:
                wrong = [f"accepted, and should not have been: {unlawful}"]
            if wrong:
                return Try("operations", wrong, size=done)
        return Try("operations", self._last(folder), size=done)

    def _settled(
        self, folder: Path, outcome: Outcome, start: State, history: list[Any]
    ) -> list[str]:
        """Hold the school to its shadow; the history goes on by what was done."""
        if outcome.bug or outcome.signal not in (0, 9) or outcome.kind:
            return verdict.told(outcome) or [f"refused: {outcome.told}"]
        pending = None
        for one in outcome.said:
            if "differs" in one:
                return one["differs"]
            if "refused" in one and (wrong := verdict.chinese(one["refused"])):
                return wrong
            if one.get("accepted"):
                history.append(pending)
            pending = one.get("about")
        held = self._ground.run("held", folder)
        if not held.ended or held.kind:
            return verdict.told(held) or [f"does not open: {held.told}"]
        if held.value == Shadow(start, history).state:
            return []
        if pending is not None and outcome.signal:
            try:
                after = Shadow(start, [*history, pending])
            except (Unlawful, KeyError):
                after = None
            if after and held.value == after.state:
                history.append(pending)
                return []
        return [
            f"{len(history)} operations, then not what was done: {_differing(held.value, Shadow(start, history).state)}"
        ]

    def _last(self, folder: Path) -> list[str]:
        seen = workloads.look(self._ground, folder, {"李敏": SMALL["李敏"]})
        (seen.value or {})["half"] = []  # of the pairs of before, one may have been deleted
        wrong = verdict.told(seen) or verdict.lying(seen.value) or verdict.whole(seen.value)
        copied = self._ground.run("before_back_up", folder)
        wrong += verdict.told(copied)
        copy = workloads.look(
            self._ground, folder, {"李敏": SMALL["李敏"]}, at="stick/备份.dxjw", write=False
        )
        wrong += verdict.told(copy) or verdict.lying(copy.value)
        if not wrong and copy.value["digest"] != seen.value["digest"]:
            wrong = ["the backup holds something else"]
        return wrong


def _differing(one: State, other: State) -> list[str]:
    return [
        f"{noun} {key}: {one[noun].get(key)}, should be {other[noun].get(key)}"
        for noun in other
        for key in sorted({*one[noun], *other[noun]})
        if one[noun].get(key) != other[noun].get(key)
    ][:5]
