"""What was mended and left out stands in the journal: its name, and a line for each thing."""

from __future__ import annotations

from app import history
from app.exchange import roster
from app.exchange.engine import mended
from app.exchange.engine.asked import Asked
from app.file.session import Session
from app.people import students
from tests.app.exchange.conftest import MakeBook

ROWS = [
    ["姓名", "政治面貌", "出生年月"],
    ["张三", "党员同志", "2011.1"],
    ["李四", "党员同志", "1985.07"],
    ["王五", "", "1985.07"],
    ["赵六", "群众", "1985.07"],
]
ASKED = Asked(
    cells={
        ("汇总", 2, "political_status"): "中共党员",
        ("汇总", 3, "political_status"): "中共党员",
        ("汇总", 2, "birth_date"): "1971.10",
        ("汇总", 4, "political_status"): "群众",
        ("汇总", 5, "political_status"): "",
    },
    left_out=frozenset({("汇总", 5)}),
    decisions={3: "other"},
)


def test_it_is_in_the_name_and_readable_in_the_history_of_the_operation(
    school_session: Session, make_book: MakeBook
) -> None:
    session = school_session
    session.run(students.create({"name": "李四", "unit_name": "县委办"}))
    reading = roster.IMPORTER.read(make_book(ROWS))
    review = session.read(roster.IMPORTER.judged, reading, ASKED)
    change = session.run(roster.write(review))
    assert change.name == "导入学员名册 名册.xlsx（3 人，改正 4 处，略去 1 行）"
    first = session.read(history.of_operation, change.operation_id)[0]
    for words in (
        "政治面貌由“党员同志”改为“中共党员”（2 处）：第 2 行 张三、第 3 行 李四",
        "出生年月由“2011.1”改为“1971.10”：第 2 行 张三",
        "政治面貌由空改为“群众”：第 4 行 王五",
        "略去 1 行：第 5 行 赵六",
        "确认与已有的不是同一个：第 3 行 李四",
    ):
        assert words in first
    session.undo()
    assert session.read(lambda db: db.execute("SELECT count(*) FROM mending").fetchone()) == (0,)


def test_nothing_done_is_nothing_said(school_session: Session, make_book: MakeBook) -> None:
    review = school_session.read(roster.review, make_book([ROWS[0], ROWS[4]]))
    assert mended.words(review) == "" and mended.short(review) == []
    assert school_session.run(roster.write(review)).name == "导入学员名册 名册.xlsx（1 人）"


def test_many_rows_are_not_all_named(school_session: Session, make_book: MakeBook) -> None:
    rows = [["姓名", "手机"], *([f"学员{n}", "1"] for n in "甲乙丙丁" * 10)]
    out = frozenset(("汇总", row) for row in range(2, 42))
    reading = roster.IMPORTER.read(make_book(rows))
    review = school_session.read(roster.IMPORTER.judged, reading, Asked(left_out=out))
    assert mended.words(review).endswith("等 40 行")
    assert mended.words(review).count("第 ") == mended.NAMED
