from __future__ import annotations

import json
from pathlib import Path

import pytest

from app import __version__
from app.ground import components
from app.ground.components import LISTED, TEXT, Component
from app.ground.errors import StoreError
from app.ground.paths import RESOURCES
from installer import parts, sbom


def write_list(folder: Path, *parts: dict[str, object]) -> None:
    """An installed program's list, with these parts."""
    whole = {
        "name": "dangxiao",
        "version": "9.8.7",
        "licenses": [{"license": {"id": "MIT"}}],
        "properties": [{"name": TEXT, "value": "党校教务.txt"}],
    }
    document = {"metadata": {"component": whole}, "components": parts}
    (folder / LISTED).write_text(json.dumps(document), "utf-8")


def test_the_list_is_read_as_the_setup_writes_it() -> None:
    assert (LISTED, TEXT) == (sbom.LISTED, sbom.TEXT)


def test_an_installed_programs_parts_come_from_its_list(tmp_path: Path) -> None:
    write_list(
        tmp_path,
        {
            "name": "one",
            "version": "1.0",
            "licenses": [{"expression": "MIT OR Zlib"}],
            "properties": [
                {"name": TEXT, "value": "one-1.0/LICENSE"},
                {"name": "else", "value": "no text"},
                {"name": TEXT, "value": "one-1.0/NOTICE"},
            ],
        },
        {"name": "a font", "licenses": [{"license": {"name": "free words"}}]},
    )
    one = tmp_path / "one-1.0"
    assert components.shipped(tmp_path) == [
        Component("党校教务", "9.8.7", "MIT", (tmp_path / "党校教务.txt",)),
        Component("one", "1.0", "MIT OR Zlib", (one / "LICENSE", one / "NOTICE")),
        Component("a font", "", "free words"),
    ]


@pytest.mark.parametrize(
    "content", [None, "", "[]", "{}", '{"metadata": {"component": {}}}', "[" * 100_000]
)
def test_a_list_that_cannot_be_read_is_told(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / LISTED).write_text(content, "utf-8")
    with pytest.raises(StoreError, match="部件清单") as told:
        components.shipped(tmp_path)
    assert "学校数据没有受到影响" in told.value.text


@pytest.mark.parametrize("text", ["../secret.txt", "one/../../secret.txt", "a\0b"])
def test_a_list_that_leads_out_of_its_folder_is_not_followed(tmp_path: Path, text: str) -> None:
    (tmp_path / "secret.txt").write_text("secret", "utf-8")
    folder = tmp_path / "licences"
    folder.mkdir()
    part = {"name": "one", "licenses": [{"license": {"id": "MIT"}}]}
    write_list(folder, {**part, "properties": [{"name": TEXT, "value": text}]})
    with pytest.raises(StoreError, match="部件清单"):
        components.shipped(folder)


def test_texts_are_read_one_after_the_other_whatever_their_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "LICENSE", tmp_path / "NOTICE"
    first.write_bytes(b"\xef\xbb\xbfgiven to all\r\n\x0cAndr\xe9\n")
    second.write_text("还有这些", "utf-8")
    alone = components.text(Component("one", "1", "MIT", (first,)))
    assert alone == "given to all\n\nAndr�"
    both = components.text(Component("one", "1", "MIT", (first, second)))
    assert both == f"【LICENSE】\n\n{alone}\n\n\n【NOTICE】\n\n还有这些"


def test_a_text_that_is_gone_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="LICENSE"):
        components.text(Component("one", "1", "MIT", (tmp_path / "LICENSE",)))


def test_a_part_that_came_without_a_text_says_so() -> None:
    assert "没有附许可文本" in components.text(Component("one", "1", "MIT"))


def test_a_checkout_lists_what_the_setup_ships_and_no_tools() -> None:
    assert components.folder() is None
    listed = components.shipped(None)
    assert listed[0].name == "党校教务"
    assert listed[0].version == __version__
    assert "MIT License" in components.text(listed[0])
    fonts = {path.stem for path in (RESOURCES / "fonts").glob("*.ttf")}
    assert {one.name for one in listed} == {"党校教务", "python", *parts.PACKAGES, *fonts}
    assert len(listed) == len({one.name for one in listed})


def test_every_part_of_a_checkout_has_its_licence_in_words() -> None:
    for one in components.shipped(None):
        assert one.licence and "\n" not in one.licence, one.name
        assert components.text(one), one.name
        if one.licence == "OFL-1.1":
            assert "SIL OPEN FONT LICENSE" in components.text(one).upper()
            assert not one.version
        else:
            assert one.version, one.name
