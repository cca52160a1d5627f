"""课程表 on paper and as a workbook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from app.classes import classes, lessons
from app.file import session
from app.ground.errors import UserError
from app.ground.jobs import Cancelled, Progress
from app.papers import timetable
from app.rules import verdicts

Fill = Callable[..., int]
Reading = Callable[[Path], str]


def test_a_draft_says_so_across_every_page(
    school: session.Session, fill: Fill, tmp_path: Path, text_of: Reading
) -> None:
    path = tmp_path / "课程表.pdf"
    pages = timetable.write(school.read(timetable.gather, fill(days=20)), path)
    with pypdfium2.PdfDocument(path) as document:
        assert pages == len(document) >= 3
        for page in document:
            text = page.get_textpage().get_text_range()
            assert text.startswith(("草案", "草\r\n案"))
    assert "尚未审定" in text_of(path)


def test_an_approved_one_carries_version_day_and_verdicts(
    school: session.Session, fill: Fill, tmp_path: Path, text_of: Reading
) -> None:
    class_id = fill()
    school.run(classes.approve(class_id))
    school.run(classes.reopen(class_id))
    school.run(classes.approve(class_id))
    path = tmp_path / "课程表.pdf"
    timetable.write(school.read(timetable.gather, class_id), path)
    text = text_of(path)
    assert "草案" not in text
    assert "第2版" in text
    assert "审定" in text
    for share in school.read(verdicts.class_shares, class_id):
        part, total = share.part // 4, share.total // 4
        assert f"{share.title}全部学时{part}／{total}学时" in text
        assert f"≥{share.minimum}%达标{share.clause.replace(' ', '')}" in text
    assert "44.4%" in text


def test_every_lesson_is_there_with_its_lecturer(
    school: session.Session, fill: Fill, tmp_path: Path, text_of: Reading
) -> None:
    class_id = fill()
    path = tmp_path / "课程表.pdf"
    timetable.write(school.read(timetable.gather, class_id), path)
    text = text_of(path)
    assert "2026年秋季科级干部进修班（第3期）课程表" in text
    assert "培训时间：2026年11月2日至11月13日" in text
    for held in school.read(lessons.of_class, class_id):
        assert held.title in text
    assert "11月2日星期一" in text
    assert text.count("上午8:30—11:50") == 10
    assert "赵𬎆（省社会科学院政治学研究所研究员、博士生导师）" in text
    assert "联系方式：李老师0700-1234567" in text
    assert "如有变动另行通知" in text
    assert text.count("不计") == 3
    assert "合计72" in text


def test_below_and_unassessed_are_said_in_words(
    school: session.Session, fill: Fill, tmp_path: Path, text_of: Reading
) -> None:
    timetable.write(school.read(timetable.gather, fill(days=1)), tmp_path / "a.pdf")
    assert "不足" in text_of(tmp_path / "a.pdf")
    timetable.write(
        school.read(timetable.gather, fill(days=0, people=0, code="空")), tmp_path / "b.pdf"
    )
    text = text_of(tmp_path / "b.pdf")
    assert text.count("未评定") == 6
    assert "尚未安排课程" in text


def test_the_workbook_holds_the_same_cells(
    school: session.Session, fill: Fill, tmp_path: Path
) -> None:
    class_id = fill()
    path = tmp_path / "课程表.xlsx"
    timetable.write_workbook(school.read(timetable.gather, class_id), path)
    book = openpyxl.load_workbook(path)
    sheet = book["课程表"]
    assert sheet["A1"].value == "2026年秋季科级干部进修班（第3期）课程表"
    assert [cell.value for cell in sheet[3]] == list(timetable.HEADINGS)
    assert sheet.freeze_panes == "A4"
    titles = [sheet.cell(row, 3).value for row in range(4, 24)]
    assert titles == [held.title for held in school.read(lessons.of_class, class_id)]
    assert sheet["H5"].value == 4
    assert sheet["H24"].value == 72
    assert "A4:A5" in {str(area) for area in sheet.merged_cells.ranges}
    assert [cell.value for cell in book["课程结构审核"][4]][:4] == [
        "党性教育",
        "全部学时",
        "24／72 学时\n按门数 3 / 9 门，33.3%",
        "33.3%",
    ]
    told = "".join(str(row[0].value) for row in book["课程结构审核"].iter_rows())
    assert "现场教学不计入互动式教学" in told and "领导干部指：" in told


def test_the_same_class_gives_the_same_bytes(
    school: session.Session, fill: Fill, tmp_path: Path
) -> None:
    data = school.read(timetable.gather, fill())
    for name in ("a.pdf", "b.pdf"):
        timetable.write(data, tmp_path / name)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_a_character_without_a_glyph_is_refused(
    school: session.Session, fill: Fill, tmp_path: Path
) -> None:
    class_id = fill(people=1, name="培训\ue815班")
    with pytest.raises(UserError, match=r"U\+E815.*班次名称"):
        timetable.write(school.read(timetable.gather, class_id), tmp_path / "a.pdf")
    assert not (tmp_path / "a.pdf").exists()


def test_cancelling_leaves_nothing(school: session.Session, fill: Fill, tmp_path: Path) -> None:
    data = school.read(timetable.gather, fill())
    folder = tmp_path / "空"
    folder.mkdir()
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        timetable.write(data, folder / "a.pdf", progress)
    with pytest.raises(Cancelled):
        timetable.write_workbook(data, folder / "a.xlsx", progress)
    assert not list(folder.iterdir())


def test_a_class_that_is_gone(school: session.Session) -> None:
    with pytest.raises(UserError):
        school.read(timetable.gather, 99)
