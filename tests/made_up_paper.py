"""A paper that the program does not have: what a module of a paper must have, and no more."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pypdfium2
from sqlite_utils import Database

from app.ground.jobs import Progress

gathered: list[tuple[int | None, bool]] = []
"""What was asked for, the last one last."""


def gather(db: Database, subject: int | None, *, loud: bool = False) -> str:
    gathered.append((subject, loud))
    return f"{subject} {loud}"


def write(data: str, path: Path, progress: Progress | None = None) -> int:
    pdf = pypdfium2.PdfDocument.new()
    pdf.new_page(595, 842).close()
    pdf.save(path)
    pdf.close()
    return 1


def write_workbook(data: str, path: Path, progress: Progress | None = None) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append([data])
    book.save(path)
