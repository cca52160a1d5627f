"""Rows put into the bare schema."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

KINDS = ("full_time", "part_time", "leading_cadre", "expert")


def add_class(conn: sqlite3.Connection, class_id: int = 1, **values: object) -> int:
    columns = {"id": class_id, "code": str(class_id), "name": f"班{class_id}", "profile_id": 1}
    insert(conn, "class", columns | values)
    return class_id


def insert(conn: sqlite3.Connection, table: str, values: dict[str, Any]) -> int:
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    cursor = conn.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(values.values()))
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def add_rule(
    conn: sqlite3.Connection,
    *,
    base: str = "hours",
    minimum: int = 20,
    tags: Sequence[tuple[str, str]] = (("category", "party_spirit"),),
    scope: str = "class",
    severity: str = "block",
    code: str = "r",
    profile_id: int = 1,
    **values: Any,
) -> int:
    category = "theory" if base == "category_hours" else None
    rule_id = insert(
        conn,
        "rule",
        {
            "profile_id": profile_id, "code": code, "title": "规则", "base": base, "scope": scope,
            "base_category": category, "minimum": minimum, "severity": severity, **values,
        },
    )  # fmt: skip
    for dimension, tag in tags:
        insert(conn, "rule_tag", {"rule_id": rule_id, "dimension": dimension, "code": tag})
    insert(conn, "rule_class_kind", {"rule_id": rule_id, "class_kind": "main"})
    insert(conn, "rule_level", {"rule_id": rule_id, "level": "county"})
    return rule_id


def add_lesson(
    conn: sqlite3.Connection, class_id: int, kinds: Sequence[str] = (), **values: Any
) -> int:
    columns: dict[str, Any] = {
        "class_id": class_id, "date": "2026-11-02", "half": "morning", "starts_at": "08:30",
        "ends_at": "11:50", "title": "课", "category": "theory", "method": "lecture",
        "quarter_hours": 16,
    }  # fmt: skip
    columns |= values
    topic = columns.pop("topic", None)
    lesson_id = insert(conn, "lesson", columns)
    if topic:
        insert(conn, "lesson_topic", {"lesson_id": lesson_id, "topic": topic})
    for place, kind in enumerate(kinds):
        teacher_id = KINDS.index(kind) + 1 + 4 * place  # another one each time
        insert(
            conn,
            "lesson_lecturer",
            {"lesson_id": lesson_id, "teacher_id": teacher_id, "kind": kind},
        )
    return lesson_id
