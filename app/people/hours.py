"""学时记录: what a person's training comes to."""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True)
class Hours:
    """A line of a person's hours: an entry, or what a class brought in (补录) gave; see student_hours."""

    class_id: int | None
    form: str
    title: str
    start_date: str
    end_date: str
    quarter_hours: int
    remark: str
    brought_in: int


def of_student(db: Database, student_id: int) -> list[Hours]:
    """Return a person's hours, the latest first."""
    columns = ", ".join(Hours.__dataclass_fields__)
    rows = db.execute(
        f"SELECT {columns} FROM student_hours WHERE student_id = ? ORDER BY end_date DESC",
        [student_id],
    ).fetchall()
    return [Hours(*row) for row in rows]


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
