"""工作台: what is to be done at the left, the week at the right; everything opens its place."""

from __future__ import annotations

from concurrent.futures import Future

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.ground.errors import UserError
from app.home import (
    Duty,
    classes_ahead,
    first_steps,
    left_half_done,
    people_to_check,
    safety,
)
from app.home.this_week import Held
from app.people import students
from app.rules import profiles
from app.text import chinese
from ui import theme
from ui.bridge import alive
from ui.context import Context
from ui.home.duty_cards import ClassSection, Section
from ui.home.first_steps_card import FirstStepsCard
from ui.home.week_card import WeekCard
from ui.kit.page import Page
from ui.kit.page_header import PageHeader
from ui.kit.scrolled import scrolled
from ui.kit.text import label

CLASS_TABS = {
    **{"class": "info", "enrolment": "students", "enrol": "students"},
    **{"certificate": "certificates", "lesson": "curriculum"},
}
LISTS = {
    **{"student": "students", "course": "courses", "teacher": "teachers", "venue": "venues"},
    **{"certificate": "ledger", "enrolment": "students", "enrol": "students"},
    "lesson": "classes",
}
SYSTEM_TABS = {
    **dict.fromkeys(("holiday", "holiday_notice"), "holidays"),
    **dict.fromkeys(("kinds", "topics", "modules"), "lists"),
    **{"user": "users", "profile": "policy"},
}
"""Where a half-filled form is opened again, by the first word of its key."""
NOTHING = "✓ 眼下没有要办的事。"


