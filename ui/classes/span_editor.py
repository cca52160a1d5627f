"""起止日期: one span of days for most classes, several for those held in parts.

Days that are holidays are asked about below, and so is whatever the page wants to ask; nothing is barred.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.classes.classes import Span
from app.school import holidays
from app.school.holidays import Calendar
from app.text import chinese
from ui import theme
from ui.kit import inputs
from ui.kit.card import Card
from ui.kit.inputs import DateInput, WrongInput
from ui.kit.link_button import link_button
from ui.kit.text import label


class Line(QWidget):
    """One span: two dates and a button that takes the line away."""

    def __init__(self, span: Span | None) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        self.start, self.end = DateInput(), DateInput()
        self.start.fill(span.start_date if span else None)
        self.end.fill(span.end_date if span else None)
        self.start.setAccessibleName("开始日期")
        self.end.setAccessibleName("结束日期")
        self.away = QPushButton()
        theme.role(self.away, "bare")
        self.away.setAutoDefault(False)
        self.away.setIcon(theme.icon("close", theme.QUIET, 14))
        self.away.setAccessibleName("去掉这一段")
        self.away.setToolTip("去掉这一段")
        row.addWidget(self.start, 1)
        row.addWidget(label("至", "muted"))
        row.addWidget(self.end, 1)
        row.addWidget(self.away)


class SpanEditor(QWidget):
    """``edited()`` when the user has changed the spans and all of them are whole; ``touched()`` with every key."""

    edited = Signal()
    touched = Signal()

    def __init__(
        self,
        asks: Callable[[Sequence[Span]], str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._asks, self._calendar = asks, Calendar()
        self.lines: list[Line] = []
        self._filled: list[Span] = []
        self.year: int | None = None  # of the class, where its dates do not say it yet
        self._locked = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.px(6))
        column.addLayout(self._column)
        self.error = label("", "error", wrap=True)
        self.error.hide()
        column.addWidget(self.error)
        self.more = link_button("再加一段", "分段举办的班次，每段各填一行")
        self.more.clicked.connect(self._more)
        column.addWidget(self.more)
        column.addWidget(self._question_card())
        self.fill([])

    def _question_card(self) -> Card:
        """What is asked of the dates, and the way round a holiday."""
        self.questions = Card(margins=(10, 7, 10, 7), spacing=2, look="amber")
        self.question = label("", wrap=True, select=True)
        self.around = link_button("避开放假，分段安排")
        self.around.clicked.connect(self._go_around)
        self.questions.body.addWidget(self.question)
        self.questions.body.addWidget(self.around)
        self.questions.hide()
        return self.questions

    def set_calendar(self, calendar: Calendar) -> None:
        """Ask about the holidays of this calendar."""
        self._calendar = calendar
        self._ask()

    def fill(self, spans: Sequence[Span]) -> None:
        """Show spans, one empty line at least; emits nothing. What stands there already stays."""
        if self.lines and list(spans) == self._filled:
            return
        self._lay([*spans] or [None])
        self._filled = list(spans)
        if spans:
            self.year = int(spans[0].start_date[:4])
        self._say("")
        self._show_buttons()
        self._ask()

    def spans(self) -> list[Span]:
        """Return what is filled in. Raises WrongInput."""
        found = []
        for line in self.lines:
            self._set_years(line)
            first, last = line.start.value(), line.end.value()
            if first is None and last is None:
                continue
            if first is None or last is None:
                raise WrongInput("请填写每一段的开始和结束日期。")
            if last < first:
                raise WrongInput("结束日期不能早于开始日期。")
            found.append(Span(first, last))
        return found

    def typed(self) -> list[list[str]]:
        """What stands in the dates, whole or not."""
        return [[line.start.typed(), line.end.typed()] for line in self.lines]

    def retype(self, state: Sequence[Sequence[str]]) -> None:
        """Put there what was typed; emits nothing that saves."""
        self._lay([None] * max(1, len(state)))
        for line, (first, last) in zip(self.lines, state, strict=False):
            line.start.retype(first)
            line.end.retype(last)
        self._show_buttons()
        self._ask()

    def validate(self) -> bool:
        """Say below what is wrong, if anything."""
        try:
            self.spans()
        except WrongInput as error:
            self._say(str(error))
            return False
        self._say("")
        return True

    def set_locked(self, locked: bool) -> None:
        """Let the spans be read only, or edited again."""
        self._locked = locked
        for line in self.lines:
            line.setEnabled(not locked)
        self._show_buttons()
        self._ask()

    def enter(self) -> None:
        """Take the cursor, at the first date."""
        self.lines[0].start.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Tab goes as the eye does, from date to date and then to the button below."""
        super().showEvent(event)
        dates = [date for ln in self.lines for date in (ln.start, ln.end)]
        stops = [*dates, self.more, *(ln.away for ln in self.lines)]
        for before, after in pairwise(stops):
            self.setTabOrder(before, after)

    def _set_years(self, line: Line) -> None:
        """A date without its year is told of with that of the class, or of the day on which it begins."""
        line.start.year = line.end.year = self.year
        if line.start.is_readable() and (first := line.start.value()):
            line.end.year = int(first[:4])

    def _unread(self) -> str:
        """What is wrong with the first date that cannot be read, "" where all can."""
        for line in self.lines:
            self._set_years(line)
            for date in (line.start, line.end):
                try:
                    date.value()
                except WrongInput as error:
                    return str(error)
        return ""

    def _say(self, text: str) -> None:
        """Say what is wrong, at the dates that cannot be read; where all can, they do not go together."""
        self.error.setText(text)
        self.error.setVisible(bool(text))
        dates = [date for ln in self.lines for date in (ln.start, ln.end)]
        unread = [date for date in dates if not date.is_readable()]
        for date in dates:
            inputs.mark(date, bool(text) and (date in unread or not unread))

    def _lay(self, spans: Sequence[Span | None]) -> None:
        while self.lines:
            line = self.lines.pop()
            line.hide()
            line.deleteLater()
        for span in spans:
            self._add(span)

    def _add(self, span: Span | None) -> Line:
        line = Line(span)
        line.setEnabled(not self._locked)
        for date in (line.start, line.end):
            date.textChanged.connect(lambda _: self.touched.emit())
        line.start.finished.connect(self._finished)
        line.end.finished.connect(self._finished)
        line.away.clicked.connect(lambda: self._remove(line))
        self._column.addWidget(line)
        line.show()  # now, and not in the next turn: a dialog is made as high as what it shows
        self.lines.append(line)
        return line

    def _finished(self) -> None:
        half = any(not ln.start.text().strip() or not ln.end.text().strip() for ln in self.lines)
        if half:  # still being typed: nothing to complain of yet but a date that is none
            self._say(self._unread())
            return
        if self.validate() and self.spans() != self._filled:
            self._filled = self.spans()
            self.edited.emit()
        self._ask()

    def ask(self) -> None:
        """Ask anew: what the page asks about has changed."""
        self._ask()

    def _ask(self) -> None:
        """Ask about holidays and whatever the page asks; of dates that are settled nothing."""
        try:
            spans = [] if self._locked else self.spans()
        except WrongInput:
            spans = []
        pairs = [(span.start_date, span.end_date) for span in spans]
        asked = holidays.question(self._calendar, pairs)
        worked = [day for pair in pairs for day in self._calendar.worked_within(*pair)]
        told = (
            f"{'、'.join(map(chinese.month_day, worked))}调休上班，课表里一并列出。"
            if worked
            else ""
        )
        own = self._asks(spans) if self._asks and spans else ""
        self.question.setText("\n".join(text for text in (asked, told, own) if text))
        self.questions.setVisible(bool(asked or told or own))
        theme.role(self.questions, "amber" if asked or own else "sky")
        parts = holidays.around(self._calendar, pairs) if asked else []
        self.around.setVisible(bool(parts) and parts != pairs)

    def _go_around(self) -> None:
        pairs = [(span.start_date, span.end_date) for span in self.spans()]
        self.fill([Span(*pair) for pair in holidays.around(self._calendar, pairs)])
        self.edited.emit()

    def _more(self) -> None:
        line = self._add(None)
        self._show_buttons()
        line.start.setFocus()

    def _remove(self, line: Line) -> None:
        self.lines.remove(line)
        self.touched.emit()
        line.hide()
        line.deleteLater()
        self._show_buttons()
        self._finished()

    def _show_buttons(self) -> None:
        self.more.setVisible(not self._locked)
        for line in self.lines:
            line.away.setVisible(len(self.lines) > 1 and not self._locked)
