"""What one types into, by the kind of value: each knows its value, its text and what is wrong."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QDate, QPoint, Qt, Signal, SignalInstance
from PySide6.QtGui import QFocusEvent, QWheelEvent
from PySide6.QtWidgets import (
    QCalendarWidget,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from app.ground.errors import UserError
from app.text import clock, days
from app.text.chinese import hours as hours_text
from ui import theme

_MONTH = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*月?")

_MONTH_DAY = re.compile(r"([0-9]{1,2})\s*[-./月]\s*([0-9]{1,2})\s*[日号]?")


class WrongInput(ValueError):
    """What was typed cannot be taken; the text is Chinese."""


def read_date(text: str, year: int | None = None) -> str | None:
    """Return an ISO date from 2026-11-2, 2026.11.2, 2026年11月2日 or 20261102; None from nothing.

    ``year`` is as in ``days.one``. Raises WrongInput.
    """
    try:
        return days.one(text, year) or None
    except UserError as error:
        raise WrongInput(error.text) from None


def read_birth(text: str) -> str | None:
    """Return an ISO date, or ISO month where the day is not given; None from nothing."""
    text = unicodedata.normalize("NFKC", text).strip()
    found = _MONTH.fullmatch(text)
    if found and 1 <= int(found[2]) <= 12:
        return f"{found[1]}-{int(found[2]):02}"
    try:
        return read_date(text)
    except WrongInput:
        raise WrongInput("出生年月请写成 1978-05 或 1978-05-03 的样子。") from None


def read_month_day(text: str) -> str | None:
    """Return '02-01' from 2-1, 2月1日 or 0201; None from nothing. Raises WrongInput."""
    text = unicodedata.normalize("NFKC", text).strip()
    if not text:
        return None
    found = _MONTH_DAY.fullmatch(text) or re.fullmatch(r"([0-9]{2})([0-9]{2})", text)
    try:
        if found:
            return datetime.date(2024, int(found[1]), int(found[2])).isoformat()[5:]
    except ValueError:
        pass
    raise WrongInput("日期请写成 02-01 或 2月1日 的样子。")


def read_clock(text: str, half: str = "") -> str | None:
    """Return 'HH:MM' from 9:00, 0900, 9点半 or 下午2:30; None from nothing. Raises WrongInput.

    ``half`` is the code of the half-day, which says whether 2:30 is 14:30.
    """
    try:
        return clock.one(text, half) or None
    except UserError as error:
        try:  # a lesson of the morning may end past noon
            return clock.one(text) or None
        except UserError:
            raise WrongInput(error.text) from None


def read_hours(text: str, most: int = 12) -> int | None:
    """Return quarter-hours from 学时 such as 4 or 2.5, up to ``most``; None from nothing.

    Raises WrongInput.
    """
    text = text.strip().removesuffix("学时").strip()
    if not text:
        return None
    try:
        quarters = float(text) * 4
    except ValueError:
        raise WrongInput("学时请填数字，如 4 或 2.5。") from None
    if not quarters.is_integer() or not 0 <= quarters <= 4 * most:
        raise WrongInput(f"学时以 0.25 为单位，在 0 到 {most:,} 之间。")
    return int(quarters)


def read_number(text: str) -> int | None:
    """Return a whole number not below 0; None from nothing. Raises WrongInput."""
    text = text.strip()
    if not text:
        return None
    if not text.isdecimal():
        raise WrongInput("请填整数。")
    return int(text)


class LineInput(QLineEdit):
    """One line; ``read`` turns its text into the value, ``write`` the value into text."""

    finished = Signal()

    def __init__(
        self,
        read: Callable[[str], Any] = str.strip,
        write: Callable[[Any], str] = lambda value: "" if value is None else str(value),
        *,
        hint: str = "",
        secret: bool = False,
    ) -> None:
        super().__init__()
        self._read, self._write = read, write
        self.setPlaceholderText(hint)
        if secret:
            self.setEchoMode(QLineEdit.EchoMode.Password)
        self.editingFinished.connect(self.finished)

    def value(self) -> Any:
        """Raises WrongInput where the text cannot be read."""
        return self._read(self.text())

    def is_readable(self) -> bool:
        """Whether the text can be read."""
        try:
            self.value()
        except WrongInput:
            return False
        return True

    def fill(self, value: Any) -> None:
        """Show a value; nothing is emitted that saves."""
        self.setText(self._write(value))
        self.setCursorPosition(0)

    def typed(self) -> Any:
        """What stands there, readable or not."""
        return self.text()

    def retype(self, typed: Any) -> None:
        """Put there what was typed."""
        self.setText(str(typed))
        self.setCursorPosition(0)


class TidyInput(LineInput):
    """What was typed in any usual form shows, once left, as it is kept."""

    def __init__(self, read: Callable[[str], str | None], *, hint: str = "") -> None:
        super().__init__(read, hint=hint)
        self.editingFinished.connect(self._tidy)

    def _tidy(self) -> None:
        try:
            self.setText(self.value() or "")
        except WrongInput:
            return


class DateInput(TidyInput):
    """A date typed in any usual form, or picked from a calendar (button or Alt+Down).

    ``year``: that of what the date belongs to, for the sentence on a date that was typed without one.
    """

    def __init__(self, hint: str = "2026-11-02") -> None:
        super().__init__(lambda text: read_date(text, self.year), hint=hint)
        self.year: int | None = None
        action = self.addAction(
            theme.icon("calendar", theme.QUIET), QLineEdit.ActionPosition.TrailingPosition
        )
        action.setToolTip("选日期（Alt+↓）")
        action.setShortcut("Alt+Down")
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(self.show_calendar)
        self._calendar: QCalendarWidget | None = None

    def show_calendar(self) -> None:
        """Open the calendar below the field."""
        calendar = QCalendarWidget(self)
        calendar.setWindowFlag(Qt.WindowType.Popup)
        calendar.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        shown = QDate.fromString(self.text(), Qt.DateFormat.ISODate)
        if shown.isValid():
            calendar.setSelectedDate(shown)
        calendar.activated.connect(self._picked)
        calendar.clicked.connect(self._picked)
        calendar.move(self.mapToGlobal(QPoint(0, self.height())))
        calendar.show()
        self._calendar = calendar

    def _picked(self, day: QDate) -> None:
        self.setText(day.toString(Qt.DateFormat.ISODate))
        if self._calendar is not None:
            self._calendar.close()
            self._calendar = None
        self.setFocus()
        self.finished.emit()


class ClockInput(TidyInput):
    """A clock time; ``half`` is as in ``read_clock``."""

    def __init__(self, hint: str = "08:30") -> None:
        super().__init__(lambda text: read_clock(text, self.half), hint=hint)
        self.half = ""


class AreaInput(QPlainTextEdit):
    """Several lines; Tab goes on to the next field."""

    finished = Signal()

    def __init__(self, lines: int = 3, hint: str = "") -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setPlaceholderText(hint)
        self.setFixedHeight(theme.px(22 * lines + 14))

    def value(self) -> str:
        """The text without space at its ends."""
        return self.toPlainText().strip()

    def fill(self, value: Any) -> None:
        """Show a text."""
        self.setPlainText("" if value is None else str(value))

    def typed(self) -> str:
        """The text with the space at its ends."""
        return self.toPlainText()

    def retype(self, typed: Any) -> None:
        """Put there what was typed."""
        self.setPlainText(str(typed))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving the field ends the editing."""
        super().focusOutEvent(event)
        self.finished.emit()


