"""The code tables: national code sets and the field's own lists, as (code, name) choices."""

from __future__ import annotations

from collections.abc import Mapping

from sqlite_utils import Database

VENUE_KINDS = {"classroom": "教室", "site": "现场教学点", "base": "教学基地"}
STUDY_UNITS = {"day": "天", "week": "周", "month": "个月"}
CLASS_STATUSES = {"draft": "草案", "approved": "已审定", "running": "进行中", "closed": "已结业"}
ENROLMENT_STATUSES = {"enrolled": "在班", "completed": "结业", "withdrawn": "退学"}
ATTENDANCE_STATUSES = {
    "present": "出勤",
    "late": "迟到",
    "official_leave": "公假",
    "sick_leave": "病假",
    "personal_leave": "事假",
    "absent": "缺勤",
}
HOUR_FORMS = {"offline": "脱产培训", "online": "网络培训", "elsewhere": "外出调训"}
CERTIFICATE_STATUSES = {"issued": "有效", "voided": "作废"}


def options(db: Database, table: str) -> list[tuple[str, str]]:
    """Return the (code, name) pairs of a code table, in its order."""
    columns = {row[1] for row in db.execute(f"PRAGMA table_info({table})").fetchall()}
    order = "position" if "position" in columns else "code"
    rows = db.execute(f"SELECT code, name FROM {table} ORDER BY {order}").fetchall()
    return [(code, name) for code, name in rows]


def names(db: Database, table: str) -> dict[str, str]:
    """Return a code table as a mapping of code to name."""
    return dict(options(db, table))


def case(column: str, names: Mapping[str, str]) -> str:
    """Return the SQL that turns a fixed code into its Chinese name."""
    whens = " ".join(f"WHEN '{code}' THEN '{name}'" for code, name in names.items())
    return f"CASE {column} {whens} END"
