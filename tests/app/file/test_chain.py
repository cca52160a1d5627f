"""The chain: every operation has a hash over the one before, itself and all that it wrote."""

from __future__ import annotations

from typing import Any

from app.file import chain
from app.file.session import Session
from app.people import students


def links(session: Session) -> list[chain.Link]:
    return session.read(lambda db: list(chain.links(db)))


def test_every_operation_goes_on_from_the_one_before(school_session: Session) -> None:
    school_session.run(students.create({"name": "张伟"}))
    school_session.undo()
    school_session.redo()
    school_session.run(students.update(1, {}))  # changes nothing, and leaves no trace
    found = links(school_session)
    assert [one.name for one in found] == [
        "建立学校",
        "添加学员 张伟",
        "撤销 添加学员 张伟",
        "重做 添加学员 张伟",
    ]
    assert all(one.fits for one in found)
    assert [one.previous for one in found] == [chain.BEGINNING, *(one.hash for one in found[:-1])]
    assert school_session.read(chain.head) == (found[-1].id, found[-1].hash)


def test_the_state_of_undo_is_outside_the_hash(school_session: Session) -> None:
    school_session.run(students.create({"name": "张伟"}))
    before = links(school_session)
    school_session.undo()
    assert links(school_session)[: len(before)] == before


def test_what_is_imagined_is_not_in_the_chain(school_session: Session) -> None:
    before = school_session.read(chain.head)
    school_session.imagine(students.create({"name": "张伟"}), students.count)
    assert school_session.read(chain.head) == before


def test_whatever_is_altered_of_an_entry_no_longer_fits(school_session: Session) -> None:
    school_session.run(students.create({"name": "张伟"}))
    number, _ = school_session.read(chain.head)
    statements = [
        *(f"UPDATE operation SET {c} = {c} || 'x' WHERE id = {number}" for c in
          ("name", "at", "user_name", "joins", "run_name", "rights")),
        f"UPDATE operation SET undo = 'apart' WHERE id = {number}",
        f"UPDATE operation SET reverses_id = 1 WHERE id = {number}",
        f"UPDATE operation SET run_id = 1 WHERE id = {number}",
        *(f"UPDATE change SET {c} WHERE operation_id = {number}" for c in
          ("id = 1 + (SELECT max(id) FROM change)", "schema_version = 1", "table_name = 'unit'",
           "row_id = 7", "action = 'delete'", "before = '{}'", "after = '{}'", "after = NULL",
           "operation_id = NULL", "operation_id = 1")),
        # what stands in two columns one after the other is not the same in another place
        f"UPDATE operation SET name = substr(name, 1, 2), at = substr(name, 3) || at WHERE id = {number}",
    ]  # fmt: skip

    def altered(held: Any, statement: str) -> bool:
        db = held.writer
        db.execute("BEGIN")
        try:
            db.execute("DROP TRIGGER operation_kept_update")
            db.execute("DROP TRIGGER change_kept_update")
            assert db.execute(statement).rowcount == 1
            return not all(one.fits for one in chain.links(db))
        finally:
            db.execute("ROLLBACK")

    for statement in statements:
        assert school_session.with_key(lambda held, sql=statement: altered(held, sql)), statement
    assert all(one.fits for one in links(school_session))
