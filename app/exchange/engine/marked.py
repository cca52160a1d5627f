"""A copy of the user's own workbook in which every finding is coloured and explained in place."""

from __future__ import annotations

import hashlib
import io
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import openpyxl
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.exchange.engine import books
from app.exchange.engine.findings import SEVERITIES, Finding, Severity
from app.exchange.engine.importer import Review
from app.ground.errors import UserError
from app.ground.files import replacing
from app.ground.log import log

_FILLS: dict[Severity, str] = {
    "error": "FFF5B7B1",
    "doubt": "FFFFD58A",
    "warn": "FFFFF2B3",
    "change": "FFCFE2FF",
}
_LIST = "核对结果"
_MERGE_LIMIT = 5000  # cells of one merge
_NOTE_LIMIT = 20  # findings told in one cell


def save_marked_copy(review: Review, target: Path) -> bool:
    """Write a copy of the reviewed workbook with its findings; True where the layout is kept.

    False: the source was .xls or .ods (or its styles could not be read); the copy is a new .xlsx
    with the values only. Raises UserError where the source has changed since the review or would be
    overwritten, StoreError where the target cannot be written.
    """
    source = review.source.path
    if target.resolve() == source.resolve():
        raise UserError("请为标注后的副本另起一个名字，以免覆盖原文件。原文件没有改动。")
    content = books.load(source)
    if hashlib.sha256(content).hexdigest() != review.source.digest:
        raise UserError(f"「{source.name}」在核对之后又改过，请重新读取。没有写入任何文件。")
    if review.source.kind == "xlsx":
        try:
            _save(openpyxl.load_workbook(io.BytesIO(content), rich_text=True), review, target)
            return True
        except UserError:
            raise
        except Exception as error:  # what others read may be too odd for this reader of layouts
            log.info("layout of a workbook not kept: %s", type(error).__name__)
    _save(_values_only(source), review, target)
    return False


def _save(book: Workbook, review: Review, target: Path) -> None:
    _mark(book, review.findings)
    _list(book, review.findings)
    with replacing(target) as part, part.open("wb") as file:
        book.save(file)


def _values_only(source: Path) -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in books.read(source).sheets:
        page = book.create_sheet(sheet.name[:31])
        page.sheet_state = "visible" if sheet.visible else "hidden"
        for row, cells in sheet.rows.items():
            for column, value in enumerate(cells):
                if value != "":
                    _put(page, row + 1, column + 1, value)
        for top, left, bottom, right in sheet.merges[:2000]:
            if (bottom, right) != (top, left):
                page.merge_cells(
                    start_row=top + 1,
                    start_column=left + 1,
                    end_row=bottom + 1,
                    end_column=right + 1,
                )
    return book


def _put(page: Worksheet, row: int, column: int, value: books.Cell) -> None:
    cell = page.cell(row, column)
    assert isinstance(cell, Cell)  # nothing is merged yet
    if isinstance(value, str):
        # what comes from outside is never a formula, and has no character that XML forbids
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
    else:
        cell.value = value


def _mark(book: Workbook, findings: Sequence[Finding]) -> None:
    sheets = {f.sheet for f in findings} & set(book.sheetnames)
    anchors = {name: _anchors(book[name]) for name in sheets}
    at: dict[tuple[str, tuple[int, int]], list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.cell and finding.sheet in sheets:
            place = coordinate_to_tuple(finding.cell)
            at[finding.sheet, anchors[finding.sheet].get(place, place)].append(finding)
    for (sheet, place), found in at.items():
        cell = book[sheet].cell(*place)
        cell.fill = PatternFill("solid", fgColor=_FILLS[found[0].severity])
        notes = [f"{SEVERITIES[f.severity]}：{f.text}" for f in found[:_NOTE_LIMIT]]
        if cell.comment is not None:
            notes.append(cell.comment.text)
        height = 60 + 22 * len(notes)
        cell.comment = Comment("\n".join(notes), "党校教务", width=280, height=height)


def _anchors(page: Worksheet) -> dict[tuple[int, int], tuple[int, int]]:
    """Map the cells of merges to the top left one, which alone can be marked."""
    anchors: dict[tuple[int, int], tuple[int, int]] = {}
    for merged in page.merged_cells.ranges:
        if merged.size["rows"] * merged.size["columns"] <= _MERGE_LIMIT:
            for row in range(merged.min_row, merged.max_row + 1):
                for column in range(merged.min_col, merged.max_col + 1):
                    anchors[row, column] = (merged.min_row, merged.min_col)
    return anchors


def _list(book: Workbook, findings: Sequence[Finding]) -> None:
    name = _LIST
    while name in book.sheetnames:
        name += "1"
    page = book.create_sheet(name)
    for column, (title, width) in enumerate(
        (("级别", 8), ("工作表", 14), ("行", 6), ("列", 14), ("内容", 26), ("说明与建议", 80)), 1
    ):
        _put(page, 1, column, title)
        page.cell(1, column).font = Font(bold=True)
        page.column_dimensions[get_column_letter(column)].width = width
    for row, f in enumerate(findings, 2):
        values = (SEVERITIES[f.severity], f.sheet, f.row or "", f.column, f.value, f.text)
        for column, value in enumerate(values, 1):
            _put(page, row, column, value)
        page.cell(row, 1).fill = PatternFill("solid", fgColor=_FILLS[f.severity])
        page.cell(row, 6).alignment = Alignment(wrap_text=True, vertical="top")
    page.freeze_panes = "A2"
