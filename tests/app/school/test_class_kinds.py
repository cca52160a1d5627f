from __future__ import annotations

import pytest

from app.classes import classes
from app.file.session import Session
from app.ground.errors import UserError
from app.school import class_kinds


def test_a_school_adds_a_kind_below_another(school_session: Session) -> None:
    read, run = school_session.read, school_session.run
    assert [one.code for one in read(class_kinds.all)][:3] == [
        "main",
        "advanced",
        "deputy_township",
    ]
    made = run(class_kinds.create({"name": "村干部班", "parent": "rotation"})).value
    one = next(kind for kind in read(class_kinds.all) if kind.id == made)
    assert read(class_kinds.line, one.code) == [one.code, "rotation", "main"]
    with pytest.raises(UserError, match="已有名为"):
        run(class_kinds.create({"name": "村干部班"}))
    run(classes.create({"code": "1", "name": "班", "kind": one.code}))
    with pytest.raises(UserError, match="1 个班次在用"):
        run(class_kinds.delete(made))
