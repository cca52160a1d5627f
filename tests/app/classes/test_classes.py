"""班次: from draft to closed, through the verbs, on a real file."""

from __future__ import annotations

import json

import pytest

from app import history
from app.certificates import ledger
from app.classes import classes, enrolment, lessons, list_figures, statistics
from app.classes.classes import Span
from app.file.listing import ARCHIVED
from app.file.session import Session
from app.ground.errors import BarredError, UserError
from app.people import hours, students
from app.rules import profiles
from app.teaching import teachers

WEEK = (Span("2026-11-02", "2026-11-06"),)


def new_class(session: Session, code: str = "2026-01", **values: object) -> int:
    return session.run(
        classes.create({"code": code, "name": f"测试班{code}", **values}, WEEK)
    ).value


def lawful_plan(session: Session, class_id: int, start: str = "08:30") -> list[int]:
    """Five lessons of 4 学时: one of party spirit, two interactive, one by a leading cadre."""
    leader = session.run(
        teachers.create({"name": f"何军{class_id}", "kind": "leading_cadre", "post": "书记"})
    ).value
    found = []
    for day, values in (
        ("2026-11-02", {"title": "党章", "category": "party_spirit"}),
        ("2026-11-03", {"title": "研讨", "category": "theory", "method": "discussion"}),
        ("2026-11-04", {"title": "案例", "category": "professional", "method": "case"}),
        ("2026-11-05", {"title": "县情", "category": "knowledge"}),
        ("2026-11-06", {"title": "理论", "category": "theory"}),
    ):
        clock = {"starts_at": start, "ends_at": "11:50"}
        found.append(session.run(lessons.add(class_id, day, "morning", values | clock)).value)
    session.run(lessons.set_lecturers(found[3], [leader]))
    return found


def enrolled(session: Session, class_id: int, *names: str) -> list[int]:
    ids = [session.run(students.create({"name": n, "unit_name": "县水利局"})).value for n in names]
    session.run(enrolment.enrol(class_id, ids))
    return ids


def test_a_new_class_takes_the_newest_version_of_the_usual_profile(
    school_session: Session,
) -> None:
    older = school_session.read(profiles.newest, "current-county")
    newer = school_session.run(profiles.save(school_session.read(profiles.get, older))).value
    class_id = new_class(school_session)
    assert newer != older
    assert school_session.read(classes.get, class_id).profile_id == newer


def test_code_and_name_are_asked_for_and_a_code_is_used_once(school_session: Session) -> None:
    for values, text in (({"name": "甲"}, "编号"), ({"code": "1"}, "名称")):
        with pytest.raises(UserError, match=text):
            school_session.run(classes.create(values))
    new_class(school_session, "2026-01")
    with pytest.raises(UserError, match="已经用过"):
        new_class(school_session, "2026-01")
    assert school_session.read(classes.propose_code, 2026) == "2026-02"


@pytest.mark.parametrize(
    ("spans", "text"),
    [
        ([Span("2026-11-06", "2026-11-02")], "不能早于"),
        ([Span("2026-11-02", "2026-11-06"), Span("2026-11-06", "2026-11-09")], "不能重叠"),
    ],
)
def test_spans_that_cannot_be_are_refused_whole(
    school_session: Session, spans: list[Span], text: str
) -> None:
    class_id = new_class(school_session)
    with pytest.raises(UserError, match=text):
        school_session.run(classes.set_spans(class_id, spans))
    assert school_session.read(classes.spans, class_id) == list(WEEK)


def test_several_spans_count_their_own_days_only(school_session: Session) -> None:
    class_id = new_class(school_session)
    parts = [Span("2026-12-07", "2026-12-08"), Span("2026-11-02", "2026-11-04")]
    school_session.run(classes.set_spans(class_id, parts))
    figures = school_session.read(classes.summary, class_id)
    assert (figures.start_date, figures.end_date) == ("2026-11-02", "2026-12-08")
    assert figures.calendar_days == 5


def test_approval_is_refused_with_every_reason_and_then_granted(school_session: Session) -> None:
    class_id = new_class(school_session)
    with pytest.raises(BarredError) as refused:
        school_session.run(classes.approve(class_id))
    assert [t.split("未评定")[0] for t in refused.value.problems] == [
        "党性教育",
        "互动式教学",
        "领导干部授课",
    ]
    lawful_plan(school_session, class_id)
    school_session.run(classes.approve(class_id))
    approved = school_session.read(classes.get, class_id)
    assert (approved.status, approved.version) == ("approved", 1)
    assert approved.approved_at is not None


