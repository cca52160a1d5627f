"""What the compiled reader leaves out of a sheet: what is hidden, and cells that show an error.

It gives those as empty, so that a unit looked up in vain would be lost without a word. A workbook that
cannot be looked through simply has none. For .xls see ``old_excel``, for .ods ``open_document``.
"""

from __future__ import annotations

import contextlib
import io
import re
import zipfile
from dataclasses import dataclass, field
from xml.etree import ElementTree

COLUMN_LIMIT = 400
ERROR_LIMIT = 200_000  # of one sheet; no more are told
UNCOMPUTED = "#公式"  # what stands for a formula that was never computed
_SCAN_LIMIT = 300_000_000  # bytes of a part's XML that is looked through
_BOOK_LIMIT = 4_000_000  # bytes of the part that names the sheets, which is made a tree of
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# the runs have an end: a tag that never closes would be looked through again from each of its places
_HIDDEN = re.compile(
    rb'<(?:\w+:)?row\b(?=[^>]{0,500}\shidden="(?:1|true)")[^>]{0,500}?\sr="(\d{1,7})"'
)
_HIDDEN_COLUMNS = re.compile(rb'<(?:\w+:)?col\b(?=[^>]{0,500}\shidden="(?:1|true)")([^>]{0,500})>')
_SPAN = {name: re.compile(rb"\s%s=\"(\d{1,5})\"" % name) for name in (b"min", b"max")}
_ERROR = re.compile(
    rb'<(?:\w+:)?c\b(?=[^>]{0,300}\st="e")[^>]{0,300}?\sr="([A-Z]{1,3})(\d{1,7})"[^>]{0,300}>'
    rb"(?:<(?:\w+:)?f\b[^<]{0,9000}(?:</(?:\w+:)?f>)?)?<(?:\w+:)?v>(#[^<]{1,20})<"
)
_FORMULA = re.compile(
    rb'<(?:\w+:)?c\b(?![^>]{0,300}\st="str")[^>]{0,300}?\sr="([A-Z]{1,3})(\d{1,7})"[^>]{0,300}>'
    rb"<(?:\w+:)?f\b[^<]{0,9000}(?:</(?:\w+:)?f>)?(?:<(?:\w+:)?v></(?:\w+:)?v>|<(?:\w+:)?v\s*/>)?</(?:\w+:)?c>"
)


@dataclass
class Omitted:
    """Of one sheet: hidden rows and columns, and by row the cells that show an error: (column, text).

    All count from 0.
    """

    rows: list[int] = field(default_factory=list[int])
    columns: list[int] = field(default_factory=list[int])
    errors: dict[int, list[tuple[int, str]]] = field(
        default_factory=dict[int, list[tuple[int, str]]]
    )


def of_xlsx(content: bytes) -> dict[str, Omitted]:
    """Return what is left out of an .xlsx, by sheet name."""
    found: dict[str, Omitted] = {}
    with contextlib.suppress(zipfile.BadZipFile, KeyError, ElementTree.ParseError, ValueError):
        archive = zipfile.ZipFile(io.BytesIO(content))
        names = "xl/_rels/workbook.xml.rels", "xl/workbook.xml"
        if any(archive.getinfo(name).file_size > _BOOK_LIMIT for name in names):
            return found
        relations, book = (ElementTree.fromstring(archive.read(name)) for name in names)
        parts = {r.get("Id"): r.get("Target", "") for r in relations}
        for sheet in book.iter():
            part = parts.get(sheet.get(_RELATION), "")
            if not sheet.tag.endswith("}sheet") or not part:
                continue
            place = part.lstrip("/") if part.startswith("/") else f"xl/{part}"
            if archive.getinfo(place).file_size <= _SCAN_LIMIT:
                found[sheet.get("name", "")] = _look_through(archive.read(place))
    return found


def _look_through(xml: bytes) -> Omitted:
    # what a sheet has nothing of is not looked for: that costs a second in a large one
    found = Omitted()
    if b"hidden=" in xml:
        found.rows = [int(n) - 1 for n in _HIDDEN.findall(xml)]
        found.columns = [c for tag in _HIDDEN_COLUMNS.findall(xml) for c in _span(tag)]
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
            found.errors.setdefault(int(row) - 1, []).append((column - 1, text))
    return found


def _span(tag: bytes) -> range:
    """Return the columns that a tag of hidden ones is about."""
    first, last = (found and int(found[1]) for found in (s.search(tag) for s in _SPAN.values()))
    return range(first - 1, min(last, COLUMN_LIMIT)) if first and last else range(0)
