from __future__ import annotations

import openpyxl
import pytest
from openpyxl.styles import Font

from app.exchange import roster
from app.exchange.engine import marked
from app.ground import temporary
from app.ground.errors import StoreError, UserError

ROWS = [
    ["名册"],
    ["姓名", "单位", "出生年月", "身份证号"],
    ["张伟", "=县财政局", 2001.1, "990000198503121"],
    ["李娜", "县教育局", "1990.08", ""],
]


def test_the_users_own_workbook_keeps_its_layout(school_session, make_book, tmp_path):
    path = make_book([ROWS[0], ROWS[1], ["张伟", "县财政局", 2001.1, "12"]], merges=[(0, 0, 0, 3)])
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["A1"].font = Font(size=20)
    book.worksheets[0].column_dimensions["B"].width = 33
    book.save(path)
    review = school_session.read(roster.review, path)
    target = tmp_path / "标注.xlsx"
    assert marked.save_marked_copy(review, target)
    page = openpyxl.load_workbook(target)["汇总"]
    assert page["A1"].font.size == 20
    assert page.column_dimensions["B"].width == 33
    assert "1 月还是 10 月" in page["C3"].comment.text
    assert page["C3"].fill.fgColor.rgb == "FFF5B7B1"
    assert page["A3"].comment is None
    assert page["C3"].value == 2001.1
    listed = openpyxl.load_workbook(target)["核对结果"]
    assert listed.max_row == 1 + len(review.findings)
    assert [c.value for c in listed[2]][:5] == ["有错误", "汇总", 3, "出生年月", "2001.1"]


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_of_other_formats_the_values_are_kept_and_text_is_no_formula(
    school_session, make_book, tmp_path, kind
):
    review = school_session.read(roster.review, make_book(ROWS, kind, merges=[(0, 0, 0, 3)]))
    target = tmp_path / "标注.xlsx"
    assert not marked.save_marked_copy(review, target)
    page = openpyxl.load_workbook(target)["汇总"]
    assert page["A4"].value == "李娜"
    assert (page["B3"].value, page["B3"].data_type) == ("=县财政局", "s")
    assert "1 月还是 10 月" in page["C3"].comment.text


def test_a_source_changed_since_the_review_is_not_marked(school_session, make_book, tmp_path):
    review = school_session.read(roster.review, make_book(ROWS, "xls"))
    make_book(ROWS[:3], "xls")
    with pytest.raises(UserError, match="又改过"):
        marked.save_marked_copy(review, tmp_path / "标注.xlsx")
    assert not (tmp_path / "标注.xlsx").exists()


def test_the_original_is_never_overwritten(school_session, make_book):
    path = make_book(ROWS, "xls")
    review = school_session.read(roster.review, path)
    before = path.read_bytes()
    with pytest.raises(UserError, match="另起一个名字"):
        marked.save_marked_copy(review, path)
    assert path.read_bytes() == before


def test_a_folder_that_is_gone_is_a_store_error(school_session, make_book, tmp_path):
    review = school_session.read(roster.review, make_book(ROWS, "xls"))
    with pytest.raises(StoreError):
        marked.save_marked_copy(review, tmp_path / "没有" / "标注.xlsx")


def test_where_nothing_temporary_can_be_written_it_says_so(
    school_session, make_book, tmp_path, monkeypatch
):
    review = school_session.read(roster.review, make_book(ROWS, "xls"))
    monkeypatch.setattr(temporary, "place", lambda: tmp_path / "没有")
    with pytest.raises(StoreError, match="没有地方放临时文件"):
        marked.save_marked_copy(review, tmp_path / "标注.xlsx")
    with pytest.raises(StoreError, match="没有地方放临时文件"):
        school_session.read(roster.review, review.source.path)
    assert not (tmp_path / "标注.xlsx").exists()


def test_of_a_workbook_that_is_gone_what_was_read_of_it_is_marked(
    school_session, make_book, tmp_path
):
    book = make_book([["姓名", "出生年月"], ["张三", "去年"]])
    review = school_session.read(roster.review, book)
    book.unlink()
    assert marked.save_marked_copy(review, tmp_path / "标注.xlsx")
    assert "核对结果" in openpyxl.load_workbook(tmp_path / "标注.xlsx").sheetnames
