"""A process of its own that unpacks a workbook: its death harms nobody.

The reader of .xlsx, .xls and .ods is compiled code that a damaged or hostile file can make abort or
fill the memory (one wrong byte in an .xls is enough), and an abort would take the window with it.
``app.exchange.workbook`` starts this module, gives it the file's bytes and reads one JSON document.
"""

from __future__ import annotations

import contextlib
import datetime
import io
import json
import os
import sys
import zipfile
from typing import Any
from xml.etree import ElementTree

MEMORY_LIMIT = 1 << 30  # bytes of address space; on Windows the memory itself is the limit
CELL_LIMIT = 2_000_000  # filled cells of one workbook
MERGE_LIMIT = 50_000
COLUMN_LIMIT = 400
_ODS_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def main() -> int:
    """Read a workbook from standard input and write what it holds to standard output."""
    _limit_memory()
    source = os.fdopen(0, "rb").read()
    try:
        answer = unpack(source)
    except MemoryError:
        answer = {"error": "huge"}
    except BaseException as error:  # a panic of the compiled reader is no Exception
        known = type(error).__name__ == "PasswordError" or "assword" in str(error)
        answer = {"error": "password" if known else "damaged"}
    with os.fdopen(1, "wb") as out:
        out.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    return 0


def unpack(source: bytes) -> dict[str, Any]:
    """Return ``{"sheets": [{name, visible, rows, merges}]}`` or ``{"error": kind}``.

    ``rows`` are [row, [cell, ...]] for rows that hold something, from column 0; a cell is text,
    number, truth value or ["date", iso]. ``merges`` are [top, left, bottom, right], inclusive.
    All count from 0.
    """
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(source))
    ods_merges = _ods_merges(source)
    sheets, count = [], 0
    for place, meta in enumerate(book.sheets_metadata):
        if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_index(place)
        rows = []
        start = sheet.start
        if start is not None:
            left = [""] * start[
                1
            ]  # the reader gives rows from the top, but columns from the first used
            for row, cells in enumerate(sheet.iter_rows()):
                kept = _cells(left + cells)
                if kept:
                    rows.append([row, kept])
                    count += sum(c != "" for c in kept)
                    if count > CELL_LIMIT:
                        return {"error": "huge"}
        found = sheet.merged_cell_ranges
        merges = (
            [[a, b, c, d] for (a, b), (c, d) in found[:MERGE_LIMIT]]
            if found
            else ods_merges.get(meta.name, [])
        )
        visible = meta.visible == python_calamine.SheetVisibleEnum.Visible
        sheets.append({"name": meta.name, "visible": visible, "rows": rows, "merges": merges})
    return {"sheets": sheets}


def _cells(cells: list[Any]) -> list[Any]:
    kept = [_plain(c) for c in cells[:COLUMN_LIMIT]]
    while kept and kept[-1] == "":
        kept.pop()
    return kept


def _plain(cell: Any) -> Any:
    if isinstance(cell, str | bool | float | int):
        return cell
    if isinstance(cell, datetime.datetime):
        return ["date", cell.date().isoformat()]
    if isinstance(cell, datetime.date):
        return ["date", cell.isoformat()]
    if isinstance(cell, datetime.timedelta):  # a clock or a duration
        minutes = int(cell.total_seconds()) // 60
        return f"{minutes // 60:02}:{minutes % 60:02}"
    if isinstance(cell, datetime.time):
        return f"{cell:%H:%M}"
    return str(cell)


def _ods_merges(source: bytes) -> dict[str, list[list[int]]]:
    """Return merged ranges by sheet name, which the reader does not tell for .ods."""
    merges: dict[str, list[list[int]]] = {}
    with contextlib.suppress(zipfile.BadZipFile, KeyError, ElementTree.ParseError, ValueError):
        archive = zipfile.ZipFile(io.BytesIO(source))
        with archive.open("content.xml") as content:
            found: list[list[int]] = []
            row = column = 0
            for event, element in ElementTree.iterparse(content, events=("start", "end")):
                if element.tag == _ODS_TABLE + "table" and event == "start":
                    found = merges.setdefault(element.get(_ODS_TABLE + "name", ""), [])
                    row = 0
                elif element.tag == _ODS_TABLE + "table-row":
                    column = 0
                    if event == "end":
                        row += int(element.get(_ODS_TABLE + "number-rows-repeated", "1"))
                        element.clear()
                elif event == "end" and element.tag in (
                    _ODS_TABLE + "table-cell",
                    _ODS_TABLE + "covered-table-cell",
                ):
                    rows = int(element.get(_ODS_TABLE + "number-rows-spanned", "1"))
                    columns = int(element.get(_ODS_TABLE + "number-columns-spanned", "1"))
                    if (rows > 1 or columns > 1) and len(found) < MERGE_LIMIT:
                        found.append([row, column, row + rows - 1, column + columns - 1])
                    column += int(element.get(_ODS_TABLE + "number-columns-repeated", "1"))
    return merges


def _limit_memory() -> None:
    if sys.platform == "win32":
        return
    import resource

    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
