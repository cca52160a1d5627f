"""Another school in the file, as a merge will leave it: a copy of the own one's rows, with ids of its own."""

from __future__ import annotations

from typing import Any

APART = 100_000  # what is added to an id of the own school
# in an order in which each table's rows find what they are part of
TABLES = (
    "unit", "teacher", "venue", "course", "student", "policy_profile", "rule", "rule_tag",
    "rule_class_kind", "rule_level", "rule_step", "profile_label", "class", "class_span", "lesson", "lesson_topic",
    "course_topic_of",
    "lesson_lecturer", "enrolment", "attendance", "hour_entry", "certificate",
)  # fmt: skip


def open_package(db: Any) -> None:
    db.execute("INSERT INTO package (kind, sender) VALUES ('试', '邻县党校')")


def close_package(db: Any) -> None:
    db.execute("UPDATE package SET state = 'closed' WHERE state = 'open'")


def enter(db: Any) -> None:
    """Bring the other school in with a package. Its codes, names and numbers are the own one's."""
    db.execute("BEGIN")
    db.execute("PRAGMA defer_foreign_keys = ON")
    open_package(db)
    db.execute(
        "INSERT INTO school (id, name, level, public_key, spring_from, autumn_from, package_id)"
        " SELECT 2, '邻县党校', level, public_key, spring_from, autumn_from,"
        " (SELECT p.id FROM package p WHERE p.state = 'open') FROM school WHERE id = 1"
    )
    for table in TABLES:
        copy(db, table)
    close_package(db)
    db.execute("COMMIT")


def copy(db: Any, table: str, where: str = "1") -> None:
    """Copy rows of the own school to the other one."""
    refers = {row[3] for row in db.execute(f"PRAGMA foreign_key_list({table})") if row[2] in TABLES}
    values: dict[str, str] = {}
    for _, column, *_ in db.execute(f"PRAGMA table_info({table})").fetchall():
        if column == "id" or column in refers:
            values[column] = f"{column} + {APART}"
        elif column == "school_id":
            values[column] = "2"
        elif column != "uid":
            values[column] = column
    names, taken = ", ".join(values), ", ".join(values.values())
    db.execute(
        f"INSERT INTO {table} ({names}) SELECT {taken} FROM {table} WHERE id < {APART} AND ({where})"
    )
