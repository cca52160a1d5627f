"""The command line, as a technician types it: usage, passwords, what the system refuses."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from app import papers
from app.commands.main import NOWHERE, main
from app.ground import paths


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


@pytest.mark.parametrize(
    ("typed", "said"),
    [(["--o", "x.pdf"], "选项写得不全：--o"), (["--identity=1"], "--identity：不取值，多了 '1'")],
)
def test_usage_is_told_in_chinese_whatever_is_wrong(run, typed: list[str], said: str) -> None:  # type: ignore[no-untyped-def]
    told = run("print", "a.dxjw", "A", "--kind", "roster", *typed)
    assert told.status == 2 and said in told.err
    assert not any(word in told.err for word in ("could", "match", "ignored", "explicit"))


def test_usage_is_named_once_and_choices_are_in_chinese_brackets(run) -> None:  # type: ignore[no-untyped-def]
    told = run("print", "a.dxjw", "A", "--kind", "x", "--out", "y")
    assert told.status == 2
    assert told.err.count("用法：") == 1
    assert told.err.rstrip().endswith(f"'{papers.KINDS[-1].key}'）")


def test_a_wrong_password_and_a_missing_file(  # type: ignore[no-untyped-def]
    run, demo_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "找不到学校文件" in run("check", tmp_path / "没有.dxjw").err
    monkeypatch.setenv("DANGXIAO_PASSWORD", "another")
    told = run("check", demo_path)
    assert told.status == 1 and "密码不正确" in told.err


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


def test_a_folder_that_is_gone_is_told_before_anything_is_done(
    demo_path: Path, tmp_path: Path
) -> None:
    (tmp_path / "没了").mkdir()
    script = f"import os; os.rmdir({str(tmp_path / '没了')!r});"
    script += (
        f"from app.commands.main import main; raise SystemExit(main({['check', str(demo_path)]}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path / "没了",
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(paths.ROOT)},
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == NOWHERE + "\n"
