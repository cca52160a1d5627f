from __future__ import annotations

import json
import shutil
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest

from app.ground import components
from installer import parts, sbom

EPOCH = 1_750_000_000  # 2025-06-15 15:06:40 UTC


def wheel(folder: Path, name: str, about: str, **files: bytes) -> Path:
    """A wheel with a description and these files, whose names are written with __ for a slash."""
    path = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        text = f"Name: {name}\nVersion: 1.0\n{about}\n"
        archive.writestr(f"{name}-1.0.dist-info/METADATA", text)
        for member, content in files.items():
            archive.writestr(
                member.replace("__", "/").replace("INFO", f"{name}-1.0.dist-info"), content
            )
    return path


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """What is there of an installed folder when the list is written."""
    tree = tmp_path / "tree"
    fonts = tree / "program/resources/fonts"
    fonts.mkdir(parents=True)
    for name in (
        "Song_400Regular.ttf",
        "Song_700Bold.ttf",
        "Hei.ttf",
        "OFL-Song.txt",
        "OFL-Hei.txt",
    ):
        (fonts / name).write_text(name, "utf-8")
    (tree / "python-licence.txt").write_text("Python's", "utf-8")
    (tree / "runtime").mkdir()
    version = struct.pack("<IHHHHHH", 0xFEEF04BD, 0, 1, 44, 14, 0, 35211)
    (tree / "runtime" / parts.C_RUNTIME[0]).write_bytes(b"MZ" + version + bytes(40))
    return tree


def written(tree: Path, *wheels: Path) -> dict[str, dict[str, Any]]:
    """The parts of the list by name."""
    sbom.write(wheels, tree, ("dangxiao", "0.1.0"), EPOCH)
    document = json.loads((tree / "licences" / sbom.LISTED).read_text("utf-8"))
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.5")
    assert document["metadata"]["timestamp"] == "2025-06-15T15:06:40Z"
    return {one["name"]: one for one in document["components"]}


def texts(one: dict[str, Any]) -> list[str]:
    return [p["value"] for p in one["properties"] if p["name"] == sbom.TEXT]


@pytest.mark.parametrize(
    ("about", "listed"),
    [
        ("License-Expression: MIT", {"license": {"id": "MIT"}}),
        ("License: BSD-3-Clause", {"license": {"id": "BSD-3-Clause"}}),
        ("License-Expression: Apache-2.0 OR MIT", {"expression": "Apache-2.0 OR MIT"}),
        ("License: free for all", {"license": {"name": "free for all"}}),
        (
            "Classifier: License :: OSI Approved :: BSD License",
            {"license": {"name": "BSD License"}},
        ),
        ("Summary: none", {"license": {"name": "see its text"}}),
    ],
)
def test_a_licence_is_an_identifier_an_expression_or_words(
    tree: Path, tmp_path: Path, about: str, listed: dict[str, object]
) -> None:
    assert written(tree, wheel(tmp_path, "one", about))["one"]["licenses"] == [listed]


def test_the_texts_of_a_wheel_are_copied_and_named(tree: Path, tmp_path: Path) -> None:
    one = wheel(
        tmp_path,
        "One_Lib",
        "License: MIT",
        INFO__LICENSE=b"old place",
        INFO__licenses__AUTHORS=b"those",
        INFO__licenses__deep__COPYING=b"deep",
        INFO__RECORD=b"no text",
        code__LICENSE=b"inside the code",
    )
    listed = written(tree, one)["one-lib"]
    assert texts(listed) == [f"one-lib-1.0/{n}" for n in ("AUTHORS", "LICENSE", "deep_COPYING")]
    assert (tree / "licences/one-lib-1.0/deep_COPYING").read_bytes() == b"deep"
    assert listed["purl"] == "pkg:pypi/one-lib@1.0"


def test_qt_is_listed_as_taken_under_the_lgpl(tree: Path, tmp_path: Path) -> None:
    qt = wheel(
        tmp_path,
        "pyside6_essentials",
        "License: LGPL-3.0-only OR GPL-3.0-only",
        **{"INFO__licenses__LicenseRef-Qt-Commercial.txt": b"not taken"},
        **{"PySide6__Qt6Core.dll": b"..Qt 6.9.3 (x86_64).."},
    )
    listed = written(tree, qt)
    assert listed["Qt (pyside6-essentials)"]["version"] == "6.9.3"
    assert listed["Qt (pyside6-essentials)"]["licenses"] == [{"license": {"id": "LGPL-3.0-only"}}]
    names = {text.rpartition("/")[2] for one in listed.values() for text in texts(one)}
    assert {"LGPL-3.0.txt", "GPL-3.0.txt"} <= names
    assert not any("Commercial" in name for name in names)


def test_what_is_compiled_into_a_wheel_is_listed_with_its_version(
    tree: Path, tmp_path: Path
) -> None:
    held = b"\0" + b"4.19.0\0community\0OpenSSL 3.6.0 1 Oct 2025\0"
    cipher = wheel(tmp_path, "sqlcipher3", "", **{"sqlcipher3___x.pyd": held})
    listed = written(tree, cipher)
    assert listed["SQLCipher (sqlcipher3)"]["version"] == "4.19.0"
    assert listed["OpenSSL (sqlcipher3)"]["version"] == "3.6.0"
    assert listed["sqlcipher3"]["licenses"] == [{"license": {"id": "Zlib"}}]


def test_microsofts_runtime_has_its_version_and_words(tree: Path) -> None:
    listed = written(tree)[sbom.RUNTIME]
    assert listed["version"] == "14.44.35211.0"
    assert texts(listed) == [f"python-{parts.PYTHON}.txt"]


def test_a_font_has_the_text_of_its_own_family(tree: Path) -> None:
    listed = written(tree)
    assert texts(listed["Song_700Bold"]) == ["OFL-Song.txt"]
    assert texts(listed["Hei"]) == ["OFL-Hei.txt"]


def test_the_program_shows_every_part_with_a_text_that_is_there(tree: Path, tmp_path: Path) -> None:
    one = wheel(tmp_path, "one", "License-Expression: MIT OR Zlib", INFO__LICENSE=b"given to all")
    listed = written(tree, one)
    shown = components.shipped(tree / "licences")
    assert [part.name for part in shown] == ["党校教务", *listed]
    assert {part.name: part.licence for part in shown}["one"] == "MIT OR Zlib"
    for part in shown:
        assert part.texts, part.name
        assert components.text(part).strip(), part.name


def test_the_same_parts_make_the_same_list(tree: Path, tmp_path: Path) -> None:
    one = wheel(tmp_path, "one", "License: MIT")
    again = shutil.copytree(tree, tmp_path / "again")
    assert written(tree, one) == written(again, one)
    first, second = (folder / "licences" / sbom.LISTED for folder in (tree, again))
    assert first.read_bytes() == second.read_bytes()
