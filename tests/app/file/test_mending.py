"""The search index alone is damaged: it is made anew, and the file is whole again."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.file import mending
from app.file.session import Session
from app.ground import jobs
from app.ground.errors import StoreError
from app.opening import open_school
from app.people import students
from tests.conftest import PASSWORD
from tests.tampering import check, flip


def found(session: Session) -> list[int]:
    return list(session.read(students.LISTING.ids, search="郝检"))


@pytest.mark.parametrize("table", ["student_find_data", "student_find_idx", "student_find_config"])
def test_a_damaged_search_index_is_made_anew(table: str, worked_path: Path) -> None:
    with open_school(worked_path, PASSWORD, runner=jobs.Inline()) as session:
        before = found(session)
        assert before
    flip(worked_path, table)
    assert [one.mend for one in check(worked_path) if one.mend] == ["search"]
    with open_school(worked_path, PASSWORD, runner=jobs.Inline()) as session:
        session.with_key(mending.rebuild_search)
        assert found(session) == before
        session.run(students.create({"name": "新来的"}))
        session.undo()
    assert check(worked_path) == []
    assert sorted(p.suffix for p in worked_path.parent.iterdir() if p.is_file()) == [
        ".dxjw",
        ".dxkey",
        ".lock",
    ]


def test_where_more_is_damaged_nothing_is_done(worked_path: Path) -> None:
    flip(worked_path, "student_find_data")
    flip(worked_path, "venue")
    before = check(worked_path)
    with open_school(worked_path, PASSWORD, runner=jobs.Inline()) as session:
        with pytest.raises(StoreError, match="已损坏"):
            session.with_key(mending.rebuild_search)
        assert session.read(students.count) > 10
    assert check(worked_path) == before
    assert not list(worked_path.parent.glob(".dx*"))
