"""The last step of ``make test``: how much of the program the tests run, and that it is no less than before.

``python -m tests.covered`` unites what ``coverage run`` wrote into build/coverage, programs that tests
started included, and is 1 where lines or branches fall under their floor.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path

import coverage

# Percent. They rise with what is reached, and are never lowered: code comes with its tests.
LINES = 96
BRANCHES = 88

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "build" / "coverage" / "report.json"


def main() -> int:
    """Measure and tell."""
    measured = coverage.Coverage(config_file=str(ROOT / "pyproject.toml"), messages=False)
    measured.combine(keep=True)
    measured.save()
    measured.json_report(outfile=str(REPORT))
    totals = json.loads(REPORT.read_text("utf-8"))["totals"]
    lines = 100 * totals["covered_lines"] / totals["num_statements"]
    branches = 100 * totals["covered_branches"] / totals["num_branches"]
    text, held = verdict(lines, branches)
    print(text)
    return 0 if held else 1


def verdict(lines: float, branches: float) -> tuple[str, bool]:
    """Return a sentence on the two figures, in percent, and whether both hold."""
    told, held = [], True
    for name, value, floor in (("lines", lines, LINES), ("branches", branches, BRANCHES)):
        held = held and value >= floor
        rise = f", may rise to {math.floor(value)}" if math.floor(value) > floor else ""
        told.append(f"{value:.1f} % of {name} (floor {floor}{rise})")
    text = f"The tests run {' and '.join(told)}."
    if not held:
        text += " Tests are missing: coverage report --show-missing says where."
    return text, held


if __name__ == "__main__":
    sys.exit(main())
