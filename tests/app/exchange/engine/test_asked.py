"""What a review is asked for: told apart by what must be read anew, kept as text."""

from __future__ import annotations

import json
from dataclasses import fields, replace

from app.exchange.engine.asked import Asked, asked_of
from app.exchange.engine.dealing import Chosen

WORKED = Asked(
    "2026-03",
    "汇总",
    {3: "other", ("汇总", 4): 7},
    {("汇总", 12, "birth_date"): "2011.01", ("汇总", 12, "phone"): ""},
    frozenset({("汇总", 40), ("汇总", 9)}),
    columns={"汇总": Chosen({0: "name", 2: ""}, 3, "student")},
    named={"职务职级": "post"},
)


def test_it_is_kept_as_text_and_comes_back() -> None:
    assert asked_of(WORKED.text()) == WORKED
    assert asked_of(Asked().text()) == Asked()


def test_nothing_that_is_asked_is_forgotten() -> None:
    assert set(json.loads(WORKED.text())) == {one.name for one in fields(Asked)}


def test_what_a_later_version_has_asked_is_left_out() -> None:
    later = json.loads(WORKED.text()) | {"colour": "red"}
    assert asked_of(json.dumps(later)) == WORKED


def test_only_what_the_table_is_read_by_has_it_read_anew() -> None:
    assert WORKED.of_table() == replace(
        Asked("2026-03", "汇总"), columns=WORKED.columns, named=WORKED.named
    )
    assert WORKED.worked and not Asked("2026-03", "汇总", named={"职级": "rank"}).worked


def test_an_answer_goes_by_sheet_and_row_and_else_by_row() -> None:
    assert WORKED.decision("汇总", 4) == 7
    assert WORKED.decision("别的", 4) is None
    assert WORKED.decision("别的", 3) == "other"


def test_what_is_typed_stands_by_row_from_nought() -> None:
    assert WORKED.typed("汇总") == {11: {"birth_date": "2011.01", "phone": ""}}
    assert WORKED.typed("别的") == {}
