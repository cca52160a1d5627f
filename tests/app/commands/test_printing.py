"""print and summary, as a technician types them."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pypdfium2

from app import demo

DRAFT = demo.CLASS_CODE


def pdf_text(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return text


def test_print_makes_each_paper(run, demo_path: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    for kind, wanted in (("timetable", "草案"), ("roster", "花名册")):
        paper = tmp_path / f"{kind}.pdf"
        assert run("print", demo_path, DRAFT, "--kind", kind, "--out", paper).status == 0
        assert wanted in pdf_text(paper)
    told = run("print", demo_path, DRAFT, "--kind", "certificates", "--out", tmp_path / "c.pdf")
    assert told.status == 1 and "还没有可打印的证书" in told.err
    done = run("print", demo_path, "2026-01", "--kind", "certificates", "--out", tmp_path / "c.pdf")
    assert done.status == 0
    told = run("print", demo_path, "9999-1", "--kind", "roster", "--out", tmp_path / "x.pdf")
    assert told.status == 1 and "没有编号为" in told.err
    assert not (tmp_path / "x.pdf").exists()


def test_summary_of_a_year(run, demo_path: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    book = tmp_path / "summary.xlsx"
    assert run("summary", demo_path, "--year", 2026, "--out", book).status == 0
    cells = [c.value for row in openpyxl.load_workbook(book).worksheets[0] for c in row]
    assert any("科级干部进修班" in str(v) for v in cells)
    assert run("summary", demo_path, "--year", 1999, "--out", tmp_path / "no.xlsx").status == 1
    assert not (tmp_path / "no.xlsx").exists()


def test_no_paper_is_written_over_the_school(run, demo_path: Path) -> None:  # type: ignore[no-untyped-def]
    before = demo_path.read_bytes()
    for command in (
        ("print", demo_path, DRAFT, "--kind", "roster", "--out", demo_path),
        ("summary", demo_path, "--year", 2026, "--out", demo_path),
        ("export-sqlite", demo_path, "--out", demo_path),
    ):
        told = run(*command)
        assert told.status == 1
        assert "换一个" in told.err
    assert demo_path.read_bytes() == before
