"""基准: digests of every recorded row, laid down when a school is made or brought up."""

from __future__ import annotations

import hashlib
from pathlib import Path

from app.file import baseline, recording
from app.file.baseline import Digest
from app.file.session import Session
from app.ground import jobs
from app.opening import open_school
from app.people import students
from tests.data.school_files import OLDER, kept_copy


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
