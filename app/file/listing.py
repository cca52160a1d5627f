"""A table as a page shows it: sorted ids from SQL, rows fetched on demand.

Sorting, filtering and searching are SQL; what is held for a table of 200,000 rows is an array of ids.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlite_utils import Database

from app.file.recording import OF_SCHOOL
from app.text import search as words

ARCHIVED = "archived"  # the scope that shows the archived rows as well


@dataclass(frozen=True)
class Sort:
    """How a column sorts: an ORDER BY expression, and the tables it needs beside the main one."""

    by: str
    join: str = ""


@dataclass(frozen=True)
class Listing:
    """``table`` is aliased t. ``columns`` maps keys to SQL over ``t`` and ``joins``.

    ``chips`` maps a filter's code to a condition; '' is everything. ``scopes`` maps a name to a
    condition with that name as its parameter ('t.class_id = :class_id').
    ``archives``: rows may be archived (归档); those come only where one searches, or with the scope ARCHIVED.
    """

    table: str
    columns: Mapping[str, str]
    sorts: Mapping[str, Sort]
    default_sort: str
    joins: str = ""
    chips: Mapping[str, str] = field(default_factory=lambda: {"": "1"})
    scopes: Mapping[str, str] = field(default_factory=dict[str, str])
    search: Callable[[str], tuple[str, dict[str, str]]] | None = None
    # the FROM that search, chips and scopes need beside the table itself
    filter_joins: str = ""
    archives: bool = False

    @property
    def sortable(self) -> frozenset[str]:
        """Keys of the columns that a header click may sort by."""
        return frozenset(self.sorts)

    def ids(
        self,
        db: Database,
        *,
        search: str = "",
        sort: str | None = None,
        descending: bool = False,
        chip: str = "",
        scope: Mapping[str, object] | None = None,
    ) -> array[int]:
        """Return the ids of the rows asked for, in order."""
        order = self.sorts[sort or self.default_sort]
        where, values = self._where(db, search, chip, scope)
        direction = "DESC" if descending else "ASC"
        joins = self.filter_joins
        if order.join.strip() not in joins:
            joins = f"{joins} {order.join}"
        # one JSON text instead of a Python tuple for each of 200,000 rows: half the time
        text = db.execute(
            f"SELECT json_group_array(id) FROM (SELECT t.id FROM {self.table} t"
            f" {joins} WHERE {where} ORDER BY {order.by} {direction}, t.id {direction})",
            values,
        ).fetchone()[0]
        return array("q", json.loads(text))

    def rows(self, db: Database, ids: Sequence[int]) -> dict[int, dict[str, object]]:
        """Return the columns of the rows with these ids; rows deleted meanwhile are missing."""
        if not ids:
            return {}
        shown = ", ".join(f"{sql} AS {key}" for key, sql in self.columns.items())
        marks = ", ".join("?" * len(ids))
        found = db.query(
            f"SELECT t.id AS row_id, {shown} FROM {self.table} t {self.joins}"
            f" WHERE t.id IN ({marks})",
            list(ids),
        )
        return {row.pop("row_id"): row for row in found}

    def counts(
        self, db: Database, *, search: str = "", scope: Mapping[str, object] | None = None
    ) -> dict[str, int]:
        """Return how many rows each chip would show."""
        where, values = self._where(db, search, None, scope)
        sums = ", ".join(f"coalesce(sum({condition}), 0)" for condition in self.chips.values())
        row = db.execute(
            f"SELECT {sums} FROM {self.table} t {self.filter_joins} WHERE {where}", values
        ).fetchone()
        return dict(zip(self.chips, row, strict=True))

    def _where(
        self, db: Database, search: str, chip: str | None, scope: Mapping[str, object] | None
    ) -> tuple[str, dict[str, object]]:
        conditions = ["1"] if chip is None else [f"({self.chips[chip]})"]
        if self.table in OF_SCHOOL and _several_schools(db):
            conditions.append("t.school_id = 1")
        values: dict[str, object] = {}
        asked_for = dict(scope or {})
        if self.archives and not asked_for.pop(ARCHIVED, None) and not search.strip():
            # by the small index of those that are, so that 200,000 others keep theirs
            conditions.append(f"t.id NOT IN (SELECT id FROM {self.table} WHERE archived = 1)")
        for name, value in asked_for.items():
            if value is not None:
                conditions.append(f"({self.scopes[name]})")
                values[name] = value
        if search.strip():
            find = self.search or by_terms
            condition, asked = find(search)
            conditions.append(f"({condition})")
            values.update(asked)
        return " AND ".join(conditions), values


def any_archived(db: Database, table: str) -> bool:
    """Tell whether a row of a table with archives is archived."""
    return db.execute(f"SELECT 1 FROM {table} WHERE archived = 1 LIMIT 1").fetchone() is not None


def _several_schools(db: Database) -> bool:
    """Tell whether packages have brought rows that are not the own school's.

    Asked, since the condition would cost a list of 200,000 its indexes.
    """
    return db.execute("SELECT 1 FROM school WHERE id <> 1 LIMIT 1").fetchone() is not None


def by_terms(search: str, column: str = "t.terms") -> tuple[str, dict[str, str]]:
    """Search small tables: every word asked begins one of the row's search words."""
    patterns = words.like(search)
    values = {f"word{i}": pattern for i, pattern in enumerate(patterns)}
    condition = " AND ".join(f"(' ' || {column}) LIKE :{name}" for name in values)
    return condition or "1", values


def by_student_terms(
    search: str, column: str = "t.id", units: str = ""
) -> tuple[str, dict[str, str]]:
    """Search students through their full-text index; ``units`` adds a condition on unit names."""
    query = words.match(search)
    if query is None:
        return "1", {}
    found = f"{column} IN (SELECT rowid FROM student_find WHERE student_find MATCH :found)"
    values = {"found": f"terms : ({query})"}
    asked_for = words.fold(search)
    if units and len(asked_for) >= 2 and not asked_for.isascii():  # pinyin is for persons' names
        condition, asked = by_terms(search, "u.terms")
        found += f" OR {units} IN (SELECT u.id FROM unit u WHERE {condition})"
        values.update(asked)
    return found, values
