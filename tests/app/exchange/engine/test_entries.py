"""A line of a list: what stands in its cells and cannot be used is told."""

from __future__ import annotations

import openpyxl

from app.exchange import roster


def test_a_formula_without_a_value_is_never_an_empty_cell(school_session, tmp_path):
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append(["姓名", "单位", "职务"])
    page.append(["张三", "#N/A", "=A2"])  # a look-up in vain, and a formula nobody has computed
    book.save(tmp_path / "a.xlsx")
    review = school_session.read(roster.review, tmp_path / "a.xlsx")
    assert [(f.severity, f.cell) for f in review.findings if f.severity == "error"] == [
        ("error", "B2"),
        ("error", "C2"),
    ]
    assert review.counts["error"] == 1
