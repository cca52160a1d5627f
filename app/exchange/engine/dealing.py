"""Which column of a table is which field: by its heading, by what a user said, and what is left to ask."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.exchange.engine import headings
from app.exchange.engine.headings import Meaning


@dataclass(frozen=True)
class Chosen:
    """What a user said of one sheet.

    ``columns`` maps columns (from 0) to fields, '' where one is not imported; ``heading`` is the row of
    the heading (from 1), 0 where there is none, None where it is to be found; ``part`` is the sort of
    table ('' where it is to be told), where a list has several.
    """

    columns: Mapping[int, str] = field(default_factory=dict[int, str])
    heading: int | None = None
    part: str = ""

    def saved(self) -> dict[str, Any]:
        """Return it as JSON can hold it, for ``chosen``."""
        return {
            "columns": sorted(self.columns.items()),
            "heading": self.heading,
            "part": self.part,
        }


def chosen(saved: Mapping[str, Any]) -> Chosen:
    """Return what ``Chosen.saved`` has kept."""
    return Chosen(dict(saved["columns"]), saved["heading"], saved["part"])


@dataclass(frozen=True)
class Dealt:
    """The columns of a heading, dealt out.

    ``fields`` maps fields to columns. ``beaten`` are columns whose field a better one has; ``asked``
    those of which nobody but a user can say which of several fields they are, or which of several
    columns is meant by a field (the first is taken for now). ``said`` are those a user has said.
    """

    fields: dict[str, int]
    beaten: dict[int, str] = field(default_factory=dict[int, str])
    asked: dict[int, tuple[str, ...]] = field(default_factory=dict[int, tuple[str, ...]])
    said: frozenset[int] = frozenset()


def deal(
    meanings: Mapping[int, Meaning], said: Mapping[int, str], required: Sequence[str] = ()
) -> Dealt:
    """Deal the fields out over the columns: first as was said, then by what the headings mean.

    Of several that mean a field the one with the usual heading has it; of two that are as usual as each
    other (全日制学历, 在职学历) the user is asked. What may be a ``required`` field that no other column is,
    is that: 专题 of a list without 课程名称.
    """
    fields = {key: column for column, key in sorted(said.items(), reverse=True) if key}
    dealt = Dealt(fields, said=frozenset(said))
    twice = {key for key, times in Counter(filter(None, said.values())).items() if times > 1}
    dealt.asked.update({column: (key,) for column, key in said.items() if key in twice})
    wanting: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    open_ones: dict[int, Meaning] = {}
    for column, meaning in meanings.items():
        if column in said or not meaning.keys:
            continue
        one, *others = meaning.keys
        if others:
            open_ones[column] = meaning
        else:
            wanting[one].append((meaning.tier, column))
    for key, claims in wanting.items():
        best = min(claims)[0]
        first = [column for tier, column in claims if tier == best]
        if key in fields:
            first = []
        else:
            fields[key] = first[0]
        if len(first) > 1:
            dealt.asked.update(dict.fromkeys(first, (key,)))
        dealt.beaten.update({c: key for _, c in claims if c not in first})
    _open(open_ones, dealt, required)
    return dealt


def _open(columns: Mapping[int, Meaning], dealt: Dealt, required: Sequence[str]) -> None:
    """Deal out the columns that may be several fields: what is left, where only one of them is."""
    fields = dealt.fields
    for column, meaning in columns.items():
        free = tuple(key for key in meaning.keys if key not in fields)
        wanted = [key for key in free if key in required] or list(free)
        if len(wanted) == 1:
            fields[wanted[0]] = column
        elif free:
            dealt.asked[column] = free
        else:
            dealt.beaten[column] = meaning.keys[0]


def names(written: Mapping[int, str]) -> dict[int, str]:
    """Return headings as they are remembered: the second 姓名 of a table is 姓名#2."""
    seen: Counter[str] = Counter()
    named: dict[int, str] = {}
    for column, text in sorted(written.items()):
        plain = headings.core(text)
        seen[plain] += 1
        named[column] = plain if seen[plain] == 1 else f"{plain}#{seen[plain]}"
    return named


def shape(written: Mapping[int, str]) -> str:
    """Return what tables of one shape share: a digest of their headings, in whatever order."""
    return hashlib.sha256("\n".join(sorted(names(written).values())).encode()).hexdigest()
