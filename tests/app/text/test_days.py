"""A day as it is typed, and the sentence on what cannot be read as one."""

from __future__ import annotations

import datetime

import pytest

from app.ground.errors import UserError
from app.text import days


@pytest.mark.parametrize(
    "typed",
    [
        "2026-11-2",
        "2026.11.02",
        "2026/11/2",
        "2026年11月2日",
        "２０２６年１１月２号",
        "20261102",
        " 2026-11-02 ",
    ],
)
def test_a_whole_date_is_read_in_any_usual_form(typed: str) -> None:
    assert days.one(typed) == "2026-11-02"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        *(
            (typed, "没有年份，请连年份一起写，如 2027-11-06。")
            for typed in ("11.6", "11-06", "11/6", "11月6日", "11月6号", "１１．６")
        ),
        ("26.11.6", "年份请写四位，如 2026-11-06。"),
        ("26年11月6日", "年份请写四位，如 2026-11-06。"),
        ("2026-02-30", "没有 2026 年 2 月 30 日这一天，请核对。"),
        ("20261340", "没有 2026 年 13 月 40 日这一天，请核对。"),
        ("2026.11", "没有写是哪一天，请写成 2026-11-01 的样子。"),
        ("2026年11月", "没有写是哪一天，请写成 2026-11-01 的样子。"),
        ("下周一", "日期请写成 2026-11-02 的样子。"),
        ("13.45", "日期请写成 2026-11-02 的样子。"),
    ],
)
def test_what_to_type_instead_is_said_and_no_year_is_guessed(typed: str, said: str) -> None:
    with pytest.raises(UserError) as error:
        days.one(typed, 2027)
    assert error.value.text.endswith(said)


def test_the_present_year_is_proposed_where_none_is_known() -> None:
    with pytest.raises(UserError, match=f"{datetime.date.today().year}-03-05"):
        days.one("3月5日")
    assert days.one(" ") == ""
