"""检查: whatever was done to a file past the program is found, and said with what it means."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import inspection
from app.file import chain, vault
from app.ground import jobs
from app.opening import open_school
from tests.conftest import PASSWORD
from tests.tampering import assert_told, check, key_of


def test_a_file_that_only_the_program_wrote_is_as_it_should_be(worked_path: Path) -> None:
    assert check(worked_path) == []
    with open_school(worked_path, PASSWORD, runner=jobs.Inline()) as session:
        assert inspection.of_session(session) == []


def test_a_cut_or_rewritten_journal_is_told_by_the_ring(worked_path: Path) -> None:
    with open_school(worked_path, PASSWORD, runner=jobs.Inline()) as session:
        number, mark = session.read(chain.head)
    key = key_of(worked_path)
    vault.saw(worked_path, key, vault.Mark(number, mark))
    assert inspection.of_ring(worked_path, key) == []
    vault.saw(worked_path, key, vault.Mark(number, "f" * 64))
    assert_told(inspection.of_ring(worked_path, key), "不是同一项，表示操作记录被重新写过")
    vault.saw(worked_path, key, vault.Mark(number + 7, mark))
    assert_told(
        inspection.of_ring(worked_path, key), f"文件里只到第 {number} 项，表示这是一份较早的"
    )


class Stopping(jobs.Progress):
    """A progress that is cancelled at its n-th report."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self.at, self.told = at, list[str]()

    def step(self, done: int, total: int, text: str = "") -> None:
        self.told.append(text)
        if len(self.told) == self.at:
            self.cancel()
        super().step(done, total, text)


def test_the_check_can_be_cancelled_anywhere(worked_path: Path) -> None:
    key, texts = key_of(worked_path), set[str]()
    for at in (1, 2, 3, 4, 8, 30):
        progress = Stopping(at)
        with pytest.raises(jobs.Cancelled):
            inspection.of_file(worked_path, key, progress)
        texts.add(progress.told[-1])
    assert {"正在核对每一页的校验", "正在核对操作记录", "正在核对各表的记录"} <= texts
