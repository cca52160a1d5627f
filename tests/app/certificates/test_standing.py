"""What the ledger says of a paper that is brought to the school that issued it."""

from __future__ import annotations

import dataclasses

import pytest

from app.certificates import checking, key_pair, ledger, standing
from app.certificates.checking import Finding
from app.file.session import Session
from app.papers import certificates as papers
from app.papers.certificates import Certificate


@pytest.fixture
def printed(demo_session: Session) -> Certificate:
    """A valid certificate of the demonstration school, as it is printed."""
    [(first,)] = demo_session.read(
        lambda db: db.execute(
            "SELECT class_id FROM certificate WHERE status = 'issued' ORDER BY id LIMIT 1"
        ).fetchall()
    )
    return demo_session.read(papers.gather, first).items[0]


def found(session: Session, printed: Certificate) -> Finding:
    public = session.read(key_pair.public_key)
    [finding] = checking.judge_page(1, [papers.code_text(printed)], None, public)
    return finding


def said(session: Session, printed: Certificate) -> str:
    return session.read(standing.in_ledger, found(session, printed))


def unsigned(printed: Certificate, **changes: str) -> Certificate:
    return dataclasses.replace(printed, signature=None, key_fingerprint=None, **changes)  # type: ignore[arg-type]


def test_a_signed_one_is_valid_until_it_is_voided(
    demo_session: Session, printed: Certificate
) -> None:
    assert said(demo_session, printed) == "二维码里的内容与本校台账一致，证书有效。"
    row = demo_session.read(ledger.by_number, printed.number)
    assert row is not None
    demo_session.run(ledger.void(row.id, "姓名有误\n重开"))
    assert "作废（姓名有误□重开）" in said(demo_session, printed)


def test_an_older_one_is_looked_up_by_number_and_code(
    demo_session: Session, printed: Certificate
) -> None:
    assert said(demo_session, unsigned(printed)) == "二维码里的内容与本校台账一致，证书有效。"
    for changes, name in (
        ({"verification_code": "0000-0000"}, "验证码"),
        ({"name": "王五"}, "姓名"),
        ({"class_name": "别的班"}, "班次"),
        ({"start_date": "2020-01-01", "end_date": "2020-01-02"}, "日期"),
    ):
        assert said(demo_session, unsigned(printed, **changes)) == f"与本校台账不一致：{name}。"


def test_a_number_that_the_ledger_lacks(demo_session: Session, printed: Certificate) -> None:
    lost = unsigned(printed, number="X1999-01-0001")
    assert said(demo_session, lost) == "本校台账里没有这个编号。"
    finding = found(demo_session, printed)
    assert finding.judgement.statement is not None
    other = dataclasses.replace(finding.judgement.statement, number="X1999-01-0001")
    restored = dataclasses.replace(
        finding, judgement=dataclasses.replace(finding.judgement, statement=other)
    )
    assert "旧备份" in demo_session.read(standing.in_ledger, restored)


def test_what_is_no_certificate_of_the_school_is_not_looked_up(
    demo_session: Session, printed: Certificate
) -> None:
    public = bytes(32)
    [foreign] = checking.judge_page(1, [papers.code_text(printed)], None, public)
    assert foreign.verdict == "foreign"
    [other] = checking.judge_page(1, ["https://example.com"], None, public)
    for finding in (foreign, other):
        assert demo_session.read(standing.in_ledger, finding) == ""
