from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exchange.engine import dates, fields

days = st.dates(datetime.date(1930, 1, 1), datetime.date(2008, 12, 31))


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1978.05", "1978-05"),
        ("1978.5", "1978-05"),
        ("1978年5月", "1978-05"),
        ("1978年05月生", "1978-05"),
        ("1978-05-03", "1978-05-03"),
        ("1978/5", "1978-05"),
        ("1978/5/3", "1978-05-03"),
        ("1978/1", "1978-01"),
        ("1978-1", "1978-01"),
        ("1978.10", "1978-10"),
        ("1978.01", "1978-01"),
        ("1978.1.5", "1978-01-05"),
        ("1978年5月3日", "1978-05-03"),
        ("197805", "1978-05"),
        ("19780503", "1978-05-03"),
        ("1978-05-03 00:00:00", "1978-05-03"),
        ("１９７８．０５", "1978-05"),
        ("１９７８年５月", "1978-05"),
        ("1978。05", "1978-05"),
        (" 1978 . 05 ", "1978-05"),
        ("一九七八年十二月", "1978-12"),
        ("二〇〇一年十月三日", "2001-10-03"),
        (1978.05, "1978-05"),
        (1978.5, "1978-05"),
        (1978.12, "1978-12"),
        (197805.0, "1978-05"),
        (19780503.0, "1978-05-03"),
        (1978.0503, "1978-05-03"),
        (datetime.date(1978, 5, 3), "1978-05-03"),
    ],
    ids=repr,
)
def test_dates_as_people_type_them(typed, value):
    assert dates.birth_date(typed) == dates.Reading(value)


@pytest.mark.parametrize("typed", [2001.1, "2001.1", "２００１．１", "2001.1.", "2001,1"], ids=repr)
def test_january_or_october_is_asked_and_never_guessed(typed):
    reading = dates.birth_date(typed)
    assert reading.value is None
    assert reading.severity == "error"
    assert "无法判断是 2001 年 1 月还是 10 月" in reading.text


def test_the_identity_number_is_a_hint_there_and_no_answer():
    reading = dates.birth_date(2001.1, known="2001-10-05")
    assert reading.value is None
    assert "身份证号上是 10 月" in reading.text
    assert "身份证号上" not in dates.birth_date(2001.1, known="1999-10-05").text


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        (1978.0, "只有年份"),
        ("1978年", "只有年份"),
        ("78.5", "四位"),
        ("1978.13", "没有这一天"),
        ("1978-02-30", "没有这一天"),
        (28613.0, "1978-05-03"),
        ("不详", "看不出"),
        (12.5, "看不出"),
        (True, "看不出"),
        ("2999.05", "不像出生日期"),
        ("1850.05", "不像出生日期"),
    ],
    ids=repr,
)
def test_what_cannot_be_a_birth_date_says_why(typed, part):
    reading = dates.birth_date(typed)
    assert reading.value is None
    assert part in reading.text


def test_a_real_date_under_a_heading_of_months():
    first = datetime.date(1978, 5, 1)
    assert dates.birth_date(first, months=True).value == "1978-05"
    assert dates.birth_date(first).value == "1978-05-01"
    assert dates.birth_date(first, months=True, known="1978-05-01").value == "1978-05-01"
    assert dates.birth_date(datetime.date(1978, 5, 3), months=True).value == "1978-05-03"


def test_a_child_is_a_warning():
    year = datetime.date.today().year - 8
    assert dates.birth_date(f"{year}.05").severity == "warn"


def test_whole_dates_need_their_day():
    assert dates.read("2026-11-02").value == "2026-11-02"
    assert dates.read("2026.11").value is None
    assert dates.read("") == dates.Reading()


@given(
    days,
    st.sampled_from(["{y}.{m:02}.{d:02}", "{y}-{m:02}-{d:02}", "{y}/{m}/{d}", "{y}年{m}月{d}日",
                     "{y}{m:02}{d:02}"]),
)  # fmt: skip
def test_every_whole_date_is_read_in_every_shape(day, shape):
    typed = shape.format(y=day.year, m=day.month, d=day.day)
    assert dates.birth_date(typed).value == day.isoformat()


@given(days, st.sampled_from(["{y}.{m:02}", "{y}-{m:02}", "{y}/{m}", "{y}年{m}月", "{y}{m:02}"]))
def test_every_month_is_read_in_every_shape(day, shape):
    assert dates.birth_date(shape.format(y=day.year, m=day.month)).value == f"{day:%Y-%m}"


@given(days)
def test_a_number_gives_the_right_month_or_asks(day):
    reading = dates.birth_date(float(f"{day.year}.{day.month:02}"))
    if day.month == 10:
        assert reading.value is None
    else:
        assert reading.value == f"{day:%Y-%m}"


@given(
    st.one_of(st.text(max_size=20), st.floats(allow_nan=False, allow_infinity=False), st.dates())
)
def test_anything_is_answered(cell):
    reading = dates.birth_date(cell)
    assert reading.value is None or len(reading.value) in (7, 10)


def test_an_age_behind_the_month_is_passed_over():
    assert dates.birth_date("1978.05\n(48岁)").value == "1978-05"
    assert dates.birth_date("1978.05（48周岁）").value == "1978-05"
    assert dates.birth_date("1978.05（准）").value is None


@pytest.mark.parametrize(
    "typed",
    [
        "1978.05（47）",
        "1978.05(48岁)",
        "1978.05（47周岁）",
        "1978年5月（47）",
        "1978.05 47岁",
        "1978-05，47岁",
    ],
)
def test_the_age_behind_a_birth_is_no_part_of_it(typed):
    assert dates.birth_date(typed) == fields.Reading("1978-05")


@pytest.mark.parametrize(
    "cell", [datetime.date(1900, 1, 1), datetime.date(1899, 12, 31), "1900-01-01", "1900.01"]
)
def test_the_day_that_spreadsheets_show_for_nothing_is_no_birth(cell):
    reading = dates.birth_date(cell)
    assert (reading.value, reading.severity) == (None, "error")
    assert "0 或空白" in reading.text
    known = dates.birth_date(cell, known="1980-03-07")
    assert (known.value, known.severity) == ("1980-03-07", "warn")


def test_a_birth_of_more_than_eighty_years_ago_is_looked_at_again():
    assert dates.birth_date("1905-03").severity == "warn"
