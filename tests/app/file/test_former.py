"""The copy made before an upgrade: whole, or the upgrade is not begun; in the place of no other file."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.file import vault
from app.ground import jobs
from app.ground.errors import StoreError
from app.opening import create, open_school
from tests.conftest import CHEAP
from tests.data.make_school_file import PASSWORD
from tests.data.school_files import OLDER, kept_copy


@pytest.fixture(params=OLDER, ids=lambda path: path.stem)
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of a file that an earlier version made."""
    return kept_copy(request.param, tmp_path)


def test_a_copy_that_the_disk_spoils_stops_the_upgrade(tmp_path: Path) -> None:
    path = kept_copy(OLDER[0], tmp_path)
    before = path.read_bytes()

    def spoil(_done: int, _total: int, text: str) -> None:
        if text == "正在检查升级前的备份":
            (part,) = tmp_path.glob(".dx*")
            whole = part.read_bytes()
            part.write_bytes(whole[:9000] + bytes([whole[9000] ^ 1]) + whole[9001:])

    with pytest.raises(StoreError, match="升级前的备份没有通过检查"):
        open_school(path, PASSWORD, progress=jobs.Progress(spoil))
    assert path.read_bytes() == before
    assert not list(tmp_path.glob("*升级前*"))


def test_the_copy_takes_the_place_of_no_file(older: Path) -> None:
    """Another school's, a ring alone, a folder, a copy in which somebody has worked: none is replaced."""
    name = f"{older.stem}（升级前第{older.stem[1:]}版"
    other, ring = older.with_name(f"{name}）.dxjw"), older.with_name(f"{name} 2）.dxkey")
    create(other, name="另一所党校", password="another-one", cost=CHEAP)
    ring.write_text("一", "utf-8")
    older.with_name(f"{name} 3）.dxjw").mkdir()
    before = {p: p.read_bytes() for p in (other, vault.ring_path(other), ring)}
    open_school(older, PASSWORD, runner=jobs.Inline()).close()
    assert {p: p.read_bytes() for p in before} == before
    copy = older.with_name(f"{name} 4）.dxjw")
    vault.load(copy).unlock(PASSWORD)  # or raises
    assert not list(older.parent.glob("*.part*"))
