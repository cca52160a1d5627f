"""Any work, undone and done again: a machine does what it likes and walks back and forth."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from app.classes import classes, enrolment, lessons
from app.classes.classes import Span
from app.file import baseline, chain, recording, sql, vault
from app.file.finding import Finding
from app.file.operation import Operation, Transaction, operation
from app.file.session import Session
from app.ground import jobs
from app.ground.errors import UserError
from app.opening import create, open_school
from app.people import students
from app.teaching import courses, teachers, venues
from tests.data.school_files import recorded

PASSWORD = "secret-word"
CHEAP = vault.Cost(memory=64, passes=1, lanes=1)
WEEK = (Span("2026-11-02", "2026-11-06"),)


def pick(session: Session, table: str, number: int) -> int | None:
    ids = [i for (i,) in session.read(lambda db: db.execute(f"SELECT id FROM {table}").fetchall())]
    return ids[number % len(ids)] if ids else None


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
        self.border = self.session.read(chain.head)  # what was set up is its beginning
        self.states = [recorded(self.session)]
        self.names: list[str] = []
        self.place = 0
        self.run: tuple[str, str, int] = (
            "",
            "",
            0,
        )  # what the work before joined, its name, how many

    def teardown(self) -> None:
        if hasattr(self, "session"):
            self.session.close()
            self.path.unlink()

    def attempt(self, work: Operation[Any]) -> None:
        try:
            change = self.session.run(work)
        except UserError:
            assert recorded(self.session) == self.states[self.place]  # refused is untouched
            return
        now = recorded(self.session)
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
            if not self._undone():
                return
            self.run = ("", "", 0)
            self.place -= 1
            assert recorded(self.session) == self.states[self.place]
        if self.place == 0:
            with pytest.raises(UserError, match="没有可以撤销"):
                self.session.undo()

    def _undone(self) -> bool:
        """Whether the last work was taken back: a class whose approval was taken back does not go."""
        try:
            self.session.undo()
        except UserError as error:
            if "审定过" not in str(error):
                raise
            assert recorded(self.session) == self.states[self.place]
            return False
        return True

    @rule(times=st.integers(1, 4))
    def redo(self, times: int) -> None:
        for _ in range(min(times, len(self.states) - 1 - self.place)):
            assert self.session.redo_name() == self.names[self.place]
            self.session.redo()
            self.run = ("", "", 0)
            self.place += 1
            assert recorded(self.session) == self.states[self.place]
        if self.place == len(self.states) - 1:
            with pytest.raises(UserError, match="没有可以重做"):
                self.session.redo()

    @rule()
    def restart(self) -> None:
        self.session.close()
        self.session = open_school(self.path, PASSWORD, runner=jobs.Inline())
        assert recorded(self.session) == self.states[self.place]

    @invariant()
    def nothing_is_under_way(self) -> None:
        if hasattr(self, "session"):
            head = "SELECT count(*) FROM journal_head"
            assert self.session.read(lambda db: db.execute(head).fetchone()[0]) == 0

    @rule()
    def check(self) -> None:
        """Whatever was done, undone and done again, chain and rows are as the journal tells."""

        def faults(db: Any) -> list[Finding]:
            number, mark = self.border
            since = [one for one in chain.links(db) if one.id > number]
            return [
                *chain.faults(since, mark, number),
                *baseline.faults(db, db, recording.recorded_tables(db)),
            ]

        assert self.session.read(faults) == []


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
        tx.db.execute("DROP TRIGGER operation_kept_update")
        tx.db.execute("UPDATE operation SET undo = 'apart'")
        tx.update("school", 1, {"contact": "教务科"})

    return Operation("准备", work, "apart", right="students")
