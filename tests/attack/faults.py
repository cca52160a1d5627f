"""The disk is full, fails, or takes half a write, at a call that changes a file, once or from then on."""

from __future__ import annotations

from tests.attack import verdict, workloads
from tests.attack.campaign import Field, Try
from tests.attack.forks import Strike
from tests.attack.workloads import Scripts

WAYS = ("full", "full for good", "broken", "broken for good", "short")


class Faults:
    """Tries go round the workloads and the ways in which a disk fails; each draws the call."""

    def __init__(self, ground: Field, count: int = 700) -> None:
        self._ground, self.count = ground, count
        self._scripts, self._works = Scripts(ground), workloads.known(ground)

    def attempt(self, number: int) -> Try:
        """Let the disk fail one workload, and judge what was told and what is left."""
        dice = self._ground.dice("faults", number)
        work = self._works[number % len(self._works)]
        way = WAYS[number // len(self._works) % len(WAYS)]
        by = self._scripts.of(work)
        strike = Strike(way.split()[0], dice.randrange(by.calls) + 1, "for good" in way)
        folder = self._ground.copy(work.base(self._ground))
        outcome = self._ground.run(work.name, folder, strike, **work.given)
        wrong = verdict.told(outcome)
        if way == "short" and outcome.kind:
            wrong.append(f"half a write is no fault: {outcome.told}")
        wrong += workloads.judged(self._ground, work, folder, outcome.said, by)
        return Try(work.name, wrong)
