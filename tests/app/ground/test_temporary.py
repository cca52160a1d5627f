"""The private place for what lies in clear on the disk for a while."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from app.ground import paths, temporary
from app.ground.errors import StoreError

NUMBER = "990000198503120011"
KILLED = """
import os, sys
from pathlib import Path
from app.ground import temporary
with temporary.folder() as folder, temporary.beside(Path(sys.argv[1])) as part:
    (folder / "paper.pdf").write_text(sys.argv[2])
    part.write_text(sys.argv[2])
    part.with_name(part.name + "-journal").write_text(sys.argv[2])
    print("written", flush=True)
    sys.stdin.read()
"""


def writing(target: Path) -> subprocess.Popen[str]:
    """A process that is writing something in clear, here and there, until it is killed."""
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(target), NUMBER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(paths.ROOT)},
    )
    assert child.stdout is not None and child.stdout.readline() == "written\n"
    return child


def left(*folders: Path) -> list[str]:
    """Names of the files in which the number still stands."""
    return [
        path.name
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and NUMBER.encode() in path.read_bytes()
    ]


def test_what_a_killed_process_left_goes_at_the_next_start(tmp_path: Path, home: Path) -> None:
    with writing(tmp_path / "名单.xlsx") as child:
        child.kill()
    assert len(left(tmp_path, home)) == 3
    temporary.sweep()
    assert left(tmp_path, home) == []
    assert list(tmp_path.iterdir()) == []


def test_what_a_living_process_uses_stays(tmp_path: Path, home: Path) -> None:
    with writing(tmp_path / "名单.xlsx") as child:
        temporary.sweep()
        assert len(left(tmp_path, home)) == 3
        child.communicate("")
    assert left(tmp_path, home) == []


def test_nobody_else_can_look_into_it(tmp_path: Path) -> None:
    with temporary.folder() as folder, temporary.beside(tmp_path / "名单.xlsx") as part:
        (folder / "a").touch()
        if os.name == "posix":
            root = folder.parent.parent
            assert [stat.S_IMODE(p.stat().st_mode) for p in (root, folder.parent, folder)] == [
                0o700
            ] * 3
            assert stat.S_IMODE(part.stat().st_mode) == 0o600
        assert tempfile.gettempdir() == str(temporary.place())
    assert not folder.exists() and not part.exists()


def test_a_place_that_others_can_read_is_closed_to_them(home: Path) -> None:
    (home / temporary.NAME).mkdir()
    (home / temporary.NAME).chmod(0o755)
    temporary.place()
    if os.name == "posix":  # Windows keeps the folders of a user from others itself
        assert stat.S_IMODE((home / temporary.NAME).stat().st_mode) == 0o700


def test_a_note_that_names_no_file_of_ours_takes_nothing_away(tmp_path: Path, home: Path) -> None:
    with writing(tmp_path / "名单.xlsx") as child:
        child.kill()
    (note,) = home.rglob(f"*{temporary._NOTE}")
    other = tmp_path / "学员.xlsx"
    other.touch()
    note.write_bytes(os.fsencode(other))
    temporary.sweep()
    assert other.exists()


def test_what_was_not_noted_beside_the_settings_goes_once_it_is_old(home: Path) -> None:
    home.mkdir(exist_ok=True)
    names = ("00c0ffee", "0123abcd", "别人的东西啊啊呀")  # eight each
    old, new, theirs = (home / f".dx{name}.tmp" for name in names)
    for path in (old, new, theirs):
        path.touch()
    for path in (old, theirs):
        os.utime(path, (0, time.time() - 4000))
    temporary.sweep()
    assert not old.exists() and new.exists() and theirs.exists()


def test_a_stick_that_is_out_is_swept_once_it_is_back(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick, drawer = tmp_path / "优盘", tmp_path / "抽屉"
    stick.mkdir()
    with writing(stick / "名单.xlsx") as child:
        child.kill()
    stick.rename(drawer)
    temporary.sweep()
    assert left(home) == [] and len(left(drawer)) == 2
    drawer.rename(stick)
    temporary.sweep()
    assert left(tmp_path, home) == []
    with writing(stick / "名单.xlsx") as child:
        child.kill()
    stick.rename(drawer)
    later = time.time() + 100 * 86400
    monkeypatch.setattr(temporary.time, "time", lambda: later)
    temporary.sweep()
    assert list((home / temporary.NAME).rglob(f"*{temporary._NOTE}")) == []


def test_giving_it_up_leaves_nothing(home: Path) -> None:
    (temporary.place() / "a").write_text(NUMBER)
    temporary.close()
    assert left(home) == []
    assert [p for p in (home / temporary.NAME).iterdir() if p.is_dir()] == []
    assert Path(tempfile.gettempdir()).is_dir()


def test_where_settings_cannot_be_written_it_lies_among_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("DANGXIAO_HOME", str(tmp_path / "file"))
    monkeypatch.setattr(temporary, "system", lambda: tmp_path)
    assert temporary.place().parent.parent == tmp_path
    temporary.sweep()
    assert temporary.place().is_dir()
    temporary.close()
    monkeypatch.setattr(temporary, "system", lambda: tmp_path / "file")
    with pytest.raises(StoreError, match="没有地方放临时文件"):
        temporary.place()
    with temporary.beside(tmp_path / "名单.xlsx") as part:  # another disk may have room
        assert part.exists()
    assert not part.exists()


def test_under_a_name_that_is_no_text_it_lies_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DANGXIAO_HOME", str(tmp_path / "\udcb2\udce2"))
    monkeypatch.setattr(temporary, "system", lambda: tmp_path)
    assert temporary.place().parent.parent == tmp_path
    temporary.close()
