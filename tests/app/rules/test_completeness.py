from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.file.session import Session
from app.ground.errors import UserError
from app.rules import completeness, shipped
from app.rules.rule import FigureRule


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"minimum": None}, "没有填下限"),
        ({"minimum": 3, "maximum": 2}, "上限不能小于下限"),
        ({"steps": ((30, 1), (30, 2))}, "天数相同"),
        ({"steps": ((0, 1),)}, "大于 0"),
        ({"scope": "year"}, "没有选对"),
        ({"class_kinds": ("nothing",)}, "没有选对"),
        ({"kind_minimums": {"special": 1}}, "没有选定的班次类别"),
    ],
)
def test_a_number_that_could_not_be_judged_is_refused(
    school_session: Session, values: dict[str, Any], text: str
) -> None:
    rule = replace(FigureRule("r", "某", "modules", 1), **values)
    wanted = replace(shipped.profile(shipped.DEFAULT), figures=(rule,))
    with pytest.raises(UserError, match=text):
        school_session.read(completeness.check, wanted)
