"""单位: made when first named, found while typing."""

from __future__ import annotations

from app.file.operation import Operation
from app.file.session import Session
from app.people import units


def ensure(session: Session, name: str) -> int | None:
    return session.run(Operation("单位", lambda tx: units.ensure(tx, name), right="students")).value


def test_a_unit_is_made_once_whatever_the_spaces_around(school_session: Session) -> None:
    first = ensure(school_session, "县水利局")
    assert first is not None
    assert ensure(school_session, " 县水利局 ") == first
    assert ensure(school_session, "  ") is None
    assert school_session.read(units.names) == ["县水利局"]


def test_units_are_found_by_name_pinyin_and_initials_in_order(school_session: Session) -> None:
    for name in ("县水利局", "城关镇人民政府", "县教育局"):
        ensure(school_session, name)
    assert school_session.read(units.names) == ["城关镇人民政府", "县教育局", "县水利局"]
    for text in ("水利", "shuili", "slj", "xslj"):
        assert school_session.read(units.names, text) == ["县水利局"]
    assert school_session.read(units.names, "", 2) == ["城关镇人民政府", "县教育局"]
