from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text import identity

days = st.dates(datetime.date(1900, 1, 1), datetime.date(2020, 12, 31))


@st.composite
def numbers(draw: st.DrawFn) -> str:
    area = draw(st.integers(100000, 999999))
    serial = draw(st.integers(0, 999))
    first17 = f"{area}{draw(days):%Y%m%d}{serial:03}"
    return first17 + identity.check_digit(first17)


# the example of GB 11643-1999 itself, and made-up ones of area 990000
@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014"])
def test_the_standards_own_examples_pass(number):
    assert identity.check(number) is None
    assert identity.check(number.lower()) is None


@given(numbers())
def test_every_number_built_by_the_rule_passes(number):
    assert identity.check(number) is None


@given(numbers(), st.integers(0, 17), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_found(number, place, digit):
    wrong = number[:place] + digit + number[place + 1 :]
    if wrong != number:
        assert identity.check(wrong) is not None


@given(numbers(), st.integers(0, 16))
def test_two_neighbours_exchanged_are_always_found(number, place):
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        assert identity.check(swapped) is not None


@given(st.text(max_size=25))
def test_any_text_gets_an_answer(text):
    why = identity.check(text)
    assert why is None or why.endswith("。")


@given(numbers(), days)
def test_birth_date_and_sex_stand_in_the_number(number, day):
    first17 = number[:6] + f"{day:%Y%m%d}" + number[14:17]
    whole = first17 + identity.check_digit(first17)
    assert identity.birth_date(whole) == day.isoformat()
    assert identity.sex(whole) == ("1" if int(number[16]) % 2 else "2")


@pytest.mark.parametrize(
    ("number", "part"),
    [
        ("990000780503123", "15 位旧号"),
        ("99000019780503", "现有 14 位"),
        ("", "现有 0 位"),
        ("990000197802301239", "不是一个日期"),
        ("990000299905031239", "将来"),
        ("99000019780503123 ", "以外的字符"),
        ("９９００００１９７８０５０３１２３４", "以外的字符"),
        ("X90000197805031234", "前 17 位"),
    ],
)
def test_each_fault_is_named(number, part):
    why = identity.check(number)
    assert why is not None
    assert part in why


def test_an_area_code_never_blocks():
    first17 = "00000019780503123"
    assert identity.check(first17 + identity.check_digit(first17)) is None


def test_an_old_number_tells_its_modern_form():
    new = identity.modern("990000780503123")
    assert new.startswith("99000019780503123")
    assert identity.check(new) is None
    assert new in str(identity.check("990000780503123"))
