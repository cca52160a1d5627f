"""What is in a workbook, read in a process of its own (``app.ground.apart``) for ``books``.

The reader of .xlsx, .xls and .ods is compiled code that a damaged or hostile file can make abort or
fill the memory (one wrong byte in an .xls is enough), and an abort would take the window with it.
What is answered has been counted before: of a workbook too large nothing crosses over.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any
from xml.etree import ElementTree

from app.exchange.engine.formats import Refused, recognise

CELL_LIMIT = 4_000_000  # filled cells of one workbook
TEXT_LIMIT = 40_000_000  # characters in them
CELL_TEXT = 32_767  # characters of one cell that are read; no cell of Excel has more
ROW_TEXT = 1_000_000  # characters of one row
SHEET_LIMIT = 500
MERGE_LIMIT = 50_000
COLUMN_LIMIT = 400
ROWS_AT_ONCE = 1000
SCAN_LIMIT = 300_000_000  # bytes of a part's XML that is looked through for what the reader omits
BOOK_LIMIT = 4_000_000  # bytes of the part that names the sheets, which is made a tree of
UNCOMPUTED = "#公式"  # what stands for a formula that was never computed
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# the runs have an end: a tag that never closes would be looked through again from each of its places
_HIDDEN = re.compile(
    rb'<(?:\w+:)?row\b(?=[^>]{0,500}\shidden="(?:1|true)")[^>]{0,500}?\sr="(\d{1,7})"'
)
_ERROR = re.compile(
    rb'<(?:\w+:)?c\b(?=[^>]{0,300}\st="e")[^>]{0,300}?\sr="([A-Z]{1,3})(\d{1,7})"[^>]{0,300}>'
    rb"(?:<(?:\w+:)?f\b[^<]{0,9000}(?:</(?:\w+:)?f>)?)?<(?:\w+:)?v>(#[^<]{1,20})<"
)
_FORMULA = re.compile(
    rb'<(?:\w+:)?c\b(?![^>]{0,300}\st="str")[^>]{0,300}?\sr="([A-Z]{1,3})(\d{1,7})"[^>]{0,300}>'
    rb"<(?:\w+:)?f\b[^<]{0,9000}(?:</(?:\w+:)?f>)?(?:<(?:\w+:)?v></(?:\w+:)?v>|<(?:\w+:)?v\s*/>)?</(?:\w+:)?c>"
)
_ODS_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


@dataclass(frozen=True)
class Page:
    """One worksheet as it is answered: its ``head``, and what makes its rows, [row, [cell, ...]].

    A cell is text, number, truth value or ["date", iso]; rows that hold nothing are left out. All
    count from 0.
    """

    head: dict[str, Any]
    sheet: Any
    errors: dict[int, list[tuple[int, str]]]

    def rows(self) -> Iterator[list[Any]]:
        """Yield the filled rows."""
        if self.sheet.start is None:
            return
        # the reader gives rows from the top, but columns from the first used
        left = [""] * self.sheet.start[1]
        for row, cells in enumerate(self.sheet.iter_rows()):
            kept = _cells(left + cells if left else cells)
            for column, text in self.errors.get(row, ()):
                kept += [""] * (column + 1 - len(kept))
                kept[column] = kept[column] or text
            if kept:
                yield [row, kept]


def answer(source: IO[bytes]) -> Iterator[dict[str, Any]]:
    """Yield what a workbook holds, or ``{"error": key}`` (of ``books.REFUSED``) and nothing else.

    First ``{"kind", "digest", "count"}``, the last being the number of rows; then of each worksheet
    ``{"name", "visible", "merges", "hidden"}``, followed by ``{"rows": [[row, [cell, ...]], ...]}`` as
    often as is needed. ``merges`` are [top, left, bottom, right], inclusive; ``hidden`` are rows that
    are not shown (.xlsx only). What the compiled reader leaves out of an .xlsx stands as text: an
    error as #N/A, a formula without a value as UNCOMPUTED.
    """
    try:
        content = source.read()
        kind = recognise(content)
        pages = unpack(content)
        count = _count(pages)
    except Refused as refused:
        yield {"error": refused.key}
        return
    except (MemoryError, OSError) as error:
        yield {"error": "memory" if isinstance(error, MemoryError) else "disk"}
        return
    except BaseException as error:  # a panic of the compiled reader is no Exception
        known = type(error).__name__ == "PasswordError" or "assword" in str(error)
        yield {"error": "password" if known else "damaged"}
        return
    yield {"kind": kind, "digest": hashlib.sha256(content).hexdigest(), "count": count}
    for page in pages:
        yield page.head
        rows: list[list[Any]] = []
        size = 0
        for row in page.rows():
            rows.append(row)
            size += _length(row[1])
            if len(rows) == ROWS_AT_ONCE or size > ROW_TEXT:
                yield {"rows": rows}
                rows, size = [], 0
        if rows:
            yield {"rows": rows}


def unpack(content: bytes) -> list[Page]:
    """Return the worksheets of a workbook. Raises Refused, and what the compiled reader raises."""
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    if len(book.sheets_metadata) > SHEET_LIMIT:
        raise Refused("sheets")
    ods_merges = _ods_merges(content)
    omitted = _omitted(content)
    pages: list[Page] = []
    for place, meta in enumerate(book.sheets_metadata):
        if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_index(place)
        hidden, errors = omitted.get(meta.name, ([], {}))
        found = sheet.merged_cell_ranges
        merges = (
            [[a, b, c, d] for (a, b), (c, d) in found[:MERGE_LIMIT]]
            if found
            else ods_merges.get(meta.name, [])
        )
        visible = meta.visible == python_calamine.SheetVisibleEnum.Visible
        head = {"name": meta.name, "visible": visible, "merges": merges, "hidden": hidden}
        pages.append(Page(head, sheet, errors))
    return pages


def _count(pages: Sequence[Page]) -> int:
    """Return the number of rows. Raises Refused where there is more than is read."""
    rows = filled = text = 0
    for page in pages:
        if page.sheet.start is None:
            continue
        for cells in page.sheet.iter_rows():
            rows += 1
            length = _length(cells)
            text += length
            filled += len(cells) - cells.count("")
            if length > ROW_TEXT or text > TEXT_LIMIT:
                raise Refused("text_limit")
            if filled > CELL_LIMIT:
                raise Refused("cells")
    return rows


def _length(cells: Sequence[Any]) -> int:
    """Return the characters of a row that are answered."""
    return sum([min(len(c), CELL_TEXT) for c in cells[:COLUMN_LIMIT] if c.__class__ is str])


def _cells(cells: list[Any]) -> list[Any]:
    kept = [
        c if c.__class__ is str and len(c) < CELL_TEXT else _plain(c) for c in cells[:COLUMN_LIMIT]
    ]
    while kept and kept[-1] == "":
        kept.pop()
    return kept


def _plain(cell: Any) -> Any:
    if isinstance(cell, str):
        return cell[:CELL_TEXT]
    if isinstance(cell, bool | float | int):
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
        names = "xl/_rels/workbook.xml.rels", "xl/workbook.xml"
        if any(archive.getinfo(name).file_size > BOOK_LIMIT for name in names):
            return found
        relations, book = (ElementTree.fromstring(archive.read(name)) for name in names)
        parts = {r.get("Id"): r.get("Target", "") for r in relations}
        for sheet in book.iter():
            part = parts.get(sheet.get(_RELATION), "")
            if not sheet.tag.endswith("}sheet") or not part:
                continue
            place = part.lstrip("/") if part.startswith("/") else f"xl/{part}"
            if archive.getinfo(place).file_size <= SCAN_LIMIT:
                found[sheet.get("name", "")] = _look_through(archive.read(place))
    return found


def _look_through(xml: bytes) -> _Omitted:
    # what a sheet has nothing of is not looked for: that costs a second in a large one
    hidden = [int(n) - 1 for n in _HIDDEN.findall(xml)] if b"hidden=" in xml else []
    errors: dict[int, list[tuple[int, str]]] = {}
    cells: list[tuple[bytes, bytes, str]] = []
    if b't="e"' in xml:
        cells = [(c, r, text.decode("ascii", "replace")) for c, r, text in _ERROR.findall(xml)]
    if b"<f" in xml or b":f" in xml:
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