class ChoiceInput(QComboBox):
    """One of (code, name) options; the wheel scrolls the page and changes nothing."""

    finished = Signal()

    def __init__(self, options: Sequence[tuple[Any, str]]) -> None:
        super().__init__()
        self.set_options(options)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(14)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.activated.connect(lambda _: self.finished.emit())

    def set_options(self, options: Sequence[tuple[Any, str]]) -> None:
        """Offer other options; the code chosen stays chosen where it is among them."""
        before = self.value() if self.count() else None
        self.clear()
        for code, name in options:
            self.addItem(name, code)
        self.fill(before)

    def value(self) -> Any:
        """The code chosen, None where there is nothing to choose."""
        return self.currentData()

    def fill(self, value: Any) -> None:
        """Choose a code; one that is not offered chooses nothing but the first empty option."""
        for place in range(self.count()):
            if self.itemData(place) == value:
                self.setCurrentIndex(place)
                return
        empty = [i for i in range(self.count()) if self.itemData(i) in (None, "")]
        self.setCurrentIndex(empty[0] if empty else (0 if value is None and self.count() else -1))

    typed, retype = value, fill

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()


class CheckInput(QCheckBox):
    """Yes or no, as True or False."""

    finished = Signal()

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.clicked.connect(lambda _: self.finished.emit())

    def value(self) -> bool:
        """Whether it is ticked."""
        return self.isChecked()

    def fill(self, value: Any) -> None:
        """Tick it or not."""
        self.setChecked(bool(value))

    typed, retype = value, fill


Input = LineInput | AreaInput | ChoiceInput | CheckInput


def told(made: LineInput | AreaInput | QComboBox | QCheckBox) -> SignalInstance:
    """Return the signal of an input that comes with every key, choice and tick."""
    if isinstance(made, LineInput | AreaInput):
        return made.textChanged
    return made.currentIndexChanged if isinstance(made, QComboBox) else made.toggled


def hours_input(hint: str = "如 4 或 2.5") -> LineInput:
    """Return a field of 学时 whose value is quarter-hours."""
    return LineInput(read_hours, lambda q: "" if q is None else hours_text(q), hint=hint)


def long_hours_input(hint: str = "如 90") -> LineInput:
    """Return a field of the 学时 of a class or a year."""
    return LineInput(
        lambda text: read_hours(text, 10_000),
        lambda q: "" if q is None else hours_text(q),
        hint=hint,
    )


def mark(widget: QWidget, wrong: bool) -> None:
    """Give a field its red edge, or take it away."""
    if bool(widget.property("wrong")) != wrong:
        widget.setProperty("wrong", wrong)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
