"""未完成: kept for its user, no part of the journal, in no plain copy, swept when finished."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from app import inspection
from app.file import backup, rehearsal, sql, wholeness
from app.file.operation import Operation, Transaction
from app.file.session import Session
from app.ground import jobs
from app.ground.errors import UserError
from app.opening import open_school
from app.people import students
from app.school import unfinished, users

PASSWORD = "secret-word"
BOOK = "张某某 990000".encode() * 400


def kept(session: Session, user: str = "教务") -> list[tuple[str, str, int]]:
    found = session.read(unfinished.all, user, "review")
    return [(one.key, one.content, one.attached) for one in found]


def test_what_is_kept_again_keeps_its_bytes_and_nothing_is_in_the_journal(
    school_session: Session,
) -> None:
    session = school_session
    session.run(students.create({"name": "张伟"}))
    before = session.read(wholeness.last_operation)
    session.aside(unfinished.keep("review", "roster", "{}", BOOK)).result()
    session.aside(unfinished.keep("review", "roster", '{"a": 1}')).result()
    session.aside(unfinished.keep("form", "class", "{}")).result()
    assert kept(session) == [("roster", '{"a": 1}', len(BOOK))]
    assert session.read(unfinished.attachment, "教务", "review", "roster") == BOOK
    assert session.read(unfinished.attachment, "教务", "form", "class") == b""
    assert session.read(wholeness.last_operation) == before
    assert session.undo().value == "添加学员 张伟"
    assert kept(session)
    session.aside(unfinished.discard("review", "roster")).result()
    assert kept(session) == []
    assert session.read(unfinished.get, "教务", "review", "roster") is None


def test_it_is_swept_with_the_operation_that_finishes_it_or_not_at_all(
    school_session: Session,
) -> None:
    session = school_session
    session.aside(unfinished.keep("review", "roster", "{}", BOOK)).result()

    def work(tx: Transaction, name: str) -> None:
        tx.call(students.create({"name": name}))
        unfinished.finished(tx, "review", "roster")

    with pytest.raises(UserError):
        session.run(Operation("导入", lambda tx: work(tx, ""), right="students"))
    assert len(kept(session)) == 1
    session.run(Operation("导入", lambda tx: work(tx, "张伟"), right="students"))
    assert kept(session) == []


def test_each_user_has_his_own_and_takes_it_along_when_he_leaves(school_session: Session) -> None:
    session = school_session
    other = session.run(users.add("李老师", "entry", "registrar")).value
    session.aside(unfinished.keep("review", "roster", "mine")).result()
    session.become(other)
    session.aside(unfinished.keep("review", "roster", "hers")).result()
    assert [one[1] for one in kept(session) + kept(session, "李老师")] == ["mine", "hers"]
    session.become(1)
    session.aside(unfinished.keep("form", "class", "{}")).result()
    said = [session.read(unfinished.leaving, name) for name in ("李老师", "教务", "没有")]
    assert said == [
        "他留下的 1 份没有核对完的名单一并丢弃。",
        "他留下的 1 份没有核对完的名单、1 张没有填完的表单一并丢弃。",
        "",
    ]
    session.run(users.remove(other))
    assert [kept(session), kept(session, "李老师")] == [[("roster", "mine", 0)], []]


def test_the_check_and_a_rehearsal_are_at_peace_with_it(
    school_session: Session, tmp_path: Path
) -> None:
    session = school_session
    session.run(students.create({"name": "张伟"}))
    session.aside(unfinished.keep("review", "roster", "{}", BOOK)).result()
    assert inspection.of_session(session) == []
    copy = backup.snapshot(session, tmp_path / "备份.dxjw")
    session.aside(unfinished.discard("review", "roster")).result()
    key = session.with_key(lambda held: held.key)
    assert session.read(lambda db: rehearsal.rehearse(copy, key, db)).faults == []
    with open_school(copy, PASSWORD, runner=jobs.Inline()) as held:  # half-done work is kept there
        assert not held.writes and len(kept(held)) == 1
        held.aside(unfinished.discard("review", "roster")).result()
        assert len(kept(held)) == 1


def test_a_school_killed_with_it_in_the_log_lacks_nothing(
    school_session: Session, tmp_path: Path
) -> None:
    session = school_session
    session.run(students.create({"name": "张伟"}))
    session.aside(unfinished.keep("review", "roster", "{}", BOOK)).result()
    for file in session.path.parent.glob(f"{session.path.stem}*"):
        (tmp_path / "killed").mkdir(exist_ok=True)
        (tmp_path / "killed" / file.name).write_bytes(file.read_bytes())
    path = tmp_path / "killed" / session.path.name
    with open_school(path, PASSWORD, runner=jobs.Inline()) as again:
        assert not again.lacks_work and again.told == []
        assert kept(again) == [("roster", "{}", len(BOOK))]


def test_no_plain_copy_and_no_technician_gets_at_it(
    school_session: Session, tmp_path: Path
) -> None:
    session = school_session
    session.aside(unfinished.keep("review", "roster", "{}", BOOK)).result()
    target = backup.plain_copy(session, tmp_path / "plain.db")
    assert b"990000" not in target.read_bytes()
    with sqlite3.connect(target) as plain:
        assert plain.execute("SELECT count(*) FROM unfinished").fetchone() == (0,)
    with pytest.raises(UserError, match="不允许"):
        session.run(sql.write("DELETE FROM unfinished"))
