"""A lesson edited where it stands: a card beside its half-day. Filling it saves nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.classes.lessons import Lesson
from app.teaching import courses
from app.teaching.courses import OUTSIDE_METHODS, UNCOUNTED_METHODS, Course
from app.teaching.fresh import Fresh
from app.text.chinese import hours as hours_text
from ui import theme
from ui.kit.inputs import ClockInput, WrongInput
from ui.kit.pick import PeoplePicker, PickInput, Picks, bare
from ui.kit.several import SeveralInput
from ui.kit.suggest import Find, SuggestBox
from ui.kit.text import label
from ui.teaching.topic_offer import TopicOffer

Options = Sequence[tuple[object, str]]


@dataclass(frozen=True)
class Choices:
    """What the form offers: (code, name) lists, and how it looks for courses, places and lecturers."""

    categories: Options
    methods: Options
    topics: Options
    venues: Picks
    teachers: Picks
    find_course: Find
    may_keep: bool = False  # whether a course may be put into the library


class LessonForm(QFrame):
    """``saved(values, teacher_ids)`` on Enter or 保存, ``removed`` on 移出, ``given_up`` on 取消;
    ``closed`` at last."""

    saved = Signal(dict, list)
    removed = Signal()
    given_up = Signal()
    closed = Signal()
    course_chosen = Signal(int)

    def __init__(self, choices: Choices, parent: QWidget) -> None:
        super().__init__(parent)
        theme.role(self, "card")
        self.setObjectName("popover")
        self.setStyleSheet(f"#popover {{ border: 1px solid {theme.QUIET}; }}")
        self.setFixedWidth(theme.px(440))
        self.course_id: int | None = None
        self.module: str | None = None  # of the course, or as it was
        self._usual_venue: int | None = None
        self._method: object = None  # as it was before another is chosen
        self._before: tuple[object, ...] = ()
        self.heading = label("", "heading")
        self.beside = label("", "quiet", wrap=True)
        self._find_course, self._may_keep = choices.find_course, choices.may_keep
        self.title = SuggestBox(choices.find_course, "课程名称，可从课程库选")
        self.keep = QCheckBox("同时加入课程库")
        self.category = _combo(choices.categories)
        self.method = _combo(choices.methods)
        self.topics = SeveralInput(choices.topics)
        self.topic_offer = TopicOffer(self.title, self.topics)
        self.hours = QLineEdit()
        self.counted = QCheckBox("计入学时")
        self.starts, self.ends = ClockInput(), ClockInput()
        self.venue = PickInput(choices.venues, "未定")
        self.lecturers = PeoplePicker(choices.teachers, "姓名或拼音", upward=True)
        self.chair = QLineEdit()
        self.remark = QLineEdit()
        self.problem = label("", "error", wrap=True)
        self._arrange()
        self.title.chosen.connect(lambda course: self.course_chosen.emit(course))
        self.title.textChanged.connect(lambda _: self._offer_keeping())
        self.topic_offer.turned.connect(self.adjustSize)
        self.method.activated.connect(lambda _: self._method_chosen())
        lines = (
            self.title,
            self.hours,
            self.starts,
            self.ends,
            self.venue,
            self.chair,
            self.remark,
        )
        for line in lines:
            line.returnPressed.connect(self.save)
        self.hide()

    # ------------------------------------------------------------------------------ what it shows

    def show_lesson(
        self, lesson: Lesson, heading: str, *, new: bool = False, usual_venue: int | None = None
    ) -> None:
        """Fill the form. Nothing is emitted. ``usual_venue`` is where the class is held."""
        self._usual_venue = usual_venue
        self.tell_clock("")
        self.heading.setText(heading)
        self.course_id = lesson.course_id
        self.title.setText(lesson.title)
        _pick(self.category, lesson.category)
        _pick(self.method, lesson.method)
        self._method = lesson.method
        self.topics.fill(lesson.topics)
        self.topic_offer.look()
        self.module = lesson.module
        self.hours.setText(hours_text(lesson.quarter_hours))
        self.counted.setChecked(bool(lesson.counted))
        for clock, at in ((self.starts, lesson.starts_at), (self.ends, lesson.ends_at)):
            clock.half = lesson.half
            clock.fill(at)
        self.venue.fill(lesson.venue_id)
        self.lecturers.show_people([(t.teacher_id, t.name) for t in lesson.lecturers])
        self.chair.setText(lesson.chair)
        self.remark.setText(lesson.remark)
        self._remove.setVisible(not new)
        self.problem.hide()
        self.settle()
        self.title.setFocus()
        self.title.selectAll()

    def show_course(self, course: Course, teacher: str) -> None:
        """Take over what the library says of a course; clock, chair and remark stay."""
        self.course_id = course.id
        self.title.setText(course.title)
        _pick(self.category, course.category)
        _pick(self.method, course.method)
        self._method = course.method
        self.topics.fill(course.topics)
        self.topic_offer.look()
        self.module = course.module
        self.hours.setText(hours_text(course.quarter_hours))
        self.counted.setChecked(bool(course.counted) and course.method not in UNCOUNTED_METHODS)
        if course.venue_id is not None or course.method in OUTSIDE_METHODS:
            self.venue.fill(course.venue_id)
        if course.teacher_id is not None:
            self.lecturers.show_people([(course.teacher_id, teacher)])

    def tell_clock(self, words: str) -> None:
        """Say below the heading what the clock was set beside."""
        self.beside.setText(words)
        self.beside.setVisible(bool(words))

    def set_locked(self, locked: bool) -> None:
        """Show the lesson of an approved class: to be read only."""
        for child in self.findChildren(QWidget):
            if isinstance(child, (QLineEdit, QComboBox, QCheckBox, SeveralInput)):
                child.setEnabled(not locked)
        self.topic_offer.look()
        for button in self.lecturers.findChildren(QPushButton):
            button.setEnabled(not locked)
        self._save.setVisible(not locked)
        self._remove.setVisible(self._remove.isVisibleTo(self) and not locked)
        self._cancel.setText("关闭" if locked else "取消")
        if locked:
            self._cancel.setFocus()  # Esc and Enter close

    def values(self) -> dict[str, object]:
        """Return the columns of the lesson as typed; hours and clock times that are none are None."""
        values: dict[str, object] = {
            "title": self.title.text().strip(),
            "category": self.category.currentData(),
            "method": self.method.currentData(),
            "topics": self.topics.value(),
            "module": self.module,
            "quarter_hours": quarter_hours(self.hours.text()),
            "counted": int(self.counted.isChecked()),
            "starts_at": _clock(self.starts),
            "ends_at": _clock(self.ends),
            "venue_id": self._place(),
            "chair": self.chair.text().strip(),
            "remark": self.remark.text().strip(),
        }
        kept = self.keep.isChecked() and not self.keep.isHidden()
        values["course_id"] = self._as_course(values) if kept else self.course_id
        return values

    def _as_course(self, values: dict[str, object]) -> Fresh:
        """The lesson as a course of the library."""
        course = {key: values[key] for key in courses.FACTS.typed if key in values}
        named = [person for person in self.lecturers.ids() if isinstance(person, int)]
        venue = course.get("venue_id")
        own = {"venue_id": venue if isinstance(venue, int) else None, "remark": ""}
        return Fresh(courses.create, {**course, **own, "teacher_id": next(iter(named), None)})

    def _place(self) -> object:
        try:
            return self.venue.value()
        except WrongInput:
            return None

    def _offer_keeping(self) -> None:
        """A course that the library does not have may be put there."""
        text = self.title.text().strip()
        known = any(bare(shown) == text for _, shown in self._find_course(text)) if text else True
        shown = self._may_keep and not known and self.title.isEnabled()
        if shown == self.keep.isHidden():
            self.keep.setVisible(shown)
            self.adjustSize()

    @property
    def edited(self) -> bool:
        """Whether anything differs from what was filled in."""
        return self._stands() != self._before

    def _stands(self) -> tuple[object, ...]:
        lecturers = self.lecturers
        return self.values(), lecturers.ids(), lecturers.box.text().strip(), self.venue.text()

    def place_beside(self, cell: QRect, free: int) -> None:
        """Stand at the right of the cell, or at its left, inside the parent; what lies from ``free`` on, in
        the parent's pixels, is not covered.
        """
        self.adjustSize()
        parent = self.parentWidget()
        assert parent is not None
        left = cell.right() + 8
        if left + self.width() > min(parent.width(), free) - 8:
            left = cell.left() - 8 - self.width()
        top = min(cell.top() - 10, parent.height() - self.height() - 8)
        self.move(QPoint(max(8, left), max(8, top)))
        self.show()
        self.raise_()

    def _method_chosen(self) -> None:
        """Ceremonies and self-study do not count, until somebody ticks it; what is held outside leaves the
        classroom free."""
        before, self._method = self._method, self.method.currentData()
        counts = self._method not in UNCOUNTED_METHODS
        if counts != (before not in UNCOUNTED_METHODS):
            self.counted.setChecked(counts)
        outside = self._method in OUTSIDE_METHODS
        if outside and self._place() == self._usual_venue:
            self.venue.fill(None)
        elif before in OUTSIDE_METHODS and not outside and self._place() is None:
            self.venue.fill(self._usual_venue)

    # ------------------------------------------------------------------------------- what it does

    def save(self) -> None:
        """Hand on what was typed; says what is missing instead."""
        values = self.values()
        if not values["title"]:
            self.refuse("请填写课程名称。", self.title)
        elif values["quarter_hours"] is None:
            self.refuse("学时请填 0 到 12 的数，可以带 .25、.5、.75。", self.hours)
        elif why := _clock_problem(self.starts, "开始"):
            self.refuse(why, self.starts)
        elif why := _clock_problem(self.ends, "结束"):
            self.refuse(why, self.ends)
        elif not str(values["starts_at"]) < str(values["ends_at"]):
            self.refuse("结束时间应晚于开始时间。", self.ends)
        elif why := _pick_problem(self.venue):
            self.refuse(why, self.venue)
        elif why := self.lecturers.settle():
            self.refuse(why, self.lecturers.box)
        else:
            self.problem.hide()
            self.saved.emit(values, self.lecturers.ids())

    def refuse(self, text: str, field: QWidget | None = None) -> None:
        """Say what is wrong, and put the cursor there."""
        self.problem.setText(text)
        self.problem.show()
        self.adjustSize()
        if field:
            field.setFocus()

    def leave(self) -> None:
        """Go away without saving."""
        self.hide()
        self.closed.emit()

    def _give_up(self) -> None:
        self.given_up.emit()
        self.leave()

    def settle(self) -> None:
        """What stands there now was not typed just now: leaving saves nothing of it."""
        self._method = self.method.currentData()
        self._before = self._stands()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves, Enter saves."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._save.isVisible():
            self.save()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in a choice saves as well, as in a spreadsheet."""
        enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in enter and self._save.isVisible():
            self.save()
            return True
        return False

    def _arrange(self) -> None:
        form = QGridLayout()
        form.setHorizontalSpacing(theme.px(10))
        form.setVerticalSpacing(theme.px(2))
        clock = QHBoxLayout()
        clock.setSpacing(theme.px(6))
        clock.addWidget(self.starts, 1)
        clock.addWidget(label("—"))
        clock.addWidget(self.ends, 1)
        hours = QHBoxLayout()
        hours.setSpacing(theme.px(10))
        hours.addWidget(self.hours, 1)
        hours.addWidget(self.counted)
        title = QVBoxLayout()
        title.setSpacing(theme.px(4))
        title.addWidget(self.title)
        title.addWidget(self.keep)
        title.addWidget(self.topic_offer)
        rows: list[tuple[tuple[str, QWidget | QBoxLayout], ...]] = [
            (("课程名称", title),),
            (("教学内容类别", self.category), ("教学方式", self.method)),
            (("授课人", self.lecturers),),
            (("学时", hours), ("时间", clock)),
            (("场地", self.venue), ("专题", self.topics)),
            (("主持人", self.chair), ("备注", self.remark)),
        ]
        for number, row in enumerate(rows):
            span = 2 // len(row)
            for place, (name, field) in enumerate(row):
                caption = label(name, "quiet")
                form.addWidget(caption, 2 * number, place * span, 1, span)
                if isinstance(field, QWidget):
                    form.addWidget(field, 2 * number + 1, place * span, 1, span)
                    field.setAccessibleName(name)
                else:
                    form.addLayout(field, 2 * number + 1, place * span, 1, span)
        form.setColumnStretch(0, 1)
        form.setColumnStretch(1, 1)
        self.title.setAccessibleName("课程名称")
        self.hours.setAccessibleName("学时")
        self.starts.setAccessibleName("开始时间")
        self.ends.setAccessibleName("结束时间")
        for widget in (self.category, self.method, self.topics):
            widget.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(18), theme.px(14), theme.px(18), theme.px(14))
        column.setSpacing(theme.px(10))
        column.addWidget(self.heading)
        column.addWidget(self.beside)
        self.column = column
        column.addLayout(form)
        column.addWidget(self.problem)
        column.addLayout(self._buttons())
        order = (
            self.title,
            self.keep,
            self.topic_offer,
            self.category,
            self.method,
            self.lecturers.box,
            self.hours,
        )
        order += (self.counted, self.starts, self.ends, self.venue, self.topics, self.chair)
        for before, after in pairwise((*order, self.remark)):  # as they stand
            self.setTabOrder(before, after)

    def _buttons(self) -> QHBoxLayout:
        self._remove, self._cancel, self._save = (
            QPushButton("移出课表"),
            QPushButton("取消"),
            QPushButton("保存"),
        )
        theme.role(self._remove, "danger")
        theme.role(self._save, "primary")
        self._remove.clicked.connect(self.removed)
        self._cancel.setToolTip("不要填写的内容；按 Esc 离开，填的留到下次")
        self._cancel.clicked.connect(self._give_up)
        self._save.clicked.connect(self.save)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self._remove)
        row.addStretch(1)
        row.addWidget(self._cancel)
        row.addWidget(self._save)
        return row


def quarter_hours(text: str) -> int | None:
    """Return '3.5' 学时 as quarter-hours, None where it is not 0 to 12 in quarters."""
    try:
        quarters = float(text.strip() or "0") * 4
    except ValueError:
        return None
    return int(quarters) if quarters.is_integer() and 0 <= quarters <= 48 else None


def _clock(line: ClockInput) -> str | None:
    try:
        return line.value()
    except WrongInput:
        return None


def _clock_problem(line: ClockInput, which: str) -> str:
    try:
        return "" if line.value() else f"请填写{which}时间，如 08:30、8点半、下午2:30。"
    except WrongInput as error:
        return str(error)


def _pick_problem(line: PickInput) -> str:
    try:
        line.value()
    except WrongInput as error:
        return str(error)
    return ""


def _combo(options: Options) -> QComboBox:
    box = QComboBox()
    box.setMinimumContentsLength(6)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    for code, name in options:
        box.addItem(name, code)
    return box


def _pick(box: QComboBox, code: object) -> None:
    box.setCurrentIndex(next((i for i in range(box.count()) if box.itemData(i) == code), 0))
