"""场地、现场教学点、教学基地."""

from __future__ import annotations

import pytest

from app.file.operation import Operation
from app.file.session import Session
from app.ground.errors import UserError
from app.teaching import venues


def test_a_place_is_made_once_by_its_name(school_session: Session) -> None:
    def ensure(name: str, kind: str = "classroom") -> int | None:
        return school_session.run(
            Operation("场地", lambda tx: venues.ensure(tx, name, kind), right="libraries")
        ).value

    site = ensure("北岭村教学点", "site")
    assert site is not None
    assert ensure("北岭村教学点") == site
    assert ensure("") is None
    assert school_session.read(venues.get, site).kind == "site"


def test_changes_are_named_undone_and_counted(school_session: Session) -> None:
    made = school_session.run(venues.create({"name": "第一教室", "capacity": 60})).value
    assert school_session.undo_name() == "添加场地 第一教室"
    assert school_session.read(venues.LISTING.counts) == {
        "": 1,
        "classroom": 1,
        "site": 0,
        "base": 0,
    }
    school_session.run(venues.delete(made))
    with pytest.raises(UserError, match="已被删除"):
        school_session.read(venues.get, made)
    school_session.undo()
    assert school_session.read(venues.get, made).capacity == 60
    with pytest.raises(UserError, match="不合要求"):
        school_session.run(venues.update(made, {"capacity": 0}))
