"""The rows of a review: what becomes of each, why, and which ask the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.exchange import roster, teaching_list
from app.exchange.engine.asked import Asked
from app.exchange.engine.reading import Reading
from app.exchange.engine.rows import CHECK, NO_RECORD, OUT, Rows, answer_alike, sheets
from app.file.session import Session
from app.people import students
from tests.app.exchange.conftest import MakeBook

ROWS = [
    ["姓名", "出生年月", "单位及职务", "手机"],
    ["张三", 2011.1, "县委办公室主任", "13800000000"],
    ["李四", 1985.1, "县财政局科员", "138"],
    ["王五", "1985.07", "县水利局科员", "13800000001"],
    ["赵六", "1985.07", "县水利局科员", "13800000002"],
    ["合计", "4 人", "", ""],
]
SHEET = "汇总"


@pytest.fixture
def reading(school_session: Session, make_book: MakeBook) -> Reading:
    for name, unit in (("王五", "县水利局"), ("赵六", "县妇联")):
        school_session.run(
            students.create({"name": name, "unit_name": unit, "birth_date": "1985-07"})
        )
    return roster.IMPORTER.read(make_book(ROWS))


def rows(session: Session, reading: Reading, asked: Asked | None = None) -> Rows:
    return Rows(session.read(roster.IMPORTER.judged, reading, asked or Asked()))


def test_every_row_is_there_with_its_state(school_session: Session, reading: Reading) -> None:
    found = rows(school_session, reading)
    assert [(n, found.name(n), found.state(n)) for n in found.numbers()] == [
        (2, "张三", "error"),
        (3, "李四", "error"),
        (4, "王五", "changed"),
        (5, "赵六", "doubtful"),
        (6, "合计　4 人", "out"),
    ]
    assert found.says(6) == NO_RECORD and not found.is_record(6)
    assert "县妇联" in found.says(5)
    assert list(found.numbers("error")) == [2, 3]
    assert found.counts() == {
        "": 5, "error": 2, "doubtful": 1, "changed": 1, "new": 0, "same": 0, "out": 1, CHECK: 1,
    }  # fmt: skip
    assert list(found.numbers(CHECK)) == [3]  # the telephone
    assert "身份证号" in found.general[0].text  # of the whole table


def test_what_no_row_can_be_left_out_for_is_said_of_the_whole_table(
    school_session: Session, make_book: MakeBook
) -> None:
    moved = [ROWS[0][0], *ROWS[0][:0:-1]]
    book = make_book([ROWS[0], *ROWS[3:5], moved, ["钱七", "13800000003", "县妇联科员", "1985.07"]])
    found = rows(school_session, roster.IMPORTER.read(book))
    assert not found.review.can_import and found.counts()["error"] == 0
    assert [f.severity for f in found.general] == ["error", "warn"]
    assert found.general[0].text.startswith("第 4 行是另一个表头") and found.says(4)


def test_what_is_made_of_a_cell_is_shown_beside_it(
    school_session: Session, reading: Reading
) -> None:
    found = rows(school_session, reading)
    assert list(found.keys) == ["name", "birth_date", "unit_post", "phone", "unit_name", "post"]
    assert (found.text(3, "unit_name"), found.text(3, "post")) == ("县财政局", "科员")
    assert found.text(3, "unit_post") == "县财政局科员"


def test_a_mended_row_and_one_left_out(school_session: Session, reading: Reading) -> None:
    asked = Asked(
        cells={(SHEET, 2, "birth_date"): "1971.10"},
        left_out=frozenset({(SHEET, 3)}),
        decisions={(SHEET, 5): "other"},
    )
    found = rows(school_session, reading, asked)
    assert [found.state(n) for n in (2, 3, 5)] == ["new", "out", "new"]
    assert found.text(2, "birth_date") == "1971.10" and found.typed(2, "birth_date")
    assert found.mended(2) == ["birth_date"] and found.mended(3) == []
    assert found.says(3) == OUT and found.found(3) == [] and found.is_record(3)


def test_one_answer_holds_for_all_of_a_kind(school_session: Session, reading: Reading) -> None:
    found = rows(school_session, reading)
    (asked,) = found.found(2, "birth_date")
    ((row, other),) = found.alike(2, asked)
    assert row == 3
    october = next(c for c in asked.choices if c.text == "2011.10")
    same = answer_alike(asked, october, other)
    assert same is not None and same.text == "1985.10"
    assert found.alike(3, found.found(3, "phone")[0]) == []
    left = replace(Asked(), left_out=frozenset({(SHEET, 3)}))
    found = rows(school_session, reading, left)
    assert found.alike(2, found.found(2, "birth_date")[0]) == []


def test_a_finding_keeps_a_row_back_whatever_the_row_is_itself(
    school_session: Session, make_book: MakeBook
) -> None:
    book = make_book([["姓名", "单位"], ["张三", "同上"], ["李四", "县委办"]])
    found = Rows(school_session.read(roster.review, book))
    assert found.state(2) == "error" and "同" not in found.says(3)


def test_tables_are_called_by_their_part(school_session: Session, make_book: MakeBook) -> None:
    book = make_book(
        [["姓名", "类别"], ["张三", "专职教师"]],
        more={"课程": [["课程名称", "类别"], ["党章", "理论教育"]]},
    )
    review = school_session.read(teaching_list.review, book)
    assert sheets(review) == ["师资表", "课程表"]
    courses = Rows(review, 1)
    assert courses.name(2) == "党章" and courses.sheet == "课程"
    assert [f.sheet for f in Rows(review, 0).general] == []
