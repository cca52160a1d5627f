"""No bare statement gets around the guards, one after the other."""

from __future__ import annotations

from typing import Any

import pytest

from tests.db.bare import CERTIFICATE, COPY, ERRORS, REFUSED, SESSION_COLUMNS, pragmas


def dump(conn: Any) -> dict[str, list[tuple[Any, ...]]]:
    tables = (
        "class class_span lesson lesson_lecturer certificate photo school policy_profile"
        " lesson_topic rule rule_tag rule_class_kind rule_level rule_step profile_label"
    )
    return {t: conn.execute(f"SELECT * FROM {t} ORDER BY 1").fetchall() for t in tables.split()}


# of the approved class: lesson 1 (班 1's first), its lecturer row, its span; of drafts: lesson 6
LOCKED = [
    "UPDATE lesson SET category = 'theory' WHERE id = 1",
    "UPDATE lesson SET quarter_hours = 0 WHERE id = 1",
    "UPDATE lesson SET counted = 0 WHERE id = 1",
    "UPDATE lesson SET title = '别的' WHERE id = 1",
    "UPDATE lesson SET class_id = 2 WHERE id = 1",
    "UPDATE lesson SET class_id = 1 WHERE id = 6",
    "UPDATE lesson SET id = 900 WHERE id = 1",
    "UPDATE lesson SET rowid = 900 WHERE id = 1",
    "UPDATE OR REPLACE lesson SET id = 1 WHERE id = 6",
    "UPDATE OR REPLACE lesson SET _rowid_ = 1 WHERE id = 6",
    "UPDATE OR IGNORE lesson SET category = 'theory' WHERE id = 1",
    "DELETE FROM lesson WHERE id = 1",
    "DELETE FROM lesson",
    f"INSERT INTO lesson ({SESSION_COLUMNS}) SELECT 1, date, half, starts_at, ends_at, title,"
    " category, method, quarter_hours, counted FROM lesson WHERE id = 6",
    f"INSERT OR REPLACE INTO lesson (id, {SESSION_COLUMNS}) SELECT 1, 2, date, half, starts_at,"
    " ends_at, title, category, method, quarter_hours, counted FROM lesson WHERE id = 6",
    "INSERT INTO lesson (id, class_id, date, half, starts_at, ends_at, title, category, method,"
    " quarter_hours) SELECT 1, 2, date, half, starts_at, ends_at, title, category, method, 4"
    " FROM lesson WHERE id = 6 ON CONFLICT DO UPDATE SET category = 'theory'",
    "UPDATE lesson_lecturer SET kind = 'expert' WHERE id = 1",
    "UPDATE lesson_lecturer SET lesson_id = 6 WHERE id = 1",
    "UPDATE lesson_lecturer SET lesson_id = 1 WHERE id = 2",
    "UPDATE OR REPLACE lesson_lecturer SET id = 1 WHERE id = 2",
    "UPDATE OR REPLACE lesson_lecturer SET oid = 1 WHERE id = 2",
    "DELETE FROM lesson_lecturer WHERE id = 1",
    "INSERT INTO lesson_lecturer (lesson_id, teacher_id, kind) VALUES (1, 1, 'leading_cadre')",
    "INSERT OR REPLACE INTO lesson_lecturer (lesson_id, teacher_id, kind) VALUES (4, 1, 'expert')",
    "INSERT OR REPLACE INTO lesson_lecturer (id, lesson_id, teacher_id, kind)"
    " VALUES (1, 6, 1, 'expert')",
    "UPDATE class_span SET end_date = '2026-11-30' WHERE class_id = 1",
    "UPDATE class_span SET class_id = 2, start_date = '2026-11-01' WHERE class_id = 1",
    "UPDATE class_span SET class_id = 1, start_date = '2026-12-01', end_date = '2026-12-02'"
    " WHERE class_id = 2",
    "UPDATE OR REPLACE class_span SET id = 1 WHERE id = 2",
    "DELETE FROM class_span WHERE class_id = 1",
    "INSERT INTO class_span (class_id, start_date, end_date) VALUES (1, '2026-12-01', '2026-12-02')",
    "INSERT OR REPLACE INTO class_span (class_id, start_date, end_date)"
    " VALUES (1, '2026-11-02', '2026-11-30')",
    "INSERT OR REPLACE INTO class_span (id, class_id, start_date, end_date) VALUES (1, 2, '2026-12-01', '2026-12-02')",
    "UPDATE class SET kind = 'other' WHERE id = 1",
    "UPDATE class SET profile_id = 4 WHERE id = 1",
    "UPDATE class SET id = 900 WHERE id = 1",
    "UPDATE class SET rowid = 900 WHERE id = 1",
    "UPDATE class SET oid = 900 WHERE id = 1",
    "UPDATE class SET version = 7 WHERE id = 1",
    "UPDATE class SET version = 0 WHERE id = 1",
    "UPDATE class SET approved_at = NULL WHERE id = 1",
    "UPDATE OR REPLACE class SET code = '2026-01' WHERE id = 2",
    "UPDATE OR REPLACE class SET id = 1 WHERE id = 2",
    "UPDATE OR REPLACE class SET rowid = 1 WHERE id = 2",
    "DELETE FROM class WHERE id = 1",
    "DELETE FROM class",
    "INSERT OR REPLACE INTO class (id, code, name, profile_id) VALUES (1, '2026-09', '新班', 1)",
    "INSERT OR REPLACE INTO class (code, name, profile_id) VALUES ('2026-01', '新班', 1)",
    "INSERT OR REPLACE INTO class (school_id, code, name, profile_id)"
    " VALUES (NULL, '2026-01', '新班', 1)",
    "UPDATE OR REPLACE class SET school_id = NULL, code = '2026-01' WHERE id = 2",
    "UPDATE OR REPLACE class SET kind = NULL, profile_id = 4 WHERE id = 1",
    "UPDATE OR REPLACE class SET version = NULL, name = '换' WHERE id = 1",
]
APPROVALS = [
    "UPDATE class SET status = 'approved' WHERE id = 2",
    "UPDATE class SET status = 'running' WHERE id = 2",
    "UPDATE class SET status = 'closed' WHERE id = 2",
    "UPDATE class SET status = 'approved'",
    "UPDATE OR IGNORE class SET status = 'approved' WHERE id = 2",
    "UPDATE OR REPLACE class SET status = 'approved' WHERE id = 2",
    "UPDATE class SET status = 'approved', kind = 'other' WHERE id = 2",
    "UPDATE class SET status = 'approved', kind = 'other' WHERE id = 3",
    "UPDATE class SET status = 'approved', profile_id = 4 WHERE id = 2",
    "UPDATE class SET status = 'approved', id = 900 WHERE id = 3",
    "UPDATE class SET approved_at = '2026-01-01' WHERE id = 2",
    "INSERT INTO class (code, name, profile_id, status) VALUES ('2026-09', '新班', 1, 'approved')",
    "INSERT INTO class (code, name, profile_id, status) VALUES ('2026-09', '新班', 1, 'closed')",
    "INSERT INTO class (code, name, profile_id, approved_at) VALUES ('2026-09', '新班', 1, 'x')",
    "INSERT OR REPLACE INTO class (id, code, name, profile_id, status)"
    " VALUES (2, '2026-02', '新班', 1, 'approved')",
    "INSERT INTO class (id, code, name, profile_id) VALUES (2, '2026-02', '新班', 1)"
    " ON CONFLICT DO UPDATE SET status = 'approved'",
    "UPDATE class SET version = 5 WHERE id = 2",
    "UPDATE class SET version = version + 1 WHERE id = 2",
    "DELETE FROM school",
    f"INSERT OR REPLACE INTO school (id, name, public_key) VALUES (1, '换', '{'0' * 64}')",
    # REPLACE turns these NULLs into the columns' defaults, after the BEFORE triggers
    "INSERT OR REPLACE INTO class (school_id, code, name, profile_id, status)"
    " VALUES (NULL, '2026-09', '新班', 1, 'approved')",
    "UPDATE OR REPLACE class SET status = NULL, approved_at = '2026-01-01' WHERE id = 2",
]
RULES = [
    "UPDATE rule SET minimum = 0 WHERE profile_id = 1",
    "UPDATE rule SET severity = 'warn' WHERE profile_id = 1",
    "UPDATE rule SET profile_id = 4 WHERE id = 1",
    "UPDATE rule SET profile_id = 1 WHERE profile_id = 4",
    "UPDATE OR REPLACE rule SET id = 1 WHERE profile_id = 4",
    "UPDATE OR REPLACE rule SET rowid = 1 WHERE profile_id = 4",
    "DELETE FROM rule WHERE id = 1",
    "INSERT OR REPLACE INTO rule (id, profile_id, code, title, minimum) VALUES (1, 4, 'x', 'x', 0)",
    "INSERT OR REPLACE INTO rule (profile_id, code, title, minimum)"
    " VALUES (1, 'party_spirit', 'x', 0)",
    "INSERT INTO rule_tag (rule_id, dimension, code) VALUES (1, 'category', 'theory')",
    "UPDATE rule_tag SET code = 'theory' WHERE rule_id = 1",
    "UPDATE OR REPLACE rule_tag SET id = 1 WHERE rule_id = 12",
    "DELETE FROM rule_tag WHERE rule_id = 1",
    "DELETE FROM rule_class_kind WHERE rule_id = 1",
    "UPDATE rule_class_kind SET class_kind = 'other' WHERE rule_id = 1",
    "UPDATE OR REPLACE rule_class_kind SET id = 1 WHERE rule_id = 12",
    "INSERT INTO rule_class_kind (rule_id, class_kind) VALUES (1, 'other')",
    "DELETE FROM rule_level WHERE rule_id = 1",
    "UPDATE rule_level SET level = 'city' WHERE rule_id = 1 AND level = 'county'",
    "UPDATE OR REPLACE rule_level SET id = 1 WHERE rule_id = 12 AND level = 'city'",
    "DELETE FROM rule WHERE metric = 'presence' AND profile_id = 1",
    "UPDATE rule SET minimum_months = 40 WHERE metric = 'presence' AND profile_id = 1",
    "INSERT INTO rule_step (rule_id, minimum_days, minimum) VALUES (1, 30, 1)",
    "UPDATE profile_label SET label = '别的' WHERE profile_id = 1",
    "INSERT INTO profile_label (profile_id, dimension, code, label)"
    " VALUES (1, 'category', 'theory', '别的')",
    "UPDATE OR REPLACE rule SET id = 1 WHERE metric = 'presence' AND profile_id = 2",
    "UPDATE policy_profile SET code = 'x' WHERE id = 1",
    "UPDATE policy_profile SET rowid = 90 WHERE id = 1",
    "UPDATE OR REPLACE policy_profile SET id = 1 WHERE id = 4",
    "UPDATE OR REPLACE policy_profile SET code = 'current-county' WHERE id = 4",
    "DELETE FROM policy_profile WHERE id = 1",
    "INSERT OR REPLACE INTO policy_profile (id, code, title, level) VALUES (1, 'x', 'x', 'county')",
    "INSERT OR REPLACE INTO policy_profile (code, title, level)"
    " VALUES ('current-county', 'x', 'county')",
    "INSERT OR REPLACE INTO policy_profile (code, version, title, level)"
    " VALUES ('current-county', NULL, 'x', 'county')",
    "INSERT OR REPLACE INTO policy_profile (school_id, code, title, level)"
    " VALUES (NULL, 'current-county', 'x', 'county')",
    "UPDATE OR REPLACE policy_profile SET school_id = NULL, code = 'current-county' WHERE id = 4",
    "UPDATE OR REPLACE policy_profile SET version = NULL, title = 'x', code = 'current-county'"
    " WHERE id = 4",
]
LEDGER = [
    "DELETE FROM certificate WHERE id = 1",
    "DELETE FROM certificate",
    "UPDATE certificate SET student_name = '别人' WHERE id = 1",
    "UPDATE certificate SET number = '一' WHERE id = 1",
    "UPDATE certificate SET quarter_hours = 400 WHERE id = 1",
    "UPDATE certificate SET class_id = 1 WHERE id = 1",
    "UPDATE certificate SET student_id = 2 WHERE id = 1",
    "UPDATE certificate SET class_id = NULL WHERE id = 1",
    "UPDATE OR REPLACE certificate SET class_id = NULL WHERE id = 1",
    "UPDATE certificate SET student_id = NULL WHERE id = 1",
    "UPDATE OR IGNORE certificate SET student_id = NULL, class_id = NULL WHERE id = 1",
    "UPDATE certificate SET photo_id = 1 WHERE id = 1",
    "UPDATE certificate SET signature = 'X' WHERE id = 1",
    "UPDATE certificate SET signature = NULL, key_fingerprint = NULL WHERE id = 1",
    "UPDATE certificate SET key_fingerprint = 'X' WHERE id = 1",
    "UPDATE certificate SET signature = (SELECT max(signature) FROM certificate WHERE id > 1)"
    " WHERE id = 1",
    "UPDATE OR REPLACE certificate SET student_id = 2, class_id = 4 WHERE id = 1",
    "UPDATE OR REPLACE certificate SET id = 2 WHERE id = 1",
    "UPDATE OR REPLACE certificate SET rowid = 2 WHERE id = 1",
    "UPDATE certificate SET status = 'voided' WHERE id = 1",  # without a date
    f"INSERT INTO certificate ({CERTIFICATE}) {COPY}",
    f"INSERT OR REPLACE INTO certificate ({CERTIFICATE}) {COPY}",
    f"INSERT OR IGNORE INTO certificate ({CERTIFICATE}) {COPY}",
    f"INSERT OR REPLACE INTO certificate (id, {CERTIFICATE})"
    f" {COPY.replace('SELECT', 'SELECT 1,').replace('class_id, student_id', 'NULL, NULL')}",
    f"INSERT OR REPLACE INTO certificate ({CERTIFICATE})"
    f" {COPY.replace(chr(39) + '新号1' + chr(39), 'number').replace('class_id, stu', 'NULL, stu')}",
    f"INSERT OR REPLACE INTO certificate (school_id, {CERTIFICATE})"
    f" {COPY.replace('SELECT ' + chr(39) + '新号1' + chr(39), 'SELECT NULL, number')}",
]


