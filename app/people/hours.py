"""学时记录: what a person's training comes to."""

from __future__ import annotations

from sqlite_utils import Database

from app.file.facts import Facts, fact, record
from app.file.operation import Transaction
from app.text import codes


@record
class HourEntry:
    """One entry of a person's hours."""

    id: int
    student_id: int = fact("学员", "row", of="student", required=True)
    class_id: int | None = fact("班次", "row", of="class")
    form: str = fact("形式", "code", codes=codes.HOUR_FORMS, required=True)
    title: str = fact("名称", required=True)
    start_date: str = fact("开始日期", "date", required=True)
    end_date: str = fact("结束日期", "date", required=True)
    quarter_hours: int = fact("学时", "hours", required=True)
    remark: str = fact("备注")


FACTS = Facts(HourEntry, "hour_entry", "学时记录", label="student_id")


def of_student(db: Database, student_id: int) -> list[HourEntry]:
    """Return a person's hours, the latest first."""
    return FACTS.read(db, "WHERE t.student_id = ? ORDER BY t.end_date DESC", [student_id])


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
