"""Reading .xlsx, .xls and .ods as they come: what is in the cells, and where.

A file is told by what is in it, not by its name. Whatever cannot be read is refused with a sentence
that says what to do; the reading itself happens in a process of its own (``app.exchange.engine.unpack``).
"""

from __future__ import annotations

import datetime
import hashlib
import io
import tempfile
import zipfile
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

from app.ground import apart, files
from app.ground.errors import StoreError, UserError

Cell: TypeAlias = str | float | bool | datetime.date

FILE_LIMIT = 40_000_000  # bytes on the disk
UNPACKED_LIMIT = 400_000_000  # bytes that a zipped workbook may unpack to
SECONDS_LIMIT = 120.0
_LAST_ROW = 1 << 30
_SPREAD_LIMIT = 60  # columns that a merge may reach over

_SAVE_ANEW = "请用 WPS 或 Excel 打开它，另存为“Excel 工作簿（.xlsx）”后再导入。没有写入任何数据。"


@dataclass(frozen=True)
class Sheet:
    """One worksheet: filled rows by their index from 0, and merged ranges.

    ``merges`` are (top, left, bottom, right), inclusive, from 0; the value is in the top left cell.
    ``hidden`` are rows that are not shown, as far as the format tells.
    """

    name: str
    visible: bool
    rows: Mapping[int, Sequence[Cell]]
    merges: Sequence[tuple[int, int, int, int]] = ()
    hidden: frozenset[int] = frozenset()

    def cell(self, row: int, column: int) -> Cell:
        """Return what stands in a cell, '' where nothing does."""
        cells = self.rows.get(row, ())
        return cells[column] if 0 <= column < len(cells) else ""

    def merged_from(self, row: int, column: int) -> tuple[int, int] | None:
        """Return (row, column) of the value that a merge spreads over this empty cell, or None."""
        spans = self._spans.get(column)
        if not spans:
            return None
        place = bisect_right(spans, (row, _LAST_ROW)) - 1  # merges never overlap
        if place < 0:
            return None
        top, bottom, left = spans[place]
        return (top, left) if row <= bottom and (row, column) != (top, left) else None

    @cached_property
    def _spans(self) -> dict[int, list[tuple[int, int, int]]]:
        """The merges over each column as (top, bottom, left), from the top."""
        spans: dict[int, list[tuple[int, int, int]]] = {}
        for top, left, bottom, right in sorted(self.merges):
            for column in range(left, min(right, left + _SPREAD_LIMIT) + 1):
                spans.setdefault(column, []).append((top, bottom, left))
        return spans

    def spread(self, row: int, column: int) -> Cell:
        """Return what a reader sees in a cell: its own value, or that of the merge it is in."""
        value = self.cell(row, column)
        if value == "":
            origin = self.merged_from(row, column)
            if origin is not None:
                return self.cell(*origin)
        return value


@dataclass(frozen=True)
class Book:
    """A workbook that was read; ``digest`` tells whether the file has changed since."""

    path: Path
    kind: str
    digest: str
    sheets: tuple[Sheet, ...]

    def sheet(self, name: str) -> Sheet:
        """Return the sheet of this name. Raises UserError where there is none."""
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        names = "、".join(f"「{s.name}」" for s in self.sheets)
        raise UserError(
            f"「{self.path.name}」里没有工作表「{name}」，只有{names}。没有写入任何数据。"
        )


def read(path: Path) -> Book:
    """Read a workbook. Raises UserError where it is none, is protected, damaged or too large."""
    source = load(path)
    kind = recognise(source, path)
    answer = _unpack(source, path)
    sheets = tuple(
        Sheet(
            s["name"],
            s["visible"],
            {row: [_cell(c) for c in cells] for row, cells in s["rows"]},
            tuple((a, b, c, d) for a, b, c, d in s["merges"]),
            frozenset(s.get("hidden", ())),
        )
        for s in answer["sheets"]
    )
    if not any(s.rows for s in sheets):
        raise UserError(f"「{path.name}」里没有任何内容。没有写入任何数据。")
    return Book(path, kind, hashlib.sha256(source).hexdigest(), sheets)


def load(path: Path) -> bytes:
    """Return a file's bytes. Raises UserError or StoreError where it cannot be read."""
    name = path.name
    try:
        if path.is_dir():
            raise UserError(f"「{name}」是文件夹，请选择其中的工作簿。没有写入任何数据。")
        size = path.stat().st_size
        if size > FILE_LIMIT:
            raise UserError(
                f"「{name}」有 {size // 1_000_000} MB，超过 {FILE_LIMIT // 1_000_000} MB，"
                "不像名册。请删去图片和无关工作表后另存再导入。没有写入任何数据。"
            )
        source = path.read_bytes()
    except FileNotFoundError as error:
        raise StoreError(
            f"找不到「{path}」。如果它在U盘上，请插好后再试。没有写入任何数据。"
        ) from error
    except OSError as error:
        raise StoreError(
            f"不能读取「{name}」：没有读取的权限，磁盘出错，或正在 WPS 或 Excel 中打开。"
            "请关闭那边的窗口，或复制到本机硬盘后再试。没有写入任何数据。"
        ) from error
    if not source.strip(b"\0 \r\n\t"):
        raise UserError(f"「{name}」是空文件，里面没有内容。请检查是否复制完整。没有写入任何数据。")
    return source


