"""Dates, numbers, hours and shares in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text import chinese


def test_dates() -> None:
    assert chinese.day("2026-11-02") == "2026年11月2日"
    assert chinese.weekday("2026-11-02") == "星期一"
    assert chinese.formal_day("2026-11-13") == "二〇二六年十一月十三日"
    assert chinese.formal_day("2030-01-30") == "二〇三〇年一月三十日"
    assert chinese.span("2026-11-02", "2026-11-13") == "2026年11月2日至11月13日"
    assert chinese.span("2026-12-28", "2027-01-08") == "2026年12月28日至2027年1月8日"
    assert chinese.span("2026-11-02", "2026-11-02") == "2026年11月2日"


@pytest.mark.parametrize(
    ("value", "words"),
    [(0, "〇"), (9, "九"), (10, "十"), (13, "十三"), (20, "二十"), (31, "三十一")],
)
def test_numbers(value: int, words: str) -> None:
    assert chinese.number(value) == words


@pytest.mark.parametrize(
    ("quarters", "text"), [(0, "0"), (16, "4"), (14, "3.5"), (13, "3.25"), (400, "100")]
)
def test_hours(quarters: int, text: str) -> None:
    assert chinese.hours(quarters) == text


@pytest.mark.parametrize(
    ("part", "total", "minimum", "text"),
    [
        (1, 5, 20, "20.0%"),
        (1999, 10000, 20, "19.9%"),  # rounded it would be the minimum it misses
        (1, 3, 20, "33.3%"),
        (2, 3, None, "66.7%"),
        (0, 0, 20, "未评定"),
        (5, 5, 100, "100.0%"),
    ],
)
def test_percent(part: int, total: int, minimum: int | None, text: str) -> None:
    assert chinese.percent(part, total, minimum) == text


@given(st.integers(1, 4000), st.data(), st.integers(0, 100))
def test_a_share_below_its_minimum_never_reads_as_met(
    total: int, data: st.DataObject, minimum: int
) -> None:
    part = data.draw(st.integers(0, total))
    shown = float(chinese.percent(part, total, minimum).rstrip("%"))
    assert (shown >= minimum) == (100 * part >= minimum * total)
    assert abs(shown - 100 * part / total) <= 0.1


@pytest.mark.parametrize(
    ("name", "issue", "title"),
    [
        ("科级干部进修班", "3", "科级干部进修班（第3期）"),
        ("科级干部进修班", "（第三期）", "科级干部进修班（第三期）"),
        ("科级干部进修班（第3期）", "3", "科级干部进修班（第3期）"),
        ("科级干部进修班", "", "科级干部进修班"),
    ],
)
def test_class_titles(name: str, issue: str, title: str) -> None:
    assert chinese.class_title(name, issue) == title


@pytest.mark.parametrize(
    ("issue", "title"),
    [
        ("第3期（总第58期）", "干部进修班（第3期（总第58期））"),
        ("（第3期（总第58期））", "干部进修班（第3期（总第58期））"),
        ("(第3期)(总第58期)", "干部进修班（(第3期)(总第58期)）"),
        ("第3期(总第58期)", "干部进修班（第3期(总第58期)）"),
        ("（3）", "干部进修班（第3期）"),
        ("第3期", "干部进修班（第3期）"),
    ],
)
def test_the_brackets_of_an_issue_stay(issue: str, title: str) -> None:
    assert chinese.class_title("干部进修班", issue) == title
