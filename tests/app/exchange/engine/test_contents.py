from __future__ import annotations

import pytest

from app.exchange import roster, teaching_list
from app.file.session import Session
from tests.app.exchange.conftest import MakeBook


@pytest.mark.parametrize(
    ("words", "key"),
    [
        (("党性教育", "理论教育", "党性教育"), "category"),
        (("理论武装", "党性锤炼", ""), "module"),
        (("第一单元", "第二单元", ""), ""),
    ],
)
def test_a_heading_of_two_fields_is_the_one_whose_words_stand_below(
    school_session: Session, make_book: MakeBook, words: tuple[str, ...], key: str
) -> None:
    rows = [["课程名称", "教学模块"], *([f"课{n}", word] for n, word in enumerate(words))]
    review = school_session.read(teaching_list.review, make_book(rows))
    ((_, table),) = review.tables
    assert [k for k, column in table.columns.items() if column == 1] == ([key] if key else [])
    asked = [f.text for f in review.findings if "可能是“类别”、“模块”" in f.text]
    assert len(asked) == (not key)


def test_of_an_empty_column_nobody_is_asked(school_session: Session, make_book: MakeBook) -> None:
    rows = [["姓名", "电话", "联系电话", "单位", "单位"], ["张三", "", "199", "", ""]]
    review = school_session.read(roster.review, make_book(rows))
    assert [f.text for f in review.findings if f.severity == "error"] == []
    assert [e.values for e in review.entries] == [{"name": "张三", "phone": "199"}]
    rows = [["课程名称", "教学模块"], ["党章", ""]]
    review = school_session.read(teaching_list.review, make_book(rows))
    assert not [f for f in review.findings if f.severity == "error"]
