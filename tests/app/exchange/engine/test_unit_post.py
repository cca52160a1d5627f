"""Cells of unit and post in a list: what is read, what is asked, what is chosen."""

from __future__ import annotations

from app.exchange import roster
from app.exchange.engine import unit_post
from app.exchange.engine.asked import Asked
from app.file.session import Session
from app.text import posts
from app.text.posts import Parted


def test_the_ways_to_read_a_cell_are_offered_and_a_chosen_one_is_taken(
    school_session: Session, make_book
) -> None:
    cell = "县委委员、县财政局局长"
    book = make_book([["姓名", "单位及职务"], ["张三", cell], ["李四", "县财政局　副局长"]])
    review = school_session.read(roster.review, book)
    (asked,) = (f for f in review.findings if f.key == unit_post.KEY)
    assert (asked.severity, asked.cell) == ("warn", "B2")
    assert [c.label for c in asked.choices] == [
        "县委 ｜ 委员、县财政局局长",
        "县财政局 ｜ 县委委员、局长",
    ]
    chosen = {(asked.sheet, asked.row, unit_post.KEY): asked.choices[1].text}
    reading = roster.IMPORTER.read(book)
    again = school_session.read(roster.IMPORTER.judged, reading, Asked(cells=chosen))
    assert [f for f in again.findings if f.key == unit_post.KEY] == []
    values = again.entries[0].values
    assert (values["unit_name"], values["post"]) == ("县财政局", "县委委员、局长")
    assert values["full_post"] == cell  # as it came, whatever was chosen


def test_a_unit_in_a_column_of_its_own_is_not_read_again(
    school_session: Session, make_book
) -> None:
    rows = [
        ["姓名", "单位", "单位及职务"],
        ["张三", "县财政局", "县财政局党组成员、四级调研员"],
        ["李四", "县财政局", "县委委员、县财政局局长"],
    ]
    first, second = school_session.read(roster.review, make_book(rows)).entries
    values = first.values
    assert (values["unit_name"], values["post"]) == ("县财政局", "党组成员、四级调研员")
    assert values["rank"] == "四级调研员"
    assert "full_post" not in values  # it says no more than the two beside it
    assert (second.values["unit_name"], second.values["full_post"]) == ("县财政局", rows[2][2])


def test_what_is_sure_is_not_asked() -> None:
    assert unit_post.wonder(Parted("县财政局", "局长")) == ""
    assert "分不出" in unit_post.wonder(posts.part("自由职业"))
    assert "拿不准" in unit_post.wonder(posts.part("县林业局国有林场场长"))


def test_a_post_behind_its_unit_in_the_column_of_units_is_parted_with_a_word(
    school_session: Session, make_book
) -> None:
    rows = [
        ["姓名", "单位"],
        ["张三", "县财政局局长"],
        ["李四", "县第一中学"],
        ["王芳", "县委办公室"],
    ]
    review = school_session.read(roster.review, make_book(rows))
    found = [(e.values["unit_name"], e.values.get("post", "")) for e in review.entries]
    assert found == [("县财政局", "局长"), ("县第一中学", ""), ("县委办公室", "")]
    assert [(f.row, f.key) for f in review.findings if "连着职务" in f.text] == [(2, "unit_name")]
