"""The chain: every operation has a hash over the one before, itself and all that it wrote."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.file import chain
from app.file.session import Session
from app.people import students
from tests.tampering import STUDENT, assert_told, check, past


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


LAST = "(SELECT max(id) FROM operation)"
JOURNAL = [
    (["DELETE FROM change", "DELETE FROM baseline", "DELETE FROM operation"], "操作记录全部不见了"),
    (["DELETE FROM baseline"], "没有记录摘要"),
    (["DELETE FROM baseline"], "第 1 项「建立学校」.*与校验值不符"),
    (["UPDATE baseline SET digest = replace(digest, 'a', 'b')"], "第 1 项「建立学校」.*与校验值不符"),
    (["UPDATE operation SET user_name = '别人' WHERE id = 5"], "第 5 项.*与校验值不符，表示它或它的明细"),
    (["UPDATE change SET after = replace(after, '郝检', '郝查') WHERE table_name = 'student'"
      f" AND row_id = {STUDENT} AND action = 'insert'"], "「添加学员 郝检」.*与校验值不符"),
    (["DELETE FROM change WHERE operation_id = 5"], "第 5 项.*与校验值不符"),
    (["UPDATE change SET operation_id = NULL WHERE operation_id = 5"], "程序之外的写入"),
    (["DELETE FROM change WHERE operation_id = 5", "DELETE FROM operation WHERE id = 5"],
     "第 6 项.*与之前的记录接不上，表示在它之前有操作记录被删除"),
    (["DELETE FROM change WHERE operation_id < 4", "DELETE FROM operation WHERE id < 4"],
     "第 4 项.*与之前的记录接不上"),
    (["INSERT INTO operation (name) VALUES ('假的')"], "第 [0-9]+ 项「假的」.*不在校验链里，表示它是后来塞"),
    (["PRAGMA foreign_keys = OFF", "UPDATE operation SET id = 999 WHERE id = 5",
      "UPDATE operation SET id = 5 WHERE id = 6", "UPDATE operation SET id = 6 WHERE id = 999",
      "UPDATE change SET operation_id = 11 - operation_id WHERE operation_id IN (5, 6)"],
     "的次序不对，表示操作记录的先后被调换过"),
    ([f"DELETE FROM change WHERE operation_id = {LAST}",
      f"DELETE FROM operation WHERE id = {LAST}"], "李娜.*与最后一次操作记下的内容不符|编号 [0-9]+.*与最后"),
]  # fmt: skip


@pytest.mark.parametrize(("statements", "told"), JOURNAL)
def test_a_journal_that_was_rewritten_is_told(
    statements: Sequence[str], told: str, worked_path: Path
) -> None:
    past(worked_path, statements, unguarded=True)
    assert_told(check(worked_path), told)


# ---------------------------------------------------------------------------- the chain, by property


def linked(count: int) -> list[chain.Link]:
    """A chain as the program makes it."""
    links: list[chain.Link] = []
    before = chain.BEGINNING
    for number in range(1, count + 1):
        bare = chain.Link(
            number, f"第{number}", "2026-01-01 00:00", before, "", f"content {number}"
        )
        before = bare.hash_as(number)
        links.append(chain.Link(number, bare.name, bare.at, bare.previous, before, bare.content))
    return links


COUNT = st.integers(3, 12)


@given(COUNT)
def test_a_chain_has_no_fault(count: int) -> None:
    assert chain.faults(linked(count)) == []


def kinds(links: list[chain.Link]) -> list[str]:
    return [one.means for one in chain.faults(links)]


@given(COUNT, st.data())
def test_an_altered_entry_is_named_alone(count: int, data: st.DataObject) -> None:
    links = linked(count)
    place = data.draw(st.integers(0, count - 1))
    column = data.draw(st.sampled_from(["content", "previous", "hash"]))
    links[place] = altered(links[place], **{column: "f" * 64})
    found = chain.faults(links)
    assert len(found) == 1
    assert f"第 {place + 1} 项" in found[0].what
    assert "被改过" in found[0].means or (place == count - 1 and column != "content")


def altered(one: chain.Link, **values: Any) -> chain.Link:
    return dataclasses.replace(one, **values)


@given(COUNT, st.data())
def test_erased_entries_are_told_where_they_are_missed(count: int, data: st.DataObject) -> None:
    links = linked(count)
    first = data.draw(st.integers(0, count - 2))
    last = data.draw(st.integers(first, count - 2))
    rest = links[:first] + links[last + 1 :]
    found = chain.faults(rest)
    assert [one.means for one in found] == ["在它之前有操作记录被删除或替换"]
    assert f"第 {links[last + 1].id} 项" in found[0].what


@given(COUNT, st.sampled_from(["", "f" * 64]))
def test_an_inserted_entry_is_told_alone(count: int, mark: str) -> None:
    links = [*linked(count), chain.Link(count + 1, "假的", "", "", mark, "x")]
    found = chain.faults(links)
    assert len(found) == 1
    assert "假的" in found[0].what
    assert "塞进去" in found[0].means


@given(COUNT, st.data())
def test_swapped_entries_are_told_as_moved(count: int, data: st.DataObject) -> None:
    links = linked(count)
    place = data.draw(st.integers(0, count - 2))
    one, other = links[place], links[place + 1]
    links[place], links[place + 1] = altered(other, id=one.id), altered(one, id=other.id)
    assert kinds(links) == ["操作记录的先后被调换过"]


@given(COUNT, st.data())
def test_whatever_is_done_to_a_chain_is_told(count: int, data: st.DataObject) -> None:
    """Any other list of these links than their beginnings: none passes for a chain."""
    links = linked(count)
    order = data.draw(st.permutations(range(count)))
    kept = data.draw(st.integers(1, count))
    chosen = [altered(links[old], id=new + 1) for new, old in enumerate(order[:kept])]
    if [one.previous for one in chosen] == [one.previous for one in links[:kept]]:
        assert chain.faults(chosen) == []
    else:
        assert chain.faults(chosen)
