from __future__ import annotations

from dataclasses import replace

from app.exchange import libraries
from app.exchange.engine.entries import Entry
from app.exchange.engine.findings import Findings
from app.exchange.engine.parts import Asked
from app.teaching import courses, teachers


def judge(session, staff=(), library=()):
    findings = Findings()
    entries = [replace(e, part="teacher") for e in staff]
    entries += [replace(e, part="course") for e in library]
    judged = session.read(libraries.judge, entries, Asked(), findings)
    kinds = [[e.disposition for e in judged if e.part == part] for part in ("teacher", "course")]
    return kinds, findings.items


def test_one_title_by_two_lecturers_is_two_courses(school_session):
    for name in ("周雅琴", "方瑞"):
        school_session.run(teachers.create({"name": name}))
    stored = {"title": "党史", "category": "theory", "method": "lecture", "teacher_id": 1}
    school_session.run(courses.create(stored))
    given = {"title": "党史", "category": "theory", "method": "lecture"}
    kinds, _ = judge(
        school_session,
        library=[
            Entry("课程", 2, given | {"teacher": "周雅琴"}),
            Entry("课程", 3, given | {"teacher": "方瑞"}),
            Entry("课程", 4, given),
        ],
    )
    assert kinds == [[], ["same", "new", "same"]]


def test_a_teacher_without_a_unit_is_the_one_of_that_name(school_session):
    school_session.run(teachers.create({"name": "方瑞", "unit_name": "县应急管理局"}))
    kinds, _ = judge(school_session, [Entry("师资", 2, {"name": "方瑞", "kind": "full_time"})])
    assert kinds == [["same"], []]


def test_a_lecturer_may_come_with_the_same_workbook(school_session):
    given = {"title": "党史", "category": "theory", "method": "lecture", "teacher": "方瑞"}
    kinds, found = judge(school_session, library=[Entry("课程", 2, given)])
    assert kinds == [[], ["doubtful"]]
    assert "师资库里没有，导入时新增：方瑞。请确认他的师资类别" in found[0].text
    staff = [Entry("师资", 2, {"name": "方瑞", "kind": "expert"})]
    assert judge(school_session, staff, [Entry("课程", 2, given)])[0] == [["new"], ["new"]]
