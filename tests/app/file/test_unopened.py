"""Why a file is not opened: another key, or a beginning that is damaged."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app import opening, putting_back, rekeying
from app.file import unopened, vault
from app.file.backup import snapshot
from app.file.session import Session
from app.ground import jobs
from app.ground.errors import StoreError, UserError
from app.opening import open_school, open_with_recovery
from app.people import students

PASSWORD, NEW = "secret-word", "brand-new-word"
CHEAP = vault.Cost(memory=64, passes=1, lanes=1)


@pytest.fixture
def former(school_session: Session) -> tuple[Path, Path, str, str]:
    """A school whose key was changed: its file, a backup of before, the codes of before and of now."""
    code = opening.recovery_code(school_session, PASSWORD)
    copy = school_session.path.with_name("备份") / "昨天.dxjw"
    copy.parent.mkdir()
    snapshot(school_session, copy)
    key, new = rekeying.propose()
    rekeying.change(school_session, key, PASSWORD)
    school_session.run(students.create({"name": "张伟"}))
    school_session.close()
    return school_session.path, copy, code, new


def state(path: Path) -> tuple[list[str], bytes, bytes]:
    names = sorted(p.name for p in path.parent.iterdir() if p.suffix != ".lock")
    return names, path.read_bytes(), vault.ring_path(path).read_bytes()


def test_yesterdays_ring_beside_todays_file_is_no_damage(
    former: tuple[Path, Path, str, str],
) -> None:
    """As where somebody takes a lost ring out of a backup, which the program itself proposes."""
    path, copy, _, code = former
    todays = vault.ring_path(path).read_bytes()
    shutil.copyfile(vault.ring_path(copy), vault.ring_path(path))
    before = state(path)
    for write in (True, False):
        with pytest.raises(StoreError) as told:
            open_school(path, PASSWORD, write=write, runner=jobs.Inline())
        text = told.value.text
        assert "密码是对的" in text and "不是同一时候的" in text and "没有改动任何文件" in text
        assert "更换过密钥" in text and "恢复码" in text
    assert state(path) == before
    vault.ring_path(path).write_bytes(todays)  # what the sentence proposes, both ways
    with open_school(path, PASSWORD, runner=jobs.Inline()) as opened:
        assert opened.read(students.count) == 1
    shutil.copyfile(vault.ring_path(copy), vault.ring_path(path))
    with open_with_recovery(path, code, NEW, runner=jobs.Inline(), cost=CHEAP) as opened:
        assert opened.read(students.count) == 1


def test_todays_ring_beside_a_file_of_before_is_told_alike(
    former: tuple[Path, Path, str, str],
) -> None:
    path, copy, code, _ = former
    shutil.copyfile(vault.ring_path(path), vault.ring_path(copy))
    with pytest.raises(StoreError, match="不是同一时候的"):
        open_school(copy, PASSWORD)
    with pytest.raises(StoreError, match="不是同一时候的"):
        putting_back.look(copy, PASSWORD, path, progress=jobs.Progress())
    with pytest.raises(UserError, match="是备份，不能在里面改密码"):  # the code of then opens it
        open_with_recovery(copy, code, NEW, cost=CHEAP)


def test_a_code_of_before_beside_a_ring_of_before_is_no_damage(
    former: tuple[Path, Path, str, str],
) -> None:
    path, copy, code, _ = former
    shutil.copyfile(vault.ring_path(copy), vault.ring_path(path))
    before = state(path)
    with pytest.raises(StoreError, match=r"更换密钥以前、以后的另一张.*没有改动任何文件"):
        open_with_recovery(path, code, NEW, cost=CHEAP)
    assert state(path) == before


def test_a_beginning_that_is_damaged_is_told_as_damage(school_session: Session) -> None:
    path = school_session.path
    code = opening.recovery_code(school_session, PASSWORD)
    key = school_session.with_key(lambda held: held.key)
    school_session.close()
    assert unopened.seals(path, key)
    assert not unopened.seals(path, bytes(32))
    with path.open("r+b") as file:
        file.seek(2000)
        file.write(bytes(64))
    with pytest.raises(StoreError, match=r"开头已损坏.*从备份恢复"):
        open_school(path, PASSWORD)
    with pytest.raises(StoreError, match=r"开头已损坏.*从备份恢复"):
        open_with_recovery(path, code, NEW, cost=CHEAP)
    assert not unopened.seals(path.with_name("gone.dxjw"), key)


def test_a_ring_that_claims_a_key_is_a_former_one_bars_no_recovery_code(
    school_session: Session,
) -> None:
    path = school_session.path
    code = opening.recovery_code(school_session, PASSWORD)
    school_session.close()
    ring = vault.load(path)
    forged = vault.KeyRing(
        ring.path, ring.entries, former=[vault.Former(ring.keys[0], "2026-01-01")]
    )
    forged.save(bytes(32))
    with open_with_recovery(path, code, NEW, runner=jobs.Inline(), cost=CHEAP) as opened:
        assert opened.user_name == "教务"
