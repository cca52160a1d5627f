"""The streams of a compound file, as .xls, .et and encrypted workbooks are: which there are, and their bytes.

Only as much of [MS-CFB] as is asked here. What a damaged file says of itself is never followed in circles.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST = 0xFFFFFFFA  # sector numbers from here on mean something else
_SMALL = 64  # bytes of a sector of the small streams
_ENTRY = 128  # bytes of an entry of the directory


class Unclear(Exception):
    """No compound file, or one that contradicts itself."""


@dataclass(frozen=True)
class Stream:
    """A stream: its name, where its entry stands in the file, and where its bytes do: (offset, length)."""

    name: str
    entry: int
    places: tuple[tuple[int, int], ...]

    def read(self, content: bytes | bytearray) -> bytes:
        """Return the bytes of the stream in a file's content."""
        return b"".join(bytes(content[at : at + length]) for at, length in self.places)

    def write(self, content: bytearray, start: int, fresh: bytes) -> None:
        """Put ``fresh`` in the place of as many bytes from ``start`` on."""
        passed = 0
        for at, length in self.places:
            for place in range(max(start, passed), min(start + len(fresh), passed + length)):
                if at + place - passed < len(content):
                    content[at + place - passed] = fresh[place - start]
            passed += length


def streams(content: bytes) -> list[Stream]:
    """Return the streams of a compound file. Raises Unclear."""
    try:
        return _File(content).streams()
    except (struct.error, IndexError, ValueError, OverflowError) as error:
        raise Unclear from error


class _File:
    def __init__(self, content: bytes) -> None:
        if not content.startswith(MAGIC):
            raise Unclear
        self._content = content
        shift = struct.unpack_from("<H", content, 30)[0]
        if shift not in (9, 12):
            raise Unclear
        self._size = 1 << shift
        self._most = len(content) // self._size + 1  # sectors that there can be
        self._next = self._table(self._table_sectors())
        self._directory, _, self._cutoff, small = struct.unpack_from("<4I", content, 48)
        self._next_small = self._table(self._chain(small, self._next))

    def _at(self, sector: int) -> int:
        return (sector + 1) * self._size

    def _numbers(self, sector: int) -> tuple[int, ...]:
        return struct.unpack_from(f"<{self._size // 4}I", self._content, self._at(sector))

    def _table_sectors(self) -> list[int]:
        """Return the sectors that say which sector follows which."""
        found = [n for n in struct.unpack_from("<109I", self._content, 76) if n < _LAST]
        further = struct.unpack_from("<I", self._content, 68)[0]
        while further < _LAST and len(found) <= self._most:
            *numbers, further = self._numbers(further)
            found += [n for n in numbers if n < _LAST]
        return found

    def _table(self, sectors: list[int]) -> list[int]:
        return [number for sector in sectors for number in self._numbers(sector)]

    def _chain(self, first: int, following: list[int]) -> list[int]:
        """Return the sectors of a stream in their order."""
        found: list[int] = []
        while first < _LAST:
            found.append(first)
            if len(found) > max(self._most, len(following)):
                raise Unclear
            first = following[first]
        return found

    def streams(self) -> list[Stream]:
        """Return the streams of the directory."""
        entries = [
            self._at(sector) + place
            for sector in self._chain(self._directory, self._next)
            for place in range(0, self._size, _ENTRY)
        ]
        small: list[int] = []
        found: list[Stream] = []
        for entry in entries:
            length, kind = struct.unpack_from("<HB", self._content, entry + 64)
            first, size = struct.unpack_from("<II", self._content, entry + 116)
            if kind == 5:  # the root: what holds the small streams
                small = self._chain(first, self._next)
            elif kind == 2 and 2 < length <= 64:
                name = self._content[entry : entry + length - 2].decode("utf-16-le", "replace")
                places = tuple(self._places(first, size, small))
                found.append(Stream(name, entry, places))
        return found

    def _places(self, first: int, size: int, small: list[int]) -> Iterator[tuple[int, int]]:
        if size >= self._cutoff:
            for sector in self._chain(first, self._next):
                yield self._at(sector), min(self._size, size)
                size -= min(self._size, size)
            return
        for sector in self._chain(first, self._next_small):
            within, rest = divmod(sector * _SMALL, self._size)
            yield self._at(small[within]) + rest, min(_SMALL, size)
            size -= min(_SMALL, size)
