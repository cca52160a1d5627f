"""What a class still lacks beside the rules: dates, lessons, places, people and their facts, certificates.

Nothing of it bars an approval by itself; what does is told by ``class_problem``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlite_utils import Database

from app.certificates import lacking
from app.classes import empty_days

What = Literal[
    "dates",
    "lessons",
    "empty_days",
    "class_teacher",
    "venue",
    "places",
    "students",
    "facts",
    "certificates",
]
PARTS: dict[What, str] = {
    "dates": "info",
    "lessons": "curriculum",
    "empty_days": "curriculum",
    "class_teacher": "info",
    "venue": "info",
    "places": "curriculum",
    "students": "students",
    "facts": "students",
    "certificates": "certificates",
}
"""On which tab of the class each is mended."""


@dataclass(frozen=True)
class Need:
    """One thing that lacks; ``lesson_id`` is the first lesson that it is about, 0 for none."""

    what: What
    text: str
    lesson_id: int = 0

    @property
    def part(self) -> str:
        """The tab of the class on which it is mended."""
        return PARTS[self.what]


@dataclass(frozen=True)
class Incomplete:
    """A student of a class whose record lacks what the certificate prints."""

    class_id: int
    student_id: int
    name: str
    missing: tuple[str, ...]


def of(db: Database, class_ids: Sequence[int]) -> dict[int, list[Need]]:
    """Return what each of the classes lacks, in the order in which it is usually seen to."""
    found = {class_id: list[Need]() for class_id in class_ids}
    short: dict[int, list[Incomplete]] = {}
    for one in people(db, class_ids):
        short.setdefault(one.class_id, []).append(one)
    empty = empty_days.of_classes(db, class_ids)
    for row in db.execute(_COUNTED, [json.dumps(list(class_ids))]).fetchall():
        class_id, *counted = row
        found[class_id] = list(_needs(short.get(class_id, []), empty.get(class_id, ""), *counted))
    return found


def people(db: Database, class_ids: Sequence[int]) -> list[Incomplete]:
    """Return the students of the classes whose record lacks a fact that the certificate prints."""
    return [
        Incomplete(class_id, one.student_id, one.name, facts)
        for class_id, found in lacking.of_classes(db, class_ids).items()
        for one in found
        if (facts := tuple(what for what in one.what if what != lacking.PHOTO))
    ]


_COUNTED = """
SELECT c.id, EXISTS (SELECT 1 FROM class_span p WHERE p.class_id = c.id),
  (SELECT count(*) FROM lesson s WHERE s.class_id = c.id),
  c.class_teacher_id IS NULL, c.venue_id IS NULL,
  (SELECT count(*) FROM lesson s WHERE s.class_id = c.id AND s.counted = 1 AND s.venue_id IS NULL
    AND s.method <> 'self_study'),
  coalesce((SELECT s.id FROM lesson s WHERE s.class_id = c.id AND s.counted = 1 AND s.venue_id IS NULL
    AND s.method <> 'self_study' ORDER BY s.date, s.starts_at LIMIT 1), 0),
  (SELECT count(*) FROM enrolment e WHERE e.class_id = c.id AND e.status <> 'withdrawn'),
  (SELECT count(*) FROM enrolment e WHERE e.class_id = c.id AND e.status <> 'withdrawn'
    AND NOT EXISTS (SELECT 1 FROM certificate x WHERE x.class_id = e.class_id
      AND x.student_id = e.student_id AND x.status = 'issued'))
FROM json_each(?) j JOIN class c ON c.id = j.value AND c.brought_in = 0"""


def _needs(
    short: Sequence[Incomplete],
    empty: str,
    dated: int,
    lessons: int,
    no_teacher: int,
    no_venue: int,
    placeless: int,
    first_placeless: int,
    enrolled: int,
    uncertified: int,
) -> Sequence[Need]:
    found: list[Need] = []
    if not dated:
        found.append(Need("dates", "起止日期没有填"))
    elif not lessons:
        found.append(Need("lessons", "还没有排课"))
    elif empty:
        found.append(Need("empty_days", empty))
    if no_teacher:
        found.append(Need("class_teacher", "班主任没有定"))
    if no_venue:
        without = f"，{placeless} 节课没有场地" if placeless else ""
        found.append(Need("venue", f"主要场地没有定{without}"))
    elif placeless:
        found.append(Need("places", f"{placeless} 节课没有场地", first_placeless))
    if not enrolled:
        found.append(Need("students", "名单是空的"))
    if short:
        found.append(Need("facts", _facts_text(short)))
    if uncertified:
        found.append(Need("certificates", f"{uncertified} 名学员还没有证书"))
    return found


def _facts_text(short: Sequence[Incomplete]) -> str:
    """李敏缺出生年月, or 3 名学员缺民族、出生年月（证书上要印）."""
    lacks = "、".join(dict.fromkeys(name for one in short for name in one.missing))
    who = short[0].name if len(short) == 1 else f"{len(short)} 名学员"
    return f"{who}缺{lacks}（证书上要印）"
