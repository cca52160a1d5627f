"""证书台账 on paper and as a workbook."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook
from pypdfium2 import PdfDocument

from app import papers
from app.certificates import ledger
from app.file.session import Session


def test_every_certificate_of_the_year_stands_there_with_what_became_of_it(
    demo_session: Session, tmp_path: Path
) -> None:
    first = demo_session.read(ledger.LISTING.ids)[0]
    new = demo_session.run(ledger.reissue(first, "姓名有误", "2025-12-31")).value
    old, again = (demo_session.read(ledger.get, i) for i in (first, new))
    kind = papers.kind("ledger")
    data = kind.gather(demo_session.read, 2025)
    assert {line.number for line in data.lines} == {
        one.number
        for i in demo_session.read(ledger.LISTING.ids)
        if (one := demo_session.read(ledger.get, i)).issue_date[:4] == "2025"
    }
    remarks = {line.number: line.remark for line in data.lines}
    assert remarks[old.number] == f"{old.void_date} 作废：姓名有误；由 {again.number} 代替"
    assert remarks[again.number] == f"补发自 {old.number}"
    assert f"有效 {len(data.lines) - 1} 张，作废 1 张" in data.totals
    kind.write(demo_session.read, 2025, tmp_path / "台账.pdf")
    with PdfDocument(tmp_path / "台账.pdf") as pdf:
        text = pdf[0].get_textpage().get_text_range()
    assert old.number in text and "2025年证书台账" in text
    kind.write_workbook(demo_session.read, 2025, tmp_path / "台账.xlsx")
    rows = list(load_workbook(tmp_path / "台账.xlsx").worksheets[0].iter_rows(values_only=True))
    assert any(again.number in row for row in rows)


def test_a_year_without_certificates_says_so(demo_session: Session, tmp_path: Path) -> None:
    kind = papers.kind("ledger")
    assert kind.gather(demo_session.read, 2019).lines == ()
    assert kind.write(demo_session.read, 2019, tmp_path / "台账.pdf") == 1
