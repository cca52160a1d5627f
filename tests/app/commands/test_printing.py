"""print and summary, as a technician types them."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from app import demo
from app.papers import Kind
from tests import made_up_paper

DRAFT = demo.CLASS_CODE


def pdf_text(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return text


def test_print_makes_each_paper(run, demo_path: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    for kind, wanted in (("timetable", "草案"), ("roster", "花名册")):
        paper = tmp_path / f"{kind}.pdf"
        assert run("print", demo_path, DRAFT, "--kind", kind, "--out", paper).status == 0
        assert wanted in pdf_text(paper)
    told = run("print", demo_path, DRAFT, "--kind", "certificates", "--out", tmp_path / "c.pdf")
    assert told.status == 1 and "还没有可打印的证书" in told.err
    done = run("print", demo_path, "2026-01", "--kind", "certificates", "--out", tmp_path / "c.pdf")
    assert done.status == 0
    told = run("print", demo_path, "9999-1", "--kind", "roster", "--out", tmp_path / "x.pdf")
    assert told.status == 1 and "没有编号为" in told.err
    assert not (tmp_path / "x.pdf").exists()


def test_summary_of_a_year(run, demo_path: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    book = tmp_path / "summary.xlsx"
    assert run("summary", demo_path, "--year", 2026, "--out", book).status == 0
    cells = [c.value for row in openpyxl.load_workbook(book).worksheets[0] for c in row]
    assert any("科级干部进修班" in str(v) for v in cells)


def test_a_ledger_goes_by_the_year_of_issue(  # type: ignore[no-untyped-def]
    run, demo_path: Path, tmp_path: Path
) -> None:
    ledger = ["print", demo_path, "--kind", "ledger", "--year"]
    assert run(*ledger, 2025, "--out", tmp_path / "ledger.pdf").status == 0
    told = run(*ledger, 1999, "--out", tmp_path / "no.pdf")
    assert told.status == 1 and "1999 年没有签发证书" in told.err
    assert not (tmp_path / "no.pdf").exists()


@pytest.mark.parametrize("name", ["no.xlsx", "no.pdf"])
@pytest.mark.parametrize("command", [["summary"], ["print", "--kind", "summary"]])
def test_a_year_without_classes_has_no_statistics(  # type: ignore[no-untyped-def]
    run, demo_path: Path, tmp_path: Path, command: list[str], name: str
) -> None:
    told = run(*command, demo_path, "--year", 1999, "--out", tmp_path / name)
    assert told.status == 1 and "1999 年没有班次" in told.err
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [("roster", "a.docx", "以 .pdf 或 .xlsx 结尾"), ("certificates", "a.png", "以 .pdf 结尾")],
)
def test_a_file_is_what_its_ending_says(  # type: ignore[no-untyped-def]
    run, tmp_path: Path, kind: str, name: str, said: str
) -> None:
    told = run("print", "a.dxjw", "A", "--kind", kind, "--out", tmp_path / name)
    assert told.status == 1 and said in told.err
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize("typed", ["", " ,、"])
def test_an_option_that_names_nothing_is_not_everything(  # type: ignore[no-untyped-def]
    run, demo_path: Path, tmp_path: Path, typed: str
) -> None:
    paper = tmp_path / "a.pdf"
    asked = ("print", demo_path, "2026-01", "--kind", "certificates", "--out", paper)
    told = run(*asked, "--numbers", typed)
    assert told.status == 1 and "至少要写一个" in told.err and not paper.exists()


def test_no_paper_is_written_over_the_school(run, demo_path: Path) -> None:  # type: ignore[no-untyped-def]
    before = demo_path.read_bytes()
    for command in (
        ("print", demo_path, DRAFT, "--kind", "roster", "--out", demo_path),
        ("summary", demo_path, "--year", 2026, "--out", demo_path),
        ("export-sqlite", demo_path, "--out", demo_path),
    ):
        told = run(*command)
        assert told.status == 1
        assert "换一个" in told.err
    assert demo_path.read_bytes() == before


def headings(book: Path) -> list[object]:
    return [cell.value for cell in openpyxl.load_workbook(book).worksheets[0][3]]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ([], ["序号", "姓名", "性别", "民族", "出生年月", "政治面貌", "学历", "单位及职务",
              "职务层次", "组别", "班内职务", "联系电话"]),  # nobody has a remark
        (["--identity"], ["序号", "姓名", "性别", "民族", "出生年月", "政治面貌", "学历", "单位及职务",
                          "职务层次", "组别", "班内职务", "身份证号", "联系电话"]),
        (["--columns", "单位,姓名，职务、备注"], ["单位", "姓名", "职务", "备注"]),
        (["--columns", "姓名 身份证号 姓名"], ["姓名", "身份证号"]),  # to name it is to want it
        (["--columns", "备注,姓名,联系电话", "--identity"], ["备注", "姓名", "身份证号", "联系电话"]),
    ],
)  # fmt: skip
def test_the_columns_of_a_roster_are_chosen_and_ordered(  # type: ignore[no-untyped-def]
    run, demo_path: Path, tmp_path: Path, typed: list[str], wanted: list[str]
) -> None:
    book = tmp_path / "名册.xlsx"
    told = run("print", demo_path, DRAFT, "--kind", "roster", "--out", book, *typed)
    assert told.status == 0 and told.out.strip() == str(book)
    assert headings(book) == wanted


@pytest.mark.parametrize("typed", ["年龄,姓名", "", " ,"])
def test_a_column_that_there_is_not_is_named_with_those_there_are(  # type: ignore[no-untyped-def]
    run, demo_path: Path, tmp_path: Path, typed: str
) -> None:
    told = run(
        *("print", demo_path, DRAFT, "--kind", "roster", "--columns", typed),
        *("--out", tmp_path / "a.pdf"),
    )
    assert told.status == 1
    assert ("「年龄」" in told.err) == ("年龄" in typed)
    assert "序号、姓名、性别" in told.err and "身份证号、联系电话、备注。" in told.err
    assert not (tmp_path / "a.pdf").exists()


def test_certificates_of_some_numbers(run, demo_path: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    rows = run("sql", demo_path, "SELECT number FROM certificate WHERE class_code = '2026-01'").out
    first, second = (json.loads(line)["number"] for line in rows.splitlines()[:2])
    paper = tmp_path / "证书.pdf"
    asked = ("print", demo_path, "2026-01", "--kind", "certificates", "--out", paper, "--numbers")
    assert "2 页" in run(*asked, f"{second},{first}").out
    text = pdf_text(paper)
    assert first in text and second in text
    told = run(*asked, f"{first},2026-01-9999")
    assert told.status == 1 and "「2026-01-9999」" in told.err


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["--kind", "roster"], "缺少参数：CLASS"),
        (["--kind", "summary"], "缺少参数：--year"),
        (["--kind", "summary", "A", "--year", "2026"], "办班情况统计不用 CLASS"),
        (["--kind", "timetable", "A", "--identity"], "课程表没有选项 --identity"),
        (["--kind", "roster", "A", "--year", "2026"], "学员花名册不用 --year"),
    ],
)
def test_what_a_paper_does_not_take_is_wrong_usage(run, typed: list[str], said: str) -> None:  # type: ignore[no-untyped-def]
    told = run("print", "a.dxjw", *typed, "--out", "a.pdf")
    assert told.status == 2
    assert said in told.err


def test_a_paper_without_a_workbook_says_so(run) -> None:  # type: ignore[no-untyped-def]
    told = run("print", "a.dxjw", "A", "--kind", "certificates", "--out", "a.xlsx")
    assert told.status == 2 and "没有工作簿" in told.err


def test_the_statistics_of_a_year_are_a_paper_as_well(run, demo_path: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    paper = tmp_path / "a.pdf"
    told = run("print", "--kind", "summary", demo_path, "--year", 2026, "--out", paper)
    assert told.status == 0 and "2026年办班情况统计表" in pdf_text(paper)


def test_a_class_may_stand_between_the_options(run, demo_path: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    paper = tmp_path / "a.pdf"
    for words in (
        ("--kind", "roster", demo_path, "--identity", DRAFT, "--out", paper),
        (demo_path, "--out", paper, "--kin=roster", DRAFT),
    ):
        assert run("print", *words).status == 0


def test_every_paper_of_the_register_is_printed_with_its_options(  # type: ignore[no-untyped-def]
    run, demo_path: Path, tmp_path: Path, made_up: list[Kind]
) -> None:
    text = run("print", "--help").out
    assert "--person ID" in text and "用大字印" in text
    subjects = {"class": [DRAFT], "person": ["--person", 1], "year": ["--year", 2026], "school": []}
    for kind in made_up:
        assert f"{kind.key} {kind.name}" in " ".join(text.split())
        out = tmp_path / f"{kind.key}.pdf"
        asked = ("print", demo_path, *subjects[kind.of], "--kind", kind.key, "--out", out)
        assert run(*asked, "--loud").status == 0
        assert made_up_paper.gathered[-1][1] is True
        assert out.stat().st_size
    assert [subject for subject, _ in made_up_paper.gathered[1:]] == [1, 2026, None]
    told = run("print", demo_path, "--person", 999, "--kind", "made-up-person", "--out", "a.pdf")
    assert told.status == 1
