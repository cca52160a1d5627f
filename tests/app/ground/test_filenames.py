"""Names of files that every system takes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ground.filenames import garbled, impossible, name_fault, safe_name, too_long


@pytest.mark.parametrize(
    "name", ["CONTRACT.pdf", "COM.pdf", "COM10.pdf", "课程表.pdf", ".a", "NULL"]
)
def test_a_name_that_looks_like_a_forbidden_one_is_none(name: str) -> None:
    assert name_fault(name) == ""


@pytest.mark.parametrize(
    ("text", "ending", "name"),
    [
        ("2026年春季：科级干部进修班 1/2", ".pdf", "2026年春季：科级干部进修班 1／2.pdf"),
        ('A<B>:"C"|?*\\', ".xlsx", "A＜B＞：＂C＂｜？＊＼.xlsx"),
        (" ..\t县委\n党校\u200b.. ", ".dxjw", "县委 党校.dxjw"),
        ("con", ".pdf", "_con.pdf"),
        ("LPT1", "", "_LPT1"),
        ("COM1", " 备份.dxjw", "COM1 备份.dxjw"),
        ("...", ".pdf", "未命名.pdf"),
        ("𠮷某班", ".pdf", "𠮷某班.pdf"),
        ("班" * 100, "（标注）.xlsx", "班" * 54 + "（标注）.xlsx"),
    ],
)
def test_a_proposed_name_stays_readable(text: str, ending: str, name: str) -> None:
    assert safe_name(text, ending) == name


@given(st.text(), st.sampled_from(["", ".pdf", ".dxjw", " 备份 20261122-1730.dxjw"]))
def test_a_proposed_name_is_taken_by_every_system(text: str, ending: str) -> None:
    name = safe_name(text, ending)
    assert name_fault(name) == ""
    assert name.endswith(ending) and len(name) > len(ending)
    assert len(name.encode()) + len("（升级前第10版）-journal") < 255


def test_a_path_is_measured_as_windows_does() -> None:
    assert not too_long("C:\\" + "班" * 256)
    assert too_long("C:\\" + "班" * 257)
    assert too_long("C:\\" + "𠮷" * 129)
    assert too_long("C:\\" + "班" * 250, room=20)


def test_a_path_that_no_system_takes_is_not_even_shown() -> None:
    for path in ("a" * 120_000, "党" * 300, "a/" * 40_000):
        told = impossible(Path(path) / "校.dxjw")
        assert "超过了系统允许的长度" in told and "没有改动任何数据" in told
        assert len(told) < 200
    assert impossible(Path("甲" * 80) / "乙.dxjw") == impossible(Path()) == ""


def test_signs_that_are_no_text_are_named() -> None:
    assert "先改名" in garbled(Path("\ufffd\ufffd.xlsx"))
    assert "先改名" in garbled(Path("\udcb2\udce2/名册.xlsx"))
    assert garbled(Path("名册𠮷.xlsx")) == ""
