"""A paper held against its code: what stands there, what was changed, and what cannot be told."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from PIL import Image

from app.certificates import checking, sealing
from app.certificates.sealing import Statement
from app.ground.errors import StoreError, UserError
from app.text import chinese

PRIVATE = bytes(range(32))
PUBLIC = sealing.public_key(PRIVATE)
ONE = Statement(
    number="X2026-03-0001",
    student_name="李䶮",
    class_name="科级干部进修班（第3期）",
    start_date="2026-11-02",
    end_date="2026-11-13",
    quarter_hours=290,
    school_name="中共示范县委党校（示范县行政学校）",
    issue_date="2026-11-13",
)
WORDING = (
    "李䶮同志（男，土家族，1985年3月生）于2026年11月2日至11月13日参加我校举办的科级干部进修班（第3期），"
    "修完规定课程，计72.5学时，成绩合格，准予结业。"
)


def page_of(wording: str) -> str:
    lines = (wording[:24], wording[24:50], wording[50:])
    return (
        "结业证书\r\n照片\r\n中共示范县委党校\r\n（示范县行政学校）\r\n二〇二六年十一月十三日\r\n证书编号：\r\n验证码：\r\n"
        + "\r\n".join((*lines, "X2026-03-0001", "7QF2-M9DX"))
    )


PAGE = page_of(WORDING)


def code(statement: Statement = ONE, wording: str = WORDING) -> str:
    signature = sealing.sign(PRIVATE, statement, wording)
    return sealing.code_text(statement, sealing.fingerprint(PUBLIC), signature)


def only(page: str | None, text: str = "") -> checking.Finding:
    [finding] = checking.judge_page(1, [text or code()], page, PUBLIC)
    return finding


def test_a_page_that_says_what_was_signed() -> None:
    finding = only(PAGE)
    assert (finding.verdict, finding.changed, finding.unsigned) == ("genuine", (), "")
    assert finding.compared


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ("李䶮同志", "王芳同志", "student_name"),
        ("X2026-03-0001", "X2026-03-0007", "number"),
        ("X2026-03-0001", "X2026-03-00012", "number"),
        ("X2026-03-0001", "", "number"),
        ("科级干部进修班", "处级干部进修班", "class_name"),
        ("（第3期）", "（第4期）", "class_name"),
        ("11月2日至", "11月1日至", "dates"),
        ("至11月13日", "至12月13日", "dates"),
        ("2026年11月2日", "2025年11月2日", "dates"),
        ("计72.5学时", "计172.5学时", "hours"),
        ("计72.5学时", "计72学时", "hours"),
        ("（示范县行政学校）", "", "school_name"),
        ("中共示范县委", "中共模范县委", "school_name"),
        ("\r\n中共示范县", "\r\n湖南省中共示范县", "school_name"),
        ("十一月十三日", "十一月二十三日", "issue_date"),
        ("二〇二六年十一月", "二〇二五年十一月", "issue_date"),
        # what is added around a fact leaves the fact itself standing
        ("李䶮同志", "李䶮莉同志", "wording"),
        ("参加我校举办的科级", "参加我校举办的全省科级", "wording"),
        ("成绩合格", "成绩优秀", "wording"),
        ("男", "女", "wording"),
    ],
)
def test_every_change_on_the_page_is_named(before: str, after: str, changed: str) -> None:
    page = page_of(WORDING.replace(before, after))
    finding = only(page if page != PAGE else PAGE.replace(before, after))
    assert finding.verdict == "altered"
    assert finding.changed == (changed,)


def test_several_changes_are_told_together() -> None:
    finding = only("结业证书\r\n张三同志于2026年1月1日至1月9日参加干部班，计8学时。")
    assert finding.changed == (
        "number", "student_name", "class_name", "dates", "hours", "school_name", "issue_date"
    )  # fmt: skip


@pytest.mark.parametrize(
    "day",
    ["2026年11月13日", "二〇二六年十一月十三日", "二○二六年十一月十三日", "2026-11-13", "2026.11.13",
     "2026/11/13", "２０２６年１１月１３日"],
)  # fmt: skip
def test_a_date_may_be_written_in_figures_or_words(day: str) -> None:
    assert only(PAGE.replace("二〇二六年十一月十三日", day)).verdict == "genuine"


@pytest.mark.parametrize(
    "day", ["2026-11-10", "2026-11-20", "2026-10-31", "2026-01-09", "2026-12-30"]
)
def test_days_in_words_are_read(day: str) -> None:
    changed = dataclasses.replace(ONE, issue_date=day)
    page = PAGE.replace("二〇二六年十一月十三日", chinese.formal_day(day))
    assert only(page, code(changed)).verdict == "genuine"
    assert only(PAGE, code(changed)).changed == ("issue_date",)


def test_a_sentence_that_names_no_dates_or_hours_lacks_nothing() -> None:
    short = "李䶮同志参加我校举办的科级干部进修班（第3期），成绩合格，准予结业。"
    assert only(page_of(short), code(wording=short)).verdict == "genuine"
    changed = only(page_of(short.replace("合格", "优秀")), code(wording=short)).changed
    assert changed == ("wording",)


def test_what_else_stands_on_the_page_is_told() -> None:
    assert only(PAGE + "\r\n王五").unsigned == "王五"
    assert only(PAGE + "\r\n。").verdict == "genuine"  # a speck of a copy
    second = only(PAGE + "\r\n、WANG-0999")
    assert (second.verdict, second.unsigned) == ("doubtful", "、WANG-0999")
    assert only(PAGE + "\r\n已于2026年12月1日作废").unsigned == "已于2026年12月1日作废"


def test_a_page_without_text_and_a_picture_are_not_compared() -> None:
    for text in (None, "", " \r\n"):
        finding = only(text)
        assert finding.verdict == "genuine"
        assert not finding.compared


def test_each_code_of_a_page_is_held_against_it() -> None:
    other = dataclasses.replace(ONE, number="X2026-03-0002", student_name="王芳")
    wording = WORDING.replace("李䶮", "王芳")
    found = checking.judge_page(4, [code(), code(other, wording)], PAGE, PUBLIC)
    assert [(f.page, f.verdict, f.changed) for f in found] == [
        (4, "genuine", ()),
        (4, "altered", ("number", "student_name")),
    ]


def test_a_page_without_a_code_has_a_verdict_too() -> None:
    [finding] = checking.judge_page(2, [], PAGE, PUBLIC)
    assert (finding.verdict, finding.page) == ("none", 2)


# ------------------------------------------------------------------------------------------- files


def test_files_that_cannot_be_checked_say_why(tmp_path: Path) -> None:
    def check(name: str, content: bytes) -> None:
        (tmp_path / name).write_bytes(content)
        checking.check(tmp_path / name, PUBLIC)

    with pytest.raises(UserError, match="不是 PDF"):
        check("a.docx", b"PK\3\4 something")
    with pytest.raises(UserError, match="已损坏"):
        check("a.pdf", b"%PDF-1.7 cut")
    with pytest.raises(UserError, match="空文件"):
        check("a.png", b"")
    with pytest.raises(UserError, match="文件夹"):
        checking.check(tmp_path, PUBLIC)
    with pytest.raises(StoreError, match="找不到"):
        checking.check(tmp_path / "none.pdf", PUBLIC)


def test_a_picture_is_judged(tmp_path: Path) -> None:
    Image.new("L", (300, 300), 255).save(tmp_path / "a.png")
    [finding] = checking.check(tmp_path / "a.png", PUBLIC)
    assert finding.verdict == "none"
    assert not finding.compared
