"""check and backup, as a technician types them."""

from __future__ import annotations

from pathlib import Path

from app.file import vault


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
