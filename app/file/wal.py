"""The log beside the file, ``NAME.dxjw-wal``, as bytes: by what it is known, and what it holds.

A write goes into the log and is folded into the file later. SQLite takes whatever log lies under the
name for the file's own, and neither names the other (sqlite.org/fileformat2.html#walformat). A log is
known by its two salts, of which one is counted on and one drawn anew whenever it is begun again.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

_MAGIC = (0x377F0682, 0x377F0683)
_HEADER, _FRAME = 32, 24
_LEAST = 512  # bytes of a page
_SALT = 16  # bytes with which SQLCipher's file begins
BESIDE = ("-wal", "-shm")  # what SQLite keeps beside a file that is in use


def path_of(file: Path) -> Path:
    """Return where the log of a file lies: beside the file itself, by whatever link it is called."""
    real = Path(os.path.realpath(file))
    return real.with_name(real.name + "-wal")


def name_of(file: Path) -> str:
    """Return the salts of a file's log, in hex; "" where there is none or nothing is in it."""
    head = _head(file)
    return head[1].hex() if head else ""


def size_of(file: Path) -> int:
    """Return the bytes that a file's log takes on the disk."""
    try:
        return path_of(file).stat().st_size
    except OSError:
        return 0


def transactions(file: Path) -> int:
    """Return how many transactions a file's log holds."""
    return sum(last for _, _, last in _frames(file))


def adds_nothing(file: Path) -> bool:
    """Tell whether all that a file's log holds is in the file already."""
    newest: dict[int, bytes] = {}
    waiting: dict[int, bytes] = {}
    for number, page, last in _frames(file):
        waiting[number] = page
        if last:
            newest |= waiting
            waiting = {}
    with file.open("rb") as held:
        for number, page in newest.items():
            held.seek((number - 1) * len(page))
            if held.read(len(page)) != page:
                return False
    return True


def mend_first_page(file: Path, name: str, opens: Callable[[], bool]) -> bool:
    """Write a file's first page again from its own log, known by ``name``, where it was torn.

    SQLite would do that by itself but for the salt of the encryption, with which the file begins and
    without which no page of either can be read. ``opens`` tries the file: one that opens is left alone,
    and one that does not open afterwards gets its own page back. Tells whether that was so. Raises
    OSError.
    """
    if not name or name_of(file) != name or opens():
        return False
    first = waiting = b""
    for number, page, last in _frames(file):
        waiting = page if number == 1 else waiting
        first = waiting if last else first
    with file.open("r+b") as held:
        torn = held.read(len(first))
        if not first or torn[:_SALT] == first[:_SALT]:
            return False
        _write_first(held, first)
        if opens():
            return True
        _write_first(held, torn)
    return False


def _write_first(held: BinaryIO, page: bytes) -> None:
    held.seek(0)
    held.write(page)
    held.flush()
    os.fsync(held.fileno())


def _head(file: Path) -> tuple[int, bytes] | None:
    """The page size and the salts; None where no page is in the log."""
    try:
        with path_of(file).open("rb") as log:
            head = log.read(_HEADER)
            long = os.fstat(log.fileno()).st_size
    except OSError:
        return None
    if len(head) < _HEADER:
        return None
    magic, _, page = struct.unpack(">3I", head[:12])
    if magic not in _MAGIC or page < _LEAST or long < _HEADER + _FRAME + page:
        return None
    return page, head[16:24]


def _frames(file: Path) -> Iterator[tuple[int, bytes, bool]]:
    """Each page in the log: its number, its bytes, whether a transaction ends with it.

    As SQLite reads it: up to the first frame that is left from before the log was begun again, or whose
    sum over all that stands before it does not hold, since the power failed while it was written.
    """
    head = _head(file)
    if head is None:
        return
    size, salts = head
    with path_of(file).open("rb") as log:
        start = log.read(_HEADER)
        order = ">" if struct.unpack(">I", start[:4])[0] & 1 else "<"
        sums = _summed((0, 0), start[:24], order)
        if sums != struct.unpack(">2I", start[24:]):
            return
        while len(frame := log.read(_FRAME + size)) == _FRAME + size:
            sums = _summed(_summed(sums, frame[:8], order), frame[_FRAME:], order)
            if frame[8:16] != salts or sums != struct.unpack(">2I", frame[16:24]):
                return
            number, pages = struct.unpack(">2I", frame[:8])
            yield number, frame[_FRAME:], pages > 0


def _summed(sums: tuple[int, int], data: bytes, order: str) -> tuple[int, int]:
    """Go on with the sums of a log over ``data`` (sqlite.org/fileformat2.html#walcksm)."""
    one, two = sums
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for even, odd in zip(words[::2], words[1::2], strict=True):
        one = (one + even + two) & 0xFFFFFFFF
        two = (two + odd + one) & 0xFFFFFFFF
    return one, two
