"""What .xls says beside its values: hidden rows and columns, errors of formulas, a password; and its mending.

The compiled reader finds the workbook by the usual spelling of its name only, and takes text of Excel 97 and
later for that of the code page which the writer has named, though it is UTF-16 whatever that says ([MS-XLS]).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from app.exchange.engine import compound
from app.exchange.engine.compound import Stream, Unclear
from app.exchange.engine.omitted import ERROR_LIMIT, Omitted

NAMES = ("Workbook", "Book")  # of the stream with the cells: Excel 97 and later, Excel 5 and 95
_BOF, _EOF, _FILEPASS, _CODEPAGE, _SHEET = 0x809, 0x0A, 0x2F, 0x42, 0x85
_ROW, _COLUMNS, _ERROR, _FORMULA = 0x208, 0x7D, 0x205, 0x06
_EXCEL_97 = 0x600
_UTF_16 = struct.pack("<H", 1200)
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def workbook(content: bytes) -> Stream | None:
    """Return the stream with the cells, however its name is spelled; None where there is none."""
    try:
        found = {stream.name.lower(): stream for stream in compound.streams(content)}
    except Unclear:
        return None
    return next((found[name.lower()] for name in NAMES if name.lower() in found), None)


def locked(content: bytes) -> bool:
    """Whether the cells are encrypted: a password to open it, or that of a protected workbook."""
    stream = workbook(content)
    if stream is None:
        return False
    first = [kind for kind, _, _ in _records(stream.read(content), 0, most=4)]
    return _FILEPASS in first


def mended(content: bytes) -> bytes:
    """Return the file so that the compiled reader finds its cells and takes their text for what it is."""
    stream = workbook(content)
    if stream is None:
        return content
    fresh = bytearray(content)
    usual = next(name for name in NAMES if name.lower() == stream.name.lower())
    fresh[stream.entry : stream.entry + 2 * len(usual)] = usual.encode("utf-16-le")
    cells = stream.read(content)
    for kind, at, length in _records(cells, 0):
        if kind == _BOF and _word(cells, at) != _EXCEL_97:
            break
        if kind == _CODEPAGE and length == 2:
            stream.write(fresh, at, _UTF_16)
        if kind == _EOF:
            break
    return bytes(fresh)


def omitted(content: bytes) -> list[Omitted]:
    """Return what the compiled reader leaves out, sheet by sheet in their order."""
    stream = workbook(content)
    if stream is None:
        return []
    cells = stream.read(content)
    starts: list[int] = []
    for kind, at, length in _records(cells, 0):
        if kind == _SHEET and length >= 4:
            starts.append(struct.unpack_from("<I", cells, at)[0])
        if kind == _EOF:
            break
    return [_of_sheet(cells, start) for start in starts]


def _of_sheet(cells: bytes, start: int) -> Omitted:
    found = Omitted()
    depth = count = 0
    for kind, at, length in _records(cells, start):
        depth += (kind == _BOF) - (kind == _EOF)
        if depth == 0:
            break
        if depth > 1:  # a chart within the sheet
            continue
        if kind == _ROW and length >= 16 and cells[at + 12] & 0x20:
            found.rows.append(_word(cells, at))
        elif kind == _COLUMNS and length >= 10 and cells[at + 8] & 1:
            first, last = struct.unpack_from("<HH", cells, at)
            found.columns += range(first, min(last, 255) + 1)
        elif kind in (_ERROR, _FORMULA) and (text := _error(kind, cells[at : at + length])):
            row, column = struct.unpack_from("<HH", cells, at)
            found.errors.setdefault(row, []).append((column, text))
            count += 1
            if count >= ERROR_LIMIT:
                break
    return found


def _error(kind: int, record: bytes) -> str:
    """Return the error that a cell shows, '' where it shows none."""
    if kind == _ERROR:  # a value of its own, or TRUE and FALSE
        return _ERRORS.get(record[6], "#N/A") if len(record) >= 8 and record[7] == 1 else ""
    if len(record) < 14 or record[12:14] != b"\xff\xff" or record[6] != 2:
        return ""
    return _ERRORS.get(record[8], "#N/A")


def _records(cells: bytes, place: int, most: int = 1 << 30) -> Iterator[tuple[int, int, int]]:
    """Yield (kind, where its data begin, their length) of the records from a place on."""
    unpack, end = struct.Struct("<HH").unpack_from, len(cells) - 4
    while place <= end and most > 0:
        kind, length = unpack(cells, place)
        yield kind, place + 4, length
        place += 4 + length
        most -= 1


def _word(cells: bytes, at: int) -> int:
    return int.from_bytes(cells[at : at + 2], "little")
