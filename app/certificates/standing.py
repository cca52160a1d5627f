"""What the school's own ledger says of a paper: beyond what the paper proves by itself."""

from __future__ import annotations

from dataclasses import asdict

from sqlite_utils import Database

from app.certificates import ledger
from app.certificates.checking import FACTS, Finding
from app.certificates.ledger import Certificate
from app.certificates.sealing import Statement
from app.certificates.verdict_words import visible
from app.text import chinese

BROUGHT_IN = (
    "本校台账：这个编号是补录的，纸上的证书不是本程序签发的，没有签名可以核验，请核对原件。"
)


def in_ledger(db: Database, finding: Finding) -> str:
    """Say how a paper stands in this school's ledger; '' of another school's or no certificate.

    An older certificate without a signature is genuine where number, 验证码 and facts agree.
    """
    said = finding.judgement.statement
    if said is None or finding.verdict == "foreign":
        return ""
    row = ledger.by_number(db, said.number)
    if row is None:
        return "本校台账里没有这个编号。" + (
            "签名确是本校的：可能是恢复旧备份以前签发的。"
            if finding.verdict in ("genuine", "doubtful", "altered")
            else ""
        )
    if row.brought_in:
        return BROUGHT_IN
    differing = _differing(row, said, finding)
    if differing:
        return f"与本校台账不一致：{differing}。"
    if row.status == "voided":
        reason = f"（{visible(row.void_reason)}）" if row.void_reason else ""
        return f"本校台账：已于{chinese.day(row.void_date or '')}作废{reason}。"
    return "二维码里的内容与本校台账一致，证书有效。"


def _differing(row: Certificate, said: Statement, finding: Finding) -> str:
    """Name what the ledger has otherwise; '' where it agrees in everything the code states."""
    kept, told = asdict(ledger.statement(row)), asdict(said)
    if finding.verdict == "unsigned":
        told = {key: told[key] for key in ("student_name", "class_name", "start_date", "end_date")}
        code = finding.text.rpartition(" ")[2]
        if not ledger.same_code(row, code):
            return "验证码"
    names = [_NAMES[key] for key in told if told[key] != kept[key]]
    return "、".join(dict.fromkeys(names))


_NAMES = {
    **FACTS,
    "start_date": FACTS["dates"],
    "end_date": FACTS["dates"],
    "quarter_hours": FACTS["hours"],
}
