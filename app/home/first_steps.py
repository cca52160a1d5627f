"""工作台 · 第一步: what a new school does, in the order that works."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True)
class Steps:
    """What there is already; ``class_id`` is the draft that the roster and the plan go into, 0 for none."""

    courses: bool
    classes: bool
    roster: bool
    plan: bool
    class_id: int

    @property
    def all_done(self) -> bool:
        """Whether the school is past its beginning."""
        return self.courses and self.classes and self.roster and self.plan


def read(db: Database) -> Steps:
    """Return how far the beginning has come; what was brought in from before (补录) is no beginning."""
    courses, classes, roster, plan, draft = db.execute(
        "SELECT EXISTS (SELECT 1 FROM course WHERE school_id = 1),"
        " EXISTS (SELECT 1 FROM class WHERE school_id = 1 AND brought_in = 0),"
        " EXISTS (SELECT 1 FROM enrolment e JOIN class c ON c.id = e.class_id"
        "  WHERE c.school_id = 1 AND c.brought_in = 0),"
        " EXISTS (SELECT 1 FROM lesson s JOIN class c ON c.id = s.class_id WHERE c.school_id = 1),"
        " coalesce((SELECT max(id) FROM class WHERE school_id = 1 AND status = 'draft'"
        "  AND archived = 0), 0)"
    ).fetchone()
    return Steps(bool(courses), bool(classes), bool(roster), bool(plan), draft)
