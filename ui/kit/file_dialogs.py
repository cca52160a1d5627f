"""Choosing files and folders; what is read and written there is the business of ``app``."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.kit import ask

SCHOOL = "学校文件 (*.dxjw)"
WORKBOOK = "工作簿 (*.xlsx)"
ANY_WORKBOOK = "工作簿 (*.xlsx *.xls *.ods)"
PDF = "PDF 文件 (*.pdf)"
PHOTO = "照片 (*.jpg *.jpeg)"
PUBLIC_KEY = "公钥文件 (*.pem)"
PAPER = "证书 (*.pdf *.png *.jpg *.jpeg *.tif *.tiff *.bmp *.webp);;所有文件 (*)"


def _documents() -> str:
    """The documents folder; where there is none, home: a folder that is missing is taken for a name."""
    place = QStandardPaths.StandardLocation
    for one in (place.DocumentsLocation, place.HomeLocation):
        found = QStandardPaths.writableLocation(one)
        if Path(found).is_dir():
            return found
    return str(Path.home())


def _standing(folder: str) -> str:
    return folder if folder and Path(folder).is_dir() else _documents()


def save_as(
    parent: QWidget | None, title: str, name: str, kind: str, folder: str = ""
) -> Path | None:
    """Ask where to write a file; None where the user thinks better of it."""
    start = str(Path(_standing(folder)) / name)
    chosen, _ = QFileDialog.getSaveFileName(parent, title, start, kind)
    if not chosen:
        return None
    suffix = Path(name).suffix
    if chosen.lower().endswith(suffix):
        return Path(chosen)
    completed = Path(chosen + suffix)  # of which the dialog knew nothing, nor what it would replace
    text = f"「{completed.name}」已经存在，替换后原来的内容找不回来。"
    if completed.exists() and not ask.confirm(parent, "替换文件？", text, "替换", danger=True):
        return None
    return completed


def school_to_replace(parent: QWidget | None, title: str, start: Path) -> Path | None:
    """Ask where a restored school goes; one that is there is put aside, so nobody asks whether."""
    chosen, _ = QFileDialog.getSaveFileName(
        parent, title, str(start), SCHOOL, options=QFileDialog.Option.DontConfirmOverwrite
    )
    if not chosen:
        return None
    suffix = start.suffix
    return Path(chosen if chosen.lower().endswith(suffix.lower()) else chosen + suffix)


def open_one(parent: QWidget | None, title: str, kind: str, folder: str = "") -> Path | None:
    """Ask for a file to read; None where the user thinks better of it."""
    chosen, _ = QFileDialog.getOpenFileName(parent, title, _standing(folder), kind)
    return Path(chosen) if chosen else None


def folder(parent: QWidget | None, title: str, start: str = "") -> Path | None:
    """Ask for a folder; None where the user thinks better of it."""
    chosen = QFileDialog.getExistingDirectory(parent, title, _standing(start))
    return Path(chosen) if chosen else None
