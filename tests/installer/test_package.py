from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pytest

from installer import package

EPOCH = 1_750_000_000  # 2025-06-15 15:06:40 UTC


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("党校教务.exe", "lib/a$b.pyd", "program/resources/demo/学员名册.xlsx"):
        path = tmp_path / "tree" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    return tmp_path / "tree"


def test_the_uninstaller_names_every_file_and_then_the_folders_from_inside_out(tree: Path) -> None:
    assert package.removal(tree).splitlines() == [
        'Delete "$INSTDIR\\lib\\a$$b.pyd"',
        'Delete "$INSTDIR\\program\\resources\\demo\\学员名册.xlsx"',
        'Delete "$INSTDIR\\党校教务.exe"',
        'RMDir "$INSTDIR\\program\\resources\\demo"',
        'RMDir "$INSTDIR\\program\\resources"',
        'RMDir "$INSTDIR\\program"',
        'RMDir "$INSTDIR\\lib"',
    ]


def test_the_uninstaller_removes_no_folder_with_what_is_in_it() -> None:
    script = (package.HERE / "setup.nsi").read_text("utf-8")
    assert "RMDir /r" not in script
    assert "\\Documents" not in script and "$DOCUMENTS" not in script


def test_the_portable_archive_is_the_same_whenever_it_is_made(tree: Path, tmp_path: Path) -> None:
    digests = set()
    for number, moment in enumerate((EPOCH, EPOCH + 86_400)):
        package.set_times(tree, moment)
        target = tmp_path / f"{number}.zip"
        package.archive(tree, target, "党校教务", EPOCH)
        digests.add(hashlib.sha256(target.read_bytes()).hexdigest())
    assert len(digests) == 1
    with zipfile.ZipFile(tmp_path / "0.zip") as archive:
        assert archive.namelist() == [
            "党校教务/lib/a$b.pyd",
            "党校教务/program/resources/demo/学员名册.xlsx",
            "党校教务/便携版.txt",
            "党校教务/党校教务.exe",
        ]
        assert archive.read("党校教务/党校教务.exe").decode() == "党校教务.exe"
        assert {entry.date_time for entry in archive.infolist()} == {(2025, 6, 15, 15, 6, 40)}


def test_the_launcher_looks_for_the_mark_that_the_archive_carries() -> None:
    launcher = (package.HERE / "launcher/launcher.c").read_text("utf-8")
    assert f'L"{package.PORTABLE_MARK}"' in launcher
