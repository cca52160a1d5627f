"""A marked copy, made in a process of its own (``app.ground.apart``) for ``marked``.

With the layout kept the workbook goes through openpyxl whole, which takes hundreds of bytes for every
cell, style and cell of a merge: only what is light goes that way. The values alone go row by row.
"""

from __future__ import annotations

import base64
import datetime
import io
import json
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import IO, Any, TypeAlias

import openpyxl
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import column_index_from_string, coordinate_to_tuple
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.exchange.engine import unpack
from app.exchange.engine.books import Sheet
from app.exchange.engine.findings import SEVERITIES, Finding, Severity, reference

XML_LIMIT = 30_000_000  # bytes of all parts of a workbook whose layout is kept
STYLES_LIMIT = 3_000_000  # bytes of its styles, and of the comments of a sheet
MERGED_LIMIT = 200_000  # cells under its merges
MERGES = 2000  # that a copy of the values has
LISTED = 50_000  # findings in the list; who has more mends whole columns, and each is coloured in its place
NOTES = 5000  # cells of a copy that get a comment; all of them get their colour
_MERGE_LIMIT = 5000  # cells of one merge
_NOTE_LIMIT = 20  # findings told in one cell
_PART = 1 << 20  # bytes of an answer
_STEP = 2000  # rows from one word of progress to the next
_LIST = "核对结果"
_FILLS: dict[Severity, str] = {
    "error": "FFF5B7B1",
    "doubt": "FFFFD58A",
    "warn": "FFFFF2B3",
    "change": "FFCFE2FF",
}
_MERGE = re.compile(
    rb'<(?:\w+:)?mergeCell\b[^>]{0,200}\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"'
)
_MERGES = re.compile(rb"<(?:\w+:)?mergeCell\b")

Place: TypeAlias = tuple[int, int]  # row and column, from 1


def answer(source: IO[bytes]) -> Iterator[dict[str, Any]]:
    """Yield ``{"step": [done, total]}`` and then ``{"part": text}``, the copy in base64, to the end.

    The first line of ``source`` says ``{"layout", "findings"}``, the workbook follows. Where the layout
    cannot be kept there is ``{"error": "layout"}`` and nothing else, where the disk is full a last
    ``{"error": "disk", "number"}``.
    """
    asked = json.loads(source.readline())
    content = source.read()
    findings = [_writable(Finding(*found)) for found in asked["findings"]]
    made = io.BytesIO()
    try:
        if not asked["layout"]:
            yield from _values_only(content, findings, made)
        elif not _with_layout(content, findings, made):
            yield {"error": "layout"}
            return
    except OSError as error:  # openpyxl writes each sheet into a file of its own first
        yield {"error": "disk", "number": error.errno}
        return
    made.seek(0)
    while part := made.read(_PART):
        yield {"part": base64.b64encode(part).decode("ascii")}


def _writable(found: Finding) -> Finding:
    """Return a finding without what XML forbids, which a cell of an .xls may well hold."""
    column, value, text = (
        ILLEGAL_CHARACTERS_RE.sub("", t) for t in (found.column, found.value, found.text)
    )
    return replace(found, column=column, value=value, text=text)


# ------------------------------------------------------------------------------- with its layout


def _with_layout(content: bytes, findings: Sequence[Finding], made: IO[bytes]) -> bool:
    try:
        if not light(content):
            return False
        book = openpyxl.load_workbook(io.BytesIO(content), rich_text=True)
        _mark(book, findings)
        _list(book, findings)
        book.save(made)
    except OSError:
        raise
    except Exception:  # what others read may be too odd for this reader of layouts
        return False
    return True


