"""What was found on a paper, in words: for the command line and the window alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from app.certificates import sealing, seeing
from app.certificates.checking import FACTS, Finding
from app.text import chinese

_OTHER_LENGTH = 40  # characters of a strange code that are shown

NOT_COMPARED = "真实（纸面未比对）"
NOT_SIGNED = "照片和是否已作废不在签名之内，请向学校核对。"


def title(finding: Finding) -> str:
    """Return the page and the verdict: 第 2 页　真实."""
    return f"第 {finding.page} 页　{name(finding)}"


def name(finding: Finding) -> str:
    """Return the verdict, and of a genuine code whether its paper was not held against it."""
    if finding.verdict == "genuine" and not finding.compared:
        return NOT_COMPARED
    return sealing.VERDICTS[finding.verdict]


def facts(finding: Finding) -> list[tuple[str, str]]:
    """Return what the code says, as (label, value); nothing where it says nothing of a certificate."""
    said = finding.judgement.statement
    if said is None:
        return []
    values = {
        "number": said.number,
        "student_name": said.student_name,
        "class_name": said.class_name,
        "dates": chinese.span(said.start_date, said.end_date),
    }
    if finding.verdict != "unsigned":
        values |= {
            "hours": chinese.hours(said.quarter_hours),
            "school_name": said.school_name,
            "issue_date": chinese.day(said.issue_date),
        }
    return [(FACTS[key], visible(value)) for key, value in values.items()]


def explained(finding: Finding, public: bytes) -> str:
    """Return what the verdict means and what is still to be done."""
    if finding.verdict == "genuine":
        return _genuine(finding)
    if finding.verdict == "doubtful":
        return _doubtful(finding)
    if finding.verdict == "altered":
        changed = "、".join(FACTS[key] for key in finding.changed)
        besides = f"纸面上有{_oddities(finding)}。" if finding.odd else ""
        return f"二维码是学校签的，但纸面上的{changed}与所签的不一致。{besides}"
    if finding.verdict == "foreign":
        return (
            f"二维码用的是另一把钥匙（公钥指纹 {visible(finding.judgement.fingerprint)}），"
            f"与核验用的公钥（{sealing.fingerprint(public)}）不符。"
            "写的是别的学校，请用那所学校的公钥核验；写的就是这所学校，请向学校核对。"
        )
    if finding.verdict == "other":
        return f"这里的二维码是别的内容：{visible(finding.text)[:_OTHER_LENGTH]}"
    return _EXPLAINED[finding.verdict]


_EXPLAINED = {
    "forged": "二维码里的内容与签名不符：内容被改过，或签名是伪造的。",
    "unsigned": "签发时还没有签名，只能由学校核对：请把编号和验证码告诉学校，由学校查台账。",
    "newer": "请先升级本程序再核验。",
    "none": "没有印二维码，或残缺、不清楚。没有印的只能凭编号和验证码向学校核对；"
    "不清楚的请重新扫描或拍照（对准二维码，光线均匀）。",
}


def _genuine(finding: Finding) -> str:
    if not finding.compared:
        return f"二维码里的内容由学校签名，没有改动。纸面上的文字没有比对，请逐项对照。{NOT_SIGNED}"
    return f"二维码里的内容由学校签名，没有改动；纸面上的文字与它一致。{NOT_SIGNED}"


def _doubtful(finding: Finding) -> str:
    reasons: list[str] = []
    if finding.odd:
        reasons.append(f"有{_oddities(finding)}")
    if finding.unsigned:
        reasons.append(f"另有未经签名的文字「{visible(finding.unsigned)}」")
    return (
        f"二维码里的内容由学校签名，没有改动。请看纸面：{'；'.join(reasons)}。"
        f"看到的与上面所列的不同，就是被改过。{NOT_SIGNED}"
    )


def _oddities(finding: Finding) -> str:
    return "、".join(seeing.ODDITIES[key] for key in finding.odd)


def summary(findings: Sequence[Finding]) -> str:
    """Return how many of each verdict there are: 共 6 张：真实 5，纸面被改动 1。"""
    counts = Counter(map(name, findings))
    names = (sealing.VERDICTS["genuine"], NOT_COMPARED, *sealing.VERDICTS.values())
    parts = [f"{one} {counts[one]}" for one in dict.fromkeys(names) if counts[one]]
    return f"共 {len(findings)} 张：{'，'.join(parts)}。"


def visible(text: str) -> str:
    """Return a text of unknown origin without anything that a terminal or a line would obey."""
    return "".join(character if character.isprintable() else "□" for character in text)
