"""Workbooks made on the fly, in the three formats that schools send."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import openpyxl
import pytest
import xlwt

from app.exchange.engine.books import Book, Sheet
from app.text import identity
from tests.app.exchange.rosters import HEADINGS

Rows = Sequence[Sequence[Any]]
Merges = Sequence[tuple[int, int, int, int]]  # top, left, bottom, right, from 0
MakeBook = Callable[..., Path]

_ODS_HEAD = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' office:version="1.2"><office:body><office:spreadsheet>'
)


@pytest.fixture
def read_book() -> Callable[..., Book]:
    """read_book(rows, merges=…, more={name: rows}, hidden=(name, …)) -> a workbook as if it had been read."""
    return _book


def _book(
    rows: Rows,
    merges: Merges = (),
    more: dict[str, Rows] | None = None,
    hidden: Sequence[str] = (),
) -> Book:
    sheets = {"汇总": rows, **(more or {})}
    return Book(
        Path("名册.xlsx"),
        "xlsx",
        "",
        tuple(
            Sheet(
                name,
                name not in hidden,
                {at: tuple(cells) for at, cells in enumerate(some) if any(c != "" for c in cells)},
                merges if name == "汇总" else (),
            )
            for name, some in sheets.items()
        ),
    )


@pytest.fixture
def number() -> Callable[..., str]:
    """number(born, sex, serial) -> an identity number of area 990000 with the right check digit."""
    return _number


def _number(born: str = "1985-03-12", sex: str = "男", serial: int = 1) -> str:
    first17 = f"990000{born.replace('-', '')}{2 * serial + (sex == '男'):03}"
    return first17 + identity.check_digit(first17)


def _xlsx(path: Path, sheets: dict[str, Rows], merges: Merges) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row, cells in enumerate(rows, 1):
            for column, value in enumerate(cells, 1):
                if value != "":
                    page.cell(row, column, value)
    for top, left, bottom, right in merges:
        book.worksheets[0].merge_cells(
            start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1
        )
    book.save(path)


def _xls(path: Path, sheets: dict[str, Rows], merges: Merges) -> None:
    book = xlwt.Workbook()
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for place, (name, rows) in enumerate(sheets.items()):
        page = book.add_sheet(name)
        merged = {(m[0], m[1]): m for m in merges} if place == 0 else {}
        for row, cells in enumerate(rows):
            for column, value in enumerate(cells):
                if (row, column) in merged:
                    top, left, bottom, right = merged[row, column]
                    page.write_merge(top, bottom, left, right, value)
                elif isinstance(value, datetime.date):
                    page.write(row, column, value, day)
                elif value != "":
                    page.write(row, column, value)
    book.save(str(path))


def _ods(path: Path, sheets: dict[str, Rows], merges: Merges) -> None:
    parts = []
    for place, (name, rows) in enumerate(sheets.items()):
        spans = {(m[0], m[1]): m for m in merges} if place == 0 else {}
        covered = {
            (r, c)
            for top, left, bottom, right in spans.values()
            for r in range(top, bottom + 1)
            for c in range(left, right + 1)
        } - set(spans)
        parts.append(f"<table:table table:name={quoteattr(name)}>")
        for row, cells in enumerate(rows):
            parts.append("<table:table-row>")
            for column, value in enumerate(cells):
                parts.append(_ods_cell(value, spans.get((row, column)), (row, column) in covered))
            parts.append("</table:table-row>")
        parts.append("</table:table>")
    write_ods(path, "".join(parts))


@pytest.fixture(name="write_ods")
def write_ods_fixture() -> Callable[[Path, str], None]:
    """write_ods(path, tables) -> an .ods file of the XML given."""
    return write_ods


def write_ods(path: Path, tables: str, manifest: str = "<manifest/>") -> None:
    """Write an .ods file around the XML of its tables."""
    foot = "</office:spreadsheet></office:body></office:document-content>"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", _ODS_HEAD + tables + foot)
        archive.writestr("META-INF/manifest.xml", manifest)


def _ods_cell(value: Any, span: tuple[int, int, int, int] | None, covered: bool) -> str:
    tag = "table:covered-table-cell" if covered else "table:table-cell"
    extra = ""
    if span is not None:
        extra = (
            f' table:number-rows-spanned="{span[2] - span[0] + 1}"'
            f' table:number-columns-spanned="{span[3] - span[1] + 1}"'
        )
    if value == "":
        return f"<{tag}{extra}/>"
    if isinstance(value, datetime.date):
        kind = f'office:value-type="date" office:date-value="{value.isoformat()}"'
    elif isinstance(value, int | float):
        kind = f'office:value-type="float" office:value="{value}"'
    else:
        kind = 'office:value-type="string"'
    return f"<{tag} {kind}{extra}><text:p>{escape(str(value))}</text:p></{tag}>"


@pytest.fixture
def line(number: Callable[..., str]) -> Callable[..., list[Any]]:
    """line(name, born, sex, serial, **fields) -> a row under HEADINGS."""

    def make(
        name: str, born: str = "1985-03-12", sex: str = "男", serial: int = 1, **other: Any
    ) -> list[Any]:
        values = {
            "姓名": name,
            "性别": sex,
            "民族": "汉族",
            "出生年月": f"{born[:4]}.{born[5:7]}",
            "身份证号": number(born, sex, serial),
            "政治面貌": "中共党员",
            "工作单位": "县财政局",
            "职务": "科员",
            "联系电话": f"199{serial:08}",
        } | other
        return [values[h] for h in HEADINGS]

    return make


@pytest.fixture
def make_book(tmp_path: Path) -> MakeBook:
    """make_book(rows, kind="xlsx", name="名册", merges=(), more={sheet: rows}) -> path."""

    def make(
        rows: Rows,
        kind: str = "xlsx",
        name: str = "名册",
        merges: Merges = (),
        more: dict[str, Rows] | None = None,
    ) -> Path:
        path = tmp_path / f"{name}.{kind}"
        write = {"xlsx": _xlsx, "xls": _xls, "ods": _ods}[kind]
        write(path, {"汇总": rows, **(more or {})}, merges)
        return path

    return make
