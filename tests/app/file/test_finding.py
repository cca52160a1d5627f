"""A finding says what it is, what it means and what can be done."""

from __future__ import annotations

from app.file.finding import Finding, several


def test_a_finding_says_three_things() -> None:
    assert Finding("少了一页", "读不全", "恢复").text == "少了一页，表示读不全，可以恢复。"


def test_names_in_a_row() -> None:
    assert several(["a", "b"]) == "a、b"
    assert several(list("abcde")) == "a、b、c 等 5 个"