def recognise(source: bytes, path: Path) -> str:
    """Return 'xlsx', 'xls' or 'ods' by a file's content. Raises UserError for everything else."""
    name = path.name
    if path.suffix.lower() in (".et", ".ett", ".wps", ".wpt", ".dps"):
        raise UserError(f"「{name}」是 WPS 自有格式。{_SAVE_ANEW}")
    if source.startswith(b"PK"):
        return _recognise_zip(source, name)
    if source.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _recognise_compound(source, name)
    head = source[:4096].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<meta", b"<head", b"<style")):
        raise UserError(f"「{name}」其实是网页（某些系统导出的“Excel”就是这样）。{_SAVE_ANEW}")
    if head.startswith(b"<?xml") or head.startswith(b"<workbook"):
        raise UserError(f"「{name}」是 XML 文件，不是工作簿。{_SAVE_ANEW}")
    if head.startswith(b"%pdf"):
        raise UserError(f"「{name}」是 PDF，不能导入。请向报送单位索取电子表格。没有写入任何数据。")
    if source[:2] in (b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08"):
        raise UserError(f"「{name}」是很旧的 Excel 格式。{_SAVE_ANEW}")
    if b"\0" not in source[:4096] or source[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise UserError(f"「{name}」是文本（CSV）文件，不是工作簿。{_SAVE_ANEW}")
    raise UserError(f"「{name}」不是电子表格，或已损坏。{_SAVE_ANEW}")


def _recognise_zip(source: bytes, name: str) -> str:
    damaged = UserError(f"「{name}」已损坏或没有复制完整。请重新复制；或者，{_SAVE_ANEW}")
    try:
        with zipfile.ZipFile(io.BytesIO(source)) as archive:
            parts = {i.filename.lower(): i for i in archive.infolist()}
            if sum(i.file_size for i in parts.values()) > UNPACKED_LIMIT:
                raise UserError(f"「{name}」展开后太大，不像名册，没有读取。{_SAVE_ANEW}")
            if any(i.flag_bits & 1 for i in parts.values()):
                raise UserError(_protected(name))
            if "mimetype" in parts and parts["mimetype"].file_size < 200:
                if b"spreadsheet" not in archive.read(parts["mimetype"].filename):
                    raise UserError(f"「{name}」不是电子表格。{_SAVE_ANEW}")
                manifest = parts.get("meta-inf/manifest.xml")
                if manifest and b"encryption-data" in archive.read(manifest.filename):
                    raise UserError(_protected(name))
                return "ods"
    except UserError:
        raise
    except Exception as error:  # whatever a damaged archive makes of itself
        raise damaged from error
    if "xl/workbook.xml" in parts:
        return "xlsx"
    if any(p.startswith("xl/") and p.endswith(".bin") for p in parts):
        raise UserError(f"「{name}」是二进制工作簿（.xlsb）。{_SAVE_ANEW}")
    if any(p.startswith("word/") for p in parts):
        raise UserError(
            f"「{name}」是 Word 文档。请把其中的表格复制到电子表格再导入。没有写入任何数据。"
        )
    if any(p.startswith("ppt/") for p in parts):
        raise UserError(f"「{name}」是演示文稿，不是工作簿。没有写入任何数据。")
    if "[content_types].xml" in parts:
        return "xlsx"  # a workbook part of an unusual name
    raise UserError(f"「{name}」是压缩包，不是工作簿。请先解压，再选其中的表格。没有写入任何数据。")


def _recognise_compound(source: bytes, name: str) -> str:
    def holds(stream: str) -> bool:
        return (stream + "\0").encode("utf-16-le") in source

    if holds("EncryptedPackage") or holds("EncryptionInfo"):
        raise UserError(_protected(name))
    if holds("Workbook") or holds("Book"):
        return "xls"
    if holds("WordDocument"):
        raise UserError(
            f"「{name}」是 Word 文档。请把其中的表格复制到电子表格再导入。没有写入任何数据。"
        )
    raise UserError(f"「{name}」不是电子表格，或已损坏。{_SAVE_ANEW}")


def _protected(name: str) -> str:
    return (
        f"「{name}」设有打开密码，读不出内容。请用 WPS 或 Excel 打开，取消密码后另存再导入。"
        "没有写入任何数据。"
    )


def _unpack(source: bytes, path: Path) -> dict[str, Any]:
    damaged = f"「{path.name}」已损坏、不完整或内容过大，读不出来。{_SAVE_ANEW}"
    try:
        with tempfile.TemporaryFile() as file:
            file.write(source)
            file.seek(0)
            [answer] = apart.answers("app.exchange.engine.unpack", file, SECONDS_LIMIT)
    except (apart.Died, ValueError) as error:
        raise UserError(damaged) from error
    except OSError as error:
        raise StoreError(
            f"不能读取「{path.name}」：临时文件写不下（{files.reason(error)}）。没有写入任何数据。"
        ) from error
    if "error" not in answer:
        return answer
    if answer["error"] == "password":
        raise UserError(_protected(path.name))
    if answer["error"] == "huge":
        raise UserError(f"「{path.name}」内容过大，不像名册，没有读取。{_SAVE_ANEW}")
    raise UserError(damaged)


def _cell(cell: list[str] | str | float) -> Cell:
    if isinstance(cell, list):
        return datetime.date.fromisoformat(cell[1])
    if isinstance(cell, int) and not isinstance(cell, bool):
        return float(cell) if abs(cell) < 1 << 53 else str(cell)
    return cell
