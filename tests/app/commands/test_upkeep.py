"""check and backup, as a technician types them."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.file import vault
from tests.data.school_files import OLDER, kept_copy


def test_check_names_what_bars_and_its_clause(run, demo_path: Path) -> None:  # type: ignore[no-untyped-def]
    told = run("check", demo_path)
    assert told.status == 1
    assert "文件完好" in told.out and "互动式教学不足" in told.out and "规划 一（三）4" in told.out


def test_backup_opens_with_the_same_password(run, demo_path: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    copy = tmp_path / "u盘" / "备份.dxjw"
    assert run("backup", demo_path, "--out", copy).status == 0
    assert vault.ring_path(copy).exists()
    assert (
        run("sql", copy, "SELECT count(*) AS n FROM class").out
        == run("sql", demo_path, "SELECT count(*) AS n FROM class").out
    )


def test_an_older_file_is_only_told_of(  # type: ignore[no-untyped-def]
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What only reads does not upgrade; what writes does, after a copy."""
    monkeypatch.setenv("DANGXIAO_USER", "李敏")
    older = kept_copy(OLDER[0], tmp_path)
    before = older.read_bytes()
    for command in (
        ("check", older),
        ("backup", older, "--out", tmp_path),
        ("sql", older, "SELECT 1"),
    ):
        told = run(*command)
        assert (told.status, told.out) == (1, "")
        assert "由旧版程序保存，请先在本程序的窗口中打开一次" in told.err
    assert older.read_bytes() == before
    assert run("sql", older, "--write", "UPDATE school SET contact = '0'").status == 0
    assert (tmp_path / "v1（升级前第1版）.dxjw").exists()
    assert "文件完好" in run("check", older).out