@pytest.mark.parametrize("recursive", [False, True], ids=["flat", "recursive"])
@pytest.mark.parametrize("keys", [True, False], ids=["keys", "nokeys"])
def test_no_bare_statement_gets_around_the_guards(raw: Any, keys: bool, recursive: bool) -> None:
    pragmas(raw, keys=keys, recursive=recursive)
    # the journal's own triggers also refuse a new id: the schema holds without them
    named = raw.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'journal\\_%' ESCAPE '\\'"
    )
    for (trigger,) in named.fetchall():
        raw.execute(f"DROP TRIGGER {trigger}")
    before = dump(raw)
    passed = []
    for sql in [*LOCKED, *APPROVALS, *RULES, *LEDGER]:
        raw.execute("BEGIN")
        try:
            raw.execute(sql)
        except REFUSED:
            pass
        else:
            if dump(raw) != before:
                passed.append(sql)
        if raw.in_transaction:
            raw.execute("ROLLBACK")
    assert passed == []
    assert dump(raw) == before


def test_the_refusals_speak_to_a_registrar(raw: Any) -> None:
    for sql, text in (
        (LOCKED[0], "课程安排不能更改；请先重开"),
        ("UPDATE lesson_lecturer SET kind = 'expert' WHERE id = 1", "授课人不能更改"),
        ("DELETE FROM class_span WHERE class_id = 1", "起止日期不能更改"),
        (APPROVALS[0], "不能审定：课程安排还有必须改正的问题"),
        (RULES[0], "已有班次按这一版政策指标编排"),
        (LEDGER[0], "证书台账不能删除"),
        ("DELETE FROM class WHERE id = 1", "审定过，不能删除；不再用的可以归档"),
    ):
        with pytest.raises(ERRORS, match=text):
            raw.execute(sql)


