"""A small class to plan, and the window's context, for the tests of the desk and its neighbours."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from app.classes import classes, enrolment, lessons
from app.classes.classes import Span
from app.file.operation import Operation, Transaction
from app.file.session import Session
from app.ground import jobs, settings
from app.people import students
from app.teaching import courses, teachers, venues
from ui.bridge import Bridge
from ui.classes.desk.board import Board
from ui.context import Context
from ui.kit.page import Page

TEACHERS = (
    ("陈立群", "full_time", "教研室主任"),
    ("何军", "leading_cadre", "县纪委书记"),
    ("赵勇", "expert", "教授"),
)
COURSES = (
    ("党章与党的纪律", "party_spirit", "lecture", "何军"),
    ("新思想概论", "theory", "lecture", "陈立群"),
    ("基层治理案例", "professional", "case", "陈立群"),
    ("数字政府建设", "knowledge", "lecture", "赵勇"),
)
DAYS = ("2026-11-02", "2026-11-03", "2026-11-04", "2026-11-05", "2026-11-06")


@dataclass
class Planned:
    """The ids of a class and of the courses by title."""

    class_id: int
    courses: dict[str, int]
    teachers: dict[str, int]


def plan(session: Session, last: str = "2026-11-06") -> Planned:
    """Open a class from 2026-11-02 with two students and no lessons yet."""
    people = {
        name: session.run(
            teachers.create({"name": name, "kind": kind, "unit_name": "县里", "post": post})
        ).value
        for name, kind, post in TEACHERS
    }
    room = session.run(venues.create({"name": "一号教室"})).value
    library = {
        title: session.run(
            courses.create(
                {
                    "title": title,
                    "category": category,
                    "method": method,
                    "teacher_id": people[teacher],
                    "quarter_hours": 16,
                }
            )
        ).value
        for title, category, method, teacher in COURSES
    }
    values = {"code": "2026-03", "name": "科级干部进修班", "venue_id": room}
    class_id = session.run(classes.create(values, [Span("2026-11-02", last)])).value
    ids = [session.run(students.create({"name": name})).value for name in ("李㛃", "欧阳䶮")]
    session.run(enrolment.enrol(class_id, ids))
    return Planned(class_id, library, people)


def put(session: Session, planned: Planned, title: str, day: str, half: str = "morning") -> int:
    """Put a course into a half-day; return the lesson's id."""
    work = lessons.add_course(planned.class_id, planned.courses[title], day, half)
    return session.run(work).value


def crowd(session: Session, class_id: int, count: int) -> None:
    """Put many more students into a class, in one step."""

    def work(tx: Transaction) -> None:
        people = [tx.call(students.create({"name": f"学员{n:03}"})) for n in range(count)]
        tx.call(enrolment.enrol(class_id, people))

    session.run(Operation("准备", work, right="enrolment"))


def context_of(session: Session, parent: QWidget | None = None) -> Context:
    """Return a context whose work is done at once."""
    return Context(session, settings.Settings(), Bridge(), jobs.Inline(), parent)


def follow(context: Context, page: Page) -> None:
    """Reload the page whenever something is written, as the main window does."""
    context.changed.connect(lambda kinds: page.reload() if page.kinds & kinds else None)


def picture(board: Board) -> str:
    """Return what stands in the half-days shown, a line a half-day; '>' is the cursor."""
    here, lines = board.place(), []
    days = board.pages()[board.page]
    for half, name in board.halves():
        cells = []
        for day in days:
            text = "+".join(s.face.title[:4] for s in board.lessons_at(day, half)) or "·"
            cells.append((">" if here == (day, half) else " ") + text)
        lines.append(f"{name} " + " ".join(f"{c}" for c in cells))
    return "\n".join(lines)
