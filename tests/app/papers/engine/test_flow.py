"""Over pages."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from app.ground.jobs import Cancelled, Progress
from app.papers.engine import flow
from app.papers.engine.canvas import A4, Style
from app.papers.engine.flow import Columns, Gap, Sheet, Text, Whole
from app.papers.engine.table import Cell, Column, Table

SHEET = Sheet(A4, "试验", running="试验续页")


def table(groups: int, rows: int = 1) -> Table:
    body = [
        [[Cell(f"第{g}组", down=rows), Cell("0")], *([Cell(str(n))] for n in range(1, rows))]
        for g in range(groups)
    ]
    return Table([Column(), Column(stretch=1)], [[Cell("组名"), Cell("序号")]], body, least_row=30)


def pages_of(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    return ["".join(text.split()) for text in texts]


def test_heads_repeat_and_feet_count(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    count = flow.write(path, SHEET, [Text("标题", Style()), table(60)])
    pages = pages_of(path)
    assert count == len(pages) == 3
    for number, page in enumerate(pages, start=1):
        assert "组名序号" in page
        assert f"第{number}页共3页" in page
        assert ("试验续页" in page) == (number > 1)


def test_a_group_stays_on_one_page(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    flow.write(path, SHEET, [table(12, rows=5)])
    whole = "".join(pages_of(path))  # where a group is parted, its name is written again
    assert [whole.count(f"第{g}组") for g in range(12)] == [1] * 12


def test_a_group_longer_than_a_page_shows_its_head_again(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    assert flow.write(path, SHEET, [table(1, rows=60)]) == 3
    assert [page.count("第0组") for page in pages_of(path)] == [1, 1, 1]


@pytest.mark.parametrize("groups", range(20, 30))
def test_one_row_is_never_alone_on_the_last_page(tmp_path: Path, groups: int) -> None:
    path = tmp_path / "a.pdf"
    flow.write(path, SHEET, [table(groups), Columns(left="共几人", style=Style())])
    last = pages_of(path)[-1]
    assert last.count("组") >= 4
    assert "共几人" in last


def test_a_whole_table_moves_with_its_heading(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    box = Whole(table(4), Text("审核", Style()))
    flow.write(path, SHEET, [table(19), Gap(10), box])
    first, second = pages_of(path)
    assert "审核" not in first
    assert second.count("组") == 5


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        flow.write(tmp_path / name, SHEET, [Text("标题", Style()), table(60)])
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_cancelling_stops_between_pages(tmp_path: Path) -> None:
    progress = Progress(lambda done, total, text: progress.cancel())
    with pytest.raises(Cancelled):
        flow.write(tmp_path / "a.pdf", SHEET, [table(60)], progress)
    assert not list(tmp_path.iterdir())


def test_a_high_group_that_does_not_fit_begins_on_the_next_page(tmp_path: Path) -> None:
    """A day of seven lessons longer than a page, below a day that fills most of this one."""
    days = Table(
        [Column(), Column(stretch=1)],
        [[Cell("日期"), Cell("内容")]],
        [
            [[Cell("一"), Cell("甲")]],
            [[Cell("二", down=7), Cell("乙")], *([Cell(str(n))] for n in range(6))],
        ],
        least_row=SHEET.height / 2.1,
    )
    path = tmp_path / "a.pdf"
    flow.write(path, SHEET, [Text("标题", Style()), days])
    assert all("日期内容" in page for page in pages_of(path))
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            rules = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH])
            boxes = [rule.get_bounds() for rule in rules]
            assert boxes
            assert all(bottom >= SHEET.margins.bottom - 1 for _, bottom, _, _ in boxes)


def test_a_table_without_rows_shows_its_head(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    assert flow.write(path, SHEET, [Text("标题", Style()), table(0)]) == 1
    assert pages_of(path) == ["标题组名序号第1页共1页"]


def test_no_title_stands_alone_on_its_page(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    flow.write(path, SHEET, [Text("标题", Style("song", 20, 120)), table(3, rows=24)])
    assert "第0组" in pages_of(path)[0]


def test_a_long_running_head_is_cut_to_the_measure(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    sheet = Sheet(A4, "试验", running="甲" * 200, foot_left="乙" * 200)
    flow.write(path, sheet, [table(60)])
    page = pages_of(path)[1]
    assert "甲…甲" in page and 40 < page.count("甲") < 80
    assert "乙…乙" in page and 15 < page.count("乙") < 40
