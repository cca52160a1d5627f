"""What became of the mutants, as a table and as the list of those that nobody noticed."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from tests.mutants import areas
from tests.mutants.mutant import Mutant
from tests.mutants.trial import Outcome

VERDICTS = ("killed", "timeout", "survived")


def share(outcomes: Iterable[Outcome]) -> float:
    """Percent that the tests noticed, by failing or by never coming to an end."""
    counts = Counter(outcome.verdict for outcome in outcomes)
    return 100 * (counts["killed"] + counts["timeout"]) / max(counts.total(), 1)


def line(source: bytes, mutant: Mutant) -> str:
    """Where a mutant stands in its file and what it is: app/x.py:12 comparison in name."""
    number = source.count(b"\n", 0, mutant.start) + 1
    return f"{mutant.path}:{number} {mutant.operator} in {mutant.place or 'the module'}"


def text(
    sources: Mapping[str, bytes], outcomes: Sequence[tuple[str, Mutant, Outcome]], seconds: float
) -> str:
    """Return the whole report of mutants of these files; ``seconds`` is what it took."""
    lines = ["", f"{'':12}" + "".join(f"{word:>11}" for word in ("mutants", *VERDICTS, "noticed"))]
    names = list(dict.fromkeys(area for area, *_ in outcomes))
    for name in (*names, "all"):
        of = [outcome for area, _, outcome in outcomes if name in (area, "all")]
        counts = Counter(outcome.verdict for outcome in of)
        numbers = "".join(f"{counts[word]:11}" for word in VERDICTS)
        lines.append(f"{name:12}{len(of):11}{numbers}{share(of):10.0f}%")
    left = [m for _, m, o in outcomes if o.verdict == "survived"]
    lines += ["", "Noticed by no test:" if left else "Every one was noticed.", ""]
    for mutant in left:
        source = sources[mutant.path]
        lines += [line(source, mutant), mutant.told(source), ""]
    lines.append(_verdict(share(outcome for *_, outcome in outcomes), seconds))
    return "\n".join(lines)


def _verdict(found: float, seconds: float) -> str:
    words = f"{found:.1f} % noticed in {seconds / 60:.0f} minutes; the floor is {areas.FLOOR} %"
    if found < areas.FLOOR:
        return f"{words}: tests are missing."
    if math.floor(found) > areas.FLOOR:
        return f"{words}, and may rise to {math.floor(found)} (FLOOR in tests/mutants/areas.py)."
    return f"{words}."
