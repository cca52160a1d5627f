"""The schema of a file, word for word: what it lost, what was changed, what has come."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.tampering import assert_told, bare, check, past

TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
VIEW = (
    "DROP VIEW class_problem",
    "CREATE VIEW class_problem AS SELECT 0 AS class_id, '' AS rule, 'warn' AS severity, '' AS title,"
    " 0 AS part, 0 AS total, 0 AS minimum, 0 AS missing, '' AS clause, '{}' AS data WHERE 0",
)
SHAPE = [
    (["DROP TRIGGER class_approval"], "少了触发器 class_approval，表示守规定"),
    (["DROP TRIGGER journal_student_update"], "少了触发器 journal_student_update"),
    (VIEW, "视图与程序所建的不同： ?class_problem，表示判定规定的部件被换过"),
    (["DROP VIEW class_share"], "少了视图 class_share"),
    (["DROP INDEX certificate_valid"], "少了索引 certificate_valid"),
    (["DROP TABLE attendance"], "少了表 考勤（attendance），表示里面的记录"),
    (["DROP TABLE role_right", "DROP TABLE change"], "操作记录的明细（change）.*角色的权限（role_right）"),
    (["CREATE TRIGGER mine AFTER INSERT ON student BEGIN SELECT 1; END"], "多了外来的触发器 mine"),
    (["CREATE UNIQUE INDEX mine ON student (phone, id)"], "多了外来的索引 mine"),
    (["ALTER TABLE student ADD COLUMN mine TEXT"], "表与程序所建的不同： ?学员（student）"),
    (["PRAGMA writable_schema = ON",
      "UPDATE sqlite_master SET sql = replace(sql, 'OLD.school_id = 1', '0')"
      " WHERE name = 'certificate_kept'"], "触发器与程序所建的不同： ?certificate_kept"),
]  # fmt: skip


@pytest.mark.parametrize(("statements", "told"), SHAPE)
def test_what_the_schema_lost_or_got_is_told(
    statements: Sequence[str], told: str, worked_path: Path
) -> None:
    past(worked_path, ["PRAGMA foreign_keys = OFF", *statements])
    assert_told(check(worked_path), told)


def test_all_the_guards_gone_are_one_finding(worked_path: Path) -> None:
    db = bare(worked_path)
    names = [name for (name,) in db.execute(TRIGGERS).fetchall()]
    for name in names:
        db.execute(f"DROP TRIGGER {name}")
    db.close()
    found = check(worked_path)
    assert len(names) > 138
    assert len(found) == 1
    assert f"等 {len(names)} 个" in found[0].text


def test_what_a_tool_keeps_for_itself_is_no_fault(worked_path: Path) -> None:
    past(worked_path, ["CREATE TABLE mine (a)", "CREATE INDEX mine_a ON mine (a)", "ANALYZE"])
    assert check(worked_path) == []
