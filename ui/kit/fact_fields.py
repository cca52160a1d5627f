"""Form fields and table columns as a noun's facts suggest them; a page says which, in what order and
how wide, and what it wants otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.file.facts import Facts
from app.file.kinds import Kind as FactKind
from app.text import identity
from ui.context import Context
from ui.kit import columns
from ui.kit.columns import Column
from ui.kit.forms import Field, Kind

_INPUTS: dict[FactKind, Kind] = {
    "lines": "area",
    "code": "choice",
    "codes": "several",
    "row": "choice",
    "birth": "birth",
    "date": "date",
    "clock": "clock",
    "count": "number",
    "hours": "hours",
    "flag": "check",
}
FULL_POST = "单位和职务写在一格里的原样；空着时由单位、职务连成"
"""The hint of 职务全称, wherever there is one."""
_CELLS: dict[FactKind, dict[str, Any]] = {
    "birth": {"format": columns.birth, "width": 86},
    "date": {"width": 100},
    "moment": {"format": columns.moment, "width": 140},
    "count": {"format": columns.number, "align": "right", "width": 90},
    "hours": {"format": columns.hours, "align": "right", "width": 70},
    "identity": {"width": 168},
}


class Fields:
    """``field(key)`` is the form field of a fact; ``field(key, span=2)`` one that takes two columns."""

    def __init__(self, context: Context, facts: Facts[Any]) -> None:
        self._context, self._facts = context, facts

    def __call__(self, key: str, **said: Any) -> Field:
        """Return the field; whatever is ``said`` of it holds instead of what the fact suggests."""
        fact = self._facts[key]
        kind = "long_hours" if fact.most else _INPUTS.get(fact.kind, "text")
        # a choice that must be made has no empty line, and needs no star
        field = Field(key, fact.name, kind, required=fact.required and kind not in _FILLED)
        if fact.codes and "options" not in said:
            options = self._context.read(fact.options)
            whole = fact.required or kind == "several"
            field = replace(field, options=options if whole else [(None, ""), *options])
        if fact.kind == "lines":
            field = replace(field, span=2, lines=2)
        if fact.kind == "identity":
            field = replace(field, check=identity.check, hint="18 位")
        if fact.kind == "birth":
            field = replace(field, hint="1978-05")
        return replace(field, **said)


_FILLED = ("choice", "check")


class Columns:
    """``column(key, width)`` is the table column of a fact, of the name of a code where it is coded."""

    def __init__(self, facts: Facts[Any]) -> None:
        self._facts = facts

    def __call__(self, key: str, width: int = 0, /, **said: Any) -> Column:
        """Return the column; whatever is ``said`` of it holds instead of what the fact suggests."""
        fact = self._facts[key]
        shown = Column(f"{key}_name" if fact.codes and not fact.apart else key, fact.name)
        shown = replace(shown, **_CELLS.get(fact.kind, {}))
        return replace(shown, **({"width": width} if width else {}), **said)
