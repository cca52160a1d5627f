"""审定以前: what a class is still without that bars no approval, and who has approved before."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from app.certificates import lacking
from app.classes import classes, needs
from app.rules import advice

SAID = ("no_lecturer", "no_students")
"""Reminders beside the timetable that are said here by themselves."""
FIELDS = {"venue": "venue_id", "class_teacher": "class_teacher_id"}
"""The field of the class in which a need is mended."""


@dataclass(frozen=True)
class Lack:
    """Something missing, in a sentence, and where it is put right: a tab of the class, and a field of it."""

    text: str
    place: str
    field: str = ""


def lacks(db: Database, class_id: int) -> list[Lack]:
    """Return what a class is still without, in the order in which one would see to it.

    What bars the approval, or is told beside the timetable, is asked of the file's own judgement.
    """
    one, summary = classes.get(db, class_id), classes.summary(db, class_id)
    found = [
        Lack(need.text, need.part, FIELDS.get(need.what, ""))
        for need in needs.of(db, [class_id])[class_id]
        if need.what != "certificates"  # which come later
    ]
    if one.planned_count is not None and 0 < summary.enrolled_count < one.planned_count:
        text = f"在册 {summary.enrolled_count} 人，比计划少 {one.planned_count - summary.enrolled_count} 人"
        found.append(Lack(text, "students"))
    unseen = sum(lacking.PHOTO in each.what for each in lacking.of_class(db, class_id))
    if unseen:
        found.append(Lack(f"{unseen} 人没有照片，证书上是空的照片框", "students"))
    return found + _beside_the_timetable(db, class_id)


def approvers(db: Database) -> list[str]:
    """Return who has approved classes, the latest first."""
    rows = db.execute(
        "SELECT approved_by FROM class WHERE school_id = 1 AND approved_by <> ''"
        " GROUP BY approved_by ORDER BY max(approved_at) DESC"
    ).fetchall()
    return [name for (name,) in rows]


def _beside_the_timetable(db: Database, class_id: int) -> list[Lack]:
    told = [one for one in advice.advise(db, class_id) if one.severity == "warn"]
    nobody = sum(len(one.lesson_ids) for one in told if one.rule == "no_lecturer")
    others = sum(one.rule not in SAID for one in told)
    texts = [(nobody, "个课次没有授课人"), (others, "条提醒，见课表右侧")]
    return [Lack(f"{number} {what}", "curriculum") for number, what in texts if number]
