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
BROUGHT_IN = {"brought_in": "补录"}
"""What classes and certificates of before are called in the place of their state."""
CLASS_STATES = CLASS_STATUSES | BROUGHT_IN
CERTIFICATE_STATES = CERTIFICATE_STATUSES | BROUGHT_IN


# lists whose names a rule profile may call otherwise (称呼), by their dimension there
LABELLED = {"course_category": "category"}
# the newest version of the profile that the school usually takes
_USUAL = (
    "(SELECT f.id FROM policy_profile f JOIN school o ON o.id = 1 AND o.default_profile = f.code"
    " WHERE f.school_id = 1 ORDER BY f.version DESC LIMIT 1)"
)


def options(db: Database, table: str) -> list[tuple[str, str]]:
    """Return the (code, name) pairs of a code table, in its order, as the school's usual profile calls them."""
    called = called_sql(table, "t.code") if table in LABELLED else "t.name"
    return _pairs(db, table, called)


def own_options(db: Database, table: str) -> list[tuple[str, str]]:
    """Return the (code, name) pairs of a code table under their own names, whatever a profile calls them."""
    return _pairs(db, table, "t.name")


def _pairs(db: Database, table: str, name: str) -> list[tuple[str, str]]:
    columns = {row[1] for row in db.execute(f"PRAGMA table_info({table})").fetchall()}
    order = "position" if "position" in columns else "code"
    rows = db.execute(f"SELECT t.code, {name} FROM {table} t ORDER BY t.{order}").fetchall()
    return [(code, name) for code, name in rows]


def called_sql(table: str, code: str, profile: str = _USUAL) -> str:
    """Return the SQL of what a profile, the usual one if none is given, calls a code."""
    name = f"(SELECT n.name FROM {table} n WHERE n.code = {code})"
    if table not in LABELLED:
        return name
    return (
        f"coalesce((SELECT l.label FROM profile_label l WHERE l.profile_id = {profile}"
        f" AND l.dimension = '{LABELLED[table]}' AND l.code = {code}), {name})"
    )


def names(db: Database, table: str) -> dict[str, str]:
    """Return a code table as a mapping of code to name."""
    return dict(options(db, table))


def case(column: str, names: Mapping[str, str]) -> str:
    """Return the SQL that turns a fixed code into its Chinese name."""
    whens = " ".join(f"WHEN '{code}' THEN '{name}'" for code, name in names.items())
    return f"CASE {column} {whens} END"
