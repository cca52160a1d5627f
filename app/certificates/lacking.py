"""证书上会缺什么: of whom the file does not know what the school's certificate says of a person."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from app.people import students
from app.school import school
from app.text import templates

PHOTO = "照片"
FACTS_OF = {
    "person": ("sex", "ethnic_group", "birth_date"),
    "sex": ("sex",),
    "ethnic_group": ("ethnic_group",),
    "birth": ("birth_date",),
}
"""Facts of a student that a certificate prints, by the field of its wording."""
MISSING = {
    "sex": "coalesce(s.sex, '') NOT IN ('1', '2')",  # 未说明的性别 is not printed
    "ethnic_group": "coalesce(s.ethnic_group, '') = ''",
    "birth_date": "coalesce(s.birth_date, '') = ''",
}
"""Where a fact of the student ``s`` is missing, in SQL."""


@dataclass(frozen=True)
class Lacking:
    """A student of a class who would have a certificate with something missing; ``what`` in words."""

    student_id: int
    name: str
    what: tuple[str, ...]


def printed(db: Database) -> tuple[str, ...]:
    """Return the facts of a student that the school's certificate prints beside the name."""
    told = templates.fields(school.get(db).certificate_wording)
    return tuple(fact for fact in MISSING if any(fact in FACTS_OF.get(name, ()) for name in told))


def of_class(
    db: Database, class_id: int, student_ids: Sequence[int] | None = None
) -> list[Lacking]:
    """Return who of a class lacks what its certificate would say of them, by number.

    The photograph's frame is printed for everybody. ``student_ids``: only these; those who have left never.
    """
    found = of_classes(db, [class_id]).get(class_id, [])
    return [one for one in found if student_ids is None or one.student_id in student_ids]


def of_classes(db: Database, class_ids: Sequence[int]) -> dict[int, list[Lacking]]:
    """Return the same of several classes, by class; one in which nobody lacks anything is not there."""
    wanted = printed(db)
    gaps = "".join(f"{MISSING[fact]}, " for fact in wanted)
    rows = db.execute(
        f"SELECT e.class_id, s.id, s.name, {gaps}s.photo_id IS NULL"
        " FROM json_each(?) j JOIN enrolment e ON e.class_id = j.value AND e.status <> 'withdrawn'"
        " JOIN student s ON s.id = e.student_id ORDER BY e.class_id, e.number, e.id",
        [json.dumps(list(class_ids))],
    ).fetchall()
    found: dict[int, list[Lacking]] = {}
    for class_id, student_id, name, *lacks, unseen in rows:
        facts = zip(wanted, lacks, strict=True)
        what = [students.FACTS.name(fact) for fact, gap in facts if gap] + [PHOTO] * unseen
        if what:
            found.setdefault(class_id, []).append(Lacking(student_id, name, tuple(what)))
    return found


def told(found: Sequence[Lacking]) -> str:
    """Say of how many people what is missing: 3 人缺性别、1 人缺出生年月；40 人没有照片; "" for nobody."""
    counted = Counter(what for one in found for what in one.what)
    photos = counted.pop(PHOTO, 0)
    parts = ["、".join(f"{number} 人缺{what}" for what, number in counted.items())]
    parts += [f"{photos} 人没有照片"] if photos else []
    return "；".join(filter(None, parts))


@dataclass(frozen=True)
class Foreseen:
    """A certificate as it would be issued: ``lacks`` is what it would miss, in words."""

    student_id: int
    name: str
    number: str
    wording: str
    lacks: tuple[str, ...]


def foreseen(db: Database, class_id: int, student_ids: Sequence[int]) -> list[Foreseen]:
    """Return what these students would get, read where the issuing is only imagined."""
    from app.certificates import ledger  # and all that signs: the first page asks for none of it

    missing = {one.student_id: one.what for one in of_class(db, class_id, student_ids)}
    wanted = {student_id: missing.get(student_id, ()) for student_id in student_ids}
    return [
        Foreseen(one.student_id, one.student_name, one.number, one.wording, wanted[one.student_id])
        for one in ledger.of_class(db, class_id)
        if one.status == "issued" and one.student_id in wanted
    ]
