"""A stick is known again by what is on it, wherever it is plugged in."""

from __future__ import annotations

import os
from pathlib import Path

from app.ground import sticks
from app.ground.sticks import Stick, Volume

MOUNTS = r"""22 1 8:1 / / rw - ext4 /dev/sda1 rw
40 22 8:17 / /media/li/党校\040备份 rw - vfat /dev/sdb1 rw
41 22 0:30 / /proc rw - proc proc rw
a line that is none
"""


def test_a_mount_is_a_volume_by_its_number() -> None:
    device = os.path.realpath("/dev/sdb1")
    found = sticks.mounted(MOUNTS, {device: "1A2B-3C4D"}, {device: "党校备份"})
    assert found == [Volume("1A2B-3C4D", "党校备份", Path("/media/li/党校 备份"))]


def test_a_stick_is_found_again_under_another_letter(tmp_path: Path) -> None:
    one = Volume("1A2B-3C4D", "备份盘", tmp_path / "E")
    stick = sticks.stick_at(tmp_path / "E" / "党校" / "备份", [one])
    assert stick == Stick("1A2B-3C4D", "备份盘", "党校/备份")
    assert stick.called() == "U盘「备份盘」"
    moved = Volume("1A2B-3C4D", "备份盘", tmp_path / "F")
    stranger = Volume("9999-0000", "备份盘", tmp_path / "E")
    assert stick.found([stranger, moved]) == tmp_path / "F" / "党校" / "备份"
    assert stick.found([stranger]) is None


def test_a_folder_without_a_number_is_known_by_its_path(tmp_path: Path) -> None:
    stick = sticks.stick_at(tmp_path / "U", [])
    assert stick.found([]) is None
    (tmp_path / "U").mkdir()
    assert stick.found([]) == tmp_path / "U"
    assert stick.called() == "U盘"


def test_two_paths_are_apart_by_volume_and_else_by_device(tmp_path: Path) -> None:
    disk, stick = Volume("1", "", tmp_path), Volume("2", "", tmp_path / "U")
    assert sticks.apart(tmp_path / "校.dxjw", tmp_path / "U" / "备份", [disk, stick])
    assert not sticks.apart(tmp_path / "校.dxjw", tmp_path / "备份", [disk, stick])
    assert not sticks.apart(tmp_path / "校.dxjw", tmp_path / "还没有" / "备份", [])
    assert sticks.volume_of(tmp_path.parent, [stick]) is None


def test_what_is_plugged_in_has_a_number_and_a_root() -> None:
    for volume in sticks.plugged_in():
        assert volume.id and volume.root.is_absolute()
