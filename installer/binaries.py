"""Reading Windows binaries (PE): which libraries they ask for, when they say they were made."""

from __future__ import annotations

import struct
from pathlib import Path

_IMPORTS, _DELAYED = 1, 13  # places in the table of data directories


def is_binary(path: Path) -> bool:
    """Return whether the file is one that Windows loads."""
    return path.suffix.lower() in {".exe", ".dll", ".pyd"}


def imports(path: Path, *, delayed: bool = False) -> set[str]:
    """Return the names of the libraries it asks for, in lower case.

    ``delayed`` adds those asked for on first use. Raises ValueError if it is no 64-bit binary.
    """
    data = path.read_bytes()
    start = (
        struct.unpack_from("<I", data, 0x3C)[0]
        if data[:2] == b"MZ" and len(data) > 64
        else len(data)
    )
    if data[start : start + 4] != b"PE\0\0" or data[start + 24 : start + 26] != b"\x0b\x02":
        raise ValueError(f"{path.name} is no 64-bit Windows binary")
    count, optional = struct.unpack_from("<H12xH", data, start + 6)
    sections = [
        struct.unpack_from("<IIII", data, start + 24 + optional + 40 * i + 8) for i in range(count)
    ]

    def at(address: int) -> int:
        for size, virtual, raw_size, raw in sections:
            if virtual <= address < virtual + max(size, raw_size):
                return address - virtual + raw
        raise ValueError(f"{path.name} points outside itself")

    names = set()
    for directory, width, field in ((_IMPORTS, 20, 12), (_DELAYED, 32, 4)):
        table = struct.unpack_from("<I", data, start + 24 + 112 + 8 * directory)[0]
        if not table or (directory == _DELAYED and not delayed):
            continue
        entry = at(table)
        while name := struct.unpack_from("<I", data, entry + field)[0]:
            place = at(name)
            names.add(data[place : data.index(b"\0", place)].decode("ascii").lower())
            entry += width
    return names
