from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from app import papers
from app.file.session import Session


def test_every_topic_stands_on_the_paper_and_in_the_workbook(
    demo_session: Session, tmp_path: Path
) -> None:
    kind = papers.kind("topics")
    data = kind.gather(demo_session.read, 2026)
    assert [period for period, _ in data.periods] == ["2026", "2026春", "2026秋"]
    assert kind.write(demo_session.read, 2026, tmp_path / "a.pdf") >= 1
    kind.write_workbook(demo_session.read, 2026, tmp_path / "a.xlsx")
    sheets = load_workbook(tmp_path / "a.xlsx")
    assert sheets.sheetnames == ["全年", "春季学期", "秋季学期", "课次明细"]
    names = [row[1] for row in sheets["全年"].iter_rows(values_only=True)]
    assert {one.name for one in data.periods[0][1]} <= set(names)
