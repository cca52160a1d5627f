"""check and backup, as a technician types them."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest

from app.file import sql, vault
from app.ground import jobs
from app.opening import open_school
from tests.conftest import PASSWORD
from tests.data.school_files import OLDER, kept_copy
from tests.tampering import STUDENT, aged, past


def test_check_names_what_bars_and_its_clause(run, demo_path: Path) -> None:  # type: ignore[no-untyped-def]
    told = run("check", demo_path)
    assert told.status == 1
    assert "文件完好" in told.out and "互动式教学不足" in told.out and "规划 一（三）4" in told.out


def test_a_backup_is_rehearsed_and_put_on_record(run, demo_path: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    copy = tmp_path / "备份.dxjw"
    assert run("backup", demo_path, "--out", copy).status == 0
    alone = run("rehearse", copy)
    assert alone.status == 0
    assert alone.out.startswith("恢复演练：「备份.dxjw」") and "全部相符" in alone.out
    beside = run("rehearse", copy, "--school", demo_path)
    assert beside.out.rstrip().endswith("与现在的学校文件一致。")
    kept = run("sql", demo_path, "SELECT words FROM rehearsal")
    assert kept.out == '{"words": "全部相符。与现在的学校文件一致。"}\n'


@pytest.mark.parametrize("kept", OLDER, ids=lambda path: path.stem)
def test_a_backup_of_an_older_program_is_rehearsed(  # type: ignore[no-untyped-def]
    run, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DANGXIAO_USER", "李敏")
    older = kept_copy(kept, tmp_path)
    before = older.read_bytes()
    told = run("rehearse", older)
    assert (told.status, told.err) == (0, "") and "已在内存中升级成功" in told.out
    assert older.read_bytes() == before
    monkeypatch.setenv("DANGXIAO_PASSWORD", "another-word")
    assert run("rehearse", older).status == 1


def test_a_backup_under_another_key_is_rehearsed_with_the_password_of_then(  # type: ignore[no-untyped-def]
    run, worked_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "备份.dxjw"
    assert run("backup", worked_path, "--out", copy).status == 0
    assert run("rekey", worked_path, "--code-to", tmp_path / "恢复码.txt").status == 0
    monkeypatch.setenv("DANGXIAO_BACKUP_PASSWORD", "another-word")
    refused = run("rehearse", copy, "--school", worked_path)
    assert refused.status == 1 and "密码不正确" in refused.err
    monkeypatch.setenv("DANGXIAO_BACKUP_PASSWORD", PASSWORD)
    told = run("rehearse", copy, "--school", worked_path)
    assert (told.status, "全部相符" in told.out) == (0, True)
    monkeypatch.delenv("DANGXIAO_BACKUP_PASSWORD")
    assert run("rehearse", copy, "--school", worked_path).status == 0


def test_a_class_is_retrieved_from_a_backup(run, demo_path: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    copy, one = tmp_path / "备份.dxjw", ("--of", "class", "--name", "2026-03")
    assert run("backup", demo_path, "--out", copy).status == 0
    there = run("retrieve", demo_path, copy, *one, "--dry-run")
    assert there.status == 0 and there.out.startswith("没有缺少的记录。")
    deletion = "DELETE FROM class WHERE code = '2026-03'"
    assert run("sql", demo_path, "--write", deletion).status == 0
    told = run("retrieve", demo_path, copy, *one)
    assert told.status == 0 and told.out.startswith("缺少，将取回：班次 1、")
    assert run("sql", demo_path, "SELECT count(*) n FROM class WHERE code = '2026-03'").out == (
        '{"n": 1}\n'
    )
    several = run("retrieve", demo_path, copy, "--of", "teacher", "--name", "")
    assert several.status == 1 and "个这样的教师" in several.err


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


def test_check_finds_what_was_done_past_the_program(run, worked_path: Path) -> None:  # type: ignore[no-untyped-def]
    past(worked_path, [f"UPDATE student SET phone = '9' WHERE id = {STUDENT}"], unguarded=True)
    told = run("check", worked_path)
    assert told.status == 1
    assert "文件完好" not in told.out
    assert "学员「郝检」" in told.out and "，表示它在程序之外被改过或删除" in told.out


def test_old_operations_are_archived_and_checked_where_they_are(  # type: ignore[no-untyped-def]
    run, worked_path: Path, tmp_path: Path
) -> None:
    aged(worked_path, stay=3)
    day = (datetime.date.today() - datetime.timedelta(days=100)).isoformat()
    told = run("archive-journal", worked_path, "--before", day, "--out", tmp_path / "归档")
    assert told.status == 0 and "已归档" in told.out
    (made,) = (tmp_path / "归档").iterdir()
    assert "文件完好。\n\n" in run("check", worked_path).out
    moved = made.rename(tmp_path / made.name)
    told = run("check", worked_path)
    assert "文件完好。\n操作记录的归档文件" in told.out and "没有核对" in told.out
    assert "文件完好。\n\n" in run("check", worked_path, "--archive", moved).out
    again = run("archive-journal", worked_path, "--before", day, "--out", tmp_path)
    assert again.status == 1 and "没有可以归档" in again.err


def test_a_day_is_typed_as_a_day(run, worked_path: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    told = run("archive-journal", worked_path, "--before", "去年", "--out", tmp_path)
    assert told.status == 2 and "日期请写成" in told.err


def test_restore_says_what_it_holds_and_where_the_present_file_went(  # type: ignore[no-untyped-def]
    run, demo_path: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "u盘" / "备份.dxjw"
    run("backup", demo_path, "--out", copy)
    run("sql", demo_path, "--write", "UPDATE school SET contact = '0'")
    before = {p.name: p.read_bytes() for p in copy.parent.iterdir()}
    told = run("restore", copy, "--to", demo_path)
    assert told.status == 0 and "比现在的学校文件少 1 项工作" in told.out
    assert "原来的文件都留着" in told.out and "已恢复到" in told.out
    assert run("sql", demo_path, "SELECT contact FROM school").out != '{"contact": "0"}\n'
    for command in (("check", copy), ("sql", copy, "SELECT 1"), ("export-sqlite", copy)):
        out = ("--out", tmp_path / "plain.db") if command[0] == "export-sqlite" else ()
        run(*command, *out)
    assert {p.name: p.read_bytes() for p in copy.parent.iterdir()} == before
    refused = run("sql", copy, "--write", "UPDATE school SET contact = '1'")
    assert refused.status == 1 and "这是备份" in refused.err
    assert {p.name: p.read_bytes() for p in copy.parent.iterdir()} == before


def test_check_says_that_a_copy_lacks_its_log(run, demo_path: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    copy = tmp_path / "复制.dxjw"
    with open_school(demo_path, PASSWORD, runner=jobs.Inline()) as session:
        session.run(sql.write("UPDATE school SET contact = '0'"))
        for of in (Path, vault.ring_path):
            shutil.copyfile(of(demo_path), of(copy))
    told = run("check", copy)
    assert told.status == 1 and "缺少最近的工作" in told.err and "文件完好" not in told.out
    assert run("sql", copy, "--write", "UPDATE school SET contact = '1'").status == 1


def test_where_a_view_is_missing_the_check_says_so_to_the_end(run, worked_path: Path) -> None:  # type: ignore[no-untyped-def]
    past(worked_path, ["DROP VIEW class_share"])
    told = run("check", worked_path)
    assert (told.status, told.err) == (1, "")
    assert "文件少了视图 class_share，表示核对规定的部件不在了" in told.out
    assert "各班次没有检查完：学校文件「示范学校.dxjw」里少了 class_share（" in told.out
