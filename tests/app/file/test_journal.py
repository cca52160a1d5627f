"""Undo, redo, taking back and history: readings of one journal."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from app.certificates import ledger
from app.classes import classes, enrolment, lessons
from app.classes.classes import Span
from app.file import recording, sql, vault
from app.file.operation import Operation, Transaction, operation
from app.file.session import Session
from app.file.store import connect
from app.ground import jobs
from app.ground.errors import UserError
from app.opening import create, open_school
from app.people import students
from app.school import users
from app.teaching import courses, teachers, venues

PASSWORD = "secret-word"
CHEAP = vault.Cost(memory=64, passes=1, lanes=1)
WEEK = (Span("2026-11-02", "2026-11-06"),)


def dump(session: Session) -> dict[str, list[dict[str, Any]]]:
    """Every recorded table, but for the versions on paper, which never go back."""

    def rows(db: Any) -> dict[str, list[dict[str, Any]]]:
        tables = {t: list(db.query(f'SELECT * FROM "{t}"')) for t in recording.recorded_tables(db)}
        for row in tables["class"]:
            del row["version"]
        # in no order: a row that came back may have another place
        return {t: sorted(found, key=lambda r: r["id"]) for t, found in tables.items()}

    return session.read(rows)


def pick(session: Session, table: str, number: int) -> int | None:
    ids = [i for (i,) in session.read(lambda db: db.execute(f"SELECT id FROM {table}").fetchall())]
    return ids[number % len(ids)] if ids else None


# ----------------------------------------------------------------- any work, undone and done again

numbers = st.integers(0, 20)
names = st.sampled_from(("张伟", "曾春", "欧阳㛃", 'o\'Neil "x"', "𬎆\\n某", "王 五"))
days = st.sampled_from(("2026-11-02", "2026-11-03", "2026-11-20"))
halves = st.sampled_from(("morning", "afternoon", "evening"))
STATEMENTS = (
    "UPDATE student SET post = 'x' || id",
    "INSERT OR REPLACE INTO venue (name, address) VALUES ('教室1', '换了')",
    "INSERT OR REPLACE INTO venue (name, kind) VALUES ('教室0', 'base')",
    "INSERT OR REPLACE INTO venue (id, name) VALUES (90 + (SELECT count(*) FROM change), '教室1')",
    "UPDATE OR REPLACE venue SET name = '教室0'",
    "DELETE FROM lesson WHERE id % 2 = 0",
    "DELETE FROM unit WHERE id NOT IN (SELECT unit_id FROM student WHERE unit_id IS NOT NULL)",
    "INSERT INTO attendance (enrolment_id, lesson_id, status)"
    " SELECT e.id, s.id, 'late' FROM enrolment e JOIN lesson s ON s.class_id = e.class_id",
    "DELETE FROM enrolment",
    "UPDATE class SET status = 'closed' WHERE status = 'approved'",
    "DELETE FROM class WHERE status = 'closed'",
)


@operation("一连串", right="students")
def several(
    tx: Transaction, name: str, number: int, day: str, half: str, lesson_id: int | None
) -> None:
    """Rows that are made, changed twice, bound to a later one and removed within one operation."""
    unit_before = tx.insert("student", {"name": name})
    tx.call(students.update(unit_before, {"name": name + "甲"}))
    tx.call(students.update(unit_before, {"unit_name": f"新单位{number}", "name": name}))
    gone = tx.call(students.create({"name": "来去"}))
    tx.call(students.delete([gone]))
    if lesson_id is not None:
        tx.call(lessons.move(lesson_id, day, half))
        tx.call(lessons.update(lesson_id, {"title": name, "remark": str(number)}))


@operation("重开重审", right="students")
def around(tx: Transaction, class_id: int) -> None:
    """An approved class reopened, changed and approved again in one operation."""
    tx.call(classes.reopen(class_id))
    tx.call(lessons.add(class_id, "2026-11-05", "evening", {"title": "补课"}))
    tx.call(classes.approve(class_id))


@operation("填写职务", right="students")
def typed(tx: Transaction, student_id: int, post: str) -> None:
    """One cell of a grid."""
    tx.update("student", student_id, {"post": post})
    tx.name(f"填写职务 {post}")


class Undoing(RuleBasedStateMachine):
    """``states`` are the dumps that undo walks back and redo forth; ``place`` is the present one."""

    template: Path
    count = 0

    @initialize()
    def begin(self) -> None:
        cls = type(self)
        cls.count += 1
        self.path = cls.template.with_name(f"{cls.count}.dxjw")
        shutil.copyfile(cls.template, self.path)
        shutil.copyfile(vault.ring_path(cls.template), vault.ring_path(self.path))
        self.session = open_school(self.path, PASSWORD, runner=jobs.Inline())
        self.states = [dump(self.session)]
        self.names: list[str] = []
        self.place = 0
        self.run: tuple[str, str, int] = (
            "",
            "",
            0,
        )  # what the work before joined, its name, how many

    def teardown(self) -> None:
        if hasattr(self, "lesson"):
            self.session.close()
            self.path.unlink()

    def attempt(self, work: Operation[Any]) -> None:
        try:
            change = self.session.run(work)
        except UserError:
            assert dump(self.session) == self.states[self.place]  # refused is untouched
            return
        now = dump(self.session)
        if not change.kinds:
            assert now == self.states[self.place]
            return
        del self.states[self.place + 1 :], self.names[self.place :]
        self.states.append(now)
        self.names.append(change.name)
        self.place += 1
        self.run = ("", "", 0)

    def on(self, table: str, number: int, work: Callable[[int], Operation[Any]]) -> None:
        row_id = pick(self.session, table, number)
        if row_id is not None:
            self.attempt(work(row_id))

    @rule(name=names, unit=numbers)
    def add_student(self, name: str, unit: int) -> None:
        self.attempt(students.create({"name": name, "unit_name": f"单位{unit % 3}"}))

    @rule(number=numbers, name=names, unit=numbers)
    def change_student(self, number: int, name: str, unit: int) -> None:
        values = {"name": name, "unit_name": f"单位{unit % 4}" if unit % 4 else ""}
        self.on("student", number, lambda i: students.update(i, values))

    @rule(number=numbers)
    def delete_student(self, number: int) -> None:
        self.on("student", number, lambda i: students.delete([i]))

    @rule(number=numbers, title=names, day=days)
    def add_class(self, number: int, title: str, day: str) -> None:
        kind = "main" if number % 5 == 0 else "other"
        spans = (Span(day, "2026-11-20"),)
        self.attempt(classes.create({"code": f"{number}", "name": title, "kind": kind}, spans))

    @rule(number=numbers, day=days)
    def change_spans(self, number: int, day: str) -> None:
        spans = (Span("2026-11-02", "2026-11-02"), Span("2026-11-03", day))
        self.on("class", number, lambda i: classes.set_spans(i, spans))

    @rule(number=numbers, day=days, half=halves, course=numbers)
    def plan(self, number: int, day: str, half: str, course: int) -> None:
        course_id = pick(self.session, "course", course)
        assert course_id is not None
        self.on("class", number, lambda i: lessons.add_course(i, course_id, day, half))

    @rule(number=numbers, day=days, half=halves)
    def move(self, number: int, day: str, half: str) -> None:
        self.on("lesson", number, lambda i: lessons.move(i, day, half))

    @rule(number=numbers, who=st.lists(st.integers(1, 2), max_size=2))
    def lecturers(self, number: int, who: Sequence[int]) -> None:
        self.on("lesson", number, lambda i: lessons.set_lecturers(i, who))

    @rule(number=numbers)
    def remove_session(self, number: int) -> None:
        self.on("lesson", number, lessons.remove)

    @rule(number=numbers, who=st.lists(numbers, min_size=1, max_size=3))
    def enrol(self, number: int, who: Sequence[int]) -> None:
        ids = [i for n in who if (i := pick(self.session, "student", n)) is not None]
        self.on("class", number, lambda i: enrolment.enrol(i, ids))

    @rule(
        number=numbers,
        verb=st.sampled_from(
            (classes.approve, classes.start, classes.close, classes.reopen, classes.cancel_close,
             classes.delete, classes.approve, classes.close, around)
        ),
    )  # fmt: skip
    def status(self, number: int, verb: Callable[[int], Operation[Any]]) -> None:
        self.on("class", number, verb)

    @rule(statement=st.sampled_from(STATEMENTS))
    def by_sql(self, statement: str) -> None:
        self.attempt(sql.write(statement))

    @rule(
        numbers=st.lists(numbers, min_size=1, max_size=3), post=names, joins=st.sampled_from("ab")
    )
    def type(self, numbers: Sequence[int], post: str, joins: str) -> None:
        """Keystrokes: what joins the work before is taken back together with it."""
        for number in numbers:
            before, place = self.run, self.place
            self.on("student", number, lambda i: typed(i, post).joined(joins))
            if self.place == place:
                continue  # refused, or nothing changed
            count = 1
            if before[:2] == (joins, "填写职务"):
                count = before[2] + 1
                del self.states[place], self.names[place - 1]
                self.place = place
                self.names[-1] = f"填写职务（{count} 处）"
            self.run = (joins, "填写职务", count)

    @rule(name=names, number=numbers, day=days, half=halves)
    def many_at_once(self, name: str, number: int, day: str, half: str) -> None:
        lesson_id = pick(self.session, "lesson", number)
        self.attempt(several(name, number, day, half, lesson_id))

    @rule(times=st.integers(1, 4))
    def undo(self, times: int) -> None:
        for _ in range(min(times, self.place)):
            assert self.session.undo_name() == self.names[self.place - 1]
            self.session.undo()
            self.run = ("", "", 0)
            self.place -= 1
            assert dump(self.session) == self.states[self.place]
        if self.place == 0:
            with pytest.raises(UserError, match="没有可以撤销"):
                self.session.undo()

    @rule(times=st.integers(1, 4))
    def redo(self, times: int) -> None:
        for _ in range(min(times, len(self.states) - 1 - self.place)):
            assert self.session.redo_name() == self.names[self.place]
            self.session.redo()
            self.run = ("", "", 0)
            self.place += 1
            assert dump(self.session) == self.states[self.place]
        if self.place == len(self.states) - 1:
            with pytest.raises(UserError, match="没有可以重做"):
                self.session.redo()

    @rule()
    def restart(self) -> None:
        self.session.close()
        self.session = open_school(self.path, PASSWORD, runner=jobs.Inline())
        assert dump(self.session) == self.states[self.place]

    @invariant()
    def nothing_is_under_way(self) -> None:
        if hasattr(self, "lesson"):
            head = "SELECT count(*) FROM journal_head"
            assert self.session.read(lambda db: db.execute(head).fetchone()[0]) == 0


def test_any_work_is_undone_and_done_again(tmp_path: Path) -> None:
    Undoing.template = tmp_path / "school.dxjw"
    create(Undoing.template, name="党校", password=PASSWORD, cost=CHEAP)
    with open_school(Undoing.template, PASSWORD, runner=jobs.Inline()) as session:
        for name, kind in (("何军", "leading_cadre"), ("李教授", "expert")):
            session.run(teachers.create({"name": name, "kind": kind}))
        for n in range(2):
            place = session.run(venues.create({"name": f"教室{n}"})).value
            values = {"category": "theory", "method": "lecture", "teacher_id": n + 1}
            session.run(courses.create(values | {"title": f"课{n}", "venue_id": place}))
        for n in range(2):
            class_values = {"code": f"A{n}", "name": f"班{n}", "kind": "other"}
            class_id = session.run(classes.create(class_values, WEEK)).value
            session.run(lessons.add_course(class_id, n + 1, "2026-11-02", "morning"))
            session.run(lessons.add_course(class_id, n + 1, "2026-11-03", "morning"))
        session.run(journal_cleared())
    run = settings(max_examples=25, stateful_step_count=25)
    machine = Undoing.TestCase
    machine.settings = run
    machine("runTest").runTest()


def journal_cleared() -> Operation[None]:
    """Let what was set up be the beginning: nothing before it is taken back."""

    def work(tx: Transaction) -> None:
        tx.db.execute("UPDATE operation SET undo = 'apart'")
        tx.update("school", 1, {"contact": "教务科"})

    return Operation("准备", work, "apart", right="students")


# --------------------------------------------------------------------------- one case after the other


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
        before = dump(session)
        for person in (*people, people[0]):
            session.run(typed(person, f"科长{person}").joined("职务"))
        session.run(typed(people[0], "局长").joined("职务"))
        after = dump(session)
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        assert (
            session.undo_name() == "填写职务（4 处）"
        )  # the one that changed nothing left no trace
        assert [e.name for e in session.operations(4)] == [
            "填写职务 局长", "填写职务 科长3", "填写职务 科长2", "填写职务 科长1",
        ]  # fmt: skip
        assert session.undo().name == "撤销 填写职务（4 处）"
        assert dump(session) == before
        assert {e.state for e in session.operations(5)[1:]} == {"undone"}
    with open_school(path, PASSWORD, runner=jobs.Inline()) as session:
        assert session.redo_name() == "填写职务（4 处）"
        session.redo()
        assert dump(session) == after
        assert (session.redo_name(), session.undo_name()) == (None, "填写职务（4 处）")
        session.undo()
        assert dump(session) == before


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
    before, entries = dump(school_session), school_session.operations()
    with pytest.raises(type(error)):
        school_session.run(failing(3000, error))
    assert dump(school_session) == before
    assert school_session.operations() == entries
    assert school_session.read(students.LISTING.ids, search="学员1").tolist() == []
    school_session.run(students.create({"name": "张伟"}))  # and the school goes on


def test_a_constraint_at_the_last_row_takes_everything_back(school_session: Session) -> None:
    school_session.run(venues.create({"name": "一号教室"}))
    before = dump(school_session)

    def work(tx: Transaction) -> None:
        for number in range(500):
            tx.insert("venue", {"name": f"教室{number}"})
        tx.insert("venue", {"name": "一号教室"})

    with pytest.raises(UserError, match="这个场地已经有了"):
        school_session.run(Operation("导入场地", work, right="students"))
    assert dump(school_session) == before


def test_a_cancelled_operation_writes_nothing(school_session: Session) -> None:
    ids = [school_session.run(students.create({"name": f"学员{n}"})).value for n in range(5)]
    before = dump(school_session)
    progress = jobs.Progress(lambda done, total, text: progress.cancel() if done == 3 else None)
    with pytest.raises(jobs.Cancelled, match="没有写入任何数据"):
        school_session.run(students.delete(ids), progress)
    assert dump(school_session) == before


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
    before = dump(school_session)
    with pytest.raises(UserError, match="在用它"):
        school_session.take_back(change.operation_id)
    assert dump(school_session) == before
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
    before = dump(school_session)
    with pytest.raises(UserError, match="后来的记录还在用它"):
        school_session.take_back(made.operation_id)
    assert dump(school_session) == before
    school_session.undo()
    school_session.take_back(made.operation_id)
    assert school_session.read(classes.all) == []


def test_names_that_were_exchanged_are_undone_one_after_the_other(school_session: Session) -> None:
    for n in range(3):
        school_session.run(venues.create({"name": f"教室{n}"}))
    before = dump(school_session)

    def shift(tx: Transaction) -> None:
        for row_id, name in ((3, "教室9"), (2, "教室2"), (1, "教室1")):
            tx.update("venue", row_id, {"name": name})

    def exchange(tx: Transaction) -> None:
        for row_id, name in ((1, "空"), (2, "教室0"), (1, "教室1")):
            tx.update("venue", row_id, {"name": name})

    school_session.run(Operation("依次改名", shift, right="students"))
    school_session.undo()
    assert dump(school_session) == before
    school_session.run(Operation("对调", exchange, right="students"))  # no verb makes such a ring
    exchanged = dump(school_session)
    with pytest.raises(UserError, match=r"不能撤销.*没有写入任何数据"):
        school_session.undo()
    assert dump(school_session) == exchanged


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


def test_a_deleted_closed_class_comes_back_with_its_certificates(school_session: Session) -> None:
    class_id = closed_class(school_session)
    before = dump(school_session)
    school_session.run(classes.delete(class_id))
    kept = school_session.read(
        lambda db: db.execute("SELECT number, class_id FROM certificate").fetchall()
    )
    assert [c for _, c in kept] == [None, None]
    school_session.undo()
    assert dump(school_session) == before
    assert school_session.read(classes.get, class_id).status == "closed"
    assert len(school_session.read(ledger.of_class, class_id)) == 2
    school_session.redo()
    school_session.undo()
    assert dump(school_session) == before


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
    before = dump(school_session)
    with pytest.raises(UserError, match="已审定"):
        school_session.take_back(added.operation_id)
    assert dump(school_session) == before


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
    assert {"class", "lesson", "student", "certificate", "share_rule", "school"} <= tables
    assert not tables & recording.UNRECORDED
    for table in tables:
        for event in ("insert", "update", "delete", "id", "uid"):
            assert f"journal_{table}_{event}" in triggers
