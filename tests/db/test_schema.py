"""The file judges by itself: bare SQL, without the program, encrypted and in a plain copy."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from app.rules import shipped
from tests.db.bare import CERTIFICATE, COPY, ERRORS, REFUSED, SESSION_COLUMNS, one, pragmas
from tests.db.rows import insert


def test_a_sound_draft_is_approved_reopened_and_approved_again(raw: Any) -> None:
    raw.execute("UPDATE class SET status = 'approved' WHERE id = 3")
    assert one(raw, "SELECT approved_at FROM class WHERE id = 3") is not None
    raw.execute("UPDATE class SET status = 'draft' WHERE id = 3")
    assert raw.execute(
        "SELECT status, version, approved_at FROM class WHERE id = 3"
    ).fetchone() == ("draft", 2, None)
    raw.execute("UPDATE lesson SET title = '改了' WHERE class_id = 3")
    raw.execute("UPDATE class SET status = 'approved' WHERE id = 3")
    assert one(raw, "SELECT version FROM class WHERE id = 3") == 2
    with pytest.raises(ERRORS, match="版次"):
        raw.execute("UPDATE class SET version = 1 WHERE id = 3")


def test_a_null_that_replace_turns_into_a_default_does_not_slip_past_the_lock(raw: Any) -> None:
    raw.execute(
        "INSERT INTO class (code, name, kind, profile_id) VALUES ('2026-09', '别班', 'other', 1)"
    )
    raw.execute(
        "INSERT INTO class_span (class_id, start_date, end_date)"
        " SELECT id, '2026-11-02', '2026-11-06' FROM class WHERE code = '2026-09'"
    )
    raw.execute("UPDATE class SET status = 'approved' WHERE code = '2026-09'")
    with pytest.raises(ERRORS, match=r"请先重开|必须填写"):
        raw.execute("UPDATE OR REPLACE class SET kind = NULL WHERE code = '2026-09'")
    assert one(raw, "SELECT kind FROM class WHERE code = '2026-09'") == "other"


def test_two_drafts_that_clash_are_not_approved_by_one_statement(raw: Any) -> None:
    pragmas(raw, keys=True, recursive=False)
    raw.execute("DELETE FROM class WHERE id = 2")
    raw.execute("INSERT INTO class (id, code, name, profile_id) VALUES (5, '2026-02', '同班', 1)")
    raw.execute(
        "INSERT INTO class_span (class_id, start_date, end_date)"
        " SELECT 5, start_date, end_date FROM class_span WHERE class_id = 3"
    )
    raw.execute(
        f"INSERT INTO lesson ({SESSION_COLUMNS}) SELECT 5, date, half, starts_at, ends_at, title,"
        " category, method, quarter_hours, counted FROM lesson WHERE class_id = 3"
    )
    raw.execute(
        "INSERT INTO lesson_lecturer (lesson_id, teacher_id, kind) SELECT b.id, l.teacher_id, l.kind"
        " FROM lesson_lecturer l JOIN lesson a ON a.id = l.lesson_id AND a.class_id = 3"
        " JOIN lesson b ON b.class_id = 5 AND b.date = a.date"
    )
    with pytest.raises(ERRORS, match="不能审定"):
        raw.execute("UPDATE class SET status = 'approved' WHERE id IN (5, 3)")
    assert one(raw, "SELECT count(*) FROM class WHERE id IN (5, 3) AND status = 'draft'") == 2
    raw.execute("UPDATE class SET status = 'approved' WHERE id = 5")
    with pytest.raises(ERRORS, match="不能审定"):
        raw.execute("UPDATE class SET status = 'approved' WHERE id = 3")


@pytest.mark.parametrize("keys", [True, False], ids=["keys", "nokeys"])
def test_only_a_class_that_was_never_approved_goes(raw: Any, keys: bool) -> None:
    pragmas(raw, keys=keys, recursive=False)
    raw.execute("UPDATE class SET status = 'draft' WHERE id = 1")  # reopened
    for class_id in (1, 4):
        for sql in (
            f"DELETE FROM class WHERE id = {class_id}",
            f"INSERT OR REPLACE INTO class (id, code, name, profile_id) VALUES ({class_id}, '9', '新', 1)",
            f"INSERT OR REPLACE INTO class (code, name, profile_id) VALUES ('2026-0{class_id}', '新', 1)",
            f"UPDATE OR REPLACE class SET code = '2026-0{class_id}' WHERE id = 2",
        ):
            with pytest.raises(REFUSED):
                raw.execute(sql)
    raw.execute("DELETE FROM class WHERE id = 2")
    assert raw.execute("SELECT id FROM class ORDER BY id").fetchall() == [(1,), (3,), (4,)]


@pytest.mark.parametrize("keys", [True, False], ids=["keys", "nokeys"])
def test_a_person_with_certificates_or_hours_stays(raw: Any, keys: bool) -> None:
    pragmas(raw, keys=keys, recursive=False)
    raw.execute("INSERT INTO student (id, name) VALUES (3, '王芳')")
    raw.execute(
        "INSERT INTO hour_entry (student_id, form, title, start_date, end_date, quarter_hours)"
        " VALUES (3, 'elsewhere', '省委党校', '2026-03-02', '2026-03-06', 80)"
    )
    for student_id in (2, 3):
        with pytest.raises(REFUSED, match="证书或学时记录"):
            raw.execute(f"DELETE FROM student WHERE id = {student_id}")
    raw.execute("DELETE FROM hour_entry WHERE student_id = 3")
    raw.execute("DELETE FROM student WHERE id = 3")


def test_a_void_certificate_stays_void_and_makes_room_for_one_more(raw: Any) -> None:
    raw.execute("UPDATE certificate SET status = 'voided', void_date = '2026-12-01' WHERE id = 1")
    raw.execute(f"INSERT INTO certificate ({CERTIFICATE}) {COPY}")
    for sql in (
        "UPDATE certificate SET status = 'issued', void_date = NULL WHERE id = 1",
        "UPDATE certificate SET void_date = '2026-12-02' WHERE id = 1",
        "UPDATE certificate SET void_reason = '别的' WHERE id = 1",
    ):
        with pytest.raises(ERRORS, match=r"不能恢复|有效证书"):
            raw.execute(sql)


def test_a_certificate_without_a_signature_never_gets_one(raw: Any) -> None:
    raw.execute("UPDATE certificate SET status = 'voided', void_date = '2026-12-01' WHERE id = 1")
    unsigned = COPY.replace("signature, key_fingerprint", "NULL, NULL")
    with pytest.raises(ERRORS, match="须经签名"):
        raw.execute(f"INSERT INTO certificate ({CERTIFICATE}) {unsigned}")
    with pytest.raises(ERRORS, match="CHECK"):
        raw.execute(
            f"INSERT INTO certificate ({CERTIFICATE}) {COPY.replace('key_fingerprint', 'NULL')}"
        )
    raw.execute("DROP TRIGGER certificate_issued")  # a program of before did not sign
    raw.execute(f"INSERT INTO certificate ({CERTIFICATE}) {unsigned}")
    signed = "signature = 'X', key_fingerprint = 'Y'"
    for sql in (
        f"UPDATE certificate SET {signed} WHERE number = '新号1'",
        f"UPDATE OR REPLACE certificate SET {signed} WHERE number = '新号1'",
        "UPDATE certificate SET (signature, key_fingerprint) = (SELECT signature, key_fingerprint"
        " FROM certificate WHERE id = 1) WHERE number = '新号1'",
    ):
        with pytest.raises(ERRORS, match="已签发的证书不能更改"):
            raw.execute(sql)
    assert one(raw, "SELECT count(*) FROM certificate WHERE signature IS NULL") == 1


def test_a_photo_never_changes(raw: Any) -> None:
    raw.execute("INSERT INTO photo (id, sha256, jpeg) VALUES (1, 'aa', x'ffd8ff01')")
    for sql in (
        "UPDATE photo SET jpeg = x'00' WHERE id = 1",
        "INSERT OR REPLACE INTO photo (id, sha256, jpeg) VALUES (1, 'bb', x'00')",
        "INSERT OR REPLACE INTO photo (sha256, jpeg) VALUES ('aa', x'00')",
    ):
        with pytest.raises(ERRORS, match="照片"):
            raw.execute(sql)


@pytest.mark.parametrize(
    "day", ["2026年11月2日", "2026-02-30", "2026-11-2", "", "2026-11-02 08:00"]
)
def test_a_date_is_a_date(raw: Any, day: str) -> None:
    with pytest.raises(ERRORS, match="CHECK"):
        raw.execute("UPDATE lesson SET date = ? WHERE class_id = 3", [day])
    for column in ("start_date", "end_date"):
        with pytest.raises(ERRORS, match="CHECK"):
            raw.execute(f"UPDATE class_span SET {column} = ? WHERE class_id = 3", [day])


def test_what_is_in_use_is_not_deleted(raw: Any) -> None:
    pragmas(raw, keys=True, recursive=False)
    raw.execute("UPDATE lesson SET course_id = 1, venue_id = 1 WHERE class_id = 3")
    for table in ("teacher", "venue", "course", "student", "policy_profile", "course_category"):
        with pytest.raises(ERRORS):
            raw.execute(f"DELETE FROM {table}")


def test_a_write_from_outside_stands_in_the_journal_without_an_operation(raw: Any) -> None:
    raw.execute("UPDATE teacher SET phone = '123' WHERE id = 1")
    row = raw.execute(
        "SELECT operation_id, table_name, row_id, action FROM change ORDER BY id DESC LIMIT 1"
    ).fetchone()
    assert row == (None, "teacher", 1, "update")


def test_every_shipped_profile_fits_the_schema(school: tuple[Path, bytes, Path]) -> None:
    conn = sqlite3.connect(school[2])
    codes = [c for (c,) in conn.execute("SELECT code FROM policy_profile ORDER BY id").fetchall()]
    conn.close()
    assert codes == list(shipped.CODES)


def test_the_last_user_stays(blank: sqlite3.Connection) -> None:
    insert(blank, "user", {"name": "甲", "role": "admin", "ring_entry": "a"})
    insert(blank, "user", {"name": "乙", "role": "admin", "ring_entry": "b"})
    with pytest.raises(REFUSED, match="至少要留一个用户"):
        blank.execute("DELETE FROM user")
    blank.execute("DELETE FROM user WHERE name = '甲'")
    with pytest.raises(REFUSED, match="至少要留一个用户"):
        blank.execute("DELETE FROM user")
