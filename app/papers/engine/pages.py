"""A finished PDF looked at page by page: for the preview and the printer. Not thread-safe."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pypdfium2

from app.ground import temporary
from app.ground.files import replacing
from app.ground.jobs import Progress

Make = Callable[[Path, Progress], object]


class Pages:
    """The pages of a PDF that lies in a temporary folder; ``close`` takes it away."""

    def __init__(self, folder: ExitStack, file: Path) -> None:
        self._folder = folder
        self._file = file
        self._pdf = pypdfium2.PdfDocument(file)

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self._pdf)

    def size(self, page: int) -> tuple[float, float]:
        """Return width and height of a page in points (1/72 inch)."""
        return self._pdf.get_page_size(page)

    def render(self, page: int, scale: float) -> tuple[int, int, int, bytes]:
        """Return width, height, bytes a line and BGRX pixels of a page; scale 1 is 72 dpi."""
        opened = self._pdf[page]
        try:
            bitmap = opened.render(scale=scale, prefer_bgrx=True)
            return bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer)
        finally:
            opened.close()

    def save(self, target: Path) -> None:
        """Copy the PDF to ``target``, whole or not at all. Raises StoreError."""
        with replacing(target) as part:
            shutil.copyfile(self._file, part)

    def close(self) -> None:
        """Close the PDF and delete the temporary folder."""
        self._pdf.close()
        self._folder.close()


def make(write: Make, progress: Progress) -> Callable[[], Pages]:
    """Have ``write(path, progress)`` make a PDF; return how its thread is to open it.

    Raises what ``write`` raises, Cancelled too; then nothing is left behind.
    """
    with ExitStack() as stack:
        file = stack.enter_context(temporary.folder()) / "paper.pdf"
        write(file, progress)
        folder = stack.pop_all()
    return lambda: Pages(folder, file)
