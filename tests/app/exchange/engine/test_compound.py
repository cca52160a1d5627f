"""Streams of a compound file made by hand: one among the small ones, one with sectors of its own."""

from __future__ import annotations

import struct

import pytest

from app.exchange.engine import compound

_END, _FREE = 0xFFFFFFFE, 0xFFFFFFFF


def entry(name: str, kind: int, first: int, size: int) -> bytes:
    spelled = name.encode("utf-16-le") + b"\0\0"
    head = spelled.ljust(64, b"\0") + struct.pack("<HB", len(spelled), kind)
    return head.ljust(116, b"\0") + struct.pack("<IQ", first, size)


def made(*, circle: bool = False) -> bytes:
    """Sectors: 0 table, 1 directory, 2 table of the small, 3 the small ones, 4 to 12 a large stream."""
    following = [0xFFFFFFFD, _END, _END, _END, *range(5, 13), 4 if circle else _END]
    small = [1, _END]
    head = compound.MAGIC.ljust(24, b"\0") + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
    head = head.ljust(44, b"\0") + struct.pack("<6I", 1, 1, 0, 4096, 2, 1)
    head += struct.pack("<2I", _END, 0) + struct.pack("<109I", 0, *[_FREE] * 108)
    directory = (
        entry("Root Entry", 5, 3, 128)
        + entry("小", 2, 0, 100)
        + entry("大", 2, 4, 4500)
        + bytes(128)
    )
    sectors = [
        struct.pack("<128I", *following, *[_FREE] * (128 - len(following))),
        directory,
        struct.pack("<128I", *small, *[_FREE] * 126),
        (b"s" * 100).ljust(512, b"."),
        *[bytes([97 + n]) * 512 for n in range(9)],
    ]
    return head + b"".join(sectors)


def test_large_and_small_streams_are_found_and_written_in_place() -> None:
    content = made()
    small, large = compound.streams(content)
    assert (small.name, small.read(content)) == ("小", b"s" * 100)
    assert large.read(content)[510:514] == b"aabb"
    assert len(large.read(content)) == 4500
    fresh = bytearray(content)
    large.write(fresh, 511, b"XY")
    small.write(fresh, 63, b"XY")
    assert large.read(fresh)[510:514] == b"aXYb"
    assert small.read(fresh)[62:66] == b"sXYs"


def test_a_file_that_contradicts_itself_is_unclear() -> None:
    for content in (b"", b"PK" * 900, made(circle=True), made()[:700], made()[:1100]):
        with pytest.raises(compound.Unclear):
            compound.streams(content)
