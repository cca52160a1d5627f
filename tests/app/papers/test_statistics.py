"""办班情况统计表 on paper and as a workbook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from app.classes import classes
from app.file import session
from app.papers import statistics
from app.rules import profiles, verdicts

Fill = Callable[..., int]
Reading = Callable[[Path], str]


@pytest.fixture
def year(school: session.Session, fill: Fill) -> list[int]:
    """Two main classes and a special one, approved, the first closed; and a draft."""
    made = [
        fill(people=42),
        fill(people=12, days=19, code="2026-04", name="乡镇干部培训班", remark="=1+1"),
        fill(people=8, days=5, code="2026-05", name="专题班", kind="special", cost_fen=None),
    ]
    for class_id in made:
        school.run(classes.approve(class_id))
    school.run(classes.close(made[0]))
    fill(people=3, days=1, code="2026-06", name="草案班")
    return made


def test_every_figure_is_the_views(
    school: session.Session, year: list[int], tmp_path: Path, text_of: Reading
) -> None:
    data = school.read(statistics.gather, 2026)
    assert statistics.write(data, tmp_path / "a.pdf") == 1
    text = text_of(tmp_path / "a.pdf")
    assert "2026年班次（按类别）" in text and "2026年各班次党性教育比例" in text
    assert "统计图" in text
    assert not school.read(statistics.gather, 2026, charts="without").charts
    assert "中共××县委党校（××县行政学校）2026年办班情况统计表" in text
    assert "草案班" not in text
    assert [row.class_id for row in data.rows] == year
    for class_id in year:
        summary = school.read(classes.summary, class_id)
        [row] = [row for row in data.rows if row.class_id == class_id]
        assert row.quarter_hours == summary.quarter_hours
        assert row.person_days == summary.enrolled_count * summary.teaching_days
        assert row.shares == {s.rule: s for s in school.read(verdicts.class_shares, class_id)}
    assert "合计3个班次34" in text
    assert "党性教育互动式教学领导干部授课" in text


def test_a_year_without_classes_is_a_page_that_says_so(
    school: session.Session, tmp_path: Path, text_of: Reading
) -> None:
    data = school.read(statistics.gather, 1999)
    assert statistics.write(data, tmp_path / "a.pdf") == 1
    assert "1999年没有已审定的班次" in text_of(tmp_path / "a.pdf")
    statistics.write_workbook(data, tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert sheet["A3"].value == "序号"


def test_the_workbook_has_numbers_and_text_cells(
    school: session.Session, year: list[int], tmp_path: Path
) -> None:
    data = school.read(statistics.gather, 2026)
    statistics.write_workbook(data, tmp_path / "summary-2026.xlsx")
    book = openpyxl.load_workbook(tmp_path / "summary-2026.xlsx")
    sheet = book.worksheets[0]
    assert sheet.title == "2026年办班情况"
    assert sheet.freeze_panes == "A5"
    upper, lower = ([cell.value for cell in sheet[row]] for row in (3, 4))
    assert upper[14] == "党性教育"
    assert lower[14:16] == ["学时", "占比"]
    first, second, third, total = ([c.value for c in sheet[row]] for row in (5, 6, 7, 8))
    assert first[:4] == [1, "2026年秋季科级干部进修班", "主体班次", "第3期"]
    assert first[7:9] == [10, 72]
    assert first[11:14] == [42, 42, 420]
    assert first[14:16] == [24, "33.3%"]
    assert third[14:16] == ["—", "—"]
    assert (second[-1], sheet.cell(6, len(second)).data_type) == ("=1+1", "s")
    assert total[7:9] == [34, 72 + 136 + 36]
    assert total[11] == 42 + 12 + 8
    for row in sheet.iter_rows():
        assert all(cell.data_type != "f" for cell in row)


def test_semester_verdicts_of_another_profile(
    school: session.Session, fill: Fill, tmp_path: Path, text_of: Reading
) -> None:
    profile = school.read(profiles.newest, "regulation-2025-county")
    class_id = fill(people=1, profile_id=profile)
    school.run(classes.approve(class_id))
    data = school.read(statistics.gather, 2026)
    statistics.write(data, tmp_path / "a.pdf")
    [share] = school.read(verdicts.period_shares, 2026)
    text = text_of(tmp_path / "a.pdf")
    assert f"2026年秋季学期：{share.title}" in text
    statistics.write_workbook(data, tmp_path / "a.xlsx")
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames[1] == "学期、年度比例"


def test_the_same_year_gives_the_same_bytes(
    school: session.Session, year: list[int], tmp_path: Path
) -> None:
    data = school.read(statistics.gather, 2026)
    for name in ("a.pdf", "b.pdf"):
        statistics.write(data, tmp_path / name)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
