"""A backup takes the place of a school's file: what was there is put aside whole, killed anywhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.file import backup, restoring, store, vault, wal
from app.file.session import Session
from app.ground import jobs
from app.ground.errors import StoreError, UserError
from app.opening import create, open_school
from app.teaching import venues

PASSWORD = "secret-word"
CHEAP = vault.Cost(memory=64, passes=1, lanes=1)
ROOT = Path(__file__).parents[3]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A school with one room in its backup and three in the file."""
    file = tmp_path / "校" / "示范党校.dxjw"
    create(file, name="示范党校", password=PASSWORD, cost=CHEAP)
    with open_school(file, PASSWORD, runner=jobs.Inline()) as session:
        session.run(venues.create({"name": "早先"}))
        backup.snapshot(session, copy_of(file))
        for name in ("后来一", "后来二"):
            session.run(venues.create({"name": name}))
    file.with_name(file.name + ".lock").unlink(missing_ok=True)
    return file


def copy_of(file: Path) -> Path:
    return file.parent.parent / "备份" / "备份.dxjw"


def key_of(file: Path) -> bytes:
    return vault.load(file).unlock(PASSWORD)[0]


def put_back(path: Path, copy: Path | None = None) -> list[Path]:
    copy = copy or copy_of(path)
    return restoring.put_back(copy, key_of(copy), vault.load(copy), path)


def rooms(session: Session) -> int:
    return len(session.read(venues.LISTING.ids))


def everything(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir()) if p.suffix != ".lock"}


def test_the_backup_is_there_and_what_was_there_is_put_aside_whole(path: Path) -> None:
    before, copied = everything(path.parent), everything(copy_of(path).parent)
    aside = put_back(path)
    assert [p.suffix for p in aside] == [".dxjw", ".dxkey"]
    assert aside[0].name.startswith("示范党校（恢复前 20")
    assert [p.read_bytes() for p in aside] == list(before.values())
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        assert (session.is_backup, session.told, rooms(session)) == (False, [], 1)
        session.run(venues.create({"name": "接着用"}))
    with open_school(aside[0], PASSWORD, runner=jobs.Inline()) as session:
        assert (session.told, rooms(session)) == ([], 3)
    assert everything(copy_of(path).parent) == copied  # nothing was written there, nor beside it
    assert len(everything(path.parent)) == 4


def test_a_folder_and_the_name_of_another_file_are_no_place_for_a_school(path: Path) -> None:
    folder = path.with_name("一个文件夹.dxjw")
    folder.mkdir()
    other = path.with_name("通知.docx")
    other.write_text("一", "utf-8")
    before = sorted(p.name for p in path.parent.iterdir())
    copy, key = copy_of(path), key_of(path)
    for target in (path.parent, folder, other, path.with_name("没有")):
        with pytest.raises(UserError, match="不是学校文件的名字"):
            restoring.look(copy, key, target)
        with pytest.raises(UserError, match="不是学校文件的名字"):
            restoring.put_back(copy, key, vault.load(copy), target)
    assert sorted(p.name for p in path.parent.iterdir()) == before
    assert other.read_text("utf-8") == "一"


def test_a_log_goes_with_its_file(path: Path) -> None:
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        session.run(venues.create({"name": "未折入"}))
        left = {p.name: p.read_bytes() for p in path.parent.iterdir()}
    for name, content in left.items():  # as after a kill
        path.with_name(name).write_bytes(content)
    aside = put_back(path)
    assert [p.name.rpartition("）")[2] for p in aside] == [".dxjw", ".dxjw-wal", ".dxkey"]
    assert not wal.path_of(path).exists()
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        assert (session.told, rooms(session)) == ([], 1)
    with open_school(aside[0], PASSWORD, runner=jobs.Inline()) as session:
        assert (session.told, rooms(session)) == ([], 4)


def test_what_is_damaged_or_lost_is_replaced_as_well(path: Path) -> None:
    path.write_bytes(b"x" * 10_000)
    vault.ring_path(path).unlink()
    held = restoring.look(copy_of(path), key_of(copy_of(path)), path)
    assert held.behind is None
    aside = put_back(path)
    assert [p.read_bytes() for p in aside] == [b"x" * 10_000]
    new = path.with_name("没有.dxjw")
    assert put_back(new) == []
    for file in (path, new):
        with open_school(file, PASSWORD, runner=jobs.Inline()) as session:
            assert rooms(session) == 1


def test_a_backup_put_by_hand_under_the_schools_name_is_restored_in_its_place(path: Path) -> None:
    for of in (Path, vault.ring_path):
        shutil.copyfile(of(copy_of(path)), of(path))
    before = everything(path.parent)
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        assert session.is_backup
    assert everything(path.parent) == before
    put_back(path, path)
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        assert (session.is_backup, rooms(session)) == (False, 1)


