"""A table as a page shows it: ids in order from SQL, rows on demand; every noun's own table."""

from __future__ import annotations

from types import ModuleType

import pytest

from app.certificates import ledger
from app.classes import classes, enrolment, lessons
from app.classes.classes import Span
from app.file.listing import Listing, Sort
from app.file.session import Session
from app.people import students
from app.teaching import courses, teachers

MODULES = [ledger, classes, courses, enrolment, students, teachers]


@pytest.fixture
def session(school_session: Session) -> Session:
    """A class of three with certificates, a teacher who has left, and one more draft."""
    run = school_session.run
    run(teachers.create({"name": "何军", "kind": "leading_cadre", "unit_name": "县委"}))
    run(teachers.create({"name": "安然", "kind": "expert"}))
    run(teachers.create({"name": "退休", "kind": "full_time", "active": 0}))
    run(courses.create({"title": "党章", "category": "party_spirit", "method": "lecture"}))
    run(courses.create({"title": "案例", "category": "theory", "method": "case", "teacher_id": 1}))
    for code in ("2026-01", "2026-02"):
        run(
            classes.create(
                {"code": code, "name": f"班{code}", "kind": "other", "class_teacher_id": 2},
                [Span(f"{code[:4]}-0{code[-1]}-02", f"{code[:4]}-0{code[-1]}-06")],
            )
        )
    people = [
        run(students.create({"name": n, "unit_name": u})).value
        for n, u in (("张伟", "县水利局"), ("李娜", "县教育局"), ("王芳", ""))
    ]
    run(enrolment.enrol(1, people))
    run(lessons.add(1, "2026-01-02", "morning", {"title": "课"}))
    run(classes.approve(1))
    run(ledger.issue(1))
    return school_session


@pytest.mark.parametrize("module", MODULES, ids=[m.__name__.partition(".")[2] for m in MODULES])
def test_every_table_sorts_searches_and_counts_by_all_it_offers(
    session: Session, module: ModuleType
) -> None:
    listing: Listing = module.LISTING
    whole = list(session.read(listing.ids))
    assert whole
    for search in ("", "张", "zh", "何军", "2026"):
        counts = session.read(listing.counts, search=search)
        assert set(counts) == set(listing.chips)
        for chip in listing.chips:
            found = {None: set(session.read(listing.ids, search=search, chip=chip))}
            for key in listing.sortable:
                for descending in (False, True):
                    ids = session.read(
                        listing.ids, search=search, chip=chip, sort=key, descending=descending
                    )
                    assert set(ids) == found[None]
                    assert len(ids) == len(set(ids)) == counts[chip]
    for key in listing.sortable:
        ids = list(session.read(listing.ids, sort=key))
        assert list(session.read(listing.ids, sort=key, descending=True)) == ids[::-1]
    rows = session.read(listing.rows, whole)
    assert set(rows) == set(whole)
    assert all(set(row) == set(listing.columns) for row in rows.values())
    assert listing.default_sort in listing.sortable


def test_names_come_by_pinyin_and_rows_by_their_id(session: Session) -> None:
    ids = session.read(students.LISTING.ids, sort="name")
    rows = session.read(students.LISTING.rows, ids)
    assert [rows[i]["name"] for i in ids] == ["李娜", "王芳", "张伟"]
    assert session.read(students.LISTING.rows, []) == {}
    assert set(session.read(students.LISTING.rows, [ids[0], 999])) == {ids[0]}


def test_scopes_and_chips_narrow(session: Session) -> None:
    ids = session.read(enrolment.LISTING.ids, scope={"class_id": 1})
    assert len(ids) == 3
    assert len(session.read(enrolment.LISTING.ids, scope={"class_id": 2})) == 0
    assert session.read(enrolment.LISTING.ids, scope={"class_id": None}) == ids
    assert list(session.read(classes.LISTING.ids, chip="approved")) == [1]
    assert list(session.read(classes.LISTING.ids, chip="draft", search="2026")) == [2]
    assert session.read(teachers.LISTING.counts)["retired"] == 1
    names = session.read(teachers.LISTING.rows, session.read(teachers.LISTING.ids, chip="retired"))
    assert [r["name"] for r in names.values()] == ["退休"]


def test_students_are_found_by_their_unit_as_well(session: Session) -> None:
    assert list(session.read(students.LISTING.ids, search="水利")) == [1]


def test_a_sort_that_needs_one_of_the_filters_tables_keeps_the_others(session: Session) -> None:
    people = Listing(
        table="enrolment",
        columns={"number": "t.number"},
        sorts={"name": Sort("p.pinyin", " JOIN student p ON p.id = t.student_id ")},
        default_sort="name",
        filter_joins="JOIN student p ON p.id = t.student_id JOIN class c ON c.id = t.class_id",
        chips={"": "c.code = '2026-01'"},
    )
    assert list(session.read(people.ids)) == [2, 3, 1]
    assert list(session.read(people.ids, descending=True)) == [1, 3, 2]