def light(content: bytes) -> bool:
    """Tell whether a workbook can go through openpyxl whole, in memory and time for an honest one."""
    whole = merged = 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for part in archive.infolist():
            name = part.filename.lower()
            if not name.endswith((".xml", ".rels", ".vml")):
                continue
            whole += part.file_size
            small = name.endswith("styles.xml") or "comments" in name or name.endswith(".vml")
            if whole > XML_LIMIT or (small and part.file_size > STYLES_LIMIT):
                return False
            if "worksheets/" in name:
                merged += _merged(archive.read(part))
            if merged > MERGED_LIMIT:
                return False
    return True


def _merged(xml: bytes) -> int:
    """Return how many cells the merges of a sheet cover; one that is not understood is too many."""
    found = _MERGE.findall(xml)
    if len(found) != len(_MERGES.findall(xml)):
        return MERGED_LIMIT + 1
    letters = column_index_from_string
    return sum(
        (int(bottom) - int(top) + 1) * (letters(right.decode()) - letters(left.decode()) + 1)
        for left, top, right, bottom in found
    )


def _mark(book: Workbook, findings: Sequence[Finding]) -> None:
    sheets = {f.sheet for f in findings} & set(book.sheetnames)
    anchors = {name: _anchors(book[name]) for name in sheets}
    at: dict[tuple[str, Place], list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.cell and finding.sheet in sheets:
            place = coordinate_to_tuple(finding.cell)
            at[finding.sheet, anchors[finding.sheet].get(place, place)].append(finding)
    for number, ((sheet, place), found) in enumerate(at.items()):
        cell = book[sheet].cell(*place)
        before = cell.comment.text if cell.comment is not None else ""
        _mark_cell(cell, found, number < NOTES, before)


def _anchors(page: Worksheet) -> dict[Place, Place]:
    """Map the cells of merges to the top left one, which alone can be marked."""
    anchors: dict[Place, Place] = {}
    for merged in page.merged_cells.ranges:
        if merged.size["rows"] * merged.size["columns"] <= _MERGE_LIMIT:
            for row in range(merged.min_row, merged.max_row + 1):
                for column in range(merged.min_col, merged.max_col + 1):
                    anchors[row, column] = (merged.min_row, merged.min_col)
    return anchors


def _mark_cell(cell: Any, found: Sequence[Finding], told: bool, before: str = "") -> None:
    cell.fill = _fill(found[0].severity)
    _note(cell, found, told, before)


def _fill(severity: Severity) -> PatternFill:
    return PatternFill("solid", fgColor=_FILLS[severity])


def _note(cell: Any, found: Sequence[Finding], told: bool, before: str = "") -> None:
    if told:
        notes = [f"{SEVERITIES[f.severity]}：{f.text}" for f in found[:_NOTE_LIMIT]]
        notes += [before] if before else []
        height = 60 + 22 * len(notes)
        cell.comment = Comment("\n".join(notes), "党校教务", width=280, height=height)


# ------------------------------------------------------------------------------- the values alone


def _values_only(
    content: bytes, findings: Sequence[Finding], made: IO[bytes]
) -> Iterator[dict[str, Any]]:
    book = Workbook(write_only=True)
    pages = unpack.unpack(content)
    total = sum(page.sheet.end[0] + 1 if page.sheet.start is not None else 0 for page in pages)
    done = noted = 0
    for source in pages:
        head = source.head
        page: Any = book.create_sheet(re.sub(r"[\\*?:/\[\]]", "_", head["name"])[:31])
        page.sheet_state = "visible" if head["visible"] else "hidden"
        looks = _Looks(page)
        marks = _marks(source, [f for f in findings if f.sheet == head["name"] and f.cell])
        following = 0
        for row, cells in source.rows():
            while following < row:
                page.append([])
                following += 1
            page.append(_row(page, looks, cells, marks.get(row, {}), noted < NOTES))
            noted += len(marks.get(row, {}))
            following += 1
            if following % _STEP == 0:
                yield {"step": [min(done + following, total), total]}
        done += following
        _merge(page, head["merges"])
    _list(book, findings)
    yield {"step": [total, total]}
    book.save(made)


def _marks(source: unpack.Page, findings: Sequence[Finding]) -> dict[int, dict[int, list[Finding]]]:
    """Return the findings of a sheet by row and column, from 0."""
    sheet = Sheet("", True, {}, [tuple(m) for m in source.head["merges"]])
    marks: dict[int, dict[int, list[Finding]]] = {}
    for finding in findings:
        row, column = coordinate_to_tuple(finding.cell)
        place = sheet.merged_from(row - 1, column - 1) or (row - 1, column - 1)
        marks.setdefault(place[0], {}).setdefault(place[1], []).append(finding)
    return marks


class _Looks:
    """The looks of marked cells, made once: openpyxl looks every fill up among those it has."""

    def __init__(self, page: Any) -> None:
        self._looks: dict[Severity, Any] = {}
        for severity in _FILLS:
            cell: Any = WriteOnlyCell(page, "")
            cell.fill = _fill(severity)
            self._looks[severity] = cell._style

    def dress(self, cell: Any, severity: Severity) -> Any:
        """Give a new cell the look of a severity, and return it."""
        cell._style = self._looks[severity]
        return cell


def _row(
    page: Any,
    looks: _Looks,
    cells: Sequence[Any],
    marks: Mapping[int, Sequence[Finding]],
    told: bool,
) -> list[Any]:
    values = [_value(page, cell) for cell in cells]
    for column, found in marks.items():
        values += [None] * (column + 1 - len(values))
        value = values[column]
        cell = value if isinstance(value, Cell) else WriteOnlyCell(page, value)
        _note(looks.dress(cell, found[0].severity), found, told)
        values[column] = cell
    return values


def _value(page: Any, cell: list[str] | str | float) -> Any:
    """Return a cell's value; what comes from outside is never a formula, and fits into XML."""
    if isinstance(cell, list):
        return datetime.date.fromisoformat(cell[1])
    if not isinstance(cell, str):
        return cell
    if cell == "":
        return None
    plain = ILLEGAL_CHARACTERS_RE.sub("", cell)
    return _text(page, plain) if plain[:1] in ("=", "#") else plain


def _text(page: Any, text: str) -> Cell:
    cell = WriteOnlyCell(page, "")
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"
    return cell


def _merge(page: Any, merges: Sequence[Sequence[int]]) -> None:
    for top, left, bottom, right in merges[:MERGES]:
        if (bottom, right) != (top, left):
            page.merged_cells.add(f"{reference(top, left)}:{reference(bottom, right)}")


# -------------------------------------------------------------------------------- what was found


def _list(book: Workbook, findings: Sequence[Finding]) -> None:
    name = _LIST
    while name in book.sheetnames:
        name += "1"
    page: Any = book.create_sheet(name)
    titles = (("级别", 8), ("工作表", 14), ("行", 6), ("列", 14), ("内容", 26), ("说明与建议", 80))
    for column, (_, width) in enumerate(titles, 1):
        page.column_dimensions[get_column_letter(column)].width = width
    page.freeze_panes = "A2"
    page.append([_styled(page, title, font=Font(bold=True)) for title, _ in titles])
    looks = _Looks(page)
    wrapped = _styled(page, "", alignment=Alignment(wrap_text=True, vertical="top"))
    for f in findings[:LISTED]:
        text: Any = _text(page, f.text)
        text._style = wrapped._style
        page.append(
            [
                looks.dress(WriteOnlyCell(page, SEVERITIES[f.severity]), f.severity),
                _value(page, f.sheet),
                f.row or None,
                _value(page, f.column),
                _value(page, f.value),
                text,
            ]
        )
    if len(findings) > LISTED:
        page.append([f"还有 {len(findings) - LISTED:,} 处没有列出；各张表里的标注是全的。"])


def _styled(page: Any, text: str, **look: Any) -> Any:
    cell = _text(page, text)
    for name, value in look.items():
        setattr(cell, name, value)
    return cell
