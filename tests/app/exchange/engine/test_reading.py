"""A workbook under review: what is typed is read by the same readers, and only its line again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from app.exchange import roster, teaching_list
from app.exchange.engine.asked import Asked, Row, Spot
from app.exchange.engine.entries import Entry
from app.exchange.engine.findings import Findings
from app.exchange.engine.importer import Importer, Review
from app.exchange.engine.parts import LineReader
from app.exchange.engine.reading import Reading
from app.exchange.engine.tables import Record, Table
from app.file.session import Session
from app.ground.jobs import Cancelled
from app.people import students
from tests.app.exchange.conftest import MakeBook

HEAD = ["姓名", "性别", "出生年月", "单位", "职务", "手机"]
ROWS = [
    HEAD,
    ["张三", "男", 2011.1, "县委办", "科员", "13800000000"],
    ["李四", "女", "1985.07", "同上", "主任", "138"],
    ["王五", "女", "1985.07", "同上", "主任", "13800000001"],
    ["合计", "3 人", "", "", "", ""],
]


def again(
    session: Session, reading: Reading, asked: Asked, of: Importer = roster.IMPORTER
) -> Review:
    return session.read(of.judged, reading, asked)


def told(review: Review) -> list[tuple[str, str, str]]:
    return [(review.name_of(f.sheet, f.row), f.severity, f.key) for f in review.findings if f.key]


@pytest.fixture
def reading(make_book: MakeBook) -> Reading:
    return roster.IMPORTER.read(make_book(ROWS))


def test_a_cell_is_mended_and_judged_by_the_same_readers(
    school_session: Session, reading: Reading
) -> None:
    review = again(school_session, reading, Asked())
    assert ("张三", "error", "birth_date") in told(review) and not review.can_import
    (wrong,) = [f for f in review.findings if f.severity == "error"]
    assert [c.text for c in wrong.choices] == ["2011.01", "2011.10"]
    asked = Asked(cells={("汇总", 2, "birth_date"): "1973.10", ("汇总", 3, "phone"): "13900000000"})
    mended = again(school_session, reading, asked)
    assert mended.can_import
    assert ("李四", "warn", "phone") not in told(mended)
    assert [e.values["birth_date"] for e in mended.entries] == ["1973-10", "1985-07", "1985-07"]
    still = again(school_session, reading, Asked(cells={("汇总", 2, "birth_date"): "去年"}))
    assert ("张三", "error", "birth_date") in told(still)
    assert again(school_session, reading, Asked()) == review  # taken back


def test_a_reading_given_up_midway_leaves_nothing_of_what_was_typed(
    school_session: Session, make_book: MakeBook
) -> None:
    (part,) = roster.IMPORTER.parts
    given_up: list[int] = []  # rows at which somebody has something else judged

    def reader(db: Database, table: Table, asked: Asked, findings: Findings) -> LineReader:
        read = part.reader(db, table, asked, findings)

        def entry(record: Record) -> Entry:
            if record.row in given_up:
                raise Cancelled
            return read(record)

        return entry

    importer = replace(roster.IMPORTER, parts=(replace(part, reader=reader),))
    reading = importer.read(make_book(ROWS))
    first = again(school_session, reading, Asked(), importer)
    asked = Asked(cells={("汇总", 2, "post"): "主任", ("汇总", 4, "post"): "科长"})
    given_up.append(3)
    with pytest.raises(Cancelled):
        again(school_session, reading, asked, importer)
    given_up.clear()
    assert again(school_session, reading, Asked(), importer).entries == first.entries


def test_what_says_as_above_follows_what_is_typed_above(
    school_session: Session, reading: Reading
) -> None:
    again(school_session, reading, Asked())
    asked = Asked(cells={("汇总", 2, "unit_name"): "县财政局"})
    units = [e.values["unit_name"] for e in again(school_session, reading, asked).entries]
    assert units == ["县财政局"] * 3
    asked = replace(asked, cells={**asked.cells, ("汇总", 3, "unit_name"): "县水利局"})
    units = [e.values["unit_name"] for e in again(school_session, reading, asked).entries]
    assert units == ["县财政局", "县水利局", "县水利局"]
    asked = replace(asked, cells={**asked.cells, ("汇总", 3, "unit_name"): "同上"})
    units = [e.values["unit_name"] for e in again(school_session, reading, asked).entries]
    assert units == ["县财政局"] * 3  # typed here it means the same


def test_a_row_is_left_out_and_taken_back(school_session: Session, reading: Reading) -> None:
    out = again(school_session, reading, Asked(left_out=frozenset({("汇总", 2)})))
    assert [e.row for e in out.entries] == [3, 4] and out.left_out == 1 and out.can_import
    assert out.name_of("汇总", 2) == "张三"
    back = again(school_session, reading, Asked())
    assert [e.row for e in back.entries] == [2, 3, 4] and not back.can_import


def test_a_name_merged_with_the_row_above_is_typed(
    school_session: Session, make_book: MakeBook
) -> None:
    rows = [["姓名", "单位"], ["张三", "甲"], ["", "乙"]]
    reading = roster.IMPORTER.read(make_book(rows, merges=[(1, 0, 2, 0)]))
    review = again(school_session, reading, Asked())
    assert [f.key for f in review.findings if f.severity == "error"] == ["name"]
    review = again(school_session, reading, Asked(cells={("汇总", 3, "name"): "李四"}))
    assert [e.values["name"] for e in review.entries] == ["张三", "李四"] and review.can_import


def test_a_field_that_the_workbook_has_no_column_for_is_typed(
    school_session: Session, reading: Reading
) -> None:
    again(school_session, reading, Asked())
    review = again(school_session, reading, Asked(cells={("汇总", 4, "rank"): "四级调研员"}))
    assert review.entries[2].values["rank"] == "四级调研员"


def test_rows_of_several_sheets_are_told_apart(
    school_session: Session, make_book: MakeBook
) -> None:
    courses = [["课程名称", "类别", "教学方式"], ["党章", "党性教育", "讲授式"]]
    path = make_book(
        [["姓名", "类别", "单位"], ["何军", "专家学者", "县委党校"]], more={"课程": courses}
    )
    reading = teaching_list.IMPORTER.read(path)
    asked = Asked(cells={("课程", 2, "title"): "新党章"}, left_out=frozenset({("汇总", 2)}))
    review = again(school_session, reading, asked, teaching_list.IMPORTER)
    assert [(e.part, e.values["title"]) for e in review.entries] == [("course", "新党章")]


def test_another_writing_meanwhile_has_everything_read_anew(
    school_session: Session, make_book: MakeBook
) -> None:
    rows = [["姓名", "单位及职务"], ["张三", "县发改局项目股股长"]]
    reading = roster.IMPORTER.read(make_book(rows))
    again(school_session, reading, Asked())
    school_session.run(students.create({"name": "先来", "unit_name": "县发改局项目股"}))
    fresh = school_session.read(roster.review, reading.book.path)
    assert again(school_session, reading, Asked()) == fresh


def test_bytes_that_were_kept_are_read_where_the_file_is_gone(
    school_session: Session, make_book: MakeBook, tmp_path: Path
) -> None:
    path = make_book(ROWS)
    content = path.read_bytes()
    path.unlink()
    review = again(school_session, roster.IMPORTER.read(path, content), Asked())
    assert len(review.entries) == 3 and review.source.content == content


CELLS = st.dictionaries(
    st.tuples(
        st.just("汇总"),
        st.integers(2, 4),
        st.sampled_from(["name", "birth_date", "unit_name", "phone"]),
    ),
    st.sampled_from(["", "同上", "1985.07", "2011.1", "张三", "县委办", "13800000000"]),
    max_size=3,
)
OUT = st.frozensets(st.tuples(st.just("汇总"), st.integers(2, 4)), max_size=2)


Steps = list[tuple[dict[Spot, str], frozenset[Row]]]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(CELLS, OUT), min_size=1, max_size=3))
def test_step_by_step_comes_to_what_reading_it_whole_does(
    school_session: Session, reading: Reading, steps: Steps
) -> None:
    stepped = again(school_session, reading, Asked())
    for cells, out in steps:
        stepped = again(school_session, reading, Asked(cells=cells, left_out=out))
    whole = again(school_session, Reading(reading.book, reading._find), stepped.asked)
    assert stepped == whole
