"""The folders of this user, as the system or the desktop says."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from app.ground import paths


def test_settings_are_kept_where_this_system_keeps_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DANGXIAO_HOME")
    local = tmp_path / "王 小明" / "AppData" / "Local"
    monkeypatch.setenv("LOCALAPPDATA" if os.name == "nt" else "XDG_CONFIG_HOME", str(local))
    assert paths.home() == local / "dangxiao"


def test_where_the_system_says_nothing_there_is_a_folder_still(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("DANGXIAO_HOME", "LOCALAPPDATA", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    assert paths.home().is_relative_to(Path.home())
    assert paths.home().name == "dangxiao"


def test_the_documents_are_where_the_system_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sys.platform == "win32":
        import winreg

        folders = r"Software\Microsoft\Windows\CurrentVersion\Explorer\Shell Folders"
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, folders) as key:
            expected = Path(winreg.QueryValueEx(key, "Personal")[0])
    else:
        expected = tmp_path / "王 小明" / "文档"
        monkeypatch.setenv("XDG_DOCUMENTS_DIR", str(expected))
    assert paths.documents() == expected


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('XDG_DESKTOP_DIR="$HOME/桌面"\nXDG_DOCUMENTS_DIR="$HOME/文档"\n', "文档"),
        ('  XDG_DOCUMENTS_DIR="$HOME/Documents"  \n', "Documents"),
        ('XDG_DOCUMENTS_DIR="$HOME/"\n', ""),
        ('#XDG_DOCUMENTS_DIR="$HOME/文档"\n', None),
        ('XDG_DOCUMENTS_DIR="文档"\n', None),
        ('XDG_DOCUMENTS_DIR="$HOMES/文档"\n', None),
        ("", None),
        ("\udcff\udcfe", None),
    ],
)
def test_the_desktop_names_the_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, found: str | None
) -> None:
    monkeypatch.delenv("XDG_DOCUMENTS_DIR", raising=False)
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert paths._user_dirs() is None
    (tmp_path / "user-dirs.dirs").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert paths._user_dirs() == (None if found is None else tmp_path / found)
