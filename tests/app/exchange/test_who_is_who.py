"""Whom a row of a roster means: somebody new, one of the archive, or a question."""

from __future__ import annotations

import pytest

from app.exchange import roster
from app.ground.errors import UserError
from app.people import students
from tests.app.exchange.rosters import HEADINGS, student_rows, told


def test_the_same_roster_without_numbers_is_known_again(school_session, make_book):
    rows = [["姓名", "工作单位", "出生年月", "手机"],
            ["张伟", "县财政局", "1985.03", "19900000001"],
            ["李娜", "县教育局", "1990.08", ""],
            ["王芳", "县水利局", "", ""]]  # fmt: skip
    path = make_book(rows)
    review = school_session.read(roster.review, path)
    assert review.counts["new"] == 3
    assert [f.severity for f in review.findings] == ["warn"]
    school_session.run(roster.write(review))
    assert school_session.read(roster.review, path).counts["same"] == 3


def test_one_number_twice_is_an_error_on_both_rows(school_session, make_book, line):
    rows = [HEADINGS, line("张伟"), line("李娜", serial=2), line("张伟")]
    review = school_session.read(roster.review, make_book(rows))
    assert [c for c, _ in told(review, "error")] == ["E2", "E4"]
    assert review.counts == {"new": 1, "same": 0, "changed": 0, "doubtful": 0, "error": 2}


def test_two_people_of_one_name_are_two_people(school_session, make_book, line):
    path = make_book([HEADINGS, line("张伟"), line("张伟", "1990-08-16", "男", 2)])
    review = school_session.read(roster.review, path)
    assert review.counts["new"] == 2
    assert review.findings == ()
    school_session.run(roster.write(review))
    assert school_session.read(roster.review, path).counts["same"] == 2
    # a third of that name is a question, and the two who are known by number are not proposed
    third = line("张伟", "1971-02-03", "男", 9)
    more = make_book([HEADINGS, line("张伟"), third], name="再来")
    review = school_session.read(roster.review, more)
    (doubt,) = [f for f in review.findings if f.severity == "doubt"]
    assert [c.id for c in doubt.candidates] == [2]


def test_one_name_without_numbers_in_two_units_is_warned_and_in_one_unit_an_error(
    school_session, make_book
):
    rows = [
        ["姓名", "单位"],
        ["张伟", "甲局"],
        ["张伟", "乙局"],
        ["李娜", "丙局"],
        ["李娜", "丙局"],
    ]
    review = school_session.read(roster.review, make_book(rows))
    assert [c for c, _ in told(review, "warn")] == ["", "A2", "A3"]
    assert [c for c, _ in told(review, "error")] == ["A4", "A5"]


class TestDoubts:
    @pytest.fixture
    def path(self, school_session, make_book, line):
        values = {"name": "王芳", "unit_name": "县妇联", "post": "主席", "phone": "19900003307"}
        school_session.run(students.create(values))
        return make_book([HEADINGS, line("王芳", "1985-03-12", "女", 7, 工作单位="县教育局")])

    def test_same_name_and_other_number_must_be_decided(self, school_session, path):
        review = school_session.read(roster.review, path)
        (doubt,) = review.findings
        assert (doubt.severity, doubt.cell, doubt.value) == ("doubt", "A2", "王芳 · 县教育局")
        assert doubt.candidates[0].id == 1
        assert "县妇联主席" in doubt.candidates[0].label
        assert "电话尾号 3307" in doubt.candidates[0].label
        assert review.counts["doubtful"] == 1
        with pytest.raises(UserError, match="1 处需要确认"):
            school_session.run(roster.write(review))

    def test_another_person_is_new(self, school_session, path):
        review = school_session.read(roster.review, path, decisions={2: "other"})
        assert review.counts["new"] == 1
        assert review.can_import
        school_session.run(roster.write(review))
        assert len(student_rows(school_session)) == 2

    def test_the_same_person_is_updated(self, school_session, path, number):
        review = school_session.read(roster.review, path, decisions={2: 1})
        assert review.counts["changed"] == 1
        school_session.run(roster.write(review))
        (row,) = student_rows(school_session)
        assert row[4:6] == (number("1985-03-12", "女", 7), "县教育局")

    def test_a_decision_for_somebody_else_leaves_the_doubt(self, school_session, path):
        assert school_session.read(roster.review, path, decisions={2: 99}).counts["doubtful"] == 1

    def test_two_rows_cannot_be_one_person(self, school_session, make_book, path, line):
        rows = [HEADINGS, line("王芳", "1985-03-12", "女", 7), line("王芳", "1990-03-12", "女", 8)]
        review = school_session.read(
            roster.review, make_book(rows, name="两个"), decisions={2: 1, 3: 1}
        )
        assert review.counts["changed"] == 1
        assert review.counts["doubtful"] + review.counts["error"] + review.counts["new"] == 1


def test_the_same_number_under_another_name_is_a_question(school_session, make_book, line):
    school_session.run(
        roster.write(school_session.read(roster.review, make_book([HEADINGS, line("张伟")])))
    )
    path = make_book([HEADINGS, line("张玮")])
    review = school_session.read(roster.review, path)
    (doubt,) = review.findings
    assert "姓名是「张伟」" in doubt.text
    renamed = school_session.read(roster.review, path, decisions={2: 1})
    assert renamed.entries[0].changes[0] == ("name", "张伟", "张玮")
    other = school_session.read(roster.review, path, decisions={2: "other"})
    assert "属于「张伟」" in told(other, "error")[0][1]


def test_who_is_archived_comes_back_with_the_roster_and_it_is_told(
    school_session, make_book, number
):
    rows = [["姓名", "身份证号"], ["张伟", number()]]
    book = make_book(rows)
    school_session.run(roster.write(school_session.read(roster.review, book)))
    (one,) = school_session.read(students.LISTING.ids)
    school_session.run(students.archive([one]))
    again = school_session.read(roster.review, book)
    assert [(f.severity, f.text) for f in again.findings] == [
        ("change", "档案已归档，导入后回到名单里。")
    ]
    school_session.run(roster.write(again))
    assert not school_session.read(students.get, one).archived
