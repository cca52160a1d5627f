"""Checking a certificate that someone brings, as a PDF or a picture, with the school's public key.

The school's file is not needed. The code proves what the school signed; where the paper has text of
its own (a PDF that was not scanned), every signed fact must stand on it, too.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from app.certificates import sealing
from app.certificates.sealing import Judgement, Statement, Verdict
from app.ground import apart, files
from app.ground.errors import StoreError, UserError
from app.ground.jobs import Progress
from app.ground.limits import Limits
from app.text import chinese

SIZE_LIMIT = 200_000_000  # bytes; a batch of five hundred with photographs has fifty million
LIMITS = Limits(computing=3600, lasting=7200.0)  # of two thousand pages

FACTS = {
    "number": "编号",
    "student_name": "姓名",
    "class_name": "班次",
    "dates": "日期",
    "hours": "学时",
    "school_name": "学校",
    "issue_date": "签发日期",
    "wording": "正文",
}
"""What is looked for on a page, in the order in which it is told."""

FURNITURE = ("结业证书", "照片", "证书编号：", "验证码：", "扫码见所签内容，可用本校公钥离线核验")
"""What the paper prints around the facts; anything beyond is told."""

_CODE = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{4}-[0-9A-Z]{4}(?![0-9A-Z])")
_DAY = re.compile(
    r"(?<![0-9〇零○一二三四五六七八九十])"
    r"(?:(?P<year>[0-9]{4}|[〇零○一二三四五六七八九]{4})[年.\-/])?"
    r"(?P<month>[0-9]{1,2}|[一二三四五六七八九十]{1,2})[月.\-/]"
    r"(?P<day>[0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:日|(?![0-9.\-/]))"
)
_HOURS = re.compile(r"([0-9]+(?:\.[0-9]+)?)个?学时")
_DIGITS = {character: place for place, character in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "○": 0,
}


@dataclass(frozen=True)
class Finding:
    """What one code on a page proves; a page without a code has one, too, of the verdict 'none'.

    ``page`` counts from 1. ``changed`` are keys of FACTS that are signed and do not stand on the page;
    ``unsigned`` is what stands there besides, as plain text. ``compared`` is False where the page has
    no text that could be read. ``odd`` are keys of seeing.ODDITIES: why a reader may see something
    else than was compared. ``text`` is the code's.
    """

    page: int
    judgement: Judgement
    changed: tuple[str, ...] = ()
    unsigned: str = ""
    compared: bool = False
    odd: tuple[str, ...] = ()
    text: str = ""

    @property
    def verdict(self) -> Verdict:
        """The verdict's key in sealing.VERDICTS; 'doubtful' is what the paper makes of a genuine code."""
        if self.judgement.verdict == "genuine" and (self.odd or _has_weight(self.unsigned)):
            return "doubtful"
        return self.judgement.verdict


def check(path: Path, public: bytes, progress: Progress | None = None) -> list[Finding]:
    """Judge every code on every page of a PDF or a picture, in order.

    Raises UserError where the file is neither, is damaged, protected or too large; StoreError where
    it cannot be read; Cancelled.
    """
    progress = progress or Progress()
    found: list[Finding] = []
    pages = 0
    try:
        _check_size(path)
        with (
            path.open("rb") as file,
            closing(apart.answers("app.certificates.scanning", file, LIMITS, progress)) as answers,
        ):
            for answer in answers:
                if "error" in answer:
                    raise UserError(_REFUSED[answer["error"]].format(path.name))
                if "pages" in answer:
                    pages = answer["pages"]
                    progress.step(0, pages, "正在核验")
                else:
                    page = found[-1].page + 1 if found else 1
                    judged = judge_page(page, answer["codes"], answer["text"], public)
                    found += [replace(one, odd=tuple(answer["odd"])) for one in judged]
                    progress.step(page, pages, f"正在核验第 {page} 页，共 {pages} 页")
    except apart.Died as error:
        raise UserError(_REFUSED["damaged"].format(path.name)) from error
    except FileNotFoundError as error:
        raise StoreError(f"找不到「{path}」。如果它在U盘上，请插好后再试。") from error
    except OSError as error:
        raise StoreError(f"不能读取「{path.name}」（{files.reason(error)}）。") from error
    return found


_REFUSED = {
    "unknown": "「{}」不是 PDF，也不是能读的图片。能读 PDF、JPEG、PNG、TIFF、BMP、WebP；"
    "手机存成 HEIC 的照片请先转成 JPEG。",
    "password": "「{}」设有打开密码，读不出来。请取消密码后再核验。",
    "damaged": "「{}」已损坏或不完整，读不出来。请重新复制、扫描或拍照。",
    "huge": "「{}」太大，没有读取。请用普通分辨率重新扫描或拍照（300 dpi 足够）。",
    "many": "「{}」页数太多，没有读取。请分成几份，每份不超过 2000 页。",
    "empty": "「{}」是空文件。请检查是否复制完整。",
    "folder": "「{}」是文件夹，请选择其中的 PDF 或图片。",
}


def _check_size(path: Path) -> None:
    if path.is_dir():
        raise UserError(_REFUSED["folder"].format(path.name))
    size = path.stat().st_size
    if size > SIZE_LIMIT or size == 0:
        raise UserError(_REFUSED["huge" if size else "empty"].format(path.name))


