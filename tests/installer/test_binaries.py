from __future__ import annotations

import struct
from pathlib import Path

import pytest

from installer import binaries


def binary(*libraries: str) -> bytes:
    """A 64-bit binary with one section at address 0x1000 that holds nothing but its imports."""
    head = b"MZ".ljust(0x3C, b"\0") + struct.pack("<I", 0x40)
    optional = b"\x0b\x02".ljust(112, b"\0") + bytes(8) + struct.pack("<II", 0x1000, 0)
    optional = optional.ljust(112 + 16 * 8, b"\0")
    coff = struct.pack("<HHIIIHH", 0x8664, 1, 0, 0, 0, len(optional), 0)
    section = b".idata\0\0" + struct.pack("<IIII", 0x1000, 0x1000, 0x1000, 0x200) + bytes(16)
    names = 20 * (len(libraries) + 1)
    table, text = b"", b""
    for library in libraries:
        table += struct.pack("<12xI4x", 0x1000 + names + len(text))
        text += library.encode() + b"\0"
    return (head + b"PE\0\0" + coff + optional + section).ljust(0x200, b"\0") + (
        table + bytes(20) + text
    ).ljust(0x1000, b"\0")


def test_the_libraries_a_binary_asks_for_are_read_from_it(tmp_path: Path) -> None:
    path = tmp_path / "one.dll"
    path.write_bytes(binary("KERNEL32.dll", "Qt6Core.dll"))
    assert binaries.imports(path) == {"kernel32.dll", "qt6core.dll"}


def test_a_binary_that_asks_for_nothing(tmp_path: Path) -> None:
    path = tmp_path / "one.dll"
    path.write_bytes(binary())
    assert binaries.imports(path) == set()


@pytest.mark.parametrize("content", [b"", b"MZ", b"text", b"MZ".ljust(0x3C, b"\0") + bytes(80)])
def test_what_is_no_windows_binary_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "one.dll"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="no 64-bit Windows binary"):
        binaries.imports(path)
