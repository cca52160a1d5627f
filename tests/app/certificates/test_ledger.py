"""证书: the ledger."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from app.certificates import key_pair, ledger, sealing
from app.classes import classes, enrolment, lessons
from app.classes.classes import Span
from app.file.operation import Operation
from app.file.session import Session
from app.ground.errors import UserError
from app.people import students
from app.school import school
from app.teaching import teachers


@pytest.fixture
def class_id(school_session: Session) -> int:
    """An approved class with two students."""
    run = school_session.run
    values = {"code": "2026-03", "name": "科级干部进修班", "issue": "第3期"}
    made = run(classes.create(values, [Span("2026-11-02", "2026-11-13")])).value
    leader = run(teachers.create({"name": "何军", "kind": "leading_cadre"})).value
    lesson = {"title": "党章", "category": "party_spirit", "method": "discussion"}
    one = run(lessons.add(made, "2026-11-02", "morning", lesson)).value
    run(lessons.set_lecturers(one, [leader]))
    people = [
        run(
            students.create(
                {"name": "李䶮", "sex": "1", "ethnic_group": "15", "birth_date": "1985-03"}
            )
        ),
        run(students.create({"name": "王芳"})),
    ]
    run(enrolment.enrol(made, [p.value for p in people]))
    run(classes.approve(made))
    return made


def test_numbers_wording_and_date(school_session: Session, class_id: int) -> None:
    school_session.run(ledger.issue(class_id))
    first, second = school_session.read(ledger.of_class, class_id)
    assert [first.number, second.number] == ["X2026-03-0001", "X2026-03-0002"]
    assert first.wording == (
        "李䶮同志（男，土家族，1985年3月生）于2026年11月2日至11月13日参加我校举办的科级干部进修班（第3期），"
        "修完规定课程，计4学时，成绩合格，准予结业。"
    )
    assert second.wording.startswith("王芳同志于2026年11月2日")
    assert first.issue_date == "2026-11-13"


def test_a_number_that_another_has_gets_a_suffix_and_is_told(
    school_session: Session, class_id: int
) -> None:
    """A file of before may have a pattern by which two classes come to one number."""
    run = school_session.run
    earlier = {"certificate_pattern": "{class}{serial}"}
    run(Operation("无", lambda tx: tx.update("school", 1, earlier), right="school"))
    own = school_session.read(school.get)
    run(school.update(replace(own, contact="教务科")))  # which the pattern does not hinder
    with pytest.raises(UserError, match="会重号"):
        run(school.update(replace(own, certificate_pattern="{class}{serial:02}")))
    inside = school_session.read(enrolment.student_ids, class_id)
    first, other = (
        approved(school_session, code, inside, f"2026-11-{day}")
        for code, day in (("1", 16), ("11", 17))
    )
    run(ledger.issue(other))
    one, _ = run(ledger.issue(first)).value
    for _ in range(8):
        one = run(ledger.reissue(one, "遗失")).value
    assert school_session.read(ledger.get, one).number == "110"
    last = run(ledger.reissue(one, "遗失"))
    assert school_session.read(ledger.get, last.value).number == "111-2"  # 111 is of class 11
    assert last.name == "补发证书 李䶮（原 110；1 张的编号台账里已有，加了后缀）"


def approved(session: Session, code: str, people: list[int], day: str) -> int:
    """Another class that can be issued certificates."""
    run = session.run
    made = run(classes.create({"code": code, "name": "培训班"}, [Span(day, day)])).value
    lesson = {"title": f"党章（{code}）", "category": "party_spirit", "method": "discussion"}
    one = run(lessons.add(made, day, "morning", lesson)).value
    run(lessons.set_lecturers(one, [1]))
    run(enrolment.enrol(made, people))
    run(classes.approve(made))
    return made


def test_nobody_gets_two_and_a_draft_gives_none(school_session: Session, class_id: int) -> None:
    school_session.run(ledger.issue(class_id))
    with pytest.raises(UserError, match="没有需要签发"):
        school_session.run(ledger.issue(class_id))
    inside = school_session.read(enrolment.student_ids, class_id)
    with pytest.raises(UserError):
        school_session.run(ledger.issue(class_id, inside[:1]))
    assert len(school_session.read(ledger.of_class, class_id)) == 2
    school_session.run(classes.reopen(class_id))
    with pytest.raises(UserError, match="审定后才能"):
        school_session.run(ledger.issue(class_id))


def test_void_and_reissue_are_recorded_and_the_number_is_not_reused(
    school_session: Session, class_id: int
) -> None:
    first, _ = school_session.run(ledger.issue(class_id)).value
    with pytest.raises(UserError, match="作废原因"):
        school_session.run(ledger.void(first, " "))
    with pytest.raises(UserError, match="作废原因里有网页标记「<b>」"):
        school_session.run(ledger.void(first, "<b>写错"))
    school_session.run(students.update(1, {"name": "李龑"}))
    new = school_session.run(ledger.reissue(first, "姓名写错")).value
    old, reissued = (school_session.read(ledger.get, i) for i in (first, new))
    assert (old.status, old.void_reason, old.student_name) == ("voided", "姓名写错", "李䶮")
    assert (reissued.number, reissued.student_name) == ("X2026-03-0003", "李龑")
    assert reissued.replaces_id == first
    school_session.run(ledger.void(new, "又写错"))
    with pytest.raises(UserError, match="已经作废"):
        school_session.run(ledger.void(new, "再作废"))
    third = school_session.run(ledger.reissue(new)).value
    assert school_session.read(ledger.get, third).number == "X2026-03-0004"


def test_undo_ends_at_a_certificate(school_session: Session, class_id: int) -> None:
    school_session.run(ledger.issue(class_id))
    assert school_session.undo_name() is None
    with pytest.raises(UserError, match=r"不能撤销.*作废"):
        school_session.undo()
    assert len(school_session.read(ledger.of_class, class_id)) == 2


def test_a_code_proves_its_certificate_only(school_session: Session, class_id: int) -> None:
    school_session.run(ledger.issue(class_id))
    first, second = school_session.read(ledger.of_class, class_id)
    check = ledger.verify
    assert school_session.read(check, first.number, first.verification_code.lower()) == first
    assert school_session.read(check, first.number, second.verification_code) is None
    assert school_session.read(check, "X2026-03-9999", first.verification_code) is None


def test_every_certificate_is_signed_as_the_ledger_has_it(
    school_session: Session, class_id: int
) -> None:
    school_session.run(ledger.issue(class_id))
    public = school_session.read(key_pair.public_key)
    for row in school_session.read(ledger.of_class, class_id):
        assert row.signature
        assert row.key_fingerprint
        assert row.key_fingerprint == sealing.fingerprint(public)
        text = sealing.code_text(ledger.statement(row), row.key_fingerprint, row.signature)
        judged = sealing.judge(text, public)
        assert judged.verdict == "genuine"
        assert judged.wording == sealing.seal_of_wording(row.wording)
        assert judged.statement == sealing.Statement(
            row.number, row.student_name, row.class_name, row.start_date, row.end_date,
            row.quarter_hours, row.school_name, row.issue_date,
        )  # fmt: skip


def test_a_reissued_certificate_has_its_own_signature(
    school_session: Session, class_id: int
) -> None:
    first, _ = school_session.run(ledger.issue(class_id)).value
    again = school_session.read(ledger.get, school_session.run(ledger.reissue(first)).value)
    before = school_session.read(ledger.get, first)
    assert again.signature != before.signature
    assert again.signature
    text = sealing.code_text(ledger.statement(again), again.key_fingerprint or "", again.signature)
    assert sealing.judge(text, school_session.read(key_pair.public_key)).verdict == "genuine"


def test_codes_cannot_be_foretold(school_session: Session, class_id: int) -> None:
    school_session.run(ledger.issue(class_id))
    codes = [row.verification_code for row in school_session.read(ledger.of_class, class_id)]
    assert len(set(codes)) == 2
    assert all(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", c) for c in codes)
    assert school_session.read(ledger.verify, "X2026-03-0001", "验证码") is None


def test_the_school_chooses_pattern_and_wording(school_session: Session, class_id: int) -> None:
    own = school_session.read(school.get)
    for bad, text in (
        (replace(own, certificate_pattern="{year}"), "序号"),
        (replace(own, certificate_pattern="{serial:04}{month}"), "不认识的 {month}"),
        (replace(own, certificate_wording="准予结业"), "姓名"),
        (replace(own, certificate_wording="{name"), "花括号"),
    ):
        with pytest.raises(UserError, match=text):
            school_session.run(school.update(bad))
    school_session.run(
        school.update(replace(own, certificate_pattern="党结字〔{year}〕第{serial:03}号"))
    )
    school_session.run(ledger.issue(class_id))
    numbers = [c.number for c in school_session.read(ledger.of_class, class_id)]
    assert numbers == ["党结字〔2026〕第001号", "党结字〔2026〕第002号"]


def test_a_student_who_left_gets_none(school_session: Session, class_id: int) -> None:
    gone = school_session.read(enrolment.LISTING.ids, scope={"class_id": class_id})[1]
    school_session.run(enrolment.update(gone, {"status": "withdrawn"}))
    school_session.run(ledger.issue(class_id))
    assert len(school_session.read(ledger.of_class, class_id)) == 1
    with pytest.raises(UserError, match="已退学"):
        school_session.run(ledger.issue(class_id, [2]))
