"""Where choosing a file begins."""

from __future__ import annotations

from pathlib import Path

from ui.dialogs import files


def test_a_folder_that_is_there_is_kept(tmp_path: Path) -> None:
    assert files._standing(str(tmp_path)) == str(tmp_path)


def test_a_folder_that_is_missing_is_not_taken_for_a_file_name(tmp_path: Path) -> None:
    begun = files._standing(str(tmp_path / "没有"))
    assert Path(begun).is_dir()
