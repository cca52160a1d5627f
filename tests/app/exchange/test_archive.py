from __future__ import annotations

import time

from app.exchange import archive
from app.exchange.engine.entries import Entry
from app.exchange.engine.findings import Findings
from app.people import students


def match(session, *rows, decisions=None):
    findings = Findings()
    people = session.read(archive.judge, rows, decisions or {}, findings)
    return [p.disposition for p in people], findings.items


def test_without_a_number_unit_and_birth_make_certain(school_session):
    school_session.run(
        students.create({"name": "张伟", "unit_name": "甲局", "birth_date": "1985-03-12"})
    )
    same = {"name": "张伟", "unit_name": "甲局", "birth_date": "1985-03"}
    assert match(school_session, Entry("表", 2, same))[0] == ["same"]
    assert match(school_session, Entry("表", 2, same | {"birth_date": "1986-03"}))[0] == [
        "doubtful"
    ]
    assert match(school_session, Entry("表", 2, same | {"unit_name": "乙局"}))[0] == ["doubtful"]
    assert match(school_session, Entry("表", 2, same | {"name": "张玮"}))[0] == ["new"]


def test_without_a_number_unit_alone_is_enough_only_where_nothing_else_is_known(school_session):
    row = {"name": "张伟", "unit_name": "甲局"}
    for more, expected in (
        ({}, "same"),
        ({"birth_date": "1985-03"}, "doubtful"),
        ({"phone": "13800000000"}, "doubtful"),
    ):
        known = school_session.run(students.create(row | more)).value
        assert match(school_session, Entry("表", 2, row))[0] == [expected], more
        school_session.run(students.delete([known]))
    school_session.run(students.create(row))
    assert match(school_session, Entry("表", 2, row | {"birth_date": "1985-03"}))[0] == ["doubtful"]


def test_two_alike_in_the_archive_are_never_chosen_between(school_session):
    for _ in range(2):
        school_session.run(students.create({"name": "张伟", "unit_name": "甲局"}))
    kinds, found = match(school_session, Entry("表", 2, {"name": "张伟", "unit_name": "甲局"}))
    assert kinds == ["doubtful"]
    assert [c.id for c in found[0].candidates] == [1, 2]


def test_broken_rows_stay_errors_and_propose_nobody(school_session):
    school_session.run(students.create({"name": "张伟"}))
    kinds, found = match(school_session, Entry("表", 2, {"name": "张伟"}, broken=True))
    assert (kinds, found) == (["error"], [])


def test_derived_values_fill_but_never_replace(school_session):
    school_session.run(students.create({"name": "张伟", "sex": "1", "unit_name": "甲局"}))
    row = Entry(
        "表",
        2,
        {"name": "张伟", "unit_name": "甲局", "sex": "2", "post": "局长"},
        derived=frozenset({"sex"}),
    )
    people = school_session.read(archive.judge, [row], {2: 1}, Findings())
    assert people[0].changes == (("post", "", "局长"),)


def test_one_look_up_however_many_rows(school_session):
    asked = []
    rows = [Entry("表", n, {"name": f"学员{n}", "unit_name": "甲局"}) for n in range(2, 502)]

    def read(db):
        with db.tracer(lambda sql, _: asked.append(sql)):
            archive.judge(db, rows, {}, Findings())

    school_session.read(read)
    assert len(asked) < 10


def test_many_namesakes_are_compared_once_each(school_session):
    """Two hundred thousand people of one name would be looked at forty thousand million times."""
    rows = [Entry("表", 2 + n, {"name": "张伟", "unit_name": f"第{n}局"}) for n in range(20_000)]
    start = time.process_time()
    kinds, found = match(school_session, *rows)
    assert time.process_time() - start < 10
    assert set(kinds) == {"new"}
    assert found[7].text == (
        "与第 2 行、第 3 行、第 4 行、第 5 行、第 6 行、第 7 行同名而单位不同，按两人处理，请核对。"
    )


def test_of_many_namesakes_in_the_archive_some_are_offered(school_session, monkeypatch):
    monkeypatch.setattr(archive, "_OFFERED", 2)
    school_session.run(students.create_many([{"name": "张伟"} for _ in range(3)]))
    _, (found,) = match(school_session, Entry("表", 2, {"name": "张伟"}))
    assert [c.id for c in found.candidates] == [1, 2]
    assert "同名的有 3 位，只列出 2 位" in found.text