@pytest.mark.parametrize(
    "name",
    ["校 自动备份 20261101-080000.dxjw", "校 备份 20261101-0800.dxjw", "校（升级前第2版）.dxjw"],
)
def test_no_school_gets_the_name_of_a_copy(path: Path, name: str) -> None:
    """Restored onto itself a backup would be a school in use, and its own newest copy."""
    copy = copy_of(path).with_name(name)
    for of in (Path, vault.ring_path):
        shutil.move(of(copy_of(path)), of(copy))
    before = everything(copy.parent)
    for target in (copy, copy.with_name(name.replace("校", "新"))):
        with pytest.raises(UserError, match="是备份的名字"):
            restoring.look(copy, key_of(copy), target)
        with pytest.raises(UserError, match="是备份的名字"):
            put_back(target, copy)
    assert everything(copy.parent) == before


def test_what_a_backup_holds_is_told_beside_the_present_file(path: Path) -> None:
    held = restoring.look(copy_of(path), key_of(path), path)
    assert (held.school, held.counts["班次"], held.behind) == ("示范党校", 0, 2)
    assert "最后一项工作是 " in held.text() and "「添加场地 早先」" in held.text()
    assert "比现在的学校文件少 2 项工作" in held.text()
    assert restoring.look(copy_of(path), key_of(path), path.with_name("没有.dxjw")).behind is None


def test_a_damaged_backup_is_refused_and_nothing_is_touched(path: Path) -> None:
    copy = copy_of(path)
    whole = copy.read_bytes()
    copy.write_bytes(whole[:9000] + bytes([whole[9000] ^ 1]) + whole[9001:])
    before = everything(path.parent)
    key = key_of(path)
    with pytest.raises(UserError, match=r"「备份.dxjw」没有通过检查，不能用来恢复.*请换一份"):
        restoring.look(copy, key, path)
    with pytest.raises(UserError, match=r"损坏|没有通过检查"):
        restoring.put_back(copy, key, vault.load(copy), path)
    assert everything(path.parent) == before


def test_a_file_in_use_is_not_replaced(path: Path) -> None:
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        with pytest.raises(StoreError, match="正在另一个窗口或程序中使用"):
            put_back(path)
        assert rooms(session) == 3


def test_a_name_that_cannot_be_given_leaves_all_as_it_was(
    path: Path, hold_files: Callable[[], None]
) -> None:
    before = everything(path.parent)
    hold_files()
    with pytest.raises(StoreError):
        put_back(path)
    assert everything(path.parent) == before


KILLED = """
import os, shutil, signal, subprocess, sys
from pathlib import Path
from app.file import restoring, vault
from app.ground import jobs
from app.opening import open_school
from app.teaching import venues

script, root, password, nth = sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
copy = root / "备份" / "备份.dxjw"
counted = []

def die(event, args):
    name = str(args[0]) if args else ""
    if event == "os.rename" or (event == "os.remove" and ".rest" in name):
        counted.append(event)
        if len(counted) == nth:
            os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))

def restore(path):
    sys.addaudithook(die)
    ring = vault.load(copy)
    restoring.put_back(copy, ring.unlock(password)[0], ring, path)

def killed(path):
    if not hasattr(os, "fork"):
        again = [sys.executable, "-c", script, script, root, password, str(nth), path]
        return subprocess.run(again).returncode != 0
    child = os.fork()
    if child == 0:
        restore(path)
        os._exit(0)
    return os.waitpid(child, 0)[1] != 0

if len(sys.argv) > 5:
    restore(Path(sys.argv[5]))
    sys.exit()
while True:
    nth += 1
    work = root / str(nth)
    shutil.copytree(root / "校", work / "校")
    path = work / "校" / "示范党校.dxjw"
    went = killed(path)
    with open_school(path, password, runner=jobs.Inline()) as session:
        rooms = len(session.read(venues.LISTING.ids))
        told = session.told
    aside = [p for p in path.parent.iterdir() if "恢复前" in p.name and p.suffix == ".dxjw"]
    whole = 0
    for file in aside:
        with open_school(file, password, runner=jobs.Inline()) as session:
            whole = len(session.read(venues.LISTING.ids))
    rest = [p.name for p in path.parent.iterdir() if p.suffix in (".restored", ".restoring")]
    print(went, rooms, whole, told, rest, flush=True)
    if not went:
        break
"""


def test_killed_anywhere_the_old_or_the_new_is_whole(path: Path, tmp_path: Path) -> None:
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        session.run(venues.create({"name": "未折入"}))
        left = {p.name: p.read_bytes() for p in path.parent.iterdir() if p.suffix != ".lock"}
    for name, content in left.items():  # killed, so that a log lies beside it
        path.with_name(name).write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, KILLED, tmp_path, PASSWORD, "0"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    tries = done.stdout.splitlines()
    assert len(tries) > 8, done.stderr
    states = {line.partition(" ")[2] for line in tries}
    # the old one with its log, or the new one with the old one aside; and nothing is left over
    assert states == {"4 0 [] []", "1 4 [] []"}, done.stderr
    assert tries[-1] == "False 1 4 [] []"
    assert store.lock_path(path).parent == path.parent
