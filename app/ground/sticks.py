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
NO_QUESTIONS = 1  # SEM_FAILCRITICALERRORS: a card reader without a card asks nobody


@dataclass(frozen=True)
class Volume:
    """``id`` is its serial number, '1A2B-3C4D' as Windows shows it, elsewhere its UUID."""

    id: str
    label: str
    root: Path


@dataclass(frozen=True)
class Stick:
    """A folder on a volume that comes and goes; ``folder`` is below its root.

    Where ``volume`` is "" the system gave it no number, and ``folder`` is the whole path.
    """

    volume: str
    label: str
    folder: str

    def found(self, volumes: Iterable[Volume]) -> Path | None:
        """Return the folder where the volume is plugged in now, else None; it need not be there yet."""
        if not self.volume:
            whole = Path(self.folder)
            return whole if whole.is_dir() else None
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
    """Return the volume that a path lies on, None where the system gives it no number."""
    whole = Path(os.path.abspath(path))
    over = [v for v in volumes if whole.is_relative_to(v.root)]
    return max(over, key=lambda v: len(v.root.parts), default=None)


def apart(one: Path, other: Path, volumes: Iterable[Volume]) -> bool:
    """Tell whether two paths, which need not be there yet, lie on different volumes."""
    known = list(volumes)
    first, second = volume_of(one, known), volume_of(other, known)
    if first is not None and second is not None:
        return first.id != second.id
    return _device(one) != _device(other)


def _device(path: Path) -> int:
    for place in (Path(os.path.abspath(path)), *Path(os.path.abspath(path)).parents):
        with suppress(OSError):
            return place.stat().st_dev
    return -1


def plugged_in() -> list[Volume]:
    """Return the volumes that are there now and have a number."""
    if sys.platform == "win32":
        return list(_drives())
    try:
        mounts = Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape")
    except OSError:
        return []
    return mounted(mounts, _names("by-uuid"), _names("by-label"))


def mounted(mounts: str, numbers: dict[str, str], labels: dict[str, str]) -> list[Volume]:
    """Return the volumes of the lines of /proc/self/mountinfo; by device, their UUIDs and labels."""
    found: list[Volume] = []
    for line in mounts.split("\n"):
        fields, _, rest = line.partition(" - ")
        words, source = fields.split(" "), rest.split(" ")[1:2]
        device = os.path.realpath(source[0]) if source else ""
        if len(words) > 4 and device in numbers:
            root = re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), words[4])
            found.append(Volume(numbers[device], labels.get(device, ""), Path(root)))
    return found


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
                    if number.value:
                        yield Volume(f"{text[:4]}-{text[4:]}", label.value, Path(root))
        finally:
            kernel.SetThreadErrorMode(before.value, None)
