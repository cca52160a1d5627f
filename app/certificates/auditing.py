"""Whether the ledger is what was signed: signatures, numbers, and the key they were made with."""

from __future__ import annotations

from collections import Counter

from sqlite_utils import Database

from app.certificates import key_pair, ledger, sealing
from app.certificates.ledger import Certificate
from app.file.finding import ASK, Finding, several
from app.ground.jobs import Progress

_ORDER = "SELECT id FROM certificate WHERE school_id = 1 ORDER BY series, serial"


# a serial without the one before it: the series, the first and last number that lack, and whether one brought
# in (补录) with a number of before stands at their end, which the series went on after
_GAPS = (
    "SELECT g.series, g.last + 1, g.serial - 1, EXISTS (SELECT 1 FROM certificate b"
    "  WHERE b.school_id = 1 AND b.brought_in = 1"
    "  AND substr(b.number, 1, instr(g.series, '*') - 1) = substr(g.series, 1, instr(g.series, '*') - 1)"
    "  AND substr(b.number, length(b.number) - length(g.series) + instr(g.series, '*') + 1)"
    "    = substr(g.series, instr(g.series, '*') + 1)"
    "  AND CAST(substr(b.number, instr(g.series, '*'), length(b.number) - length(g.series) + 1)"
    "    AS INTEGER) = g.serial - 1)"
    " FROM (SELECT n.series, n.serial, (SELECT coalesce(max(o.serial), 0) FROM certificate o"
    "   WHERE o.school_id = 1 AND o.series = n.series AND o.serial < n.serial) AS last"
    "  FROM certificate n WHERE n.school_id = 1 AND n.brought_in = 0) g"
    " WHERE g.last < g.serial - 1 ORDER BY 1, 2"
)
# how many numbers of a gap the journal knows to have been issued
_ISSUED = (
    "SELECT count(DISTINCT coalesce(h.after, h.before) ->> 'serial') FROM change h"
    " WHERE h.table_name = 'certificate' AND coalesce(h.after, h.before) ->> 'school_id' = 1"
    " AND coalesce(h.after, h.before) ->> 'series' = ?"
    " AND coalesce(h.after, h.before) ->> 'serial' BETWEEN ? AND ?"
)


def faults(db: Database, progress: Progress | None = None) -> list[Finding]:
    """Return what in the school's ledger cannot have been written by this program. Raises Cancelled."""
    progress = progress or Progress()
    public = key_pair.public_key(db)
    found: list[Finding] = []
    held = db.execute("SELECT count(*) FROM secret WHERE name = 'certificate_key'").fetchone()[0]
    if not held or sealing.public_key(key_pair.private_key(db)) != public:
        found.append(
            Finding("学校的签名私钥不在，或与公钥不成对", "此后签发的证书都不能核验", "从备份恢复")
        )
    forged: list[str] = []
    reworded: list[str] = []
    ids = [row[0] for row in db.execute(_ORDER).fetchall()]
    for place, number in enumerate(ids):
        if place % 50 == 0:
            progress.step(place, len(ids), "正在核对证书的签名")
        one = ledger.get(db, number)
        if one.signature is None:
            continue  # issued before there were signatures, or brought in
        judged = _judged(one, public)
        if judged.verdict != "genuine":
            forged.append(_called(one))
        elif judged.wording != sealing.seal_of_wording(one.wording):
            reworded.append(_called(one))
    if forged:
        found.append(
            Finding(f"证书 {several(forged)}的签名不符", "台账里的内容不是学校签发时的内容")
        )
    if reworded:
        found.append(Finding(f"证书 {several(reworded)}的证书文字与签名不符", "证书文字后来被改过"))
    return found + _numbers(db)


def _judged(one: Certificate, public: bytes) -> sealing.Judgement:
    text = sealing.code_text(ledger.statement(one), one.key_fingerprint or "", one.signature or "")
    return sealing.judge(text, public)


def _numbers(db: Database) -> list[Finding]:
    """Numbers of a series count on without a gap, and what replaces another replaces a voided one."""
    lacking: Counter[str] = Counter()
    for series, first, last, went_on in db.execute(_GAPS).fetchall():
        # else nobody wrote down whose they were, and none of them was this program's
        lacking[series] += (
            db.execute(_ISSUED, [series, first, last]).fetchone()[0]
            if went_on
            else last - first + 1
        )
    found: list[Finding] = []
    if gaps := +lacking:
        names = several([f"{series}（少 {count} 个）" for series, count in gaps.items()])
        found.append(
            Finding(f"证书编号不连续：{names}", "有证书被从台账里删掉，或编号是另外写入的", ASK)
        )
    standing = db.execute(
        "SELECT n.number FROM certificate n JOIN certificate o ON o.id = n.replaces_id"
        " WHERE n.school_id = 1 AND o.status <> 'voided' ORDER BY 1"
    ).fetchall()
    if standing:
        names = several([row[0] for row in standing])
        found.append(Finding(f"证书 {names}代替的证书没有作废", "作废记录被程序之外的工具改过"))
    return found


def _called(one: Certificate) -> str:
    return f"{one.number}（{one.student_name}）"
