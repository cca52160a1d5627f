"""The table of README.md, made of the kept results of the program before and after."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.attack import campaign

HERE = Path(__file__).parent
BEGIN, END = "<!-- the table: python -m tests.attack --table -->", "<!-- its end -->"


def text() -> str:
    """Return the table as Markdown: a row for each area and each sort of try."""
    before, after = (campaign.read(HERE / f"{name}.json") for name in ("before", "after"))
    lines = [
        f"| attack | before: {_which(before)} | | after: {_which(after)} | |",
        "|---|---:|---:|---:|---:|",
        "| | tries | failures | tries | failures |",
    ]
    for area in dict.fromkeys([*before["areas"], *after["areas"]]):
        one, other = before["areas"].get(area, {}), after["areas"].get(area, {})
        lines.append(_row(f"**{area}**", _sums(one), _sums(other)))
        for sort in dict.fromkeys([*one.get("tries", {}), *other.get("tries", {})]):
            lines.append(_row(sort.replace("|", "/"), _of(one, sort), _of(other, sort)))
    return "\n".join(lines)


def write() -> None:
    """Put the table into README.md in the place of the one that is there."""
    path = HERE / "README.md"
    whole = path.read_text("utf-8")
    head, _, rest = whole.partition(BEGIN)
    _, _, tail = rest.partition(END)
    path.write_text(f"{head}{BEGIN}\n{text()}\n{END}{tail}", "utf-8")


def _which(result: dict[str, Any]) -> str:
    return result.get("program", "—")


def _row(name: str, one: tuple[int, int] | None, other: tuple[int, int] | None) -> str:
    cells = [str(n) for pair in (one, other) for n in (pair or ("", ""))]
    return f"| {name} | {' | '.join(cells)} |"


def _sums(area: dict[str, Any]) -> tuple[int, int] | None:
    if not area:
        return None
    return sum(area["tries"].values()), sum(area["failed"].values())


def _of(area: dict[str, Any], sort: str) -> tuple[int, int] | None:
    if sort not in area.get("tries", {}):
        return None
    return area["tries"][sort], area["failed"].get(sort, 0)
