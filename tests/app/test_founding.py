"""A school is made whole or not at all: on a full disk, and wherever its making is killed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.file import vault
from app.file.store import hold
from app.founding import create
from app.ground import paths
from app.ground.errors import StoreError, UserError
from app.opening import open_school
from tests import full_disk

PASSWORD = "secret-word"
CHEAP = vault.Cost(memory=64, passes=1, lanes=1)


def files(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if p.suffix != ".lock")


def in_a_process(script: str, path: Path, *given: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script, str(path), *map(str, given)],
        env={**os.environ, "PYTHONPATH": str(paths.SCHEMA.parent.parent), "PYTHONUTF8": "1"},
        check=False,
        capture_output=True,
        encoding="utf-8",
    )


KILLED = """
import os, pathlib, signal, sys
from app import founding
from app.file import vault
def die(event, args):
    if event == sys.argv[2] and str(args[0]).endswith(sys.argv[3]):
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
sys.addaudithook(die)
founding.create(pathlib.Path(sys.argv[1]), name="校", password="secret-word", cost=vault.Cost(64, 1, 1))
"""


@pytest.mark.parametrize(
    ("event", "ends", "left"),
    [
        ("open", "schema.sql", ".new"),  # the file is made
        ("open", ".tmp", ".new"),  # it is filled, the ring is not yet
        ("os.rename", ".tmp", ".tmp"),
        ("os.rename", ".new", ".dxkey"),  # the ring has its name, the file has not
    ],
)
def test_a_making_that_was_killed_stands_in_nobodys_way(
    tmp_path: Path, event: str, ends: str, left: str
) -> None:
    path = tmp_path / "党校[1].dxjw"
    done = in_a_process(KILLED, path, event, ends)
    assert done.returncode != 0
    assert not path.exists() and any(left in name for name in files(tmp_path))
    create(path, name="校", password="another-word", cost=CHEAP)
    made = [name for name in files(tmp_path) if not name.endswith(".tmp")]
    assert made == ["党校[1].dxjw", "党校[1].dxkey"]
    open_school(path, "another-word").close()


def test_a_ring_that_no_making_left_is_not_taken_away(tmp_path: Path) -> None:
    path = tmp_path / "校.dxjw"
    create(path, name="校", password=PASSWORD, cost=CHEAP)
    path.rename(tmp_path / "搬走.dxjw")
    before = vault.ring_path(path).read_bytes()
    left = tmp_path / "校.dxjw.abcdef.new"
    left.write_bytes(b"x")
    with pytest.raises(UserError, match=r"「校\.dxkey」已经存在.*没有改动"):
        create(path, name="校", password=PASSWORD, cost=CHEAP)
    assert vault.ring_path(path).read_bytes() == before
    assert not left.exists()


def refused(path: Path) -> str:
    """Make a school, see that nothing is left where that failed, and return why; "" where it was made."""
    try:
        create(path, name="校", password=PASSWORD, cost=CHEAP)
    except StoreError as error:
        text = error.text
    else:
        return ""
    assert list(path.parent.iterdir()) == []
    assert re.fullmatch(r"[\u4e00-\u9fff「].*[。]", text)
    return text


def test_on_a_disk_that_fills_up_at_any_point_it_says_so_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, told = tmp_path / "校.dxjw", list[str]()
    for pages in range(1, 600, 30):  # the file is filled
        with monkeypatch.context() as context:
            full_disk.after_pages(pages, context)
            text = refused(path)
        if not text:
            break
        told.append(text)
    assert len(told) > 6 and all("磁盘已满" in text for text in told)
    for made in (path, vault.ring_path(path)):
        made.unlink()
    for number in (1, 2, 3):  # the file is flushed, then the ring, twice
        with monkeypatch.context() as context:
            full_disk.at_flush(number, context)
            assert "磁盘空间不足" in refused(path)
    assert not refused(path)
    assert files(tmp_path) == ["校.dxjw", "校.dxkey"]


def test_who_makes_the_same_school_at_once_is_told(tmp_path: Path) -> None:
    held = hold(tmp_path / "校.dxjw")
    try:
        with pytest.raises(StoreError, match="正在另一个窗口或程序中使用"):
            create(tmp_path / "校.dxjw", name="校", password=PASSWORD, cost=CHEAP)
    finally:
        held.release()
    create(tmp_path / "校.dxjw", name="校", password=PASSWORD, cost=CHEAP)


def test_everything_of_a_school_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "校.dxjw"
    create(path, name="校", password=PASSWORD, cost=CHEAP)
    opened = open_school(path, PASSWORD)
    opened.operations()
    private = 0o600 if os.name == "posix" else 0o666  # on Windows the folder says who may read
    modes = {p.name: p.stat().st_mode & 0o777 for p in tmp_path.iterdir()}
    opened.close()
    assert {"校.dxjw", "校.dxkey"} < set(modes)
    assert set(modes.values()) == {private}, modes
