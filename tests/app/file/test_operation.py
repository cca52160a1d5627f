"""What a write is: declared by name, run later, in one transaction."""

from __future__ import annotations

import pytest

from app.file.operation import Operation, Transaction, operation
from app.file.session import Session
from app.ground.errors import UserError
from app.teaching import teachers


@operation("甲乙", right="libraries")
def two_teachers(tx: Transaction, first: str, second: str) -> tuple[int, int]:
    tx.name(f"添加 {first}、{second}")
    return tx.call(teachers.create({"name": first})), tx.call(teachers.create({"name": second}))


def test_a_verb_gives_an_operation_that_has_not_run(school_session: Session) -> None:
    wanted = two_teachers("甲", "乙")
    assert isinstance(wanted, Operation)
    assert (wanted.name, wanted.undo) == ("甲乙", "stack")
    assert list(school_session.read(teachers.LISTING.ids)) == []
    change = school_session.run(wanted)
    assert change.kinds == {"teacher"}
    assert [school_session.read(teachers.get, i).name for i in change.value] == ["甲", "乙"]


def test_an_operation_inside_another_leaves_it_its_name(school_session: Session) -> None:
    school_session.run(two_teachers("甲", "乙"))
    assert school_session.undo_name() == "添加 甲、乙"
    school_session.undo()
    assert list(school_session.read(teachers.LISTING.ids)) == []


def test_what_fails_half_way_leaves_nothing(school_session: Session) -> None:
    with pytest.raises(UserError, match="姓名"):
        school_session.run(two_teachers("甲", " "))
    assert list(school_session.read(teachers.LISTING.ids)) == []
    assert school_session.undo_name() is None


def test_a_row_that_is_gone_is_told(school_session: Session) -> None:
    for work in (
        lambda tx: tx.update("teacher", 99, {"name": "甲"}),
        lambda tx: tx.delete("teacher", 99),
    ):
        with pytest.raises(UserError, match="已被删除"):
            school_session.run(Operation("无", work, right="libraries"))


def test_invisible_characters_are_not_kept(school_session: Session) -> None:
    values = {"name": "何军\x07", "remark": "一行\r\n二行\x00"}
    made = school_session.run(teachers.create(values)).value
    beyond = Operation(
        "无",
        lambda tx: tx.update("teacher", made, {"unit_name": "财政\u202e局\u200b"}),
        right="libraries",
    )
    school_session.run(beyond)
    kept = school_session.read(teachers.get, made)
    assert (kept.name, kept.remark, kept.unit_name) == ("何军", "一行\n二行", "财政局")


def test_many_rows_go_in_at_once_each_recorded_and_numbers_never_come_back(
    school_session: Session,
) -> None:
    def insert(*names: str) -> list[int]:
        rows = [{"name": name, "pinyin": name, "terms": name} for name in names]
        work = Operation("多个", lambda tx: tx.insert_many("unit", rows), right="students")
        return school_session.run(work).value

    assert insert() == []
    first = insert("甲\u202e局", "乙局")
    assert first == [first[0], first[0] + 1]
    assert [t.columns["name"][1] for i in first for t in school_session.history("unit", i)] == [
        "甲局",
        "乙局",
    ]
    school_session.undo()
    assert insert("丙局")[0] > first[1]
    with pytest.raises(UserError, match="已经有了"):
        insert("丁局", "丁局")
    assert school_session.undo_name() == "多个"
