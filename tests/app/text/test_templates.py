"""The school's patterns for numbers and wording."""

from __future__ import annotations

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
        ("{serial}{}", WORDING, "不认识的"),
        ("{serial}", "准予结业", "要有姓名"),
        ("{serial}", "{name}{salary}", "不认识的 {salary}"),
        ("{serial}", "{name.x}", "不认识的"),
    ],
)
def test_what_cannot_be_used_is_named(pattern: str, wording: str, text: str) -> None:
    with pytest.raises(UserError, match=text):
        templates.check(pattern, wording)


def test_every_field_offered_can_be_used() -> None:
    pattern = "".join(f"{{{name}}}" for name in templates.NUMBER_FIELDS)
    wording = "".join(f"{{{name}}}" for name in templates.WORDING_FIELDS)
    templates.check(pattern, wording)
    assert templates.wording("{name}：{hours}学时", {"name": "张伟", "hours": "4"}) == "张伟：4学时"
