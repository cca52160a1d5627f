from __future__ import annotations

import pytest

from ui import theme
from ui.kit import columns
from ui.kit.columns import Cell, Column


@pytest.mark.parametrize(("quarters", "shown"), [(16, "4"), (14, "3.5"), (0, "0"), (13, "3.25")])
def test_hours_are_shown_in_school_hours(quarters: int, shown: str) -> None:
    assert columns.hours(quarters).text == shown


def test_a_share_below_its_minimum_has_a_sign_colour_and_weight() -> None:
    cell = columns.share("8/36/below/30/hours")
    assert (cell.text, cell.colour, cell.bold) == ("▾ 22.2%", theme.ACCENT, True)
    assert cell.tip == "不足：2 学时 / 9 学时，应 ≥ 30%"


def test_a_share_that_passes_is_quietly_green() -> None:
    cell = columns.share("12/36/passed/30/hours")
    assert (cell.text, cell.colour, cell.bold) == ("33.3%", theme.GOOD, False)


def test_a_share_below_its_minimum_is_never_rounded_up_to_it() -> None:
    assert columns.share("1999/10000/below/20/hours").text == "▾ 19.9%"


def test_courses_are_counted_by_their_measure_word() -> None:
    assert columns.share("3/9/passed/30/courses").tip == "达标：3 门 / 9 门，应 ≥ 30%"


def test_no_hours_and_no_rule_are_told_apart() -> None:
    assert columns.share("0/0/unassessed/30/hours").text == "未评定"
    assert columns.share(None).text == "—"


def test_dates_are_short_in_lists() -> None:
    assert columns.birth("1978-05").text == "1978.05"
    assert columns.moment("2026-11-02 08:30:15").text == "2026-11-02 08:30"


def test_a_state_is_a_word_with_a_colour() -> None:
    assert columns.class_status("running") == Cell("进行中", theme.GOOD)
    assert columns.certificate_status("voided").text == "作废"


def test_a_column_may_be_made_from_the_whole_row() -> None:
    column = Column("x", "X", bold=True, value=lambda row: f"{row['a']}{row['b']}")
    assert column.cell({"a": 1, "b": 2}) == Cell("12", bold=True)
