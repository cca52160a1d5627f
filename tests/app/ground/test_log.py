"""The log: beside the settings, small, and never in the way."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.ground import log, settings
from app.ground.paths import ROOT


@pytest.fixture(autouse=True)
def _fresh_log() -> Iterator[None]:
    """Whatever a test adds to the log goes again, so that its file can be removed."""
    before = list(log.log.handlers)
    yield
    for handler in [h for h in log.log.handlers if h not in before]:
        log.log.removeHandler(handler)
        handler.close()


def test_the_log_is_written_beside_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "王 小明" / "dangxiao"
    monkeypatch.setenv("DANGXIAO_HOME", str(home))
    log.start()
    log.log.info("begun 开始 𠮷")
    assert "begun 开始 𠮷" in (home / "dangxiao.log").read_text("utf-8")


def test_a_log_that_cannot_be_written_is_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("x")
    before = list(log.log.handlers)
    for place in (tmp_path / "file", tmp_path / "file" / "dangxiao"):
        monkeypatch.setenv("DANGXIAO_HOME", str(place))
        log.start()
        log.log.error("nobody hears")
    (tmp_path / "taken" / "dangxiao.log").mkdir(parents=True)
    monkeypatch.setenv("DANGXIAO_HOME", str(tmp_path / "taken"))
    log.start()
    assert log.log.handlers == before


def test_a_line_that_cannot_be_written_is_done_without_a_word(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in (1, 2):  # where the older files would go
        (home / f"dangxiao.log.{number}").mkdir()
    log.start()
    log.log.info("x" * 1_000_000)
    log.log.info("the file is full, and cannot be put aside")
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "")


@pytest.mark.parametrize("variable", ["DANGXIAO_HOME", "LOCALAPPDATA"])
def test_the_program_starts_where_nothing_of_its_own_can_be_written(
    tmp_path: Path, variable: str
) -> None:
    (tmp_path / "file").write_text("x")
    kept = {k: v for k, v in os.environ.items() if k != "DANGXIAO_HOME"}
    nowhere = {**kept, variable: str(tmp_path / "file"), "PYTHONIOENCODING": "utf-8"}
    nowhere["XDG_CONFIG_HOME"] = nowhere.get("LOCALAPPDATA", str(tmp_path / "file"))
    done = subprocess.run(
        [sys.executable, "-m", "app", "check", str(tmp_path / "没有.dxjw")],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        env={**nowhere, "DANGXIAO_PASSWORD": "secret-word"},
        timeout=60,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("找不到学校文件")
    assert "Traceback" not in done.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_settings_of_a_folder_that_is_missing_are_the_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DANGXIAO_HOME", str(tmp_path / "没有" / "dangxiao"))
    assert settings.load() == settings.Settings()
    settings.load().save()
    assert (tmp_path / "没有" / "dangxiao" / "settings.json").is_file()
