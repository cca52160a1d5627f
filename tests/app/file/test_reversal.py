"""Taking back and doing again: walls, and what later work forbids."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlcipher3.dbapi2 import IntegrityError

from app.certificates import ledger
from app.classes import classes, enrolment, lessons
from app.classes.classes import Span
from app.file import vault
from app.file.operation import Operation, Transaction, operation
from app.file.session import Session
from app.file.store import connect
from app.ground import jobs
from app.ground.errors import UserError
from app.opening import open_school
from app.people import students
from app.teaching import teachers, venues
from tests.data.make_school_file import FOLDER
from tests.data.school_files import kept_copy, recorded

PASSWORD = "secret-word"
WEEK = (Span("2026-11-02", "2026-11-06"),)


def ask(session: Session, statement: str) -> list[tuple[Any, ...]]:
    return session.read(lambda db: db.execute(statement).fetchall())


def closed_class(session: Session) -> int:
    class_id = session.run(
        classes.create({"code": "2026-01", "name": "支部书记班", "kind": "other"}, WEEK)
    ).value
    teacher_id = session.run(teachers.create({"name": "何军", "kind": "leading_cadre"})).value
    added = session.run(lessons.add(class_id, "2026-11-02", "morning", {"title": "党章"})).value
    session.run(lessons.set_lecturers(added, [teacher_id]))
    people = [session.run(students.create({"name": n})).value for n in ("张伟", "李娜")]
    session.run(enrolment.enrol(class_id, people))
    session.run(classes.approve(class_id))
    session.run(ledger.issue(class_id))
    session.run(classes.close(class_id))
    return class_id


@operation("导入名册", right="students")
def import_people(tx: Transaction, *names: str) -> list[int]:
    tx.name(f"导入名册（{len(names)} 人）")
    return [tx.call(students.create({"name": n, "unit_name": "县水利局"})) for n in names]


def test_an_import_of_weeks_ago_is_taken_back_alone(school_session: Session) -> None:
    change = school_session.run(import_people("张伟", "李娜"))
    other = school_session.run(students.create({"name": "王芳", "unit_name": "县教育局"})).value
    assert school_session.take_back(change.operation_id).value == "导入名册（2 人）"
    left = school_session.read(lambda db: db.execute("SELECT id FROM student").fetchall())
    assert left == [(other,)]
    with pytest.raises(UserError, match="不能撤销"):
        school_session.take_back(change.operation_id)
    assert school_session.undo_name() == "撤销 导入名册（2 人）"
    school_session.undo()
    assert len(school_session.read(students.LISTING.ids)) == 3


def test_an_import_that_later_work_stands_on_is_not_taken_back(school_session: Session) -> None:
    change = school_session.run(import_people("张伟", "李娜"))
    class_id = school_session.run(classes.create({"code": "1", "name": "班"}, WEEK)).value
    school_session.run(enrolment.enrol(class_id, change.value))
    before = recorded(school_session)
    with pytest.raises(UserError, match="在用它"):
        school_session.take_back(change.operation_id)
    assert recorded(school_session) == before
    school_session.undo()
    school_session.run(students.update(change.value[0], {"post": "局长"}))
    with pytest.raises(UserError, match="「张伟」后来又改过"):
        school_session.take_back(change.operation_id)
    school_session.undo()
    school_session.run(students.create({"name": "新人", "unit_name": "县水利局"}))
    with pytest.raises(UserError, match="在用它"):  # the unit came with the import
        school_session.take_back(change.operation_id)
    school_session.undo()
    school_session.take_back(change.operation_id)
    assert len(school_session.read(students.LISTING.ids)) == 0


def test_a_class_with_later_lessons_is_not_taken_back_with_them(school_session: Session) -> None:
    made = school_session.run(classes.create({"code": "1", "name": "班"}, WEEK))
    school_session.run(lessons.add(made.value, "2026-11-02", "morning", {"title": "课"}))
    before = recorded(school_session)
    with pytest.raises(UserError, match="后来的记录还在用它"):
        school_session.take_back(made.operation_id)
    assert recorded(school_session) == before
    school_session.undo()
    school_session.take_back(made.operation_id)
    assert school_session.read(classes.all) == []


def test_names_that_were_exchanged_are_undone_one_after_the_other(school_session: Session) -> None:
    for n in range(3):
        school_session.run(venues.create({"name": f"教室{n}"}))
    before = recorded(school_session)

    def shift(tx: Transaction) -> None:
        for row_id, name in ((3, "教室9"), (2, "教室2"), (1, "教室1")):
            tx.update("venue", row_id, {"name": name})

    def exchange(tx: Transaction) -> None:
        for row_id, name in ((1, "空"), (2, "教室0"), (1, "教室1")):
            tx.update("venue", row_id, {"name": name})

    school_session.run(Operation("依次改名", shift, right="students"))
    school_session.undo()
    assert recorded(school_session) == before
    school_session.run(Operation("对调", exchange, right="students"))  # no verb makes such a ring
    exchanged = recorded(school_session)
    with pytest.raises(UserError, match=r"不能撤销.*没有写入任何数据"):
        school_session.undo()
    assert recorded(school_session) == exchanged


def test_certificates_are_a_wall(school_session: Session) -> None:
    class_id = closed_class(school_session)
    school_session.undo()  # 结业
    assert school_session.undo_name() is None
    with pytest.raises(UserError, match=r"「签发证书 支部书记班（2 张）」不能撤销.*作废"):
        school_session.undo()
    issued = [o for o in school_session.operations() if o.undo == "barrier"]
    with pytest.raises(UserError, match="不能撤销"):
        school_session.take_back(issued[0].id)
    assert len(school_session.read(ledger.of_class, class_id)) == 2


def test_a_closed_class_that_an_older_program_deleted_comes_back(tmp_path: Path) -> None:
    """With its certificates, its hours and the dates of its approval and closing; then it stays."""
    path = kept_copy(FOLDER / "v2.dxjw", tmp_path)
    db = connect(path, vault.load(path).unlock(PASSWORD)[0], write=True)
    closed = db.execute("SELECT * FROM class WHERE status = 'closed'").fetchone()
    db.execute("UPDATE operation SET state = 'dropped' WHERE state = 'undone'")
    db.execute("INSERT INTO operation (id, name) VALUES (9999, '删除班次 春季进修班')")
    db.execute("INSERT INTO journal_head VALUES (9999)")
    db.execute("DELETE FROM class WHERE id = ?", closed[:1])
    db.execute("DELETE FROM journal_head")
    db.close()
    with open_school(path, PASSWORD, runner=jobs.Inline()) as opened:
        assert set(ask(opened, "SELECT class_id FROM certificate")) == {(None,)}
        opened.undo()
        columns = "id, code, name, status, version, approved_at, closed_at"
        (back,) = ask(opened, f"SELECT {columns} FROM class WHERE id = {closed[0]}")
        assert set(back) <= set(closed)
        assert set(ask(opened, "SELECT class_id FROM certificate")) == {(closed[0],)}
        assert len(ask(opened, f"SELECT 1 FROM hour_entry WHERE class_id = {closed[0]}")) == 3
        with pytest.raises(UserError):
            opened.redo()
        assert ask(opened, f"SELECT {columns} FROM class WHERE id = {closed[0]}") == [back]


def test_closing_and_its_cancelling_are_taken_back_over_the_border(tmp_path: Path) -> None:
    """As an older program did them, in whose order hours and people went before the status."""
    path = kept_copy(FOLDER / "v2.dxjw", tmp_path)
    db = connect(path, vault.load(path).unlock(PASSWORD)[0], write=True)
    db.execute("UPDATE operation SET state = 'dropped' WHERE state = 'undone'")
    db.execute("INSERT INTO operation (id, name, rights) VALUES (9999, '取消结业', 'classes')")
    db.execute("INSERT INTO journal_head VALUES (9999)")
    db.execute("DELETE FROM hour_entry WHERE class_id = 1")
    db.execute("UPDATE enrolment SET status = 'enrolled' WHERE class_id = 1")
    closed = db.execute("SELECT closed_at FROM class WHERE id = 1").fetchone()
    db.execute("UPDATE class SET status = 'running', closed_at = NULL WHERE id = 1")
    db.execute("DELETE FROM journal_head")
    db.close()
    told = "SELECT status, closed_at, (SELECT count(*) FROM hour_entry h WHERE h.class_id = c.id),"
    told += " (SELECT group_concat(DISTINCT e.status) FROM enrolment e WHERE e.class_id = c.id)"
    told += " FROM class c WHERE c.id = 1"
    with open_school(path, PASSWORD, runner=jobs.Inline()) as opened:
        assert ask(opened, told) == [("running", None, 0, "enrolled")]
        opened.undo()
        assert ask(opened, told) == [("closed", *closed, 3, "completed")]
        opened.redo()
        assert ask(opened, told) == [("running", None, 0, "enrolled")]
        opened.undo()
        closing = next(e.id for e in opened.operations() if e.name == "结业 春季进修班")
        opened.take_back(closing)
        assert ask(opened, told) == [("running", None, 0, "enrolled")]
        opened.undo()
        assert ask(opened, told) == [("closed", *closed, 3, "completed")]


def test_a_certificate_that_lost_its_class_gets_no_other(tmp_path: Path) -> None:
    path = kept_copy(FOLDER / "v2.dxjw", tmp_path)
    db = connect(path, vault.load(path).unlock(PASSWORD)[0], write=True)
    db.execute("DELETE FROM class WHERE status = 'closed'")
    db.close()
    open_school(path, PASSWORD, runner=jobs.Inline()).close()
    db = connect(path, vault.load(path).unlock(PASSWORD)[0], write=True)
    lost = "SELECT class_id, student_id FROM certificate ORDER BY id"
    before = db.execute(lost).fetchall()
    assert {class_id for class_id, _ in before} == {None}
    for keys in (0, 1):
        db.execute(f"PRAGMA foreign_keys = {keys}")
        for verb in ("UPDATE", "UPDATE OR REPLACE", "UPDATE OR IGNORE"):
            for change in ("class_id = 2", "class_id = 1", "student_id = NULL", "student_id = 2"):
                with pytest.raises(IntegrityError, match="已签发的证书不能更改"):
                    db.execute(f"{verb} certificate SET {change}")
    assert db.execute(lost).fetchall() == before
    db.close()


def test_a_version_on_paper_never_comes_again(school_session: Session) -> None:
    class_id = school_session.run(
        classes.create({"code": "1", "name": "班", "kind": "other"}, WEEK)
    ).value
    versions = []
    school_session.run(classes.approve(class_id))
    for step in (classes.reopen, classes.approve):
        school_session.run(step(class_id))
    versions.append(school_session.read(classes.get, class_id).version)
    school_session.undo()
    versions.append(school_session.read(classes.get, class_id).version)
    school_session.redo()
    versions.append(school_session.read(classes.get, class_id).version)
    school_session.undo()
    school_session.undo()
    assert school_session.read(classes.get, class_id).status == "approved"
    versions.append(school_session.read(classes.get, class_id).version)
    assert versions == sorted(versions)


def test_an_undo_meets_the_guards_like_any_other_write(school_session: Session) -> None:
    class_id = school_session.run(
        classes.create({"code": "1", "name": "班", "kind": "other"}, WEEK)
    ).value
    added = school_session.run(lessons.add(class_id, "2026-11-02", "morning", {"title": "课"}))
    school_session.run(classes.approve(class_id))
    before = recorded(school_session)
    with pytest.raises(UserError, match="已审定"):
        school_session.take_back(added.operation_id)
    assert recorded(school_session) == before
