"""The program is killed at a call that changes a file, before it or half through a write."""

from __future__ import annotations

from tests.attack import verdict, workloads
from tests.attack.campaign import Field, Try
from tests.attack.forks import Strike
from tests.attack.workloads import Scripts

SIGKILL = 9


class Kills:
    """Tries go round the workloads; each draws the call at which the program dies."""

    def __init__(self, ground: Field, count: int = 900) -> None:
        self._ground, self.count = ground, count
        self._scripts, self._works = Scripts(ground), workloads.known(ground)

    def attempt(self, number: int) -> Try:
        """Kill one workload, and judge what it left."""
        dice = self._ground.dice("kills", number)
        work = self._works[number % len(self._works)]
        by = self._scripts.of(work)
        strike = Strike(dice.choice(("kill", "kill", "torn")), dice.randrange(by.calls) + 1)
        folder = self._ground.copy(work.base(self._ground))
        outcome = self._ground.run(work.name, folder, strike, **work.given)
        if outcome.signal not in (0, SIGKILL) or outcome.bug:
            return Try(work.name, verdict.told(outcome))
        return Try(work.name, workloads.judged(self._ground, work, folder, outcome.said, by))
