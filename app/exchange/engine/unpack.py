"""What is in a workbook, read in a process of its own (``app.ground.apart``) for ``books``.

The reader of .xlsx, .xls and .ods is compiled code that a damaged or hostile file can make abort or
fill the memory (one wrong byte in an .xls is enough), and an abort would take the window with it.
What is answered has been counted before: of a workbook too large nothing crosses over.
"""

from __future__ import annotations

import datetime
import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from app.exchange.engine import old_excel, omitted, open_document
from app.exchange.engine.compound import MAGIC
from app.exchange.engine.formats import Refused, recognise
from app.exchange.engine.omitted import COLUMN_LIMIT, Omitted
from app.exchange.engine.open_document import MERGE_LIMIT

CELL_LIMIT = 4_000_000  # filled cells of one workbook
TEXT_LIMIT = 40_000_000  # characters in them
CELL_TEXT = 32_767  # characters of one cell that are read; no cell of Excel has more
ROW_TEXT = 1_000_000  # characters of one row
SHEET_LIMIT = 500
ROWS_AT_ONCE = 1000


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
    ``{"name", "visible", "merges", "hidden", "hidden_columns"}``, followed by ``{"rows": [[row, [cell,
    ...]], ...]}`` as often as is needed. ``merges`` are [top, left, bottom, right], inclusive; ``hidden``
    are rows that are not shown. What the compiled reader leaves out stands as text: an error as #N/A, a
    formula without a value as ``omitted.UNCOMPUTED``.
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

    content = old_excel.mended(content)
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    metas = book.sheets_metadata
    if len(metas) > SHEET_LIMIT:
        raise Refused("sheets")
    left_out = _left_out(content, [meta.name for meta in metas])
    pages: list[Page] = []
    for place, (meta, (without, merges)) in enumerate(zip(metas, left_out, strict=True)):
        if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_index(place)
        head = {
            "name": meta.name,
            "visible": meta.visible == python_calamine.SheetVisibleEnum.Visible,
            "merges": _merges(sheet) or merges,
            "hidden": without.rows,
            "hidden_columns": without.columns,
        }
        pages.append(Page(head, sheet, without.errors))
    return pages


def _left_out(content: bytes, names: Sequence[str]) -> list[tuple[Omitted, list[list[int]]]]:
    """Return of each sheet what the compiled reader leaves out, and the merges where it tells none."""
    if content.startswith(MAGIC):
        old = old_excel.omitted(content)
        return [(o, []) for o in [*old, *(Omitted() for _ in names)][: len(names)]]
    document = open_document.told(content)
    if document:
        told = [document.get(name, open_document.Told()) for name in names]
        return [(one.omitted, one.merges) for one in told]
    new = omitted.of_xlsx(content)
    return [(new.get(name, Omitted()), []) for name in names]


def _merges(sheet: Any) -> list[list[int]]:
    """Return merges as [top, left, bottom, right]; some writers begin a range at its other corner."""
    found: Sequence[tuple[tuple[int, int], tuple[int, int]]] = sheet.merged_cell_ranges or []
    found = found[:MERGE_LIMIT]
    return [[min(a, c), min(b, d), max(a, c), max(b, d)] for (a, b), (c, d) in found]


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
        if (cell.hour, cell.minute) != (0, 0):  # a day with its clock: both are told
            return f"{cell:%Y-%m-%d %H:%M}"
        return ["date", cell.date().isoformat()]
    if isinstance(cell, datetime.date):
        return ["date", cell.isoformat()]
    if isinstance(cell, datetime.timedelta):  # a clock or a duration
        minutes = int(cell.total_seconds()) // 60
        return f"{minutes // 60:02}:{minutes % 60:02}"
    if isinstance(cell, datetime.time):
        return f"{cell:%H:%M}"
    return str(cell)