def as_json(finding: Finding) -> dict[str, Any]:
    """Return a finding as plain values: page, verdict, the facts that the code states, and the rest."""
    judged = finding.judgement
    return {
        "page": finding.page,
        "verdict": finding.verdict,
        **(asdict(judged.statement) if judged.statement else {}),
        "key_fingerprint": judged.fingerprint,
        "changed": list(finding.changed),
        "unsigned": finding.unsigned,
        "compared": finding.compared,
        "odd": list(finding.odd),
    }


def judge_page(page: int, codes: Sequence[str], text: str | None, public: bytes) -> list[Finding]:
    """Judge the codes of one page; ``text`` is what else stands on it, None in a picture."""
    text = text or ""
    compared = text.strip() != ""
    if not codes:
        return [Finding(page, Judgement("none"), compared=compared)]
    found: list[Finding] = []
    for code in codes:
        judged = sealing.judge(code, public)
        changed: tuple[str, ...] = ()
        besides = ""
        if judged.verdict == "genuine" and judged.statement and compared:
            changed, besides = compare(judged.statement, judged.wording, text)
        if changed:
            judged = replace(judged, verdict="altered")
        found.append(Finding(page, judged, changed, besides, compared, text=code))
    return found


def compare(statement: Statement, wording: bytes, text: str) -> tuple[tuple[str, ...], str]:
    """Return which signed facts do not stand on a page (keys of FACTS), and what else stands there.

    Where the sentence stands whole, what it says stands. Otherwise each fact is looked for by itself,
    so that the change can be named. What else there is, is told only where nothing is missing.
    """
    plain, sentence = sealing.plain_text(text), sealing.sentence_in(wording, text)
    # the dates around the sentence, which has its own; a number may look like a date
    days = _days(_without(plain, sentence or "", sealing.plain_text(statement.number)))
    lost = {
        "number": not _stands_alone(statement.number, text),
        "school_name": not _stands_alone(statement.school_name, text),
        "issue_date": statement.issue_date not in days,
    }
    if sentence is None:
        lost |= _lost_of_sentence(statement, plain, days)
    changed = tuple(key for key in FACTS if lost.get(key))
    if changed:
        return changed, ""
    expected = map(
        sealing.plain_text,
        (
            sentence or "",
            statement.school_name,
            statement.number,
            *FURNITURE,
        ),
    )
    rest = _without_day(_without(plain, *expected), statement.issue_date)
    return (), _CODE.sub("", rest, count=1).replace("|", "")


def _has_weight(unsigned: str) -> bool:
    """Whether a text is more than marks that a copy or a fold leaves."""
    return any(unicodedata.category(character)[0] != "P" for character in unsigned)


def _without(plain: str, *parts: str) -> str:
    """Take each part out once, the longest first; a bar is left in its place."""
    for part in sorted(filter(None, parts), key=len, reverse=True):
        plain = plain.replace(part, "|", 1)
    return plain


def _lost_of_sentence(statement: Statement, plain: str, days: Counter[str]) -> dict[str, bool]:
    """Look for each fact of a sentence that does not stand on the page as it was signed.

    A school's sentence may leave out dates or hours; then other dates or hours on the page, but not
    their absence, are a change.
    """
    hours = _HOURS.findall(plain)
    others = days - Counter([statement.issue_date])
    lost = {
        "student_name": sealing.plain_text(statement.student_name) not in plain,
        "class_name": sealing.plain_text(statement.class_name) not in plain,
        "dates": bool(others) and not Counter([statement.start_date, statement.end_date]) <= others,
        "hours": bool(hours) and chinese.hours(statement.quarter_hours) not in hours,
    }
    return lost | {"wording": not any(lost.values())}


def _stands_alone(value: str, text: str) -> bool:
    """Whether a value stands in a text, perhaps over several lines, and is not part of a longer one."""
    spread = r"\s*".join(map(re.escape, sealing.plain_text(value)))
    lines = "\n".join(map(sealing.plain_text, text.splitlines()))
    return re.search(rf"(?<!\w){spread}(?!\w)", lines) is not None


def _without_day(plain: str, day: str) -> str:
    """Take a date out once, in whatever way it is written."""
    found = next((found for found in _DAY.finditer(plain) if day in _days(found[0])), None)
    return plain if found is None else f"{plain[: found.start()]}|{plain[found.end() :]}"


def _days(plain: str) -> Counter[str]:
    """Count the dates in a text as ISO text; one without a year has that of the date before it."""
    days: Counter[str] = Counter()
    year = 0
    for found in _DAY.finditer(plain):
        year = _year(found["year"]) if found["year"] else year
        month, day = _number(found["month"]), _number(found["day"])
        try:
            days[date(year, month, day).isoformat()] += 1
        except ValueError:
            continue
    return days


def _year(written: str) -> int:
    return int(written) if written.isdigit() else int("".join(str(_DIGITS[c]) for c in written))


def _number(written: str) -> int:
    """Read 13 or 十三, 20 or 二十, 31 or 三十一; 0 for what is none."""
    if written.isdigit():
        return int(written)
    tens, ten, ones = written.partition("十")
    if not ten:
        return _DIGITS[written] if len(written) == 1 else 0
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return 0
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
