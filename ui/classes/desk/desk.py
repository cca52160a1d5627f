"""课程编排: the library, the grid of half-days and the shares, side by side."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QHideEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.classes import classes, days_off, free_clock, lessons
from app.classes.lessons import Lesson
from app.file.operation import Change, Operation
from app.ground.jobs import Progress
from app.rules import advice, profiles, verdicts
from app.rules.advice import Advice
from app.school import holidays, school
from app.teaching import courses
from app.text import codes
from app.text.chinese import hours as hours_text
from ui import theme
from ui.classes.desk import weeks
from ui.classes.desk.board import Held
from ui.classes.desk.course_card import Face, people_text
from ui.classes.desk.grid import COURSE, LESSON, Grid, carried
from ui.classes.desk.lesson_form import LessonForm
from ui.classes.desk.library import Library
from ui.classes.desk.opened_form import OpenedForm
from ui.context import Context
from ui.kit.elided import ElidedLabel
from ui.kit.empty_state import EmptyState
from ui.kit.message import MessageBar
from ui.kit.part import Part
from ui.kit.turner import Turner
from ui.rules.verdict_panel import Verdicts

T = TypeVar("T")
KEYS = "双击或 Enter 修改 · 拖动或 Ctrl+方向键调换 · Ctrl+X/C/V 移动、复制 · Delete 移除"
TALL = 400  # px at 100 % from which the keys are told
MARKED = ("conflict", "outside_dates")
"""Problems whose lessons are marked in the grid."""


class ClassDesk(Part):
    """The desk of one class. ``info_wanted`` asks for the tab with the dates."""

    info_wanted = Signal()

    title = "课程编排"
    fills = True
    kinds = profiles.TABLES | {
        "lesson_topic",
        *("class", "class_span", "lesson", "lesson_lecturer", "half_day", "enrolment", "student"),
        *("course", "teacher", "venue", "school", "holiday"),
    }

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._class_id = 0
        self._class: classes.Class | None = None
        self._lessons: dict[int, Lesson] = {}
        self._halves: dict[str, school.HalfDay] = {}
        self._hovered = 0
        self._wanted = 0  # a lesson that is to be shown, until it is
        self._imagined = Progress()
        self.setAcceptDrops(True)
        categories = context.read(codes.options, "course_category")
        self.library = Library(categories)
        self.grid = Grid()
        self.verdicts = Verdicts()
        self._opened = OpenedForm(context, self.grid, self.verdicts, self)
        self.lock = MessageBar(closable=False)
        self._week = ElidedLabel("strong")
        self._back, self._on = (
            Turner("left", "上一页（PageUp）"),
            Turner("right", "下一页（PageDown）"),
        )
        self.weekends = QCheckBox("显示周末")
        self._keys = ElidedLabel("quiet")
        self._keys.show_text(KEYS)
        self.empty = EmptyState(
            "还没有起止日期", "在「基本信息」填写起止日期后，就可以把课程拖进每一个半天。"
        )
        self.empty.add_button("填写起止日期", self.info_wanted.emit, "primary")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme.px(10), 0, 0)
        row.setSpacing(theme.px(12))
        row.addWidget(self.library)
        row.addWidget(self._grid_card(), 1)
        row.addWidget(self.verdicts)
        self._wire()

    def _wire(self) -> None:
        self.grid.course_wanted.connect(self._add_course)
        self.grid.move_wanted.connect(lambda s, d, h: self._run(lessons.move(s, d, h)))
        self.grid.copy_wanted.connect(self._copy)
        self.grid.remove_wanted.connect(lambda s: self._run(lessons.remove(s)))
        self.grid.edit_wanted.connect(self._edit)
        self.grid.new_wanted.connect(self._new)
        self.grid.hovered.connect(self._preview)
        self.grid.lifted.connect(self._lifted)
        self.grid.walked.connect(self._tell_place)
        self.grid.turned.connect(self._tell_week)
        self.grid.refused.connect(self._refuse)
        self.grid.installEventFilter(self)
        self.setFocusProxy(self.grid)
        self.library.wanted.connect(self._find)
        self.library.picked.connect(self._put)
        self.library.looked_at.connect(lambda course: self._preview(course, "", ""))
        self.verdicts.followed.connect(self.show_lessons)
        self._back.clicked.connect(lambda: self.grid.turn(-1))
        self._on.clicked.connect(lambda: self.grid.turn(1))
        self.weekends.toggled.connect(lambda _: self._show_calendar())

    def _grid_card(self) -> QFrame:
        card = QFrame()
        theme.role(card, "card")
        self._bar = QWidget()
        bar = QHBoxLayout(self._bar)
        bar.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), 0)
        bar.setSpacing(theme.px(6))
        bar.addWidget(self._back)
        bar.addWidget(self._on)
        bar.addWidget(self._week, 1)
        bar.addWidget(self.weekends)
        lock = QHBoxLayout()
        lock.setContentsMargins(theme.px(12), theme.px(10), theme.px(12), 0)
        lock.addWidget(self.lock)
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.px(14), 0, theme.px(12), theme.px(8))
        foot.addWidget(self._keys)
        column = QVBoxLayout(card)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(lock)
        column.addWidget(self._bar)
        column.addWidget(self.grid, 1)
        column.addWidget(self.empty, 1)
        column.addLayout(foot)
        return card

    # ------------------------------------------------------------------------------ what it shows

    def open(self, **args: object) -> None:
        """The class to show, at ``lesson_id`` where that is told; a form that stands open is another's."""
        class_id = int(str(args.get("class_id", self._class_id)))
        if isinstance(lesson_id := args.get("lesson_id"), int):
            self._wanted = lesson_id
        if class_id != self._class_id:
            self._opened.close()
            self._class_id = class_id

    def reload(self) -> None:
        """Read the class anew; cursor, week and search stay as they were."""
        read, class_id = self.context.read, self._class_id
        self._class = read(classes.get, class_id)
        self._halves = {h.code: h for h in read(school.half_days)}
        held = read(lessons.of_class, class_id)
        self._lessons = {s.id: s for s in held}
        advices = [*read(advice.advise, class_id), *read(days_off.on_days_off, class_id)]
        self._show_calendar()
        self._show_lessons(held, advices)
        if self._wanted:
            self.show_lessons((self._wanted,))
            self._wanted = 0
        self._show_lock(self._class)
        self._show_verdicts(self._class, advices)
        self._find(self.library.search.text(), self.library.category.currentData())

    def _show_calendar(self) -> None:
        if self._class is None:
            return
        spans = self.context.read(classes.spans, self._class.id)
        held = {s.date for s in self._lessons.values()}
        pairs = [(s.start_date, s.end_date) for s in spans]
        calendar = self.context.read(holidays.calendar)
        weekends = self.weekends.isChecked()
        days = weeks.days(pairs, held, weekends=weekends, worked=calendar.worked)
        every = weeks.days(pairs, held, weekends=True)
        shown = bool(days)
        halves = [(h.code, h.name) for h in self._halves.values()]
        self.grid.set_calendar(days, halves, {d: m for d in days if (m := calendar.mark(d))})
        for widget in (self.grid, self._bar):
            widget.setVisible(shown)
        self._show_keys()
        self.empty.setVisible(not shown)
        self.weekends.setVisible(len(every) > len(days) or self.weekends.isChecked())
        self._tell_week()

    def _show_lessons(self, held: list[Lesson], advices: list[Advice]) -> None:
        methods = self.context.read(codes.names, "teaching_method")
        wrong: dict[int, Advice] = {}
        # what bars the approval is told rather than what does not
        for one in sorted(advices, key=lambda a: a.severity == "block"):
            if one.rule in MARKED:
                wrong |= dict.fromkeys(one.lesson_ids, one)
        many = Counter((s.date, s.half) for s in held)

        def face(one: Lesson) -> Face:
            return _face(one, methods, wrong.get(one.id), shared=many[one.date, one.half] > 1)

        self.grid.set_lessons([Held(s.id, s.date, s.half, face(s)) for s in held])

    def _show_lock(self, shown: classes.Class) -> None:
        text = self.context.missing("plan")
        if shown.status != "draft" and not text:
            name = codes.CLASS_STATUSES[shown.status]
            text = f"{name}（第 {shown.version} 版），课程安排不能更改。"
            if shown.status != "closed":
                text += f"要调整请点「重开」，形成第 {shown.version + 1} 稿。"
        self.grid.set_locked(bool(text))
        self.library.setVisible(not text)  # nothing can be put in: the timetable takes its room
        self._show_keys()
        self.lock.show_text(text, "info")

    def _show_keys(self) -> None:
        """What the keys do is told where the lessons do not need the room."""
        tall = self.height() >= theme.px(TALL)
        self._keys.setVisible(tall and not self.grid.locked and not self.grid.isHidden())

    def _show_verdicts(self, shown: classes.Class, advices: list[Advice]) -> None:
        shares = self.context.read(verdicts.class_shares, shown.id)
        profile = self.context.read(profiles.get, shown.profile_id)
        total = self.context.read(classes.summary, shown.id).quarter_hours
        note = f"{profile.title} · 总 {hours_text(total)} 学时"
        others = {b.rule: b.other for b in self.context.read(verdicts.class_bases, shown.id)}
        self.verdicts.show_verdicts(note, shares, advices, others)

    def show_lessons(self, lesson_ids: tuple[int, ...]) -> None:
        """Put the cursor on the first of these lessons that the class has."""
        own = [s for s in lesson_ids if s in self._lessons]
        if own:
            self.grid.show_lesson(own[0])
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def look(self) -> None:
        """Ctrl+F: search the library."""
        if not self.library.isHidden():
            self.library.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.library.search.selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The sides are as wide as they like, but leave the grid most of a narrow window."""
        self.library.setFixedWidth(min(theme.px(208), self.width() * 19 // 100))
        self.verdicts.setFixedWidth(min(theme.px(252), self.width() * 23 // 100))
        self._show_keys()
        super().resizeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Work may begin with the keyboard at once."""
        super().showEvent(event)
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell_week(self) -> None:
        pages = self.grid.pages()
        several = len(pages) > 1
        for button in (self._back, self._on):
            button.setVisible(several)
        self._back.setEnabled(self.grid.page > 0)
        self._on.setEnabled(self.grid.page < len(pages) - 1)
        if pages:
            days = pages[min(self.grid.page, len(pages) - 1)]
            text = days[0][5:] if len(days) == 1 else f"{days[0][5:]} 至 {days[-1][5:]}"
            if several:
                text += f" · 第 {self.grid.page + 1}/{len(pages)} 页"
            self._week.show_text(text)

    def _tell_place(self) -> None:
        here = self.grid.place()
        if here is None or self.grid.locked:
            self.library.say("")
            return
        half = self._halves[here[1]].name
        beside = "，接在已有的课之后" if self.grid.lessons_at(*here) else ""
        self.library.say(f"拖入课表；按 Enter 排入 {weeks.heading(here[0])} {half}{beside}。")

    def _find(self, text: str, category: str | None) -> None:
        self.library.show_courses(self.context.read(courses.library, text, category or ""))

    # ---------------------------------------------------------------------------- what is asked for

    def _run(self, work: Operation[T], then: Callable[[T], object] | None = None) -> None:
        def done(change: Change[T]) -> None:
            if then:
                then(change.value)

        self.context.run(work, parent=self, on_done=done)

    def _add_course(self, course: int, day: str, half: str) -> None:
        self._preview(0, "", "")
        if self._class:
            self._run(lessons.add_course(self._class.id, course, day, half), self.grid.show_lesson)

    def _put(self, course: int) -> None:
        """Enter in the library: into the half-day under the grid's cursor, and on to the next."""
        here = self.grid.place()
        if self.grid.locked:
            self._refuse()
        elif here and self._class:
            work = lessons.add_course(self._class.id, course, *here)
            self._run(work, lambda _: self.grid.to_next_free())

    def _copy(self, lesson: int, day: str, half: str) -> None:
        self._run(lessons.copy(lesson, day, half), self.grid.show_lesson)

    def _refuse(self) -> None:
        why = self.context.missing("plan")
        self.context.warn(why or "班次已审定，课程安排不能更改。需要调整时请先点「重开」。")

    def _preview(self, course: int, day: str, half: str) -> None:
        if course == self._hovered or self._class is None:
            return
        self._hovered = course
        self._imagined.cancel()  # what the course before would have come to
        if not course or self.grid.locked:
            self.verdicts.preview()
            return
        if not day:  # looked at in the library: the shares are the same in any half-day
            today = (datetime.date.today().isoformat(), next(iter(self._halves)))
            day, half = self.grid.place() or today
        self._imagined = self.context.imagine(
            lessons.add_course(self._class.id, course, day, half),
            verdicts.class_shares,
            self._class.id,
            parent=self,
            on_done=self.verdicts.preview,
        )

    def _lifted(self, up: bool) -> None:
        if up:
            self.library.say("拖到课表之外松开，就移出课表。")
        else:
            self._tell_place()

    # ------------------------------------------------------------------------ drag out of the grid

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take lessons that are dragged out of the grid."""
        lesson = carried(event.mimeData(), LESSON)
        if not self.grid.locked and lesson in self._lessons:
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Nothing was shown, nothing is taken back."""

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the lesson out of the timetable."""
        lesson = carried(event.mimeData(), LESSON)
        if carried(event.mimeData(), COURSE) is None and lesson in self._lessons:
            event.acceptProposedAction()
            self._run(lessons.remove(lesson))

    # ----------------------------------------------------------------------------------- the form

    @property
    def form(self) -> LessonForm | None:
        """The form that stands open, if one does."""
        return self._opened.form

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click into the grid finishes the form that stands open."""
        if watched is self.grid and event.type() == QEvent.Type.MouseButtonPress:
            return not self.finish_form()  # where it cannot be saved, the click waits
        return False

    def finish_form(self) -> bool:
        """Save the form that stands open if it was edited; False where it cannot be saved as it is."""
        return self._opened.finish()

    def drop(self) -> None:
        """A lesson that stands open is not saved in another's name."""
        self._opened.close()

    def hideEvent(self, event: QHideEvent) -> None:
        """What was being typed is saved when one goes elsewhere."""
        self.finish_form()
        super().hideEvent(event)

    def _edit(self, lesson_id: int) -> None:
        lesson = self._lessons[lesson_id]
        self._opened.edit(lesson, self._halves[lesson.half].name)

    def _new(self, day: str, half: str) -> None:
        if self._class is None:
            return
        usual = self._halves[half]
        clock = self.context.read(free_clock.beside, self._class.id, day, half)
        blank = Lesson(
            0, self._class.id, day, half, clock.starts_at, clock.ends_at, None, "", "theory", "lecture",
            "", None, usual.quarter_hours, 1, self._class.venue_id, "", "",
        )  # fmt: skip
        self._opened.add(blank, usual.name, clock.words)


def _face(lesson: Lesson, methods: dict[str, str], wrong: Advice | None, *, shared: bool) -> Face:
    """A lesson's card; of several in a half-day (``shared``) each says when it is."""
    hours = f"{hours_text(lesson.quarter_hours)} 学时"
    return Face(
        lesson.title,
        lesson.category,
        people_text(lesson.lecturers, lesson.venue or ""),
        f"{methods[lesson.method]} · {hours if lesson.counted else '不计学时'}",
        wrong.text if wrong else "",
        wrong is None or wrong.severity == "block",
        f"{lesson.starts_at}—{lesson.ends_at}" if shared else "",
    )
