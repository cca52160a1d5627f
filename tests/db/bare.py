"""What bare SQL needs that knows nothing of the program."""

from __future__ import annotations

import sqlite3
from typing import Any

import sqlcipher3

ERRORS = (sqlite3.Error, sqlcipher3.dbapi2.Error)
REFUSED = (sqlite3.IntegrityError, sqlcipher3.dbapi2.IntegrityError)
APPROVED, DRAFT, SOUND, CLOSED = 1, 2, 3, 4
SESSION_COLUMNS = (
    "class_id, date, half, starts_at, ends_at, title, category, method, quarter_hours, counted"
)
COPY = (
    "SELECT '新号1', 'S', 1, class_id, student_id, class_code, class_name, student_name, start_date,"
    " end_date, quarter_hours, wording, school_name, issue_date, verification_code, signature,"
    " key_fingerprint FROM certificate WHERE id = 1"
)
CERTIFICATE = (
    "number, series, serial, class_id, student_id, class_code, class_name, student_name,"
    " start_date, end_date, quarter_hours, wording, school_name, issue_date, verification_code,"
    " signature, key_fingerprint"
)


def pragmas(conn: Any, *, keys: bool, recursive: bool) -> None:
    conn.execute(f"PRAGMA foreign_keys = {int(keys)}")
    conn.execute(f"PRAGMA recursive_triggers = {int(recursive)}")


def one(conn: Any, sql: str, *values: object) -> Any:
    return conn.execute(sql, values).fetchone()[0]
