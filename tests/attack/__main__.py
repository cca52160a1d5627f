"""``python -m tests.attack``: attack a tree and tell; 1 where something did not hold."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.attack import campaign, cheats, dml, faults, flips, kills, shim, soak, table, workbooks
from tests.attack.campaign import Area, Field
from tests.attack.forks import OWN, Forks

# area -> what makes it, and its share of the time
AREAS: dict[str, tuple[Callable[[Field], Area], int]] = {
    "kills": (kills.Kills, 5),
    "faults": (faults.Faults, 4),
    "flips": (flips.Flips, 3),
    "cheats": (cheats.Cheats, 2),
    "dml": (dml.Dml, 4),
    "workbooks": (workbooks.Workbooks, 3),
    "soak": (soak.Soak, 3),
}


def main(words: Sequence[str] | None = None) -> int:
    """Do what the command line asks for; see ``--help``."""
    asked = _arguments().parse_args(words)
    if asked.table:
        table.write()
        return 0
    result = campaign.read(asked.out) if asked.go_on else {"areas": {}}
    result |= {"program": _commit(asked.tree), "seed": asked.seed}
    areas = asked.areas or list(AREAS)
    with tempfile.TemporaryDirectory(prefix="attack-", dir=campaign.quick_place()) as work:
        folder = Path(work).resolve()
        with Forks(asked.tree, shim.compiled(folder)) as forks:
            ground = Field(forks, folder, asked.seed)
            if asked.only is not None:
                ground.loud = True
                return _one(AREAS[areas[0]][0](ground), asked.only)
            share = asked.minutes * 60 / sum(AREAS[name][1] for name in areas)
            for name in areas:
                make, weight = AREAS[name]
                until = time.monotonic() + share * weight
                tally = campaign.run(name, make(ground), until, lambda t: print(t, flush=True))
                result["areas"][name] = tally.kept(whole=not asked.keep)
                campaign.write(asked.out, result)
                _tell(name, result["areas"][name])
    failed = sum(sum(area["failed"].values()) for area in result["areas"].values())
    return 1 if failed else 0


def _one(area: Area, number: int) -> int:
    """Do one try again, and say what was wrong."""
    one = area.attempt(number)
    print(f"{number} {one.sort}: {'held' if not one.wrong else ''}")
    print("\n".join(one.wrong))
    return 1 if one.wrong else 0


def _tell(name: str, area: dict[str, dict[str, int]]) -> None:
    for sort, tries in area["tries"].items():
        print(f"{name:10} {sort:28} {tries:5} tries {area['failed'].get(sort, 0):5} failed")


def _commit(tree: Path) -> str:
    """Which state of the program a tree is."""
    words = ["git", "-C", str(tree), "log", "-1", "--format=%h %cs"]
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout.strip()


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.attack")
    parser.add_argument("areas", nargs="*", metavar="AREA", help=f"of {', '.join(AREAS)}")
    parser.add_argument("--seed", type=int, default=8, help="another seed draws other tries")
    parser.add_argument("--minutes", type=float, default=20, help="for all areas together")
    parser.add_argument("--only", type=int, metavar="N", help="one try of one area again")
    parser.add_argument("--tree", type=Path, default=OWN, help="another state of the program")
    parser.add_argument("--out", type=Path, default=OWN / "build/attack/result.json")
    parser.add_argument("--go-on", action="store_true", help="keep other areas' results in --out")
    parser.add_argument("--keep", action="store_true", help="write a few failures of a sort only")
    parser.add_argument("--table", action="store_true", help="make the table of README.md anew")
    return parser


if __name__ == "__main__":
    sys.exit(main())
