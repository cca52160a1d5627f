"""Disks and sticks that are plugged in: known again by what is on them, not by their letter."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

DRIVE_REMOVABLE, DRIVE_FIXED = 2, 3  # GetDriveTypeW; a drive of the network is not waited for
DISK_EXTENTS, STORAGE_PROPERTY = 0x560000, 0x2D1400  # IOCTL_VOLUME_GET_..., IOCTL_STORAGE_QUERY_...
OUTSIDE = (4, 7, 12, 13)  # STORAGE_BUS_TYPE: FireWire, USB, SD and MMC cards
SYSTEM = Path("/sys/class/block")
NO_QUESTIONS = 1  # SEM_FAILCRITICALERRORS: a card reader without a card asks nobody


@dataclass(frozen=True)
class Volume:
    """``id`` is its serial number, '1A2B-3C4D' as Windows shows it, elsewhere its UUID; "" where it has none.

    ``disks`` are the disks that it lies on, of which one may have many volumes; none where the system
    does not say. ``fixed``: whether those are built into the PC.
    """

    id: str
    label: str
    root: Path
    disks: frozenset[str] = frozenset()
    fixed: bool = False


@dataclass(frozen=True)
class Stick:
    """A folder on a volume that comes and goes; ``folder`` is below its root.

    Where ``volume`` is "" it is on no disk of this PC (on the network), and ``folder`` is the whole path.
    """

    volume: str
    label: str
    folder: str

    def found(self, volumes: Iterable[Volume]) -> Path | None:
        """Return the folder where the volume is plugged in now, else None; it need not be there yet."""
        if not self.volume:
            whole = Path(self.folder)  # a disk that has come to that letter since is another
            return whole if whole.is_dir() and volume_of(whole, volumes) is None else None
        root = next((v.root for v in volumes if v.id == self.volume), None)
        return root / self.folder if root is not None else None

    def called(self) -> str:
        """Return what the stick is called: its label, where it has one."""
        return f"U盘「{self.label}」" if self.label else "U盘"


def stick_at(folder: Path, volumes: Iterable[Volume]) -> Stick:
    """Return how a folder is found again wherever its volume is plugged in."""
    whole = Path(os.path.abspath(folder))
    held = volume_of(whole, volumes)
    if held is None:
        return Stick("", "", str(whole))
    return Stick(held.id, held.label, whole.relative_to(held.root).as_posix())


def volume_of(path: Path, volumes: Iterable[Volume]) -> Volume | None:
    """Return the volume that a path lies on, None where that is no disk of this PC."""
    whole = Path(os.path.abspath(path))
    over = [v for v in volumes if whole.is_relative_to(v.root)]
    return max(over, key=lambda v: len(v.root.parts), default=None)


def apart(one: Path, other: Path, volumes: Iterable[Volume]) -> bool:
    """Tell whether two paths, which need not be there yet, lie on disks that are not lost together.

    Partitions of one disk are, and two disks that are built into one PC.
    """
    known = list(volumes)
    first, second = volume_of(one, known), volume_of(other, known)
    if first is None or second is None:
        return _device(one) != _device(other)
    if not first.disks and not second.disks:
        return first.id != second.id
    if not first.disks or not second.disks or first.disks & second.disks:
        return False
    return not (first.fixed and second.fixed)


def _device(path: Path) -> int:
    for place in (Path(os.path.abspath(path)), *Path(os.path.abspath(path)).parents):
        with suppress(OSError):
            return place.stat().st_dev
    return -1


def plugged_in() -> list[Volume]:
    """Return the volumes that are there now."""
    if sys.platform == "win32":
        return list(_drives())
    try:
        mounts = Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape")
    except OSError:
        return []
    return mounted(mounts, _names("by-uuid"), _names("by-label"))


def mounted(
    mounts: str, numbers: dict[str, str], labels: dict[str, str], system: Path = SYSTEM
) -> list[Volume]:
    """Return the volumes of the lines of /proc/self/mountinfo; by device, their UUIDs and labels.

    ``system`` has a link for each block device, as /sys/class/block.
    """
    found: list[Volume] = []
    for line in mounts.split("\n"):
        fields, _, rest = line.partition(" - ")
        words, source = fields.split(" "), rest.split(" ")[1:2]
        device = os.path.realpath(source[0]) if source else ""
        if len(words) > 4 and device in numbers:
            root = re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), words[4])
            under = _disks(system / Path(device).name)
            disks = frozenset(disk.name for disk in under)
            fixed = any(not _comes_and_goes(disk) for disk in under)
            label = labels.get(device, "")
            found.append(Volume(numbers[device], label, Path(root), disks, fixed))
    return found


def _disks(device: Path) -> set[Path]:
    """The whole disks below a block device: of a partition its parent, of what is mapped all its parts."""
    whole = Path(os.path.realpath(device))
    if not whole.is_dir():
        return set()
    slaves = list((whole / "slaves").iterdir()) if (whole / "slaves").is_dir() else []
    if slaves:
        return {disk for slave in slaves for disk in _disks(slave)}
    return {whole.parent if (whole / "partition").exists() else whole}


def _comes_and_goes(disk: Path) -> bool:
    with suppress(OSError):
        if (disk / "removable").read_text("ascii").strip() == "1":
            return True
    return any(part.startswith(("usb", "firewire", "mmc_host")) for part in disk.parts)


def _names(kind: str) -> dict[str, str]:
    """Return what udev calls each device."""
    found: dict[str, str] = {}
    with suppress(OSError):
        for link in Path("/dev/disk", kind).iterdir():
            name = re.sub(r"\\x([0-9a-f]{2})", lambda code: chr(int(code[1], 16)), link.name)
            found[os.path.realpath(link)] = name
    return found


def _drives() -> Iterator[Volume]:
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        before = ctypes.c_ulong()
        kernel.SetThreadErrorMode(NO_QUESTIONS, ctypes.byref(before))
        try:
            letters = kernel.GetLogicalDrives()
            for place in range(26):
                root = f"{chr(ord('A') + place)}:\\"
                if not letters >> place & 1:
                    continue
                if kernel.GetDriveTypeW(root) not in (DRIVE_REMOVABLE, DRIVE_FIXED):
                    continue
                label, number = ctypes.create_unicode_buffer(261), ctypes.c_ulong()
                if kernel.GetVolumeInformationW(
                    root, label, 261, ctypes.byref(number), None, None, None, 0
                ):
                    text = f"{number.value:08X}"
                    number_text = f"{text[:4]}-{text[4:]}" if number.value else ""
                    disks, fixed = _windows_disks(root[:2])
                    yield Volume(number_text, label.value, Path(root), disks, fixed)
        finally:
            kernel.SetThreadErrorMode(before.value, None)


def _windows_disks(letter: str) -> tuple[frozenset[str], bool]:
    """The numbers of the disks that a drive lies on, and whether any of them is built in."""
    extents = _asked(letter, DISK_EXTENTS, b"", 8 + 24 * 64)
    if len(extents) < 8:
        return frozenset(), False
    count = min(int.from_bytes(extents[:4], "little"), 64)
    # VOLUME_DISK_EXTENTS: how many, then of each, from byte 8 on, 24 bytes that begin with the disk's number
    starts = [8 + 24 * place for place in range(count)]
    numbers = [int.from_bytes(extents[at : at + 4], "little") for at in starts if at < len(extents)]
    # of STORAGE_DEVICE_DESCRIPTOR byte 10 says whether the medium is removable, byte 28 the bus
    asked = [_asked(rf"PhysicalDrive{n}", STORAGE_PROPERTY, bytes(12), 1024) for n in numbers]
    fixed = any(len(a) < 32 or not (a[10] or a[28] in OUTSIDE) for a in asked)
    return frozenset(str(n) for n in numbers), fixed


def _asked(device: str, code: int, question: bytes, size: int) -> bytes:
    """What DeviceIoControl says of a device, which is opened to be asked alone: nobody needs a right."""
    if sys.platform == "win32":
        import ctypes
        from ctypes import wintypes

        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateFileW.restype = wintypes.HANDLE
        kernel.CreateFileW.argtypes = [
            *(wintypes.LPCWSTR, wintypes.DWORD, wintypes.DWORD, wintypes.LPVOID),
            *(wintypes.DWORD, wintypes.DWORD, wintypes.HANDLE),
        ]
        kernel.DeviceIoControl.argtypes = [
            *(wintypes.HANDLE, wintypes.DWORD, wintypes.LPVOID, wintypes.DWORD),
            *(wintypes.LPVOID, wintypes.DWORD, wintypes.LPDWORD, wintypes.LPVOID),
        ]
        kernel.CloseHandle.argtypes = [wintypes.HANDLE]
        # shared for reading and writing, of what exists
        handle = kernel.CreateFileW(rf"\\.\{device}", 0, 3, None, 3, 0, None)
        if handle in (None, wintypes.HANDLE(-1).value):
            return b""
        try:
            answer, got = ctypes.create_string_buffer(size), wintypes.DWORD()
            done = kernel.DeviceIoControl(
                *(handle, code, question or None, len(question)),
                *(answer, size, ctypes.byref(got), None),
            )
            return answer.raw[: got.value] if done else b""
        finally:
            kernel.CloseHandle(handle)
    return b""
