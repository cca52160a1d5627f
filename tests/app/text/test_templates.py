"""The school's patterns for numbers and wording."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ground.errors import UserError
from app.text import templates

WORDING = "{name}同志参加{class}"


@given(serial=st.integers(1, 99_999), other=st.integers(1, 99_999))
def test_numbers_of_one_series_differ_and_only_in_their_serial(serial: int, other: int) -> None:
    pattern = "党结字〔{year}〕{class}-{serial:04}号"
    given_for = {"year": 2026, "class_code": "2026-03"}
    one = templates.number(pattern, serial=serial, **given_for)
    two = templates.number(pattern, serial=other, **given_for)
    assert (one == two) == (serial == other)
    assert templates.series(pattern, **given_for) == "党结字〔2026〕2026-03-*号"


@pytest.mark.parametrize(
    ("pattern", "wording", "text"),
    [
        ("{year}", WORDING, "要有序号"),
        ("{serial}{month}", WORDING, "不认识的 {month}"),
        ("{serial", WORDING, "花括号不成对"),
        ("{serial!x}", WORDING, "写法不对"),
        ("{serial:zz}", WORDING, "写法不对"),
        ("{serial:4}", WORDING, "写法不对"),
        ("{serial:,}", WORDING, "写法不对"),
        ("{serial}-{year:06}", WORDING, "写法不对"),
        ("{serial}-{class:>4}", WORDING, "写法不对"),
        ("{serial}-{serial}", WORDING, "每一项只写一次"),
        ("{serial}{}", WORDING, "不认识的"),
        ("{serial}", "准予结业", "要有姓名"),
        ("{serial}", "{name}{salary}", "不认识的 {salary}"),
        ("{serial}", "{name.x}", "不认识的"),
    ],
)
def test_what_cannot_be_used_is_named(pattern: str, wording: str, text: str) -> None:
    def check() -> None:
        templates.check_number(pattern)
        templates.check_wording(wording)

    with pytest.raises(UserError, match=text):
        check()


def test_every_field_offered_can_be_used() -> None:
    templates.check_number("-".join(f"{{{name}}}" for name in templates.NUMBER_FIELDS))
    templates.check_wording("".join(f"{{{name}}}" for name in templates.WORDING_FIELDS))
    assert templates.wording("{name}：{hours}学时", {"name": "张伟", "hours": "4"}) == "张伟：4学时"


CLEAR = [
    "{serial}",
    "{year}{serial}",
    "{serial:02}{year}",
    "X{class}-{serial:04}",
    "{class}-{serial}",
    "{serial}号{class}",
    "{class}{serial:03}",
    "{serial:03}{class}",
    "{class}{year}{serial:04}",
    "第{serial:04d}{class}",
    "{class}第{year}{serial}",
    "{serial}{year}年{class}",
    "{class}1/2{serial}",
]
AMBIGUOUS = [
    "{class}{serial}",
    "{serial}{class}",
    "{class}{serial:02}",
    "证{serial:02d}{class}号",
    "{class}{year}{serial}",
    "{serial}{year}{class}",
    "{class}0{serial}",
    "{year}{class}90{serial}",
]


def numbers(pattern: str) -> dict[str, set[tuple[int, str, int]]]:
    """Every number that a pattern gives to a small world of years, classes and serials, and to whom."""
    codes = ["".join(one) for size in (1, 2, 3) for one in product("012-", repeat=size)]
    given_to: dict[str, set[tuple[int, str, int]]] = {}
    for year, code, serial in product((2026, 1202), codes, (*range(1, 130), 202, 999)):
        text = templates.number(pattern, year=year, class_code=code, serial=serial)
        alike = (year if "{year" in pattern else 0, code if "{class" in pattern else "", serial)
        given_to.setdefault(text, set()).add(alike)
    return given_to


@pytest.mark.parametrize("pattern", CLEAR)
def test_a_clear_pattern_gives_no_number_twice(pattern: str) -> None:
    templates.check_number(pattern)
    assert all(len(whose) == 1 for whose in numbers(pattern).values())


@pytest.mark.parametrize("pattern", AMBIGUOUS)
def test_an_ambiguous_pattern_is_refused_with_two_that_are_alike(pattern: str) -> None:
    with pytest.raises(UserError, match="会重号") as raised:
        templates.check_number(pattern)
    told = re.search(
        r"班次 (\S+) 的第 (\d+) 号和班次 (\S+) 的第 (\d+) 号都是 (\S+)。请", raised.value.text
    )
    assert told is not None
    one, other = told.group(1, 2), told.group(3, 4)
    assert one != other
    for code, serial in (one, other):
        shown = templates.number(pattern, year=2026, class_code=code, serial=int(serial))
        assert shown == told[5]


def test_the_parts_of_a_pattern_give_it_back() -> None:
    for pattern in ("X{class}-{serial:04d}{{z}}", "{month}{serial}", "无", ""):
        parts = templates.pieces(pattern, templates.NUMBER_FIELDS)
        assert "".join(part.written for part in parts) == pattern
    assert templates.said("X{class}-{serial:04}") == "X「班次编号」-「序号（4 位）」"
    assert templates.typed("a{serial}{x}{", templates.NUMBER_FIELDS) == "a{serial}{{x}}{{"


def test_an_example_shows_what_comes_of_a_pattern() -> None:
    assert templates.example_number("X{class}-{serial:04}") == "X2026-03-0001"
    assert templates.example_wording("{name}{person}") == "张伟（男，汉族，1985年6月生）"
    assert set(templates.EXAMPLE) == set(templates.WORDING_FIELDS)
