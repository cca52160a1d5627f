"""The form that stands open beside the grid: what it is filled with, and what it asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QWidget

from app.classes import classes, lessons
from app.classes.lessons import Lesson
from app.file.operation import Change, Operation
from app.ground.errors import UserError
from app.rules import profiles
from app.teaching import courses, teachers
from app.text import codes
from ui.classes.desk import weeks
from ui.classes.desk.grid import Grid
from ui.classes.desk.lesson_form import Choices, LessonForm
from ui.classes.desk.lesson_typed import LessonTyped
from ui.context import Context
from ui.kit.half_filled import HalfFilled
from ui.teaching import known

T = TypeVar("T")


class OpenedForm:
    """At most one form, of one lesson; ``desk`` is the widget in whose name it saves, ``shares`` what it
    changes and leaves to be seen.
    """

    def __init__(self, context: Context, grid: Grid, shares: QWidget, desk: QWidget) -> None:
        self._context, self._grid, self._desk = context, grid, desk
        self._shares = shares
        self.form: LessonForm | None = None
        self.half_filled: HalfFilled | None = None

    def edit(self, lesson: Lesson, half: str) -> None:
        """Open the form of a lesson; ``half`` is the Chinese name of its half-day."""
        form = self._open(lesson, half, new=False)
        form.saved.connect(lambda v, t: self._save(lessons.edit(lesson.id, v, t)))
        form.removed.connect(lambda: self._save(lessons.remove(lesson.id)))
        form.set_locked(self._grid.locked)

    def add(self, blank: Lesson, half: str, beside: str = "") -> None:
        """Open the form of a lesson that is still to be; the grid goes to it once it is saved.

        ``beside`` says what its clock was set beside.
        """
        form = self._open(blank, half, new=True)
        form.tell_clock(beside)
        place = blank.class_id, blank.date, blank.half
        form.saved.connect(
            lambda v, t: self._save(lessons.add(*place, v, t), self._grid.show_lesson)
        )

    def finish(self) -> bool:
        """Save it if it was edited; False where it cannot be saved as it is."""
        form = self.form
        if form is None:
            return True
        if not form.edited:
            form.leave()
            return True
        form.save()
        return form.problem.isHidden()

    def close(self) -> None:
        """Take it away; nothing is saved."""
        form, self.form = self.form, None
        if form is not None:
            if self.half_filled is not None:
                self.half_filled.keep()
            form.hide()
            form.deleteLater()

    def _open(self, lesson: Lesson, half: str, *, new: bool) -> LessonForm:
        self.close()
        read = self._context.read
        window = self._desk.window()  # it may need more height than the desk has
        about = read(classes.get, lesson.class_id)
        form = LessonForm(
            Choices(
                [*read(profiles.called, about.profile_id, "category").items()],
                read(codes.options, "teaching_method"),
                read(codes.options, "course_topic"),
                known.venue_picks(self._context),
                known.teacher_picks(self._context),
                lambda text: known.course_choices(self._context, text),
                may_keep=not self._context.missing("libraries"),
            ),
            window,
        )
        form.show_lesson(
            lesson, f"{weeks.heading(lesson.date)} {half}", new=new, usual_venue=about.venue_id
        )
        self._put_back(form, lesson, new=new)
        form.course_chosen.connect(self._fill_course)
        form.closed.connect(self._leave)
        self.form = form
        rect = self._grid.place_rect()
        cell = QRect(self._grid.mapTo(window, rect.topLeft()), rect.size())
        form.place_beside(cell, self._shares.mapTo(window, QPoint(0, 0)).x())
        return form

    def _put_back(self, form: LessonForm, lesson: Lesson, *, new: bool) -> None:
        """What was typed and not saved is there again."""
        place = f"{lesson.class_id}:{lesson.date}:{lesson.half}" if new else str(lesson.id)
        key = "" if self._grid.locked else f"lesson:{'new:' if new else ''}{place}"
        self.half_filled = HalfFilled(self._context, key, form)
        form.column.insertWidget(2, self.half_filled)
        typed = LessonTyped(form)
        self.half_filled.begin({"lesson": typed}, typed.names())
        form.given_up.connect(self.half_filled.finished)

    def _fill_course(self, course_id: int) -> None:
        course = self._context.read(courses.get, course_id)
        name = ""
        if course.teacher_id is not None:
            name = self._context.read(teachers.get, course.teacher_id).name
        if self.form:
            self.form.show_course(course, name)

    def _save(self, work: Operation[T], then: Callable[[T], object] | None = None) -> None:
        """Run what the form asks; it stays open with the reason where that is refused."""
        half = self.half_filled

        def done(change: Change[T]) -> None:
            if half is not None and half is self.half_filled:
                half.finished()
            self._leave()
            if then:
                then(change.value)

        def refused(error: UserError) -> bool:
            if self.form:
                self.form.refuse(error.text)
            return self.form is not None

        if half is not None:
            work = half.finishing(work)
        self._context.run(work, parent=self._desk, on_done=done, on_error=refused)

    def _leave(self) -> None:
        self.close()
        self._grid.setFocus(Qt.FocusReason.OtherFocusReason)