def test_reopening_makes_a_new_version_and_frees_the_lessons(school_session: Session) -> None:
    class_id = new_class(school_session)
    planned = lawful_plan(school_session, class_id)
    school_session.run(classes.approve(class_id))
    with pytest.raises(UserError, match="请先重开"):
        school_session.run(lessons.remove(planned[0]))
    with pytest.raises(UserError, match="请先重开"):
        school_session.run(classes.set_spans(class_id, [Span("2026-11-02", "2026-11-09")]))
    school_session.run(classes.reopen(class_id))
    again = school_session.read(classes.get, class_id)
    assert (again.status, again.version, again.approved_at) == ("draft", 2, None)
    school_session.run(lessons.remove(planned[4]))
    school_session.run(classes.approve(class_id))
    assert school_session.read(classes.get, class_id).version == 2


def test_closing_completes_the_students_and_gives_them_hours(school_session: Session) -> None:
    class_id = new_class(school_session)
    lawful_plan(school_session, class_id)
    stayed, left = enrolled(school_session, class_id, "张伟", "王芳")
    school_session.run(classes.approve(class_id))
    school_session.run(classes.start(class_id))
    gone = school_session.read(enrolment.LISTING.ids, search="王芳", scope={"class_id": class_id})[
        0
    ]
    school_session.run(enrolment.update(gone, {"status": "withdrawn"}))
    school_session.run(classes.close(class_id))
    assert school_session.read(classes.summary, class_id).completed_count == 1
    (entry,) = school_session.read(hours.of_student, stayed)
    assert (entry.quarter_hours, entry.end_date) == (80, "2026-11-06")
    assert school_session.read(hours.of_student, left) == []

    school_session.run(classes.cancel_close(class_id))
    assert school_session.read(hours.of_student, stayed) == []
    assert school_session.read(classes.get, class_id).status == "running"


@pytest.mark.parametrize(
    "verb", [classes.start, classes.close, classes.reopen, classes.cancel_close]
)
def test_a_draft_takes_no_later_step(school_session: Session, verb) -> None:  # type: ignore[no-untyped-def]
    class_id = new_class(school_session)
    with pytest.raises(UserError):
        school_session.run(verb(class_id))
    assert school_session.read(classes.get, class_id).status == "draft"


def test_only_a_class_that_was_never_approved_is_deleted(school_session: Session) -> None:
    class_id = new_class(school_session)
    lawful_plan(school_session, class_id)
    enrolled(school_session, class_id, "张伟", "㛃䶮")
    school_session.run(classes.delete(class_id))
    school_session.undo()
    assert len(school_session.read(lessons.of_class, class_id)) == 5
    school_session.run(classes.approve(class_id))
    school_session.run(ledger.issue(class_id))
    for verb in (None, classes.start, classes.close, classes.cancel_close, classes.reopen):
        if verb is not None:
            school_session.run(verb(class_id))
        with pytest.raises(UserError, match="审定过，不能删除"):
            school_session.run(classes.delete(class_id))
    assert len(school_session.read(ledger.of_class, class_id)) == 2


def test_an_archived_class_is_out_of_the_list_and_found_by_search(school_session: Session) -> None:
    run, read = school_session.run, school_session.read
    class_id, other = new_class(school_session), new_class(school_session, "2026-02")
    lawful_plan(school_session, class_id)
    enrolled(school_session, class_id, "张伟", "李娜")
    run(classes.approve(class_id))
    with pytest.raises(UserError, match="还没有结业，不能归档"):
        run(classes.archive(class_id))
    run(classes.close(class_id))
    before = read(statistics.class_statistics, 2026)
    assert run(classes.archive(class_id)).name == "归档班次 测试班2026-01"
    ids = classes.LISTING.ids
    assert list(read(ids)) == list(read(ids, scope={"year": 2026})) == [other]
    assert set(read(ids, scope={ARCHIVED: True})) == {class_id, other}
    assert list(read(ids, search="测试班2026-01")) == [class_id]
    assert read(classes.LISTING.counts)["closed"] == 0
    assert (
        read(list_figures.enrolled, 2026),
        read(list_figures.enrolled, 2026, archived=True),
    ) == (0, 2)
    assert [c.id for c in read(classes.all, archived=False)] == [other]
    assert read(statistics.class_statistics, 2026) == before
    school_session.undo()
    assert not read(classes.get, class_id).archived
    run(classes.archive(class_id))
    run(classes.restore(class_id))
    assert class_id in read(ids)