def test_null_that_replace_would_fill_slips_through_no_guard(raw: Any) -> None:
    """Of every row that is locked, every column: refused, or as it was; a status falls as by reopening."""
    locked = {
        "certificate": 1, "lesson": 1, "lesson_lecturer": 1, "class_span": 1, "class": 1,
        "policy_profile": 1, "rule": 1, "rule_tag": 1, "rule_class_kind": 1,
        "rule_level": 1, "profile_label": 1, "school": 1,
    }  # fmt: skip
    free = {
        "policy_profile": {"source", "remark", "effective_from", "effective_to"},
        "class": {"status"},
    }
    for table, row_id in locked.items():
        text = f"SELECT * FROM {table} WHERE id = {row_id}"
        cursor = raw.execute(text)
        names, before = [d[0] for d in cursor.description], cursor.fetchone()
        for name in names:
            raw.execute("BEGIN")
            try:
                raw.execute(f"UPDATE OR REPLACE {table} SET {name} = NULL WHERE id = {row_id}")
            except ERRORS:
                pass
            else:
                after = raw.execute(text).fetchone()
                kept = table not in ("class", "school") and name not in free.get(table, ())
                assert after == before or not kept, (table, name)
                if table == "class":
                    changed = {n for n, a, b in zip(names, after, before, strict=True) if a != b}
                    assert not changed & {"code", "kind", "profile_id", "id", "uid"}, name
                    assert (name == "status") == ("version" in changed)
            raw.execute("ROLLBACK")
        assert raw.execute(text).fetchone() == before
