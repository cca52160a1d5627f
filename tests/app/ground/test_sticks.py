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
    assert sticks.volume_of(tmp_path / "U" / "备份", [disk, stick]) == stick
    assert sticks.apart(tmp_path / "校.dxjw", tmp_path / "U" / "备份", [disk, stick])
    assert not sticks.apart(tmp_path / "校.dxjw", tmp_path / "备份", [disk, stick])
    assert not sticks.apart(tmp_path / "校.dxjw", tmp_path / "还没有" / "备份", [])
    assert sticks.volume_of(tmp_path.parent, [stick]) is None


def test_what_is_plugged_in_has_a_number_and_a_root() -> None:
    for volume in sticks.plugged_in():
        assert volume.root.is_absolute()
        if os.name == "nt" and volume.root == Path("C:/"):
            assert volume.disks and volume.fixed


def test_partitions_of_one_disk_and_two_disks_of_one_pc_are_not_apart(tmp_path: Path) -> None:
    def placed(name: str, disks: set[str], fixed: bool) -> Volume:
        return Volume(name, "", tmp_path / name, frozenset(disks), fixed)

    c, d = placed("C", {"0"}, True), placed("D", {"0"}, True)
    inside, stick, other = (
        placed("E", {"1"}, True),
        placed("U", {"2"}, False),
        placed("V", {"2"}, False),
    )
    spanned, unknown = placed("S", {"0", "1"}, True), placed("X", set(), False)
    every = [c, d, inside, stick, other, spanned, unknown]

    def apart(one: Volume, two: Volume) -> bool:
        return sticks.apart(one.root / "校.dxjw", two.root / "备份", every)

    assert [apart(c, v) for v in every] == [False, False, False, True, True, False, False]
    assert not apart(stick, other) and apart(stick, c) and not apart(stick, unknown)


def test_below_a_mount_its_disk_is_found(tmp_path: Path) -> None:
    devices, system = tmp_path / "devices", tmp_path / "block"
    inside, stick = devices / "pci0" / "ata1" / "sda", devices / "pci0" / "usb2" / "sdb"
    mapped = devices / "virtual" / "dm-0"
    for whole in (inside, stick):
        part = whole / f"{whole.name}1"
        part.mkdir(parents=True)
        (part / "partition").write_text("1\n")
        (whole / "removable").write_text("0\n")
    (inside / "sda2").mkdir()
    (inside / "sda2" / "partition").write_text("2\n")
    (mapped / "slaves" / "sda2").mkdir(parents=True)
    system.mkdir()
    try:
        for device in (inside / "sda1", inside / "sda2", stick / "sdb1", mapped):
            (system / device.name).symlink_to(device)
        (mapped / "slaves" / "sda2").rmdir()
        (mapped / "slaves" / "sda2").symlink_to(inside / "sda2")
    except OSError:  # Windows lets few people make links, and has no such mounts
        return
    lines = MOUNTS + "50 22 253:0 / /home rw - ext4 /dev/dm-0 rw\n"
    numbers = {os.path.realpath(f"/dev/{name}"): name for name in ("sda1", "sdb1", "dm-0")}
    found = sticks.mounted(lines, numbers, {}, system)
    assert [(v.id, v.disks, v.fixed) for v in found] == [
        ("sda1", {"sda"}, True),
        ("sdb1", {"sdb"}, False),
        ("dm-0", {"sda"}, True),
    ]
    (stick / "removable").write_text("1\n")
    assert not sticks.mounted(lines, numbers, {}, system)[1].fixed


def test_a_disk_that_came_to_the_letter_is_not_taken_for_a_folder_without_a_number(
    tmp_path: Path,
) -> None:
    (tmp_path / "U").mkdir()
    stick = Stick("", "", str(tmp_path / "U"))
    assert stick.found([Volume("1", "", tmp_path.parent / "别处")]) == tmp_path / "U"
    assert stick.found([Volume("", "", tmp_path)]) is None
    assert stick.found([Volume("1A2B-3C4D", "", tmp_path)]) is None
