"""Reading .xlsx, .xls and .ods as they come: what is in the cells, and where.

Whatever cannot be read is refused with a sentence that says what to do. The file is handed, open, to
a process of its own (``app.exchange.engine.unpack``); here nothing of it is parsed.
"""

from __future__ import annotations

import datetime
import stat
from bisect import bisect_right
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO, Any, TypeAlias

from app.exchange.engine import formats, unpack
from app.ground import apart, temporary
from app.ground.errors import StoreError, UserError
from app.ground.filenames import garbled, impossible
from app.ground.jobs import Progress
from app.ground.limits import Limits

Cell: TypeAlias = str | float | bool | datetime.date

FILE_LIMIT = 40_000_000  # bytes on the disk
LIMITS = Limits(memory=1 << 30, computing=60, lasting=120.0, silence=60.0)  # of reading
_LAST_ROW = 1 << 30
_SPREAD_LIMIT = 60  # columns that a merge may reach over

_NOTHING = "没有写入任何数据。"
_SAVE_ANEW = f"请用 WPS 或 Excel 打开它，另存为“Excel 工作簿（.xlsx）”后再导入。{_NOTHING}"
_SMALLER = f"不像名册，没有读取。请删去无关的工作表、图片和格式，或分成几份再导入。{_NOTHING}"
_WPS = (".et", ".ett", ".wps", ".wpt", ".dps")
_UNKNOWN = ("unknown", "text", "document", "archive", "damaged")
REFUSED = {
    "empty": f"「{{}}」是空文件，里面没有内容。请检查是否复制完整。{_NOTHING}",
    "html": f"「{{}}」其实是网页（某些系统导出的“Excel”就是这样）。{_SAVE_ANEW}",
    "xml": f"「{{}}」是 XML 文件，不是工作簿。{_SAVE_ANEW}",
    "pdf": f"「{{}}」是 PDF，不能导入。请向报送单位索取电子表格。{_NOTHING}",
    "ancient": f"「{{}}」是很旧的 Excel 格式。{_SAVE_ANEW}",
    "text": f"「{{}}」是文本（CSV）文件，不是工作簿。{_SAVE_ANEW}",
    "wps": f"「{{}}」是 WPS 自有格式。{_SAVE_ANEW}",
    "unknown": f"「{{}}」不是电子表格，或已损坏。{_SAVE_ANEW}",
    "document": f"「{{}}」不是电子表格。{_SAVE_ANEW}",
    "incomplete": f"「{{}}」已损坏或没有复制完整。请重新复制；或者，{_SAVE_ANEW}",
    "binary": f"「{{}}」是二进制工作簿（.xlsb）。{_SAVE_ANEW}",
    "word": f"「{{}}」是 Word 文档。请把其中的表格复制到电子表格再导入。{_NOTHING}",
    "slides": f"「{{}}」是演示文稿，不是工作簿。{_NOTHING}",
    "archive": f"「{{}}」是压缩包，不是工作簿。请先解压，再选其中的表格。{_NOTHING}",
    "password": "「{}」设有打开密码（或保护了工作簿），读不出内容。"
    "请用 WPS 或 Excel 打开，取消密码和保护后另存再导入。"
    f"{_NOTHING}",
    "damaged": f"「{{}}」已损坏、不完整或内容过大，读不出来。{_SAVE_ANEW}",
    "nothing": f"「{{}}」里没有任何内容。{_NOTHING}",
    "unpacked": f"「{{}}」展开后超过 {formats.UNPACKED_LIMIT // 1_000_000} MB，{_SMALLER}",
    "memory": f"「{{}}」内容过大：读它要用的内存超过 {LIMITS.memory >> 20} MB，{_SMALLER}",
    "slow": f"「{{}}」内容过大：用了 {LIMITS.computing} 秒还没有读完，{_SMALLER}",
    "sheets": f"「{{}}」里的工作表超过 {unpack.SHEET_LIMIT} 张，{_SMALLER}",
    "cells": f"「{{}}」填了内容的单元格超过 {unpack.CELL_LIMIT // 10_000} 万个，{_SMALLER}",
    "text_limit": f"「{{}}」里的文字过多，一行超过 {unpack.ROW_TEXT // 10_000} 万字"
    f"或总共超过 {unpack.TEXT_LIMIT // 10_000} 万字，{_SMALLER}",
}
"""Why a file is not read, by what ``unpack`` answers; each with its name."""


@dataclass(frozen=True)
class Sheet:
    """One worksheet: filled rows by their index from 0, and merged ranges.

    ``merges`` are (top, left, bottom, right), inclusive, from 0; the value is in the top left cell.
    ``hidden`` are rows that are not shown, ``hidden_columns`` such columns.
    """

    name: str
    visible: bool
    rows: Mapping[int, Sequence[Cell]]
    merges: Sequence[tuple[int, int, int, int]] = ()
    hidden: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

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
    """A workbook that was read; ``digest`` tells whether the file has changed since.

    ``content`` are its bytes.
    """

    path: Path
    kind: str
    digest: str
    sheets: tuple[Sheet, ...]
    content: bytes = field(default=b"", repr=False, compare=False)

    def sheet(self, name: str) -> Sheet:
        """Return the sheet of this name. Raises UserError where there is none."""
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        names = "、".join(f"「{s.name}」" for s in self.sheets)
        raise UserError(
            f"「{self.path.name}」里没有工作表「{name}」，只有{names}。没有写入任何数据。"
        )


