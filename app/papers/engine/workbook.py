"""Plain workbooks that open in WPS and Excel: a title, a head, rows of cells, and nothing else."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from app.ground.files import replacing
from app.ground.jobs import Progress
from app.papers.engine.fonts import clean

Value = str | int | float | None

_SIDE = Side("thin", color="FF808080")
_LINE = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_TITLE = Font("黑体", 16, bold=True)
_HEAD = Font("黑体", 10, bold=True)
_BODY = Font("宋体", 10)
_NOTE = Font("宋体", 10)


@dataclass(frozen=True, slots=True)
class Field:
    """A column: heading, width in characters, how its cells are stored.

    `text` cells stay text whatever they look like (identity numbers, `=1+1`); `group` is a heading
    above several neighbouring columns that share it.
    """

    heading: str
    width: float = 10
    kind: Literal["text", "number", "percent"] = "text"
    group: str = ""
    centre: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One worksheet. `merged` lists (first row, last row, column), counted from 0 in `rows`."""

    name: str
    title: str
    fields: Sequence[Field]
    rows: Sequence[Sequence[Value]]
    above: Sequence[str] = ()
    below: Sequence[str] = ()
    total: Sequence[Value] | None = None
    merged: Sequence[tuple[int, int, int]] = ()
    landscape: bool = True
    a3: bool = field(default=False)


def write(
    path: str | os.PathLike[str], pages: Sequence[Page], progress: Progress | None = None
) -> None:
    """Write the worksheets; raises Cancelled and StoreError, and then leaves nothing."""
    progress = progress or Progress()
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "党校教务"
    with replacing(path) as temporary:
        for page in pages:
            _sheet(book.create_sheet(_tab(page.name)), page, progress)
        _save(book, temporary)


def _tab(name: str) -> str:
    """Make a name fit for a worksheet: at most 31 characters, none of []:*?/\\."""
    return clean(name).translate(dict.fromkeys(map(ord, "[]:*?/\\"), " "))[:31]


def _save(book: Workbook, path: Path) -> None:
    # by way of the memory: openpyxl leaves its archive open where a disk takes no more, and Python then
    # complains of it in English
    whole = io.BytesIO()
    book.save(whole)
    path.write_bytes(whole.getbuffer())


def _sheet(sheet: Worksheet, page: Page, progress: Progress) -> None:
    last = len(page.fields)
    row = 1
    _put(sheet, row, 1, page.title, _TITLE, "center")
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=last)
    sheet.row_dimensions[row].height = 30
    for text in page.above:
        row += 1
        _put(sheet, row, 1, text, _NOTE, "left")
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=last)
    first = row + 1
    row = _head(sheet, first, page.fields)
    sheet.freeze_panes = f"A{row + 1}"
    start = row + 1
    for number, values in enumerate(page.rows):
        if number % 50 == 0:
            progress.step(number, len(page.rows), "正在写入工作簿")
        row += 1
        _row(sheet, row, page.fields, values, _BODY)
    if page.total is not None:
        row += 1
        _row(sheet, row, page.fields, page.total, _HEAD)
    for one, two, column in page.merged:
        sheet.merge_cells(
            start_row=start + one,
            end_row=start + two,
            start_column=column + 1,
            end_column=column + 1,
        )
    for text in page.below:
        row += 1
        _put(sheet, row, 1, text, _NOTE, "left")
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=last)
    _printing(sheet, page, first, start - 1)
    progress.step(len(page.rows), len(page.rows), "")


def _head(sheet: Worksheet, row: int, fields: Sequence[Field]) -> int:
    """Write the heading, on two rows where columns are grouped; return its last row."""
    grouped = any(item.group for item in fields)
    last = row + 1 if grouped else row
    for column, item in enumerate(fields, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = item.width
        for line in range(row, last + 1):
            sheet.cell(line, column).border = _LINE
        if not item.group:
            _put(sheet, row, column, item.heading, _HEAD, "center", _LINE)
            if grouped:
                sheet.merge_cells(
                    start_row=row, end_row=last, start_column=column, end_column=column
                )
            continue
        _put(sheet, last, column, item.heading, _HEAD, "center", _LINE)
        if column == 1 or fields[column - 2].group != item.group:
            end = column
            while end < len(fields) and fields[end].group == item.group:
                end += 1
            _put(sheet, row, column, item.group, _HEAD, "center", _LINE)
            if end > column:
                sheet.merge_cells(start_row=row, end_row=row, start_column=column, end_column=end)
    return last


def _row(
    sheet: Worksheet, row: int, fields: Sequence[Field], values: Sequence[Value], font: Font
) -> None:
    for column, (item, value) in enumerate(zip(fields, values, strict=True), start=1):
        across = "left" if item.kind == "text" and not item.centre else "center"
        if item.kind != "text" and isinstance(value, int | float):
            across = "right"
        cell = _put(sheet, row, column, value, font, across, _LINE)
        if item.kind == "percent" and isinstance(value, int | float):
            cell.number_format = "0.0%"
        elif item.kind == "text":
            cell.number_format = "@"


def _put(
    sheet: Worksheet,
    row: int,
    column: int,
    value: Value,
    font: Font,
    across: str,
    border: Border | None = None,
) -> Cell:
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)  # merged cells are only ever written at their corner
    if isinstance(value, str):
        cell.value = clean(value)
        # openpyxl takes text that begins with = for a formula; the quote keeps it text in WPS, too.
        cell.data_type = "s"
        if value[:1] in ("=", "+", "-", "@"):
            cell.quotePrefix = True
    else:
        cell.value = value
    cell.font = font
    cell.alignment = Alignment(horizontal=across, vertical="center", wrap_text=True)
    if border is not None:
        cell.border = border
    return cell


def _printing(sheet: Worksheet, page: Page, first: int, last: int) -> None:
    """Set the sheet up for paper: one page wide, the head on every page."""
    sheet.page_setup.orientation = "landscape" if page.landscape else "portrait"
    sheet.page_setup.paperSize = 8 if page.a3 else 9
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{first}:{last}"
    footer: Any = sheet.oddFooter
    footer.center.text = "第 &P 页 共 &N 页"
