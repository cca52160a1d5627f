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
    for place in (tmp_path / "file", tmp_path / "file" / "dangxiao"):
        monkeypatch.setenv("DANGXIAO_HOME", str(place))
        log.start()
        log.log.error("nobody hears")
    (tmp_path / "taken" / "dangxiao.log").mkdir(parents=True)
    monkeypatch.setenv("DANGXIAO_HOME", str(tmp_path / "taken"))
    log.start()
    assert not any(isinstance(one.formatter, log.Formatter) for one in log.log.handlers)


def test_begun_again_it_writes_a_line_once(home: Path) -> None:
    log.start()
    log.start()
    log.log.info("begun twice")
    assert (home / "dangxiao.log").read_text("utf-8").count("begun twice") == 1


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


def read_row(cell: str) -> int:
    try:
        return {"科员": 1}[cell]
    except KeyError as error:
        raise ValueError(f"invalid cell: {cell!r} of 13800000000") from error


def test_what_an_error_says_of_a_person_is_not_written(home: Path) -> None:
    """The number stood in a cell, the name, too; what a technician needs stands there still."""
    log.start()
    for cell in ("990000199001011234", "张伟", "zhangwei'1"):
        try:
            read_row(cell)
        except ValueError as error:
            log.log.exception("import")
            log.log.warning("row: %s", error)
            log.log.error("uncaught\n%s", log.trace(error))
    log.log.info("of 990000199001011234, 13800000000, at 20261129001500")
    text = (home / "dangxiao.log").read_text("utf-8")
    for secret in ("9900001990", "张伟", "zhangwei", "13800000000", str(home)):
        assert secret not in text
    assert 'File "tests/app/ground/test_log.py", line' in text
    assert "in read_row" in text
    assert text.count("builtins.KeyError: ") == 6
    assert text.count("From that came:") == 6
    assert "builtins.ValueError: invalid cell: '…' of #" in text
    assert "row: ValueError: invalid cell" in text


def test_names_of_our_own_are_told() -> None:
    for error in (AttributeError("'Line' object has no attribute 'places'"), NameError("'x'")):
        assert log.words(error) == str(error)
    assert log.words(OSError(2, "No such file", "/home/张三/名册.xlsx")) == (
        "[Errno 2] No such file: '…'"
    )
