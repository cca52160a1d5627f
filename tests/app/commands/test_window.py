"""demo: the main job without a window."""

from __future__ import annotations

from pathlib import Path

import pypdfium2

from app import demo
from app.opening import open_school
from app.papers import Kind
from tests.conftest import PASSWORD


def pdf_text(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return text


def test_demo_does_the_whole_main_job(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    told = run("demo", "--out", tmp_path)
    assert told.status == 0, told.err
    assert "审定被拒绝" in told.out and "互动式教学不足" in told.out and "审定通过" in told.out
    names = {p.name for p in tmp_path.iterdir() if p.suffix != ".lock"}
    assert names == {
        *("demo.dxjw", "demo.dxkey", "timetable.pdf", "roster.pdf", "certificates.pdf"),
        *("demo-backup.dxjw", "demo-backup.dxkey", "summary-2026.xlsx", "rehearsals-2026.pdf"),
        *("ledger-2026.xlsx", "topics-2026.xlsx"),
    }
    assert "恢复演练：「demo-backup.dxjw」" in told.out and "全部相符" in told.out
    assert len(pypdfium2.PdfDocument(tmp_path / "certificates.pdf")) == 42
    assert "第 1 版" in pdf_text(tmp_path / "timetable.pdf").replace("\n", " ")
    with open_school(tmp_path / "demo.dxjw", PASSWORD, write=False) as session:
        status = session.read(lambda db: db.execute("SELECT status FROM class").fetchall())
    assert status == [("closed",)]
    again = run("demo", "--out", tmp_path)
    assert again.status == 1 and "已经存在" in again.err


def test_every_paper_of_the_register_is_among_the_demonstrations(
    tmp_path: Path, made_up: list[Kind]
) -> None:
    told: list[str] = []
    demo.run(tmp_path, PASSWORD, say=told.append)
    for name in ("class.pdf", "person.pdf", "year-2026.xlsx", "school-2026.xlsx"):
        assert (tmp_path / f"made-up-{name}").stat().st_size
        assert any(f" made-up-{name}" in line for line in told)
    assert len(made_up) == 4
