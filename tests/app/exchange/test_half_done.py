"""Half-done reviews: kept with the workbook, taken up on the same file or its next version."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.exchange import half_done, roster
from app.exchange.engine import column_choices
from app.exchange.engine.asked import Asked
from app.exchange.engine.dealing import Chosen
from app.exchange.engine.importer import Review
from app.file.session import Session
from app.home import left_half_done
from app.people import students
from app.school import unfinished
from tests.app.exchange.conftest import MakeBook

ROWS = [
    ["姓名", "出生年月", "单位"],
    ["张三", "2011.1", "县委办"],
    ["李四", "去年", "县委办"],
    ["王五", "1985.07", "县委办"],
]
SAID = Asked(
    cells={("汇总", 2, "birth_date"): "1971.10", ("汇总", 3, "birth_date"): "1980.02"},
    left_out=frozenset({("汇总", 4)}),
)


def judged(session: Session, book: MakeBook, asked: Asked) -> Review:
    return session.read(roster.IMPORTER.judged, roster.IMPORTER.read(book(ROWS)), asked)


def keep(session: Session, review: Review) -> str:
    kept = half_done.keep("roster", review.source, review.asked, 3, whole=True)
    session.aside(kept).result()
    return half_done.key_of("roster", review.source, "")


def test_it_is_taken_up_with_the_bytes_that_were_kept(
    school_session: Session, make_book: MakeBook
) -> None:
    session = school_session
    review = judged(session, make_book, SAID)
    key = keep(session, review)
    path = review.source.path
    path.unlink()
    (one,) = session.read(half_done.all, session.user_name)
    assert (one.path, one.asked, one.target, one.words()) == (
        *(path, SAID, 3),
        "已改正 2 处、不导入 1 行",
    )
    assert not one.has_changed()  # it is gone
    assert session.read(half_done.place, one) == {"kind": "roster", "resume": key}
    content = session.read(half_done.content, session.user_name, key)
    taken = half_done.take_up(session, roster.IMPORTER, "roster", path, "", kept=content)
    assert taken.resumed and taken.target == 3 and taken.review == review
    session.aside(half_done.discard(key)).result()
    assert session.read(half_done.get, session.user_name, key) is None


def test_the_same_workbook_chosen_again_goes_on(
    school_session: Session, make_book: MakeBook
) -> None:
    review = judged(school_session, make_book, SAID)
    path = review.source.path
    fresh = half_done.take_up(school_session, roster.IMPORTER, "roster", path, "")
    assert not fresh.resumed and not half_done.is_begun(fresh.review.asked)
    keep(school_session, review)
    assert half_done.take_up(school_session, roster.IMPORTER, "roster", path, "").resumed
    held = replace(review, asked=replace(SAID, left_out=frozenset()))
    again = half_done.take_up(school_session, roster.IMPORTER, "roster", path, "", held=held)
    assert again.review.asked == held.asked and not again.resumed


def test_what_was_said_goes_over_to_the_next_version_where_it_still_holds(
    school_session: Session, make_book: MakeBook
) -> None:
    review = judged(school_session, make_book, SAID)
    keep(school_session, review)
    path = make_book([ROWS[0], ROWS[1], ["李四", "1980.03", "县委办"], ["赵六", "", ""]])
    (one,) = school_session.read(half_done.all, school_session.user_name)
    assert one.has_changed()
    kept = review.source.content
    old = half_done.take_up(school_session, roster.IMPORTER, "roster", path, "", kept=kept)
    assert old.resumed and old.changed and old.review == review
    taken = half_done.take_up(school_session, roster.IMPORTER, "roster", path, "", held=review)
    assert taken.review.asked.cells == {("汇总", 2, "birth_date"): "1971.10"}
    assert taken.review.asked.left_out == frozenset() and taken.lost == 2


def test_what_was_said_of_columns_goes_over_only_where_they_stand_as_they_did(
    school_session: Session, make_book: MakeBook
) -> None:
    session = school_session

    def take_up(held: Review | None, *lines: list[object]) -> half_done.TakenUp:
        path = make_book(list(lines))
        return half_done.take_up(session, roster.IMPORTER, "roster", path, "", held=held)

    first = take_up(None, ["姓名", "甲", "乙"], ["张三", "13900000001", "1"]).review
    part, table = first.tables[0]
    asked = column_choices.chosen(first.asked, table, part, 1, "phone")
    held = session.read(roster.IMPORTER.judged, roster.IMPORTER.read(first.source.path), asked)
    same = take_up(held, ["姓名", "甲", "乙"], ["李四", "13900000002", "1"])
    assert same.review.entries[0].values["phone"] == "13900000002" and same.lost == 0
    for heading in ("丙", ""):
        moved = take_up(held, ["姓名", heading, "甲", "乙"], ["李四", "8", "13900000002", "1"])
        assert moved.review.asked.columns == {} and moved.lost == 1
        assert "phone" not in moved.review.entries[0].values
    chosen = {"汇总": Chosen({0: "name", 1: "phone"}, 1, "roster")}
    blank = session.read(
        roster.IMPORTER.judged,
        roster.IMPORTER.read(make_book([["姓名", ""], ["王五", "13900000003"]])),
        Asked(columns=chosen),
    )
    session.run(roster.write(blank))  # what has no heading is not remembered
    assert session.read(students.count) == 1


def test_importing_ends_it(school_session: Session, make_book: MakeBook) -> None:
    session = school_session
    review = judged(session, make_book, SAID)
    key = keep(session, review)
    session.run(roster.write(review, kept=(half_done.KIND, key)))
    assert session.read(half_done.all, session.user_name) == []
    assert session.read(students.count) == 2


def test_nothing_said_is_nothing_begun() -> None:
    assert not half_done.is_begun(Asked("2026-01", "汇总")) and half_done.words(Asked()) == ""
    assert half_done.is_begun(Asked(usual={"category": "理论教育"}))
    assert half_done.words(Asked(usual={"category": "理论教育"})) == "已整列指定 1 栏"


@pytest.mark.parametrize(
    "content",
    ["", "无", "null", "[]", "{}", '{"list": "roster", "path": "a", "digest": "", "asked": "{}"}'],
)
def test_what_cannot_be_read_of_another_version_hinders_nothing(
    school_session: Session, make_book: MakeBook, content: str
) -> None:
    path = make_book(ROWS)
    review = judged(school_session, make_book, SAID)
    key = keep(school_session, review)
    school_session.aside(unfinished.keep(half_done.KIND, key, content)).result()
    assert school_session.read(half_done.all, school_session.user_name) == []
    assert school_session.read(left_half_done.read, school_session.user_name) == []
    taken = half_done.take_up(school_session, roster.IMPORTER, "roster", path, "")
    assert (taken.resumed, len(taken.review.lines)) == (False, 3)
