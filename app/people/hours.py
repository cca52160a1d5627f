"""学时记录: what a person's training comes to."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from app.file.operation import Transaction


@dataclass(frozen=True)
class HourEntry:
    """One entry of a person's hours."""

    id: int
    class_id: int | None
    form: str
    title: str
    start_date: str
    end_date: str
    quarter_hours: int


def of_student(db: Database, student_id: int) -> list[HourEntry]:
    """Return a person's hours, the latest first."""
    rows = db.execute(
        "SELECT id, class_id, form, title, start_date, end_date, quarter_hours FROM hour_entry"
        " WHERE student_id = ? ORDER BY end_date DESC",
        [student_id],
    ).fetchall()
    return [HourEntry(*row) for row in rows]


def credit_class(tx: Transaction, class_id: int) -> int:
    """Give everyone who completed a class its counted hours; return to how many."""
    title, start, end, quarter_hours = tx.db.execute(
        "SELECT c.name, m.start_date, m.end_date, m.quarter_hours FROM class c"
        " JOIN class_summary m ON m.class_id = c.id WHERE c.id = ?",
        [class_id],
    ).fetchone()
    completed = tx.db.execute(
        "SELECT student_id FROM enrolment WHERE class_id = ? AND status = 'completed'", [class_id]
    ).fetchall()
    for (student_id,) in completed:
        tx.insert(
            "hour_entry",
            {
                "student_id": student_id,
                "class_id": class_id,
                "form": "offline",
                "title": title,
                "start_date": start,
                "end_date": end,
                "quarter_hours": quarter_hours,
            },
        )
    return len(completed)


def withdraw_class(tx: Transaction, class_id: int) -> None:
    """Take back the hours that a class gave."""
    tx.db.execute("DELETE FROM hour_entry WHERE class_id = ?", [class_id])
