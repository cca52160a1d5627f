from __future__ import annotations

import pytest

from app.rules import shipped
from app.rules.shipped import Answers


@pytest.mark.parametrize("code", shipped.CODES)
def test_every_profile_has_its_dates_and_its_source(code: str) -> None:
    one = shipped.profile(code)
    assert one.effective_from and one.source
    assert all(rule.clause for rule in one.rules)


def test_the_answers_are_taken_up_where_a_rule_says_so() -> None:
    one = shipped.profile(shipped.DEFAULT, Answers(True, "courses"))
    assert [rule.base for rule in one.shares] == ["hours", "courses", "hours", "hours"]
    assert "on_site" in one.shares[1].tags["method"]
