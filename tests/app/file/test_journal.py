"""What is recorded, what undo would take back, runs of keystrokes, history."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.file import recording, sql, vault
from app.file.operation import Operation, Transaction, operation
from app.file.session import Session
from app.file.store import connect
from app.ground import jobs
from app.ground.errors import UserError
from app.opening import create, open_school
from app.people import students
from app.school import users
from app.teaching import venues
from tests.data.school_files import recorded

PASSWORD = "secret-word"
CHEAP = vault.Cost(memory=64, passes=1, lanes=1)


@operation("填写职务", right="students")
def typed(tx: Transaction, student_id: int, post: str) -> None:
    """One cell of a grid."""
    tx.update("student", student_id, {"post": post})
    tx.name(f"填写职务 {post}")


def test_undo_and_redo_survive_a_restart_and_name_what_they_do(tmp_path: Path) -> None:
    path = tmp_path / "校.dxjw"
    create(path, name="党校", password=PASSWORD, cost=CHEAP)
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        student = session.run(students.create({"name": "张伟"})).value
        session.run(students.delete([student]))
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        assert session.undo_name() == "删除学员 张伟"
        assert session.undo().value == "删除学员 张伟"
        assert session.read(students.get, student).name == "张伟"
        assert session.undo_name() == "添加学员 张伟"
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        assert session.redo_name() == "删除学员 张伟"
        session.redo()
        assert session.redo_name() is None
        assert session.operations(1)[0].name == "重做 删除学员 张伟"


def test_a_run_of_keystrokes_is_one_undo_and_many_entries(tmp_path: Path) -> None:
    path = tmp_path / "校.dxjw"
    create(path, name="党校", password=PASSWORD, cost=CHEAP)
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        people = [session.run(students.create({"name": n})).value for n in ("张伟", "李娜", "王芳")]
        before = recorded(session)
        for person in (*people, people[0]):
            session.run(typed(person, f"科长{person}").joined("职务"))
        session.run(typed(people[0], "局长").joined("职务"))
        after = recorded(session)
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        assert (
            session.undo_name() == "填写职务（4 处）"
        )  # the one that changed nothing left no trace
        assert [e.name for e in session.operations(4)] == [
            "填写职务 局长", "填写职务 科长3", "填写职务 科长2", "填写职务 科长1",
        ]  # fmt: skip
        assert session.undo().name == "撤销 填写职务（4 处）"
        assert recorded(session) == before
        assert {e.state for e in session.operations(5)[1:]} == {"undone"}
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        assert session.redo_name() == "填写职务（4 处）"
        session.redo()
        assert recorded(session) == after
        assert (session.redo_name(), session.undo_name()) == (None, "填写职务（4 处）")
        session.undo()
        assert recorded(session) == before


def test_a_run_that_came_to_nothing_is_over_once_it_is_undone(school_session: Session) -> None:
    person = school_session.run(students.create({"name": "张伟"})).value
    for post in ("甲", ""):
        school_session.run(typed(person, post).joined("a"))
    assert school_session.undo().kinds == frozenset()  # nothing to write back, and no entry of it
    school_session.run(typed(person, "乙").joined("a"))
    assert school_session.undo_name() == "填写职务 乙"


def test_only_what_ctrl_z_takes_back_is_in_a_run(school_session: Session) -> None:
    people = [school_session.run(students.create({"name": n})).value for n in ("张伟", "李娜")]
    apart = replace(typed(people[0], "甲"), undo="apart")
    school_session.run(apart.joined("a"))
    school_session.run(typed(people[1], "乙").joined("a"))
    assert school_session.undo_name() == "填写职务 乙"
    school_session.undo()
    assert school_session.read(students.get, people[0]).post == "甲"


def test_other_work_ends_a_run_and_so_does_an_undo(school_session: Session) -> None:
    people = [school_session.run(students.create({"name": n})).value for n in ("张伟", "李娜")]

    def undo_name_after(work: Operation[Any]) -> str | None:
        school_session.run(work)
        return school_session.undo_name()

    assert undo_name_after(typed(people[0], "甲").joined("a")) == "填写职务 甲"
    assert undo_name_after(typed(people[1], "乙").joined("b")) == "填写职务 乙"  # another column
    assert undo_name_after(typed(people[0], "丙").joined("b")) == "填写职务（2 处）"
    school_session.run(
        users.add("李老师", "aa", "registrar")
    )  # beside the stack, but work all the same
    assert undo_name_after(typed(people[1], "丁").joined("b")) == "填写职务 丁"
    school_session.undo()
    school_session.redo()
    assert undo_name_after(typed(people[0], "戊").joined("b")) == "填写职务 戊"
    assert undo_name_after(typed(people[0], "己")) == "填写职务 己"  # joins nothing
    assert undo_name_after(typed(people[0], "庚")) == "填写职务 庚"


def test_one_keystroke_of_a_run_is_taken_back_alone(school_session: Session) -> None:
    people = [school_session.run(students.create({"name": n})).value for n in ("张伟", "李娜")]
    first = school_session.run(typed(people[0], "甲").joined("a"))
    school_session.run(typed(people[1], "乙").joined("a"))
    school_session.take_back(first.operation_id)
    posts = [school_session.read(students.get, person).post for person in people]
    assert posts == ["", "乙"]


def test_a_student_who_came_back_is_found_again(school_session: Session) -> None:
    student = school_session.run(students.create({"name": "欧阳春"})).value
    school_session.run(students.delete([student]))
    assert len(school_session.read(students.LISTING.ids, search="ouyang")) == 0
    school_session.undo()
    assert list(school_session.read(students.LISTING.ids, search="ouyang")) == [student]


def test_new_work_drops_what_could_be_redone(school_session: Session) -> None:
    school_session.run(students.create({"name": "张伟"}))
    school_session.undo()
    school_session.run(users.add("李老师", "aa", "registrar"))  # apart: not in the way of redo
    assert school_session.redo_name() == "添加学员 张伟"
    school_session.run(students.create({"name": "李娜"}))
    assert school_session.redo_name() is None
    with pytest.raises(UserError, match="没有可以重做"):
        school_session.redo()


def test_what_changes_nothing_leaves_no_trace(school_session: Session) -> None:
    student = school_session.run(students.create({"name": "张伟"})).value
    entries = school_session.operations()
    change = school_session.run(students.update(student, {"name": "张伟"}))
    assert change.kinds == frozenset()
    assert school_session.operations() == entries


@operation("写到一半失败", right="students")
def failing(tx: Transaction, rows: int, error: Exception) -> None:
    for number in range(rows):
        tx.insert("student", {"name": f"学员{number}"})
    raise error


@pytest.mark.parametrize("error", [UserError("不行"), ValueError("程序错误"), jobs.Cancelled()])
def test_a_failing_operation_writes_nothing(school_session: Session, error: Exception) -> None:
    before, entries = recorded(school_session), school_session.operations()
    with pytest.raises(type(error)):
        school_session.run(failing(3000, error))
    assert recorded(school_session) == before
    assert school_session.operations() == entries
    assert school_session.read(students.LISTING.ids, search="学员1").tolist() == []
    school_session.run(students.create({"name": "张伟"}))  # and the school goes on


def test_a_constraint_at_the_last_row_takes_everything_back(school_session: Session) -> None:
    school_session.run(venues.create({"name": "一号教室"}))
    before = recorded(school_session)

    def work(tx: Transaction) -> None:
        for number in range(500):
            tx.insert("venue", {"name": f"教室{number}"})
        tx.insert("venue", {"name": "一号教室"})

    with pytest.raises(UserError, match="这个场地已经有了"):
        school_session.run(Operation("导入场地", work, right="students"))
    assert recorded(school_session) == before


def test_a_cancelled_operation_writes_nothing(school_session: Session) -> None:
    ids = [school_session.run(students.create({"name": f"学员{n}"})).value for n in range(5)]
    before = recorded(school_session)
    progress = jobs.Progress(lambda done, total, text: progress.cancel() if done == 3 else None)
    with pytest.raises(jobs.Cancelled, match="没有写入任何数据"):
        school_session.run(students.delete(ids), progress)
    assert recorded(school_session) == before


def test_the_history_of_a_record_names_who_did_what(school_session: Session) -> None:
    student = school_session.run(students.create({"name": "张伟"})).value
    school_session.run(students.update(student, {"name": "张纬", "post": "科长"}))
    first, last = school_session.history("student", student)[::-1]
    assert (first.action, first.operation, first.user_name) == ("insert", "添加学员 张伟", "教务")
    assert last.operation == "修改学员 张伟"
    assert last.columns == {"name": ("张伟", "张纬"), "post": ("", "科长")}


def test_a_new_record_never_has_the_number_of_one_that_is_gone(school_session: Session) -> None:
    gone = school_session.run(students.create({"name": "张伟"})).value
    school_session.run(students.delete([gone]))
    new = school_session.run(students.create({"name": "李娜"})).value
    assert new > gone
    assert [t.operation for t in school_session.history("student", new)] == ["添加学员 李娜"]
    school_session.run(students.delete([new]))
    school_session.undo()
    assert [t.action for t in school_session.history("student", new)] == [
        "insert", "delete", "insert",
    ]  # fmt: skip


def test_the_history_goes_on_behind_a_row_that_was_put_back_by_hand(
    school_session: Session,
) -> None:
    gone = school_session.run(students.create({"name": "张伟"})).value
    uid = school_session.read(lambda db: db.execute("SELECT uid FROM student").fetchone())[0]
    school_session.run(students.delete([gone]))
    again = f"INSERT INTO student (id, uid, name) VALUES ({gone}, '{uid}', '张伟')"
    school_session.run(sql.write(again))
    assert [t.action for t in school_session.history("student", gone)] == [
        "insert", "delete", "insert",
    ]  # fmt: skip


def test_under_version_1_the_history_begins_where_the_record_was_made(
    school_session: Session,
) -> None:
    """An id was given again then, to a record that has nothing to do with the one before."""
    gone = school_session.run(students.create({"name": "张伟"})).value
    school_session.run(students.delete([gone]))
    new = school_session.run(students.create({"name": "李娜"})).value
    old = f"UPDATE change SET schema_version = 1, row_id = {new} WHERE table_name = 'student'"
    for statement in ("DROP TRIGGER change_kept_update", old):
        school_session.with_key(lambda held, sql=statement: held.writer.execute(sql))
    assert [t.operation for t in school_session.history("student", new)] == ["添加学员 李娜"]


def test_a_write_from_outside_is_recorded_and_stops_undo_of_what_it_changed(
    tmp_path: Path,
) -> None:
    path = tmp_path / "校.dxjw"
    create(path, name="党校", password=PASSWORD, cost=CHEAP)
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        student = session.run(students.create({"name": "张伟"})).value
        key = session.with_key(lambda store: store.key)
    db = connect(path, key, write=True)
    db.execute("UPDATE student SET name = '外人' WHERE id = ?", [student])
    db.close()
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        latest = session.history("student", student)[0]
        assert (latest.operation, latest.user_name) == ("程序之外的写入", "")
        with pytest.raises(UserError, match="「外人」后来又改过"):
            session.undo()


def test_every_recorded_table_has_its_triggers(school_session: Session) -> None:
    def found(db: Any) -> tuple[set[str], set[str]]:
        triggers = db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        return set(recording.recorded_tables(db)), {t for (t,) in triggers}

    tables, triggers = school_session.read(found)
    assert {"class", "lesson", "student", "certificate", "rule", "school"} <= tables
    assert not tables & recording.UNRECORDED
    for table in tables:
        for event in ("insert", "update", "delete", "id", "uid"):
            assert f"journal_{table}_{event}" in triggers


def test_no_question_of_undo_scans_the_journal(school_session: Session) -> None:
    """However long it is: what undo, its names, a write and the chain ask goes by an index."""
    asked: set[str] = set()
    for number in range(3):
        school_session.run(students.create({"name": f"学员{number}"}).joined("名单"))

    def traced(on: bool) -> None:
        def set_on(held: Any) -> None:
            for db in (held.writer, held.reader()):
                db.conn.set_trace_callback(asked.add if on else None)

        school_session.with_key(set_on)

    traced(True)
    school_session.run(students.update(1, {"phone": "1"}))
    for turn in (school_session.undo, school_session.undo, school_session.redo):
        for ask in (
            school_session.undo_name,
            school_session.redo_name,
            school_session.undo_missing,
            school_session.redo_missing,
        ):
            ask()
        turn()
    school_session.operations(200)
    school_session.run(students.create({"name": "新来的"}))
    school_session.take_back(school_session.operations(1)[0].id)
    traced(False)
    plans: list[tuple[str, str]] = []
    for text in asked:
        if text.startswith(("SELECT", "UPDATE", "DELETE", "INSERT", "WITH")):
            plan = school_session.with_key(
                lambda held, text=text: held.writer.execute(f"EXPLAIN QUERY PLAN {text}").fetchall()
            )
            plans += [(row[3], text) for row in plan]
    scans = [
        (step, text)
        for step, text in plans
        if re.match(r"SCAN (o|c|operation|change|baseline)\b", step)
        # the indexes of what is last done and of what may be redone are walked from their end
        and "operation_by_" not in step
        and not text.endswith("ORDER BY id DESC LIMIT 1")
        and "ORDER BY o.id DESC LIMIT" not in text
    ]
    assert scans == []
    assert any("operation_by_done" in step for step, _ in plans)
    assert any("operation_by_undone" in step for step, _ in plans)
    assert any("operation_by_reverses" in step for step, _ in plans)
