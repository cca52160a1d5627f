"""The record of rehearsals: written once, changed by nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.file import backup, rehearsal, sql
from app.file.session import Session
from app.ground.errors import NotAllowed, UserError
from app.school import rehearsals, users


@pytest.fixture
def report(school_session: Session, tmp_path: Path) -> rehearsal.Report:
    copy = backup.snapshot(school_session, tmp_path / "备份.dxjw")
    key = school_session.with_key(lambda held: held.key)
    return school_session.read(lambda db: rehearsal.rehearse(copy, key, db))


def test_a_rehearsal_is_put_on_record(school_session: Session, report: rehearsal.Report) -> None:
    school_session.run(rehearsals.keep(report, "教务"))
    (kept,) = school_session.read(rehearsals.all)
    assert (kept.backup_name, kept.user_name, kept.passed) == ("备份.dxjw", "教务", 1)
    assert kept.words == "全部相符。与现在的学校文件一致。"
    assert kept.digest == report.digest and kept.row_count == report.rows
    assert school_session.undo_name() != "恢复演练 备份.dxjw"  # passed over by undo


def test_what_did_not_agree_stands_in_the_record(
    school_session: Session, report: rehearsal.Report
) -> None:
    report.faults.append("「学员」恢复后与备份文件不同")
    school_session.run(rehearsals.keep(report, ""))
    (kept,) = school_session.read(rehearsals.all)
    assert (kept.passed, kept.words) == (0, "「学员」恢复后与备份文件不同")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE rehearsal SET passed = 0",
        "DELETE FROM rehearsal",
        "REPLACE INTO rehearsal (id, backup_name, last_operation, table_count, row_count, digest,"
        " passed) VALUES (1, 'x', 1, 1, 1, hex(zeroblob(32)), 1)",
    ],
)
def test_no_statement_changes_the_record(
    school_session: Session, report: rehearsal.Report, statement: str
) -> None:
    school_session.run(rehearsals.keep(report, "教务"))
    before = school_session.read(rehearsals.all)
    with pytest.raises(UserError):
        school_session.run(sql.write(statement))
    assert school_session.read(rehearsals.all) == before


def test_it_needs_the_right_of_backups(school_session: Session, report: rehearsal.Report) -> None:
    school_session.become(school_session.run(users.add("读", "entry", "reader")).value)
    with pytest.raises(NotAllowed, match="备份"):
        school_session.run(rehearsals.keep(report, "读"))
