"""What the compiled reader leaves out of an .xlsx."""

from __future__ import annotations

import time

import openpyxl

from app.exchange import roster
from app.exchange.engine import books, omitted


def test_what_the_reader_leaves_out_is_looked_for_in_no_more_than_linear_time() -> None:
    """Tags that never close, a million of them: each was looked through to the end of the sheet."""
    for tag in (b"<row ", b'<c t="e" ', b"<c><f "):
        start = time.process_time()
        omitted._look_through(b'hidden="1" t="e" ' + tag * 200_000)
        assert time.process_time() - start < 5


def test_hidden_columns_are_read_and_told(tmp_path, school_session) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for row in (["姓名", "单位", "职务"], ["冉某甲", "县财政局", "局长"]):
        page.append(row)
    page.column_dimensions["C"].hidden = True
    book.save(tmp_path / "a.xlsx")
    assert books.read(tmp_path / "a.xlsx").sheets[0].hidden_columns == {2}
    told = school_session.read(roster.review, tmp_path / "a.xlsx").findings
    assert [f.row for f in told if f.text.startswith("“职务”这几列是隐藏的")] == [1]
