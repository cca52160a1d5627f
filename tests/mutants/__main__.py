"""``python -m tests.mutants``: draw, try out, tell; 1 if fewer are noticed than areas.FLOOR asks."""

from __future__ import annotations

import argparse
import hashlib
import json
import queue
import shutil
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict
from pathlib import Path

from tests.mutants import areas, report
from tests.mutants.mutant import Mutant
from tests.mutants.touched import Touched
from tests.mutants.trial import Outcome, Tree

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / "build" / "mutants"
COUNT = 300
MOST = 150  # tests that a mutant is worth beyond those of its own file
# Tests of tools, and those of the window: what it would notice, a room's own tests should.
LEFT_OUT = (
    "tests/ui/",
    "tests/mutants/",
    "tests/attack/",
    "tests/bench/",
    "tests/installer/",
    "tests/test_covered.py",
)
PATIENCE = 30  # seconds more than measured three times over, until a mutant hangs


def main(words: Sequence[str] | None = None) -> int:
    """Run what the command line asks for; see ``--help``."""
    asked = _arguments().parse_args(words)
    drawn = _drawn(asked.count, asked.seed, asked.area)
    sources = {mutant.path: (ROOT / mutant.path).read_bytes() for _, mutant in drawn}
    if asked.list:
        print("\n".join(report.line(sources[mutant.path], mutant) for _, mutant in drawn))
        return 0
    started = time.monotonic()
    if asked.fresh:
        shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True, exist_ok=True)
    state = _state()
    records = Records(WORK / "outcomes.jsonl", state)
    trees = [Tree(ROOT, WORK / f"worker-{number}") for number in range(asked.workers)]
    touched = Touched.read(ROOT, _measured(trees, state))
    todo = [mutant for _, mutant in drawn if not records.settled(mutant, asked.survivors)]
    print(f"{len(drawn)} mutants, {len(drawn) - len(todo)} of them known from before.", flush=True)
    for number, (mutant, outcome) in enumerate(_tried(todo, trees, touched, records.killers), 1):
        records.add(mutant, outcome)
        sign = f"{number:4}/{len(todo)} {outcome.verdict:9} {outcome.seconds:5.1f} s"
        print(f"{sign}  {report.line(sources[mutant.path], mutant)}", flush=True)
    outcomes = [(area, mutant, records.outcomes[mutant.key]) for area, mutant in drawn]
    text = report.text(sources, outcomes, time.monotonic() - started)
    (WORK / "report.txt").write_text(text, "utf-8")
    print(text)
    return 0 if report.share(outcome for *_, outcome in outcomes) >= areas.FLOOR else 1


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants")
    parser.add_argument("--count", type=int, default=COUNT, help="how many mutants in all")
    parser.add_argument("--seed", type=int, default=7, help="another seed draws others")
    parser.add_argument("--workers", type=int, default=2, help="how many are tried at a time")
    parser.add_argument(
        "--area", choices=[area.name for area in areas.AREAS], help="only this area"
    )
    parser.add_argument("--survivors", action="store_true", help="try again those that survived")
    parser.add_argument("--fresh", action="store_true", help="forget what is known from before")
    parser.add_argument("--list", action="store_true", help="only say what is drawn")
    return parser


def _drawn(count: int, seed: int, only: str | None) -> list[tuple[str, Mutant]]:
    whole = sum(area.share for area in areas.AREAS)
    return [
        (area.name, mutant)
        for area in areas.AREAS
        if only in (None, area.name)
        for mutant in areas.draw(area, ROOT, round(area.share * count / whole), seed)
    ]


def _state() -> str:
    """Tell this tree from any other: what is known of one mutant is true for one tree."""
    found = hashlib.sha256()
    for top in ("app", "ui", "db", "resources", "tests"):
        for path in sorted((ROOT / top).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                found.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return found.hexdigest()[:16]


class Records:
    """What became of each mutant, written down at once: a run that is stopped loses nothing."""

    def __init__(self, path: Path, state: str) -> None:
        self._path, self._state = path, state
        self.outcomes: dict[str, Outcome] = {}
        self.killers: dict[str, str] = {}  # of any tree: the first to be asked the next time
        for line in path.read_text("utf-8").splitlines() if path.is_file() else ():
            record = json.loads(line)
            self.killers[record["key"]] = record["killer"]
            if record["state"] == state:
                outcome = (record["verdict"], record["seconds"], record["killer"])
                self.outcomes[record["key"]] = Outcome(*outcome)

    def settled(self, mutant: Mutant, again: bool) -> bool:
        """Say whether there is nothing left to try."""
        known = self.outcomes.get(mutant.key)
        return known is not None and not (again and known.verdict == "survived")

    def add(self, mutant: Mutant, outcome: Outcome) -> None:
        """Write an outcome down."""
        self.outcomes[mutant.key] = outcome
        record = {"key": mutant.key, "state": self._state, **asdict(outcome)}
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")


def _measured(trees: Sequence[Tree], state: str) -> list[Path]:
    """Run the tests once under coverage, each tree its part. Raises SystemExit if one fails."""
    files = [WORK / f"contexts-{state}-{number}.json" for number in range(len(trees))]
    if all(path.is_file() for path in files):
        return files
    for old in WORK.glob("contexts-*"):
        old.unlink()
    print("Measuring which test runs which line …", flush=True)
    tests = sorted(ROOT.glob("tests/**/test_*.py"), key=lambda path: (-path.stat().st_size, path))
    names = [path.relative_to(ROOT).as_posix() for path in tests]
    names = [name for name in names if not name.startswith(LEFT_OUT)]
    plugin = ("-q", "--no-header", "-p", "no:cacheprovider", "-p", "tests.mutants.contexts")

    def measure(number: int) -> tuple[int | None, str]:
        words = (*plugin, f"--contexts-to={files[number]}", *names[number :: len(trees)])
        return trees[number].pytest(words, None)

    with ThreadPoolExecutor(len(trees)) as pool:
        for status, said in pool.map(measure, range(len(trees))):
            if status:
                print(said[-3000:])
                raise SystemExit("The tests must pass before mutants can tell anything.")
    return files


def _tried(
    todo: Sequence[Mutant], trees: Sequence[Tree], touched: Touched, killers: Mapping[str, str]
) -> Iterator[tuple[Mutant, Outcome]]:
    """Try every mutant out, as many at a time as there are trees; give each as it comes."""
    free: queue.Queue[Tree] = queue.Queue()
    for tree in trees:
        free.put(tree)

    def try_one(mutant: Mutant) -> tuple[Mutant, Outcome]:
        tree = free.get()
        try:
            tests, seconds = _worth(touched.by(mutant), touched, killers.get(mutant.key, ""))
            return mutant, tree.try_out(mutant, tests, PATIENCE + 3 * seconds)
        finally:
            free.put(tree)

    with ThreadPoolExecutor(len(trees)) as pool:
        for done in as_completed([pool.submit(try_one, mutant) for mutant in todo]):
            yield done.result()


def _worth(tests: Sequence[str], touched: Touched, killer: str) -> tuple[list[str], float]:
    """The tests a mutant is worth, and their time: the last killer, its file's own, then the MOST next."""
    own = tests[0].split("::")[0] if tests else ""
    others = [test for test in tests if test != killer and test.split("::")[0] != own]
    left_out = set(others[MOST:])
    chosen = [
        test for test in sorted(tests, key=lambda name: name != killer) if test not in left_out
    ]
    return chosen, sum(touched.seconds[test] for test in chosen)


if __name__ == "__main__":
    sys.exit(main())