def test_work_that_goes_on_brings_a_class_back(school_session: Session) -> None:
    run, read = school_session.run, school_session.read
    class_id = new_class(school_session)
    lawful_plan(school_session, class_id)
    run(classes.archive(class_id))
    run(classes.approve(class_id))
    assert not read(classes.get, class_id).archived
    run(classes.close(class_id))
    run(classes.archive(class_id))
    run(classes.cancel_close(class_id))
    assert not read(classes.get, class_id).archived


def test_the_creation_of_a_class_is_undone_until_it_was_approved(school_session: Session) -> None:
    class_id = new_class(school_session)
    school_session.undo()
    school_session.redo()
    lawful_plan(school_session, class_id)
    school_session.run(classes.approve(class_id))
    while not str(school_session.undo_name()).startswith("新建班次"):
        school_session.undo()  # its approval, its lessons, but not itself
    with pytest.raises(UserError, match="审定过"):
        school_session.undo()
    left = school_session.read(classes.get, class_id)
    assert (left.status, left.version) == ("draft", 2)
    assert school_session.read(lessons.of_class, class_id) == []


def test_the_list_shows_shares_status_and_counts(school_session: Session) -> None:
    class_id = new_class(school_session)
    lawful_plan(school_session, class_id)
    new_class(school_session, "2026-02")
    row = school_session.read(classes.LISTING.rows, [class_id])[class_id]
    shares = json.loads(str(row["shares"]))
    assert shares["interactive"] == "32/80/passed/30/hours"
    assert shares["party_spirit"] == "16/80/passed/20/hours"
    assert row["status_name"] == "草案"
    assert school_session.read(classes.LISTING.counts)["draft"] == 2
    assert len(school_session.read(classes.LISTING.ids, scope={"year": 2026})) == 2
    assert len(school_session.read(classes.LISTING.ids, scope={"year": 2025})) == 0
    assert list(school_session.read(classes.LISTING.ids, search="02")) == [class_id + 1]


def test_who_approved_and_when_is_kept_mended_and_cleared_by_a_reopening(
    school_session: Session,
) -> None:
    class_id = new_class(school_session)
    lawful_plan(school_session, class_id)
    said = {"approved_by": " 校委会 ", "approved_on": "2026-10-20", "minutes": "〔2026〕12号"}
    school_session.run(classes.approve(class_id, said))
    one = school_session.read(classes.get, class_id)
    assert (one.approved_by, one.approved_on, one.minutes) == (
        "校委会",
        "2026-10-20",
        "〔2026〕12号",
    )
    school_session.run(classes.note_approval(class_id, {"document_number": "组发〔2026〕9号"}))
    one = school_session.read(classes.get, class_id)
    assert (one.document_number, one.minutes) == ("组发〔2026〕9号", "〔2026〕12号")
    words = [line.words for line in school_session.read(history.of_record, "class", class_id)]
    assert any("会议纪要" in text and "〔2026〕12号" in text for text in words)
    with pytest.raises(UserError, match="审定日期"):
        school_session.run(classes.note_approval(class_id, {"approved_on": "去年"}))

    school_session.run(classes.reopen(class_id))
    again = school_session.read(classes.get, class_id)
    assert [getattr(again, key) for key in classes.APPROVAL] == ["", None, "", ""]
    with pytest.raises(UserError, match="还没有审定"):
        school_session.run(classes.note_approval(class_id, said))
    school_session.undo()
    assert school_session.read(classes.get, class_id).minutes == "〔2026〕12号"


def test_a_proposed_code_follows_the_year_of_the_class_until_it_is_approved(
    school_session: Session,
) -> None:
    class_id, kept = new_class(school_session, "2026-07"), new_class(school_session, "甲班")
    next_year = [Span("2027-03-01", "2027-03-12")]
    change = school_session.run(classes.set_spans(class_id, next_year))
    assert change.name == "修改起止日期 测试班2026-07（编号随年份改为 2027-01）"
    assert school_session.read(classes.get, class_id).code == "2027-01"
    assert list(school_session.read(classes.LISTING.ids, search="2027-01")) == [class_id]
    over = [Span("2026-12-28", "2027-01-08")]  # both are its years
    assert school_session.run(classes.set_spans(class_id, over)).name.endswith("测试班2026-07")
    school_session.run(classes.set_spans(kept, next_year))
    assert school_session.read(classes.get, kept).code == "甲班"
    school_session.undo()
    school_session.undo()
    school_session.undo()
    assert school_session.read(classes.get, class_id).code == "2026-07"
    # what was approved once is on paper: it keeps its code
    again = new_class(school_session, "2026-09")
    lawful_plan(school_session, again)
    school_session.run(classes.approve(again))
    school_session.run(classes.reopen(again))
    school_session.run(classes.set_spans(again, next_year))
    assert school_session.read(classes.get, again).code == "2026-09"
