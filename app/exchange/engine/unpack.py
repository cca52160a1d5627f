"""What is in a workbook, read in a process of its own (``app.ground.apart``) for ``books``.

The reader of .xlsx, .xls and .ods is compiled code that a damaged or hostile file can make abort or
fill the memory (one wrong byte in an .xls is enough), and an abort would take the window with it.
"""

from __future__ import annotations

import contextlib
import datetime
import io
import re
import zipfile
from collections.abc import Iterator
from typing import IO, Any
from xml.etree import ElementTree

CELL_LIMIT = 2_000_000  # filled cells of one workbook
MERGE_LIMIT = 50_000
COLUMN_LIMIT = 400
SCAN_LIMIT = 60_000_000  # bytes of one sheet's XML that is looked through for what the reader omits
UNCOMPUTED = "#公式"  # what stands for a formula that was never computed
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_HIDDEN = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*\shidden="(?:1|true)")[^>]*?\sr="(\d+)"')
_ERROR = re.compile(
    rb'<(?:\w+:)?c\b(?=[^>]*\st="e")[^>]*?\sr="([A-Z]{1,3})(\d{1,7})"[^>]*>'
    rb"(?:<(?:\w+:)?f\b[^<]*(?:</(?:\w+:)?f>)?)?<(?:\w+:)?v>(#[^<]{1,20})<"
)
_FORMULA = re.compile(
    rb'<(?:\w+:)?c\b(?![^>]*\st="str")[^>]*?\sr="([A-Z]{1,3})(\d{1,7})"[^>]*>'
    rb"<(?:\w+:)?f\b[^<]*(?:</(?:\w+:)?f>)?(?:<(?:\w+:)?v></(?:\w+:)?v>|<(?:\w+:)?v\s*/>)?</(?:\w+:)?c>"
)
_ODS_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def answer(source: IO[bytes]) -> Iterator[dict[str, Any]]:
    """Yield what a workbook holds, as ``unpack`` returns it, or why it cannot be read."""
    try:
        told = unpack(source.read())
    except MemoryError:
        told = {"error": "huge"}
    except BaseException as error:  # a panic of the compiled reader is no Exception
        known = type(error).__name__ == "PasswordError" or "assword" in str(error)
        told = {"error": "password" if known else "damaged"}
    yield told


def unpack(source: bytes) -> dict[str, Any]:
    """Return ``{"sheets": [{name, visible, rows, merges, hidden}]}`` or ``{"error": kind}``.

    ``rows`` are [row, [cell, ...]] for rows that hold something, from column 0; a cell is text,
    number, truth value or ["date", iso]. ``merges`` are [top, left, bottom, right], inclusive.
    ``hidden`` are rows that are not shown (.xlsx only). All count from 0. What the compiled reader
    leaves out of an .xlsx stands as text: an error as #N/A, a formula without a value as UNCOMPUTED.
    """
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(source))
    ods_merges = _ods_merges(source)
    omitted = _omitted(source)
    sheets: list[dict[str, Any]] = []
    count = 0
    for place, meta in enumerate(book.sheets_metadata):
        if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_index(place)
        rows: list[list[Any]] = []
        start = sheet.start
        hidden, errors = omitted.get(meta.name, ([], {}))
        if start is not None:
            left = [""] * start[
                1
            ]  # the reader gives rows from the top, but columns from the first used
            for row, cells in enumerate(sheet.iter_rows()):
                kept = _cells(left + cells)
                for column, text in errors.get(row, ()):
                    kept += [""] * (column + 1 - len(kept))
                    kept[column] = kept[column] or text
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
        sheets.append(
            {
                "name": meta.name,
                "visible": visible,
                "rows": rows,
                "merges": merges,
                "hidden": hidden,
            }
        )
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


_Omitted = tuple[list[int], dict[int, list[tuple[int, str]]]]


def _omitted(source: bytes) -> dict[str, _Omitted]:
    """Return, by sheet name, the hidden rows and (by row) the errors and uncomputed formulas of an .xlsx.

    The compiled reader gives those cells as empty, so that a unit looked up in vain would be lost
    without a word. A workbook that cannot be looked through simply has none.
    """
    found: dict[str, _Omitted] = {}
    with contextlib.suppress(zipfile.BadZipFile, KeyError, ElementTree.ParseError, ValueError):
        archive = zipfile.ZipFile(io.BytesIO(source))
        relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        parts = {r.get("Id"): r.get("Target", "") for r in relations}
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        for sheet in book.iter():
            part = parts.get(sheet.get(_RELATION), "")
            if not sheet.tag.endswith("}sheet") or not part:
                continue
            place = part.lstrip("/") if part.startswith("/") else f"xl/{part}"
            if archive.getinfo(place).file_size <= SCAN_LIMIT:
                found[sheet.get("name", "")] = _look_through(archive.read(place))
    return found


def _look_through(xml: bytes) -> _Omitted:
    hidden = [int(n) - 1 for n in _HIDDEN.findall(xml)]
    errors: dict[int, list[tuple[int, str]]] = {}
    cells = [(c, r, text.decode("ascii", "replace")) for c, r, text in _ERROR.findall(xml)]
    cells += [(c, r, UNCOMPUTED) for c, r in _FORMULA.findall(xml)]
    for letters, row, text in cells:
        column = 0
        for letter in letters:
            column = column * 26 + letter - 64
        if column <= COLUMN_LIMIT:
            errors.setdefault(int(row) - 1, []).append((column - 1, text))
    return hidden, errors


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
