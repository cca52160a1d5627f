"""What .ods says beside its values: merges, hidden rows and columns, errors of formulas."""

from __future__ import annotations

import contextlib
import io
import zipfile
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from app.exchange.engine.omitted import COLUMN_LIMIT, ERROR_LIMIT, UNCOMPUTED, Omitted

MERGE_LIMIT = 50_000
_REPEATED = 10_000  # a row that is repeated more often holds nothing
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_EXTENDED = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_ROW, _COLUMN = _TABLE + "table-row", _TABLE + "table-column"
_CELLS = (_TABLE + "table-cell", _TABLE + "covered-table-cell")


@dataclass
class Told:
    """Of one sheet: what the compiled reader leaves out, merges as [top, left, bottom, right], inclusive."""

    omitted: Omitted = field(default_factory=Omitted)
    merges: list[list[int]] = field(default_factory=list[list[int]])


def told(content: bytes) -> dict[str, Told]:
    """Return what an .ods says of its sheets, by name; nothing for what is none."""
    found: dict[str, Told] = {}
    with contextlib.suppress(zipfile.BadZipFile, KeyError, ElementTree.ParseError, ValueError):
        _read(zipfile.ZipFile(io.BytesIO(content)), found)
    return found


def _read(archive: zipfile.ZipFile, found: dict[str, Told]) -> None:
    walk = _Walk(Told())
    with archive.open("content.xml") as source:
        for event, element in ElementTree.iterparse(source, events=("start", "end")):
            tag = element.tag
            if event == "start":
                if tag == _TABLE + "table":
                    walk = _Walk(found.setdefault(element.get(_TABLE + "name", ""), Told()))
                elif tag == _ROW:
                    walk.column = 0
            elif tag == _ROW:
                walk.end_row(element)
                element.clear()
            elif tag == _COLUMN:
                walk.end_column(element)
            elif tag in _CELLS:
                walk.end_cell(element)


class _Walk:
    """Where one is in a sheet."""

    def __init__(self, sheet: Told) -> None:
        self.sheet = sheet
        self.row = self.column = self._columns = self._errors = 0

    def end_column(self, element: Element) -> None:
        count = _number(element, "number-columns-repeated")
        if _hidden(element):
            first, last = self._columns, min(self._columns + count, COLUMN_LIMIT)
            self.sheet.omitted.columns += range(first, last)
        self._columns += count

    def end_row(self, element: Element) -> None:
        count = _number(element, "number-rows-repeated")
        if _hidden(element) and count <= _REPEATED:
            self.sheet.omitted.rows += range(self.row, self.row + count)
        self.row += count

    def end_cell(self, element: Element) -> None:
        rows, columns = (_number(element, f"number-{side}-spanned") for side in ("rows", "columns"))
        row, column = self.row, self.column
        if (rows > 1 or columns > 1) and len(self.sheet.merges) < MERGE_LIMIT:
            self.sheet.merges.append([row, column, row + rows - 1, column + columns - 1])
        text = _error(element)
        if text and column < COLUMN_LIMIT and self._errors < ERROR_LIMIT:
            self.sheet.omitted.errors.setdefault(row, []).append((column, text))
            self._errors += 1
        self.column += _number(element, "number-columns-repeated")


def _number(element: Element, name: str) -> int:
    return int(element.get(_TABLE + name, "1"))


def _hidden(element: Element) -> bool:
    """Whether a row or column is put away by hand (collapse) or by a filter."""
    return element.get(_TABLE + "visibility", "visible") != "visible"


def _error(element: Element) -> str:
    """Return the error that a cell shows, '' where it shows none."""
    failed = element.get(_EXTENDED + "value-type") == "error"
    if not failed and element.get(_TABLE + "formula") is None:
        return ""
    shown = "".join(part for line in element.iter(_TEXT + "p") for part in line.itertext())
    if failed or shown.startswith(("#", "Err:")):
        return shown or "#N/A"
    return "" if shown or element.get(_OFFICE + "value-type") else UNCOMPUTED