def read(path: Path, progress: Progress | None = None, content: bytes | None = None) -> Book:
    """Read a workbook, or the ``content`` that was kept of it.

    Raises UserError where it is none, is protected, damaged or too large; Cancelled.
    """
    progress = progress or Progress()
    kind, digest, sheets = "", "", list[Sheet]()
    done = count = 0
    progress.step(0, 0, "正在打开工作簿")
    with (
        opened(path) if content is None else kept(content) as file,
        dying(path),
        closing(apart.answers("app.exchange.engine.unpack", file, LIMITS, progress)) as answers,
    ):
        content = _bytes(file, path)
        for answer in answers:
            if answer.get("error") == "disk":
                raise unreadable(path)
            if "error" in answer:
                own = path.suffix.lower() in _WPS and answer["error"] in _UNKNOWN
                raise refused("wps" if own else answer["error"], path)
            if "kind" in answer:
                kind, digest, count = answer["kind"], answer["digest"], answer["count"]
            elif "rows" in answer:
                done += len(answer["rows"])
                rows = sheets[-1].rows
                assert isinstance(rows, dict)
                rows.update(_rows(answer["rows"]))
                progress.step(min(done, count), count, "正在读取工作簿")
            else:
                sheets.append(_sheet(answer))
    if not any(s.rows for s in sheets):
        raise refused("nothing", path)
    return Book(path, kind, digest, tuple(sheets), content)


def refused(key: str, path: Path) -> UserError:
    """Return why a file is not read; ``key`` is one of REFUSED."""
    return UserError(REFUSED[key].format(path.name))


@contextmanager
def dying(path: Path) -> Generator[None]:
    """Say of a reading process that ended early what it means."""
    try:
        yield
    except apart.Died as error:
        raise refused("slow" if error.slow else "damaged", path) from error


@contextmanager
def opened(path: Path) -> Generator[IO[bytes]]:
    """Give a file open for reading. Raises UserError or StoreError where it cannot be read."""
    if fault := impossible(path):
        raise UserError(fault)
    name = path.name
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise UserError(f"「{name}」是文件夹，请选择其中的工作簿。{_NOTHING}")
        if not stat.S_ISREG(found.st_mode):  # a pipe would be waited for without end
            raise UserError(f"「{name}」不是文件，不能导入。{_NOTHING}")
        if found.st_size > FILE_LIMIT:
            raise UserError(
                f"「{name}」有 {found.st_size // 1_000_000} MB，超过 {FILE_LIMIT // 1_000_000} MB，"
                f"不像名册。请删去图片和无关工作表后另存再导入。{_NOTHING}"
            )
        file = path.open("rb")
    except FileNotFoundError as error:
        hint = garbled(path) or "如果它在U盘上，请插好后再试。"
        raise StoreError(f"找不到「{path}」。{hint}{_NOTHING}") from error
    except OSError as error:
        raise unreadable(path) from error
    with file:
        yield file


@contextmanager
def kept(content: bytes) -> Generator[IO[bytes]]:
    """Give an open file that holds a workbook's bytes. Raises StoreError where the disk is full."""
    with temporary.file() as file:
        try:
            file.write(content)
            file.flush()
        except OSError as error:
            raise temporary.full(error) from error
        file.seek(0)
        yield file


def _bytes(file: IO[bytes], path: Path) -> bytes:
    """Return what is in an open file, and leave it at its beginning."""
    try:
        content = file.read()
        file.seek(0)
    except OSError as error:
        raise unreadable(path) from error
    return content


def unreadable(path: Path) -> StoreError:
    """Return what is said where a disk does not give a file."""
    return StoreError(
        f"不能读取「{path.name}」：没有读取的权限，磁盘出错，或正在 WPS 或 Excel 中打开。"
        f"请关闭那边的窗口，或复制到本机硬盘后再试。{_NOTHING}"
    )


def _sheet(answer: dict[str, Any]) -> Sheet:
    merges = tuple((a, b, c, d) for a, b, c, d in answer["merges"])
    hidden, columns = frozenset(answer["hidden"]), frozenset(answer["hidden_columns"])
    return Sheet(answer["name"], answer["visible"], {}, merges, hidden, columns)


def _rows(rows: list[Any]) -> dict[int, list[Cell]]:
    return {row: [c if c.__class__ is str else _cell(c) for c in cells] for row, cells in rows}


def _cell(cell: list[str] | str | float) -> Cell:
    if isinstance(cell, list):
        return datetime.date.fromisoformat(cell[1])
    if isinstance(cell, int) and not isinstance(cell, bool):
        return float(cell) if abs(cell) < 1 << 53 else str(cell)
    return cell
