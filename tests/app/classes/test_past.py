"""补录."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from app.certificates import auditing, ledger
from app.classes import classes, enrolment, lessons, list_figures, past, statistics
from app.classes.classes import Span
from app.classes.past import Held
from app.file import backup
from app.file.operation import Operation, Transaction
from app.file.session import Session
from app.ground.errors import UserError
from app.people import hours, students
from app.retrieval import bringing, bundle
from app.retrieval.shelf import Shelf
from app.rules import verdicts
from app.school import school
from app.text import chinese

LESSON = {"title": "课", "category": "theory", "method": "lecture"}
SPAN = [Span("2025-03-03", "2025-03-07")]


@pytest.fixture
def session(school_session: Session) -> Session:
    """A school that keeps its work here since 2026."""
    school_session.run(school.change("own_from", "2026-01-01"))
    return school_session


def brought(session: Session, **typed: object) -> int:
    values = {"name": "2025年春季进修班", "typed_quarter_hours": 160, **typed}
    return session.run(past.create(values, SPAN)).value


def people(session: Session, class_id: int, count: int = 2) -> list[int]:
    ids = [session.run(students.create({"name": f"学员{i}"})).value for i in range(count)]
    session.run(enrolment.enrol(class_id, ids))
    return ids


def test_a_class_of_before_is_over_when_it_comes_and_is_asked_nothing(session: Session) -> None:
    class_id = brought(session, typed_days=5, typed_people=40, typed_party_spirit=40)
    one = session.read(classes.get, class_id)
    assert (one.code, one.status, one.brought_in, one.version) == ("2025-01", "closed", 1, 1)
    assert (one.approved_at, one.closed_at) == (None, None)
    summary = session.read(classes.summary, class_id)
    assert (summary.quarter_hours, summary.teaching_days, summary.enrolled_count) == (160, 5, 40)
    assert session.read(verdicts.class_problems, class_id) == []
    assert session.read(list_figures.rules, 2025) == []


def test_it_counts_in_the_statistics_of_its_year_and_in_peoples_hours(session: Session) -> None:
    class_id = brought(session, typed_people=3)
    [student, other] = people(session, class_id)
    session.run(
        enrolment.update(session.read(enrolment.FACTS.read, "")[1].id, {"quarter_hours": 80})
    )
    [line] = session.read(statistics.class_statistics, 2025)
    assert (line.brought_in, line.enrolled_count, line.completed_count) == (1, 3, 3)
    assert (line.quarter_hours, line.person_days, line.remarks) == (160, 15, "补录")
    found = [session.read(hours.of_student, one)[0] for one in (student, other)]
    assert [(h.quarter_hours, h.brought_in, h.end_date) for h in found] == [
        (160, 1, "2025-03-07"),
        (80, 1, "2025-03-07"),
    ]
    [enrolled] = [e.id for e in session.read(enrolment.FACTS.read, "") if e.student_id == student]
    session.run(enrolment.update(enrolled, {"status": "withdrawn"}))
    assert session.read(hours.of_student, student) == []


def test_the_list_is_in_the_order_of_what_it_shows(session: Session) -> None:
    small = brought(session, typed_quarter_hours=40, typed_people=60)
    large = brought(session, typed_quarter_hours=200, typed_people=20)
    other = brought(session, typed_quarter_hours=80, typed_people=40)
    people(session, large)
    listing = classes.LISTING
    by_hours = session.read(listing.ids, sort="quarter_hours")
    assert list(by_hours) == [small, other, large]
    assert list(session.read(listing.ids, sort="enrolled_count")) == [large, other, small]


def test_what_was_not_over_before_the_school_began_here_is_planned_here(session: Session) -> None:
    for dates, said in (
        ([], "请填写起止日期"),
        ([Span("2025-12-29", "2026-01-01")], "2026年1月1日结束的班次不能补录"),
    ):
        with pytest.raises(UserError, match=said):
            session.run(past.create({"name": "班"}, dates))
    with pytest.raises(UserError, match="不能超过 2000"):
        brought(session, typed_quarter_hours=8001)
    with pytest.raises(UserError, match="党性教育学时 50 比全班的学时 40 还多"):
        brought(session, typed_party_spirit=200)
    with pytest.raises(UserError, match="请也填写全班的学时"):
        brought(session, typed_quarter_hours=None, typed_leaders=4)


def test_the_day_of_beginning_is_none_to_come_and_none_before_what_was_brought_in(
    session: Session,
) -> None:
    brought(session)
    for day, said in (("2025-03-07", "有补录的班次"), ("2100-01-01", "不能晚于今天")):
        with pytest.raises(UserError, match=said):
            session.run(school.change("own_from", day))
    session.run(school.change("own_from", "2025-03-08"))


def test_it_takes_no_lesson_no_approval_and_does_not_open_again(session: Session) -> None:
    class_id = brought(session)
    steps = (classes.approve, classes.reopen, classes.start, classes.close, classes.cancel_close)
    for step in steps:
        with pytest.raises(UserError):
            session.run(step(class_id))
    with pytest.raises(UserError, match="是补录的班次，不经审定"):
        session.run(classes.note_approval(class_id, {"approved_by": "校委会"}))
    with pytest.raises(UserError, match="没有课程安排"):
        session.run(lessons.add(class_id, "2025-03-03", "morning", LESSON))
    assert session.read(classes.get, class_id).status == "closed"


def test_undo_and_redo_bring_it_all_back(session: Session) -> None:
    class_id = brought(session)
    [one, other] = people(session, class_id)
    session.run(past.bring_certificates(class_id, {one: Held("县党结字〔2025〕1号", "2025-03-07")}))
    session.run(students.update(one, {"name": "改名"}))
    session.run(past.update(class_id, {"name": "春季班", "typed_quarter_hours": 120}, SPAN))
    [certificate] = session.read(ledger.of_class, class_id)
    assert (certificate.class_name, certificate.quarter_hours) == ("春季班", 120)
    assert certificate.student_name == "学员0"  # as it was printed
    session.run(past.delete(class_id))
    assert session.read(ledger.of_class, class_id) == []
    for _ in range(9):
        session.undo()
    assert session.read(classes.all) == []
    for _ in range(8):
        session.redo()
    [certificate] = session.read(ledger.of_class, class_id)
    assert (certificate.number, certificate.class_name) == ("县党结字〔2025〕1号", "春季班")
    assert session.read(enrolment.student_ids, class_id) == [one, other]


def test_a_certificate_of_before_keeps_its_number_and_is_nothing_of_ours(session: Session) -> None:
    class_id = brought(session)
    [one, other] = people(session, class_id)
    session.run(past.bring_certificates(class_id, {one: Held(" 党结 7 ", "2025-03-07")}))
    [certificate] = session.read(ledger.of_class, class_id)
    assert (certificate.number, certificate.brought_in, certificate.signature) == (
        "党结 7",
        1,
        None,
    )
    assert certificate.quarter_hours == 160
    for held, said in (
        ({other: Held("党结 7", "2025-03-07")}, "学员1的证书编号 党结 7 台账里已经有了（学员0"),
        ({one: Held("党结 8", "2025-03-07")}, "已有本班的证书"),
        ({other: Held(" ", "2025-03-07")}, "请填写学员1的证书编号"),
        ({other: Held("党结 9", "去年")}, "签发日期"),
        ({other: Held("党结 9", "2099-01-01")}, "学员1的证书的签发日期 2099-01-01 还没有到"),
    ):
        with pytest.raises(UserError, match=said):
            session.run(past.bring_certificates(class_id, held))
    with pytest.raises(UserError, match="是补录的，不是本程序签发的，不能补发"):
        session.run(ledger.reissue(certificate.id))
    with pytest.raises(UserError, match="补录的班次，不能签发证书"):
        session.run(ledger.issue(class_id))
    assert session.read(auditing.faults) == []
    session.run(ledger.void(certificate.id, "抄错"))
    session.run(past.delete_certificate(certificate.id))
    assert session.read(ledger.of_class, class_id) == []


@pytest.mark.parametrize(
    "issue", ["", "3", "（3）", "( 第3期 )", "第3期（总第58期）", "（（三））"]
)
def test_a_certificate_of_before_names_its_class_with_any_issue(
    session: Session, issue: str
) -> None:
    class_id = brought(session, issue=issue)
    [one, other] = people(session, class_id)
    session.run(past.bring_certificates(class_id, {one: Held("1", "2025-03-07")}))
    session.run(past.update(class_id, {"name": "春季班"}, SPAN))
    session.run(school.change("name", "后来的党校"))
    session.run(past.bring_certificates(class_id, {other: Held("2", "2025-03-07")}))
    first, second = session.read(ledger.of_class, class_id)
    assert first.class_name == second.class_name == chinese.class_title("春季班", issue)
    assert (first.school_name, second.school_name) == ("中共示范县委党校", "后来的党校")
    session.run(past.delete_certificate(first.id))
    session.undo()  # with the school's name of then
    assert session.read(ledger.of_class, class_id) == [first, second]


def test_a_series_goes_on_after_the_numbers_of_before_that_read_like_its_own(
    session: Session,
) -> None:
    session.run(school.change("certificate_pattern", "{year}-{serial:04}"))
    class_id = brought(session)
    [one, other, third] = people(session, class_id, 3)
    year = datetime.date.today().year
    held = {one: Held(f"{year}-0120", "2025-03-07"), other: Held(f"{year}-12", "2025-03-07")}
    session.run(past.bring_certificates(class_id, held))
    values = {"name": "今年的班", "code": "9", "kind": "other"}
    now = session.run(classes.create(values, [Span(f"{year}-11-02", f"{year}-11-02")])).value
    session.run(lessons.add(now, f"{year}-11-02", "morning", LESSON))
    session.run(enrolment.enrol(now, [one, third]))
    session.run(classes.approve(now))
    session.run(ledger.issue(now))
    numbers = [c.number for c in session.read(ledger.of_class, now)]
    assert numbers == [f"{year}-0121", f"{year}-0122"]
    assert session.read(auditing.faults) == []
    first = session.read(ledger.of_class, class_id)[0]
    with pytest.raises(UserError, match="已接着这个编号签发证书，不能删除"):
        session.run(past.delete_certificate(first.id))
    session.run(past.bring_certificates(class_id, {third: Held(f"{year}-0500", "2025-03-07")}))
    session.run(enrolment.enrol(now, people(session, class_id, 1)))
    session.run(ledger.issue(now))
    assert session.read(auditing.faults) == []  # 0123 to 0499 are nobody's
    session.run(Operation("删", _past_the_guard, right=None))
    [fault] = session.read(auditing.faults)
    assert f"{year}-*（少 1 个）" in fault.text


def _past_the_guard(tx: Transaction) -> None:
    """Take the own certificate away that stands before a gap which a number of before explains."""
    [guard] = tx.db.execute(
        "SELECT sql FROM sqlite_master WHERE name = 'certificate_kept'"
    ).fetchone()
    tx.db.execute("DROP TRIGGER certificate_kept")
    tx.db.execute("DELETE FROM certificate WHERE serial = 122")
    tx.db.execute(guard)


def test_a_backup_brings_a_class_of_before_back_as_what_it_was(
    session: Session, tmp_path: Path
) -> None:
    class_id = brought(session)
    people(session, class_id)
    copy = backup.snapshot(session, tmp_path / "备份.dxjw")
    session.run(past.delete(class_id))
    with Shelf(copy, session.with_key(lambda held: held.key)) as shelf:
        session.run(bringing.bring_back(shelf.read(bundle.collect, "class", class_id)))
    one = session.read(classes.get, class_id)
    assert (one.status, one.brought_in) == ("closed", 1)
    assert {e.status for e in session.read(enrolment.FACTS.read, "")} == {"completed"}
