"""The command line, as a technician types it."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from app import demo
from app.commands.cli import main
from app.file import vault
from app.opening import open_school

PASSWORD = "secret-word"
DRAFT = demo.CLASS_CODE


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DANGXIAO_PASSWORD", PASSWORD)


class Told:
    """What a command printed and returned."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    def call(*arguments: object) -> Told:
        try:
            status = main([str(a) for a in arguments])
        except SystemExit as left:
            status = int(left.code or 0)
        printed = capsys.readouterr()
        return Told(status, printed.out, printed.err)

    return call


def pdf_text(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return text


def test_help_is_chinese_and_wrong_usage_is_status_2(run) -> None:  # type: ignore[no-untyped-def]
    told = run("--help")
    assert told.status == 0
    assert "用法：" in told.out and "导入学员名册" in told.out
    assert not any(word in told.out for word in ("usage:", "options:", "show this help"))
    for command in ("demo", "sql", "print", "import-roster"):
        text = run(command, "--help").out
        assert "显示这份说明" in text and "show this" not in text
    for wrong in (["print"], ["nonsense"], ["summary", "x.dxjw", "--year", "abc", "--out", "y"]):
        told = run(*wrong)
        assert told.status == 2 and "用法：" in told.err
        assert not any(w in told.err for w in ("required", "invalid", "choose from"))


def test_demo_does_the_whole_main_job(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    told = run("demo", "--out", tmp_path)
    assert told.status == 0, told.err
    assert "审定被拒绝" in told.out and "互动式教学不足" in told.out and "审定通过" in told.out
    names = {p.name for p in tmp_path.iterdir() if p.suffix != ".lock"}
    assert names == {
        *("demo.dxjw", "demo.dxkey", "timetable.pdf", "roster.pdf", "certificates.pdf"),
        "summary-2026.xlsx",
    }
    assert len(pypdfium2.PdfDocument(tmp_path / "certificates.pdf")) == 42
    assert "第 1 版" in pdf_text(tmp_path / "timetable.pdf").replace("\n", " ")
    with open_school(tmp_path / "demo.dxjw", PASSWORD, write=False) as session:
        status = session.read(lambda db: db.execute("SELECT status FROM class").fetchall())
    assert status == [("closed",)]
    again = run("demo", "--out", tmp_path)
    assert again.status == 1 and "已经存在" in again.err


def test_check_names_what_bars_and_its_clause(run, demo_path: Path) -> None:  # type: ignore[no-untyped-def]
    told = run("check", demo_path)
    assert told.status == 1
    assert "文件完好" in told.out and "互动式教学不足" in told.out and "规划 一（三）4" in told.out


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


def test_import_dry_run_writes_nothing_and_errors_are_status_1(  # type: ignore[no-untyped-def]
    run, demo_path: Path, tmp_path: Path
) -> None:
    roster = demo.workbook("学员名册.xlsx")
    before = demo_path.read_bytes()
    told = run("import-roster", demo_path, roster, "--dry-run")
    assert told.status == 0 and "无变化 42" in told.out and "未写入任何数据" in told.out
    assert demo_path.read_bytes() == before
    marked = tmp_path / "标注.xlsx"
    wrong = demo.workbook("学员名册（有错）.xlsx")
    told = run("import-roster", demo_path, wrong, "--marked", marked)
    assert told.status == 1 and "第 " in told.out and marked.exists()
    told = run("import-roster", demo_path, roster, "--class", "没有")
    assert told.status == 1 and "没有编号为" in told.err
    told = run("import-courses", demo_path, demo.workbook("师资课程.xlsx"))
    assert told.status in (0, 1) and "师资课程.xlsx" in told.out


def test_summary_of_a_year(run, demo_path: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    book = tmp_path / "summary.xlsx"
    assert run("summary", demo_path, "--year", 2026, "--out", book).status == 0
    cells = [c.value for row in openpyxl.load_workbook(book).worksheets[0] for c in row]
    assert any("科级干部进修班" in str(v) for v in cells)
    assert run("summary", demo_path, "--year", 1999, "--out", tmp_path / "no.xlsx").status == 1
    assert not (tmp_path / "no.xlsx").exists()


def test_backup_opens_with_the_same_password(run, demo_path: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    copy = tmp_path / "u盘" / "备份.dxjw"
    assert run("backup", demo_path, "--out", copy).status == 0
    assert vault.ring_path(copy).exists()
    assert (
        run("sql", copy, "SELECT count(*) AS n FROM class").out
        == run("sql", demo_path, "SELECT count(*) AS n FROM class").out
    )


def test_export_is_plain_sqlite_with_its_views(run, demo_path: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    plain = tmp_path / "plain.db"
    told = run("export-sqlite", demo_path, "--out", plain)
    assert told.status == 0 and "不加密" in told.err
    db = sqlite3.connect(plain)
    assert db.execute("SELECT count(*) FROM class_share").fetchone()[0] > 10
    db.close()


def test_sql_prints_json_and_writes_only_when_told(run, demo_path: Path) -> None:  # type: ignore[no-untyped-def]
    told = run("sql", demo_path, "SELECT code, name FROM class WHERE code = '2026-03'")
    assert json.loads(told.out) == {"code": "2026-03", "name": demo.CLASS["name"]}
    rename = "UPDATE class SET remark = '技术员' WHERE code = '2026-03'"
    assert run("sql", demo_path, rename).status == 1
    assert run("sql", "--write", demo_path, rename).status == 0
    with open_school(demo_path, PASSWORD) as session:
        assert (session.undo_name() or "").startswith("执行 SQL：UPDATE class")
    approve = "UPDATE class SET status = 'approved' WHERE code = '2026-03'"
    told = run("sql", demo_path, "--write", approve)
    assert told.status == 1 and "不能审定" in told.err
    for wrong in ("SELEC 1", "SELECT 1; SELECT 2", "DROP TABLE class", "COMMIT"):
        told = run("sql", demo_path, "--write", wrong)
        assert told.status == 1 and told.err.strip() and "Traceback" not in told.err


def test_a_wrong_password_and_a_missing_file(  # type: ignore[no-untyped-def]
    run, demo_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "找不到学校文件" in run("check", tmp_path / "没有.dxjw").err
    monkeypatch.setenv("DANGXIAO_PASSWORD", "another")
    told = run("check", demo_path)
    assert told.status == 1 and "密码不正确" in told.err


def test_a_reader_who_has_seen_enough_meets_no_traceback(demo_path: Path) -> None:
    command = [sys.executable, "-m", "app", "sql", str(demo_path), "SELECT * FROM change"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None and running.stderr is not None
        assert running.stdout.readline().startswith(b"{")
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait() == 0


def test_what_the_system_refuses_is_told_where_nothing_can_be_printed_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setattr(sys, "stdout", io.StringIO())  # as the program with a window has it
    assert main(["demo", "--out", str(tmp_path / "file" / "out")]) == 1
    assert capsys.readouterr().err.startswith("读写「")


def test_usage_is_named_once_and_choices_are_in_chinese_brackets(run) -> None:  # type: ignore[no-untyped-def]
    told = run("print", "a.dxjw", "A", "--kind", "x", "--out", "y")
    assert told.status == 2
    assert told.err.count("用法：") == 1
    assert told.err.rstrip().endswith("'certificates'）")


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


def test_no_password_and_no_terminal_is_told(demo_path: Path) -> None:
    detached = getattr(subprocess, "DETACHED_PROCESS", 0)  # Windows' way to have no terminal
    environment = {k: v for k, v in os.environ.items() if k != "DANGXIAO_PASSWORD"}
    done = subprocess.run(
        [sys.executable, "-m", "app", "check", str(demo_path)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        env={**environment, "PYTHONIOENCODING": "utf-8"},
        start_new_session=True,
        creationflags=detached,
    )
    assert done.returncode == 1
    assert "没有输入密码" in done.stderr
    assert "Traceback" not in done.stderr


def test_values_are_short_and_skipped_rows_are_told(run, demo_path: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for row in (["姓名", "备注"], ["张某强", "备" * 3000], ["合计", "1 人"]):
        page.append(row)
    book.save(tmp_path / "a.xlsx")
    told = run("import-roster", demo_path, tmp_path / "a.xlsx", "--dry-run")
    assert told.status == 1
    assert "已跳过　Sheet 第 3 行　合计" in told.out
    assert max(map(len, told.out.splitlines())) < 120


# ------------------------------------------------------------------------------- code page 936


def on_page_936(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    """Run a command whose output is read as Simplified Chinese Windows reads it."""
    return subprocess.run(
        [sys.executable, "-m", "app", *map(str, arguments)],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONIOENCODING": "gbk", "PYTHONUTF8": "0"},
        timeout=120,
    )


def test_code_page_936_prints_chinese_and_survives_what_it_lacks(
    demo_path: Path, tmp_path: Path
) -> None:
    rename = "UPDATE class SET name = '𠮷☑班 café' WHERE code = '2026-03'"
    assert on_page_936("sql", "--write", demo_path, rename).returncode == 0
    told = on_page_936("sql", demo_path, "SELECT name FROM class WHERE code = '2026-03'")
    assert told.stderr == b""
    assert json.loads(told.stdout.decode("gbk")) == {"name": "𠮷☑班 café"}  # JSON still
    told = on_page_936("sql", demo_path, "SELECT name FROM class WHERE code = '2026-01'")
    assert "进修班" in told.stdout.decode("gbk")
    told = on_page_936("check", demo_path)
    text = told.stdout.decode("gbk")
    assert "互动式教学不足" in text and "\\U00020bb7\\u2611班" in text
    assert told.stderr == b""
    told = on_page_936("--help")
    assert told.returncode == 0 and "导入学员名册" in told.stdout.decode("gbk")
    told = on_page_936("check", tmp_path / "𠮷☑.dxjw")
    assert told.returncode == 1
    assert "找不到学校文件" in told.stderr.decode("gbk") and b"Traceback" not in told.stderr


def test_code_page_936_reads_a_workbook_of_any_signs(demo_path: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["姓名", "性别"], ["𠮷某某", "男"], ["张某强", "☑"]):
        book.worksheets[0].append(row)
    book.save(tmp_path / "𠮷名册.xlsx")
    told = on_page_936("import-roster", demo_path, tmp_path / "𠮷名册.xlsx", "--dry-run")
    text = told.stdout.decode("gbk")
    assert "\\U00020bb7名册.xlsx" in text and "\\u2611" in text
    assert told.returncode == 1 and "性别" in text  # ☑ is none
    assert b"Traceback" not in told.stderr
