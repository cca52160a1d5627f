from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from app.ground.jobs import Cancelled, Progress
from app.papers.engine.pages import Pages, make


def two(path: Path, progress: Progress) -> None:
    pdf = pypdfium2.PdfDocument.new()
    for number in range(2):
        progress.step(number, 2)
        pdf.new_page(300, 200).close()
    pdf.save(path)
    pdf.close()


@pytest.fixture
def pages() -> Pages:
    return make(two, Progress())()


def test_pages_have_sizes_and_pixels(pages: Pages) -> None:
    assert (pages.count, pages.size(1)) == (2, (300, 200))
    width, height, stride, data = pages.render(0, 0.5)
    assert (width, height) == (150, 100)
    assert stride >= 600
    assert len(data) == stride * height
    pages.close()


def test_saved_whole_and_gone_when_closed(pages: Pages, tmp_path: Path) -> None:
    pages.save(tmp_path / "paper.pdf")
    assert (tmp_path / "paper.pdf").read_bytes().startswith(b"%PDF")
    folder = pages._file.parent
    pages.close()
    assert not folder.exists()


def test_a_cancelled_paper_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        make(two, progress)
    assert not list(tmp_path.iterdir())
