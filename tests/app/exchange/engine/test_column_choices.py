"""What a user sees of a table's columns, and what a choice makes of what is asked."""

from __future__ import annotations

from sqlite_utils import Database

from app.exchange import roster, teaching_list
from app.exchange.engine import column_choices
from app.exchange.engine.asked import Asked
from app.exchange.engine.books import Sheet
from app.exchange.engine.column_choices import MOST
from app.exchange.engine.finder import Finder
from app.exchange.engine.reading import Reading
from app.exchange.engine.tables import Table
from app.file.session import Session
from tests.app.exchange.conftest import MakeBook

(ROSTER,) = roster.IMPORTER.parts


def table(rows: list[list[object]], asked: Asked | None = None) -> Table:
    sheet = Sheet("汇总", True, dict(enumerate(rows)))  # type: ignore[arg-type]
    chosen = (asked or Asked()).columns.get("汇总")
    found = Finder(ROSTER.columns, ROSTER.required).guess(sheet, chosen)
    assert found is not None
    return found


ROWS: list[list[object]] = [
    ["序号", "参加者", "单位", "电话", "联系电话", "属相", "空"],
    [1, "张三", "甲局", "199", "0999", "龙", ""],
    [],
    [2, "李四" * 40, "乙局", "198", "0998", "虎", ""],
]


def test_each_column_is_shown_with_its_first_cells_and_what_it_is() -> None:
    shown = column_choices.boxes(table(ROWS))
    assert [(b.heading, b.key, b.state) for b in shown] == [
        ("序号", "", "idle"),
        ("参加者", "", "unknown"),
        ("单位", "unit_name", "known"),
        ("电话", "phone", "asked"),
        ("联系电话", "", "asked"),
        ("属相", "", "unknown"),
        ("空", "", "idle"),
    ]
    assert shown[2].samples == ("甲局", "乙局") and len(shown[1].samples[1]) == 31
    assert column_choices.words(table(ROWS), ROSTER) == (
        "还缺“姓名”，请选定是哪一列；2 列拿不准，请选定；2 列没有认出，不选就不导入。"
    )


def test_a_choice_is_kept_with_the_heading_it_was_made_under() -> None:
    asked = column_choices.chosen(Asked(), table(ROWS), ROSTER, 1, "name")
    asked = column_choices.chosen(asked, table(ROWS, asked), ROSTER, 4, "phone")
    now = table(ROWS, asked)
    assert (now.columns["name"], now.columns["phone"], now.missing) == (1, 4, ())
    assert column_choices.is_open(now)  # 属相 is still unknown
    asked = column_choices.chosen(asked, now, ROSTER, 5, "")
    assert not column_choices.is_open(table(ROWS, asked))
    assert column_choices.words(table(ROWS, asked), ROSTER) == ""
    moved = column_choices.chosen(asked, table(ROWS, asked), ROSTER, 3, "name")
    assert table(ROWS, moved).columns["name"] == 3
    assert moved.columns["汇总"].columns[1] == "" and moved.columns["汇总"].heading == 1
    assert column_choices.forgotten(moved, table(ROWS, moved)) == Asked()


def test_a_heading_of_three_rows_stays_one_when_a_column_is_said(
    school_session: Session, make_book: MakeBook
) -> None:
    rows = [
        ["姓名", "单位", "联系方式", "", "属相"],
        ["", "", "电话", "", ""],
        ["", "", "座机", "手机号", ""],
        ["张三", "甲", "0999-1", "199", "龙"],
    ]
    down = [(0, c, 2, c) for c in (0, 1, 4)]
    path = make_book(rows, merges=[*down, (0, 2, 0, 3), (1, 2, 1, 3)])
    reading = roster.IMPORTER.read(path)
    school_session.read(roster.IMPORTER.judged, reading, Asked())
    first = reading.tables[0][1]
    asked = column_choices.chosen(Asked(), first, ROSTER, 4, "remark")
    review = school_session.read(roster.IMPORTER.judged, reading, asked)
    assert [e.values for e in review.entries] == [
        {"name": "张三", "unit_name": "甲", "phone": "199", "remark": "龙"}
    ]


def test_no_heading_and_another_row_as_heading() -> None:
    rows: list[list[object]] = [["张三", "甲局"], ["李四", "乙局"]]
    asked = column_choices.with_heading(Asked(), table(rows), ROSTER, 0)
    asked = column_choices.chosen(asked, table(rows, asked), ROSTER, 0, "name")
    now = table(rows, asked)
    assert (now.columns, now.header_row) == ({"name": 0}, -1)
    assert [b.heading for b in column_choices.boxes(now)] == ["A 列", "B 列"]
    asked = column_choices.with_heading(asked, now, ROSTER, 1)
    assert table(rows, asked).header_row == 0 and not table(rows, asked).dealt.said


def test_a_sheet_is_said_to_be_another_sort_of_table(
    school_session: Session, make_book: MakeBook
) -> None:
    of = teaching_list.IMPORTER
    reading: Reading = of.read(make_book([["姓名", "课程名称"], ["张三", "党章"]]))

    def read(db: Database, asked: Asked) -> str:
        of.judged(db, reading, asked)
        return reading.tables[0][0].key

    assert school_session.read(read, Asked()) == "course"
    asked = column_choices.with_part(Asked(), reading.tables[0][1], "teacher")
    assert school_session.read(read, asked) == "teacher"
    assert column_choices.with_sheet(asked, "汇总").sheet == "汇总"


def test_of_very_many_columns_those_that_are_fields_are_shown() -> None:
    rows: list[list[object]] = [[*(f"列{n}" for n in range(500)), "姓名"], ["x"] * 501]
    shown = column_choices.boxes(table(rows))
    assert len(shown) == MOST and shown[-1].heading == "姓名"
