"""A document saved as a PDF: made in memory, since Qt's writer tells nobody of a disk that is full."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QPageSize, QPdfWriter, QTextDocument
from PySide6.QtWidgets import QWidget

from app.ground.errors import StoreError, UserError
from app.ground.files import replacing
from ui.kit import ask, file_dialogs


def save(parent: QWidget, document: QTextDocument, name: str, dots: int) -> Path | None:
    """Ask where, and write the document there on A4, whole or not at all; what went wrong is told.

    Returns where it lies, None where it was not written. ``dots``: per inch; fonts whose size is in pixels follow it.
    """
    target = file_dialogs.save_as(parent, "存为 PDF", name, file_dialogs.PDF)
    if target is None:
        return None
    try:
        made = _drawn(document, dots)
        with replacing(target) as part:
            part.write_bytes(made)
    except UserError as error:
        ask.note(parent, "没有存为 PDF", error.text)
        return None
    return target


def saved(target: Path | None) -> str:
    """Return what a page says beside the button: where the PDF lies, nothing where there is none."""
    return f"已存为 {target}" if target else ""


def _drawn(document: QTextDocument, dots: int) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setResolution(dots)
    document.print_(writer)
    made = bytes(buffer.data().data())
    if not made.rstrip().endswith(b"%%EOF"):
        raise StoreError("做不出这份 PDF，可能内存不足。原有文件和学校数据都没有改动。")
    return made
