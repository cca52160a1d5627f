"""What a review was asked for, and what somebody has said to it since: a review is made of that and no more."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

from app.exchange.engine import dealing, fields
from app.exchange.engine.books import Cell
from app.exchange.engine.dealing import Chosen

Row: TypeAlias = tuple[str, int]  # a sheet's name, a row of it from 1
Spot: TypeAlias = tuple[str, int, str]  # a row's sheet and number, and the key of a field
# the record that a row is, or "other": none of those proposed
Decision: TypeAlias = int | Literal["other"]
# by row (from 1), or by sheet and row
Decisions: TypeAlias = Mapping[int | Row, Decision]


@dataclass(frozen=True)
class Asked:
    """Into which class, of which sheet; ``decisions`` answer doubts.

    ``cells``: what was typed instead of what stands in the workbook; ``left_out``: rows not to be imported;
    ``usual``: by field what is meant where a cell is empty, or a list has no such column. ``columns`` says
    of a sheet, by its name, what its columns are; ``named`` says so of headings wherever they stand: a
    heading → the key or the name of a field, '' where it is not imported.
    """

    class_code: str = ""
    sheet: str | None = None
    decisions: Decisions = field(default_factory=dict[int | Row, Decision])
    cells: Mapping[Spot, str] = field(default_factory=dict[Spot, str])
    left_out: frozenset[Row] = frozenset()
    usual: Mapping[str, str] = field(default_factory=dict[str, str])
    columns: Mapping[str, Chosen] = field(default_factory=dict[str, Chosen])
    named: Mapping[str, str] = field(default_factory=dict[str, str])

    def filled(self, cells: Mapping[str, Cell]) -> dict[str, Cell]:
        """Return the cells of a record with what is usual where one is empty."""
        return {**cells, **{k: t for k, t in self.usual.items() if fields.empty(cells.get(k, ""))}}

    def decision(self, sheet: str, row: int) -> Decision | None:
        """Return the answer to the doubt of a row, None where there is none yet."""
        own = self.decisions.get((sheet, row))
        return self.decisions.get(row) if own is None else own

    def of_table(self) -> Asked:
        """Return what the whole table is read by: where that changes, every line is read anew."""
        return replace(self, decisions={}, cells={}, left_out=frozenset())

    def typed(self, sheet: str) -> dict[int, dict[str, str]]:
        """Return what was typed into the rows of a sheet: row from 0 → field → text."""
        found: dict[int, dict[str, str]] = {}
        for (name, row, key), text in self.cells.items():
            if name == sheet:
                found.setdefault(row - 1, {})[key] = text
        return found

    @property
    def worked(self) -> bool:
        """Whether somebody has mended, decided, left out anything, or said what a column is."""
        return bool(self.decisions or self.cells or self.left_out or self.columns)

    def text(self) -> str:
        """Return it as JSON, for ``asked_of``."""
        return json.dumps(
            {
                "class_code": self.class_code,
                "sheet": self.sheet,
                "decisions": list(self.decisions.items()),
                "cells": list(self.cells.items()),
                "left_out": sorted(self.left_out),
                "usual": dict(self.usual),
                "columns": {sheet: chosen.saved() for sheet, chosen in self.columns.items()},
                "named": dict(self.named),
            }
        )


def asked_of(text: str) -> Asked:
    """Return what ``Asked.text`` has written; what this version does not know is left out.

    Raises ValueError, KeyError, TypeError and the like where it is something else.
    """
    saved: dict[str, Any] = json.loads(text)
    rows: list[tuple[int | list[Any], Decision]] = saved["decisions"]
    return Asked(
        str(saved["class_code"]),
        None if saved["sheet"] is None else str(saved["sheet"]),
        {(r if isinstance(r, int) else (str(r[0]), int(r[1]))): answer for r, answer in rows},
        {
            (str(sheet), int(row), str(key)): str(typed)
            for (sheet, row, key), typed in saved["cells"]
        },
        frozenset((str(sheet), int(row)) for sheet, row in saved["left_out"]),
        {key: str(text) for key, text in saved.get("usual", {}).items()},
        {sheet: dealing.chosen(one) for sheet, one in saved.get("columns", {}).items()},
        {heading: str(name) for heading, name in saved.get("named", {}).items()},
    )