class HomePage(Page):
    """The first page of a school. What takes longer than a page may comes in a moment later."""

    help_topic = "工作台"
    kinds = profiles.SHARE_TABLES | {
        *("class", "class_span", "enrolment", "lesson", "lesson_lecturer", "half_day", "holiday"),
        *("course", "teacher", "venue", "student", "certificate", "school", "rehearsal"),
    }

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.header = PageHeader("工作台")
        self.date = label("", "muted")
        self.header.after_title(self.date)
        self.steps = FirstStepsCard(context)
        self.half_done = Section("没有做完的")
        self.classes = ClassSection()
        self.rules = Section("学期、年度指标")
        self.people = Section("学员核对")
        self.copies = Section("备份")
        self.nothing = label(NOTHING, "good")
        self.week = WeekCard(context)
        self._at_hand: list[int] = []  # classes whose people are looked at
        self._asked = 0  # how often the slow part was asked for: an older answer is nobody's
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(m) for m in theme.MARGIN))
        column.setSpacing(theme.px(12))
        column.addWidget(self.header)
        row = QHBoxLayout()
        row.setSpacing(theme.px(14))
        row.addWidget(self._duties(), 10)
        row.addWidget(self.week, 11)
        column.addLayout(row, 1)
        self._wire()

    @property
    def sections(self) -> tuple[Section, ...]:
        """The cards of what is to be done, in their order."""
        return (self.half_done, self.classes, self.rules, self.people, self.copies)

    def _duties(self) -> QScrollArea:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, theme.px(2), 0)
        column.setSpacing(theme.px(12))
        column.addWidget(self.steps)
        for section in self.sections:
            column.addWidget(section)
        column.addWidget(self.nothing)
        column.addStretch(1)
        return scrolled(inside, across=False)

    def _wire(self) -> None:
        self.steps.wanted.connect(self._begin_step)
        for section in self.sections:
            section.followed.connect(self.follow)
        self.classes.more_wanted.connect(
            lambda chip: self.context.go("classes", year="all", chip=chip)
        )
        self.week.opened.connect(self._open_lesson)
        self.context.backed_up.connect(self._ask)
        self.setFocusProxy(self.week)

    # ------------------------------------------------------------------------------ what it shows

    def reload(self) -> None:
        """Read everything that can have changed."""
        read, today = self.context.read, self.context.today()
        self.date.setText(f"{chinese.day(today)} {chinese.weekday(today)}")
        steps = read(first_steps.read)
        self.steps.show_steps(steps)
        self.week.setVisible(steps.plan)
        self.setFocusProxy(self.week if steps.plan else self.steps)
        self._show_half_done()
        ahead = read(classes_ahead.read, today)
        self.classes.show_ahead(ahead)
        if steps.plan:
            self.week.reload()
        self._at_hand = classes_ahead.at_hand(ahead)
        self._show_nothing()
        QTimer.singleShot(0, self, self._ask)  # what is there already is painted first

    def showEvent(self, event: QShowEvent) -> None:
        """What lies ahead is of the day on which one looks."""
        super().showEvent(event)
        if self.week.today != self.context.today():
            self.reload()
        else:  # it is no record, and no write tells of it
            self._show_half_done()
            self._show_nothing()

    def _show_half_done(self) -> None:
        user = self.context.session.user_name
        self.half_done.show_duties(self.context.read(left_half_done.read, user))

    def _ask(self) -> None:
        """Have people, rules of the year and the places of copies looked at beside the window."""
        if self.context.closed:  # it was put off until what was there was painted
            return
        self._asked += 1
        asked, today, context, at_hand = (
            self._asked,
            self.context.today(),
            self.context,
            self._at_hand,
        )

        def look() -> tuple[list[Duty], list[Duty], list[Duty]]:
            people = context.read(people_to_check.read, at_hand)
            lacking = context.read(safety.periods_lacking, today)
            return people, lacking, safety.copies(context.keeper, today)

        def done(found: Future[tuple[list[Duty], list[Duty], list[Duty]]]) -> None:
            if not alive(self) or asked != self._asked or found.cancelled() or context.closed:
                return
            error = found.exception()
            if isinstance(error, UserError):
                context.warn(error.text)
                return
            for section, duties in zip(
                (self.people, self.rules, self.copies), found.result(), strict=True
            ):
                section.show_duties(duties)
            self._show_nothing()

        context.bridge.watch(context.runner.submit(look), done)

    def _show_nothing(self) -> None:
        some = not self.steps.isHidden() or any(not one.isHidden() for one in self.sections)
        self.nothing.setVisible(not some)

    # ---------------------------------------------------------------------------- what is asked for

    def follow(self, duty: Duty) -> None:
        """Go where something is done."""
        go = self.context.go
        if duty.noun == "class":
            args: dict[str, object] = {"tab": duty.part} if duty.part else {}
            args |= {"lesson_id": duty.lesson_id} if duty.lesson_id else {}
            go("class", class_id=duty.id, **args)
        elif duty.noun == "student":
            name = self.context.read(students.get, duty.id).name if duty.id else ""
            go("students", search=name)
        elif duty.noun == "review":
            kind, into = duty.part.partition("/")[0], duty.id or None
            go("import", kind=kind, class_id=into, resume=duty.part)
        elif duty.noun == "form":
            self._fill_on(duty)
        elif duty.noun == "period":
            go("statistics", tab="periods", year=int(duty.part[:4]))
        else:
            go("system", tab="backup")

    def _fill_on(self, duty: Duty) -> None:
        """Go where the form is opened, which takes up what was typed; that of a new class is opened."""
        go = self.context.go
        if duty.id:
            go("class", class_id=duty.id, tab=CLASS_TABS[duty.part])
        elif duty.part == "class":
            self._begin_step("classes")
        elif duty.part == "past_class":
            from ui.classes.past_class import PastClassDialog

            PastClassDialog(self.context, self.window()).open()
        elif duty.part in LISTS:
            go(LISTS[duty.part], search=duty.name)
        else:
            go("system", tab=SYSTEM_TABS[duty.part])

    def _open_lesson(self, lesson: Held) -> None:
        self.context.go(
            "class", class_id=lesson.class_id, tab="curriculum", lesson_id=lesson.lesson_id
        )

    def _begin_step(self, key: str) -> None:
        steps = self.context.read(first_steps.read)
        if key == "courses":
            self.context.go("import", kind="courses")
        elif key == "classes":
            from ui.classes.new_class import NewClassDialog

            NewClassDialog(self.context, None, self.window()).open()
        elif key == "roster":
            self.context.go("import", kind="roster", class_id=steps.class_id)
        else:
            self.context.go("class", class_id=steps.class_id, tab="curriculum")
