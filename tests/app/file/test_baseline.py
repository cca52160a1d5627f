"""基准: digests of every recorded row, laid down when a school is made or brought up."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from app.file import baseline, recording
from app.file.baseline import Digest
from app.file.session import Session
from app.ground import jobs
from app.opening import open_school
from app.people import students
from tests.conftest import PASSWORD
from tests.data.school_files import OLDER, kept_copy
from tests.tampering import STUDENT, assert_told, check, past


def laid(session: Session) -> list[tuple[str, int, int]]:
    sql = "SELECT table_name, part, row_count FROM baseline ORDER BY table_name, part"
    return session.read(lambda db: db.execute(sql).fetchall())


def test_a_new_school_has_one(school_session: Session) -> None:
    found = laid(school_session)
    assert ("half_day", 0, 3) in found  # of which no entry tells
    assert ("school", 0, 1) in found
    assert {table for table, _, _ in found} <= set(school_session.read(recording.recorded_tables))


def test_an_upgrade_lays_one_and_enters_itself(tmp_path: Path) -> None:
    for kept in OLDER:
        with open_school(kept_copy(kept, tmp_path), "secret-word", runner=jobs.Inline()) as session:
            entry = session.operations(limit=1)[0]
            assert entry.name.startswith("升级学校文件（第 ")
            assert ("student", 0, session.read(students.count)) in laid(session)


def test_a_digest_covers_a_part_of_the_ids() -> None:
    rows = [(1, b"a"), (1023, b"bc"), (1024, b""), (5000, b"d")]

    def of(*texts: bytes) -> str:
        return hashlib.sha256(b"".join(b"%d\n" % len(t) + t for t in texts)).hexdigest()

    assert list(baseline.digests(rows)) == [
        Digest(0, 2, of(b"a", b"bc")),
        Digest(1, 1, of(b"")),
        Digest(4, 1, of(b"d")),
    ]
    assert list(baseline.digests([])) == []


ROWS = [
    ([f"UPDATE student SET phone = '9' WHERE id = {STUDENT}"], "学员「郝检」.*与最后一次操作记下的内容不符"),
    ([f"DELETE FROM student WHERE id = {STUDENT}"], "学员（编号 [0-9]+）与最后一次操作"),
    (["INSERT INTO student (name) VALUES ('黑户')"], "学员中编号 0 到 1023 的记录与基准不符，多了 1 条"),
    (["UPDATE half_day SET quarter_hours = 20 WHERE id = 1"], "半天中编号 0 到 1023.*在程序之外被改过"),
    (["DELETE FROM half_day WHERE id = 3"], "半天中编号.*少了 1 条，表示有记录在程序之外被删除"),
    (["UPDATE class SET version = version + 1 WHERE status = 'draft'"], "与最后一次操作记下"),
    (["UPDATE class SET approved_at = datetime('now') WHERE status = 'draft'"], "审定日期与状态不符"),
    (["DELETE FROM school"], "没有本校的资料，表示各项规定对任何班次都不起作用"),
    (["UPDATE user SET role = 'reader'"], "文件里没有管理员"),
    (["UPDATE sqlite_sequence SET seq = 0 WHERE name = 'student'"], "学员的编号被退回过，表示新记录"),
    (["UPDATE sqlite_sequence SET seq = 9223372036854775807 WHERE name = 'student'"],
     "学员的编号被推到了极大，表示编号会用尽"),
    (["UPDATE teaching_method SET name = '随便' WHERE code = 'case'"], "教学方式里少了或改了"),
    (["INSERT INTO role_right VALUES ('reader', 'sql')"], "角色的权限里多了 reader sql，表示有角色"),
]  # fmt: skip


@pytest.mark.parametrize(("statements", "told"), ROWS)
def test_a_row_that_no_entry_tells_of_is_told(
    statements: Sequence[str], told: str, worked_path: Path
) -> None:
    past(worked_path, ["PRAGMA foreign_keys = OFF", *statements], unguarded=True)
    assert_told(check(worked_path), told)


def test_a_row_changed_between_two_operations_is_told(worked_path: Path) -> None:
    past(worked_path, [f"UPDATE student SET phone = '9' WHERE id = {STUDENT}"], unguarded=True)
    with open_school(worked_path, PASSWORD, runner=jobs.Inline()) as session:
        number = session.read(
            lambda db: db.execute("SELECT id FROM student WHERE name = '郝检'").fetchone()[0]
        )
        session.run(students.update(number, {"remark": "后来的"}))
    assert_told(check(worked_path), "学员「郝检」.*的修改记录前后接不上，表示它在两次操作之间")


def test_a_write_that_the_triggers_recorded_is_told_as_of_nobody(worked_path: Path) -> None:
    past(worked_path, [f"UPDATE student SET phone = '9' WHERE id = {STUDENT}"])
    found = check(worked_path)
    assert [one.text for one in found] == [
        next(one.text for one in found if "有程序之外的写入，表示有人用别的工具" in one.text)
    ]
