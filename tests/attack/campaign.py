"""Tries by number, within a time, counted: what every area of the attack has in common."""

from __future__ import annotations

import json
import os
import random
import shutil
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from tests.attack.forks import Forks, Outcome, Strike

EXAMPLES = 2  # failures of a sort that a kept result tells of


@dataclass(frozen=True)
class Try:
    """One try: of which ``sort``, what was ``wrong`` (nothing: it held), and figures worth keeping.

    ``size``: how many it counts for, where it is itself a row of tries; ``each``: whether each of
    ``wrong`` is then of another.
    """

    sort: str
    wrong: list[str] = field(default_factory=list[str])
    figures: Mapping[str, float] = field(default_factory=dict[str, float])
    size: int = 1
    each: bool = False

    @property
    def failures(self) -> int:
        """How many of the tries failed."""
        return min(len(self.wrong) if self.each else 1, self.size) if self.wrong else 0


class Area(Protocol):
    """What an area is to the campaign: ``count`` tries, which are done by their number."""

    count: int

    def attempt(self, number: int) -> Try:
        """Do the try of this number, the same every time for one seed."""
        ...


@dataclass
class Field:
    """Where tries are made: the forks, a folder to work in, the seed.

    Schools that are copied for every try are made once, by name.
    """

    forks: Forks
    work: Path
    seed: int
    loud: bool = False  # print whatever a deed that went wrong has to say
    _made: dict[str, Path] = field(default_factory=dict[str, Path])

    def run(self, deed: str, folder: Path, strike: Strike | None = None, **given: Any) -> Outcome:
        """Do a deed in the folder of a try, as Forks.run does."""
        outcome = self.forks.run(deed, folder, strike, **given)
        if self.loud:
            print(f"{deed} {strike or ''}: {outcome}")
        return outcome

    def dice(self, area: str, number: int) -> random.Random:
        """Return the dice of one try."""
        return random.Random(f"{self.seed} {area} {number}")

    def base(self, name: str, make: Callable[[Path], Outcome | None]) -> Path:
        """Return the folder of a base, which ``make`` fills the first time it is asked for."""
        if name not in self._made:
            folder = self.work / "bases" / name
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            outcome = make(folder)
            if outcome is not None and not outcome.signal and not outcome.ended:
                raise RuntimeError(f"{name} could not be made: {outcome}")
            self._made[name] = folder
        return self._made[name]

    def copy(self, base: Path | None) -> Path:
        """Return a folder for one try, with a copy of a base in it; the one before is gone."""
        folder = self.work / "try"
        shutil.rmtree(folder, ignore_errors=True)
        if base is None:
            folder.mkdir(parents=True)
        else:
            shutil.copytree(base, folder)
        return folder


@dataclass
class Tally:
    """What came of an area's tries."""

    area: str
    tries: Counter[str] = field(default_factory=Counter[str])
    failed: Counter[str] = field(default_factory=Counter[str])
    failures: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    figures: dict[str, float] = field(default_factory=dict[str, float])
    seconds: float = 0.0

    def add(self, number: int, one: Try) -> None:
        """Count a try."""
        self.tries[one.sort] += one.size
        if one.wrong:
            self.failed[one.sort] += one.failures
            self.failures.append({"number": number, "sort": one.sort, "wrong": one.wrong})
        for name, value in one.figures.items():
            self.figures[name] = max(value, self.figures.get(name, 0))

    def kept(self, whole: bool) -> dict[str, Any]:
        """Return it as JSON; not ``whole``: of every sort some failures only."""
        made: dict[str, Any] = {
            "area": self.area,
            "tries": dict(+self.tries),
            "failed": dict(self.failed),
        }
        made |= {"figures": self.figures, "seconds": round(self.seconds), "failures": self.failures}
        if not whole:
            seen: Counter[str] = Counter()
            made["failures"] = []
            for failure in self.failures:
                seen[failure["sort"]] += 1
                if seen[failure["sort"]] <= EXAMPLES:
                    made["failures"].append(failure)
        return made


def run(name: str, area: Area, until: float, tell: Callable[[str], object]) -> Tally:
    """Make the area's tries, all of them or until the clock (time.monotonic) says ``until``."""
    tally, started = Tally(name), time.monotonic()
    for number in range(area.count):
        if time.monotonic() > until:
            tell(f"{name}: out of time after {number} of {area.count} tries")
            break
        one = area.attempt(number)
        tally.add(number, one)
        if one.wrong:
            tell(f"{name} {number} {one.sort}: {'; '.join(one.wrong)[:300]}")
    tally.seconds = time.monotonic() - started
    return tally


def quick_place() -> Path | None:
    """Where flushing costs nothing: what a kill leaves is the same there as on a disk."""
    memory = Path("/dev/shm")
    return memory if os.access(memory, os.W_OK) else None


def read(path: Path) -> dict[str, Any]:
    """Return a kept result, or an empty one."""
    return json.loads(path.read_text("utf-8")) if path.exists() else {"areas": {}}


def write(path: Path, result: Mapping[str, Any]) -> None:
    """Keep a result."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")
