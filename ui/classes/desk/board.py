"""The timetable as a board: days and half-days, the lessons in them, weeks to turn, a cursor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFocusEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from app.school.holidays import WORKED
from ui import theme
from ui.classes.desk import weeks
from ui.classes.desk.course_card import Face
from ui.classes.desk.grid_cell import Cell, LessonCard
from ui.kit.sizes import sized, zoom

COLUMN = 104
"""The least width of a column at 100 %, in pixels."""
MARGIN, HEAD, SIDE, GAP = 12, 34, 44, 8
MARK = 16
"""What the heads are higher by where a day has a mark: 国庆节, 调休上班."""


class Held(NamedTuple):
    """A lesson in the grid."""

    id: int
    day: str
    half: str
    face: Face


class Board(QWidget):
    """Half-days by days, told by their codes: ISO date, 'morning' … A cursor walks over them."""

    walked = Signal()  # the cursor is elsewhere
    turned = Signal()  # another page of weeks is shown

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._days: list[str] = []
        self._halves: list[tuple[str, str]] = []
        self._marks: Mapping[str, str] = {}
        self._held: dict[tuple[str, str], list[Held]] = {}
        self._cells: dict[tuple[str, str], Cell] = {}
        self._page = 0
        self._locked = False
        self._day = self._half = 0
        self._index = 0
        self._clip: tuple[int, bool] | None = None
        self._follow: int | None = None
        self._target: tuple[str, str] | None = None
        self.setMinimumSize(360, 240)
        self.setAccessibleName("课程编排表")

    # ------------------------------------------------------------------------------ what is shown

    def set_calendar(
        self,
        days: Sequence[str],
        halves: Sequence[tuple[str, str]],
        marks: Mapping[str, str] | None = None,
    ) -> None:
        """Show these days and half-days (code, name); the cursor stays where it can.

        ``marks`` are words over days: 国庆节, 调休上班.
        """
        here = self.place()
        self._days, self._halves, self._marks = list(days), list(halves), marks or {}
        if here and here[0] in self._days:
            self._day = self._days.index(here[0])
        self._day = max(0, min(self._day, len(self._days) - 1))
        self._half = max(0, min(self._half, len(self._halves) - 1))
        self._page = self._page_of(self._day)
        self._rebuild()

    def set_lessons(self, lessons: Sequence[Held]) -> None:
        """Show these lessons; the cursor goes along with one that the user has just moved."""
        self._held = {}
        for lesson in lessons:
            self._held.setdefault((lesson.day, lesson.half), []).append(lesson)
        if self._follow is not None:
            self.show_lesson(self._follow)
            self._follow = None
        if self._clip and not any(s.id == self._clip[0] for s in lessons):
            self._clip = None
        self._fill()

    def set_locked(self, locked: bool) -> None:
        """Show an approved class: everything can be read, nothing moved."""
        self._locked = locked
        self._clip = None
        self._mark()

    @property
    def locked(self) -> bool:
        """Whether the grid only shows."""
        return self._locked

    def halves(self) -> list[tuple[str, str]]:
        """Return the half-days as (code, name)."""
        return list(self._halves)

    def places(self) -> list[tuple[str, str]]:
        """Return every half-day as (day, code), in the order of time."""
        return [(day, half) for day in self._days for half, _ in self._halves]

    def lessons_at(self, day: str, half: str) -> list[Held]:
        """Return what stands in a half-day."""
        return list(self._held.get((day, half), ()))

    def place(self) -> tuple[str, str] | None:
        """Return day and half under the cursor, None where the class has no days."""
        if not self._days or not self._halves:
            return None
        return self._days[self._day], self._halves[self._half][0]

    def current(self) -> Held | None:
        """Return the lesson under the cursor."""
        here = self.place()
        stack = self._held.get(here, []) if here else []
        return stack[min(self._index, len(stack) - 1)] if stack else None

    def set_place(self, day: str, half: str, index: int = 0) -> None:
        """Put the cursor on a half-day, turning to its week."""
        codes = [code for code, _ in self._halves]
        if day not in self._days or half not in codes:
            return
        self._day, self._half, self._index = self._days.index(day), codes.index(half), index
        self._to_page(self._page_of(self._day))
        self._mark()

    def place_rect(self) -> QRect:
        """Return where the half-day under the cursor is, in the grid's own pixels."""
        cell = self._cells.get(self.place() or ("", ""))
        return cell.geometry() if cell else QRect()

    def to_next_free(self) -> None:
        """Put the cursor on the next empty morning or afternoon, if there is one."""
        places = [place for place in self.places() if place[1] != "evening"]
        here = self.place()
        after = places.index(here) + 1 if here in places else 0
        free = next((p for p in places[after:] if not self._held.get(p)), None)
        if free:
            self.set_place(*free)

    def show_lesson(self, lesson_id: int) -> None:
        """Put the cursor on a lesson, turning to its week."""
        for (day, half), stack in self._held.items():
            for index, lesson in enumerate(stack):
                if lesson.id == lesson_id:
                    self.set_place(day, half, index)

    def cell_at(self, at: QPoint) -> Cell | None:
        """Return the half-day at a point of the grid."""
        return next((c for c in self._cells.values() if c.geometry().contains(at)), None)

    def card_at(self, at: QPoint) -> LessonCard | None:
        """Return the card at a point of the grid."""
        cell = self.cell_at(at)
        inside = cell.mapFromParent(at) if cell else at
        cards = cell.cards if cell else []
        return next((c for c in cards if c.geometry().contains(inside)), None)

    # -------------------------------------------------------------------------------------- weeks

    def pages(self) -> list[list[str]]:
        """Return the days in pages of whole weeks, as the width allows."""
        scale = zoom(self.font())
        room = self.width() - MARGIN * 2 - SIDE * scale
        return weeks.pages(self._days, max(5, int(room // (COLUMN * scale + GAP))))

    @property
    def page(self) -> int:
        """The page shown, from 0."""
        return self._page

    def turn(self, step: int) -> None:
        """Show the next (1) or previous (-1) page; the cursor goes along."""
        pages = self.pages()
        to = max(0, min(self._page + step, len(pages) - 1))
        if pages and to != self._page:
            self._day, self._index = self._days.index(pages[to][0]), 0
            self._to_page(to)
            self._mark()

    def _page_of(self, day: int) -> int:
        seen = 0
        for number, page in enumerate(self.pages()):
            seen += len(page)
            if day < seen:
                return number
        return 0

    def _to_page(self, page: int) -> None:
        if page != self._page:
            self._page = page
            self._rebuild()

    def _shown_days(self) -> list[str]:
        pages = self.pages()
        return pages[min(self._page, len(pages) - 1)] if pages else []

    # -------------------------------------------------------------------------------------- cells

    def _rebuild(self) -> None:
        for cell in self._cells.values():
            cell.hide()
            cell.deleteLater()
        self._cells = {}
        for day in self._shown_days():
            for half, name in self._halves:
                told = f"{weeks.spoken(day)}{self._marks.get(day, '')}{name}"
                cell = Cell(self, day, half, told)
                self._cells[day, half] = cell
                cell.show()
        self._fill()
        self.turned.emit()

    def _fill(self) -> None:
        for place, cell in self._cells.items():
            cell.fill([(s.id, s.face) for s in self._held.get(place, ())])
        self._arrange()
        self._mark()

    def _arrange(self) -> None:
        shown = self._shown_days()
        if not shown or not self._halves:
            return
        scale = zoom(self.font())
        left, top = MARGIN + SIDE * scale, MARGIN / 2 + self._head() * scale
        width = (self.width() - left - MARGIN - GAP * (len(shown) - 1)) / len(shown)
        heights = self._heights(self.height() - top - MARGIN - GAP * (len(self._halves) - 1))
        for column, day in enumerate(shown):
            x, y = left + column * (width + GAP), top
            for (half, _), height in zip(self._halves, heights, strict=True):
                self._cells[day, half].setGeometry(
                    QRect(round(x), round(y), round(x + width) - round(x), round(height))
                )
                y += height + GAP
        self.update()

    def _head(self) -> int:
        return HEAD + MARK if any(day in self._marks for day in self._shown_days()) else HEAD

    def _heights(self, room: float) -> list[float]:
        """A half of the day in which the class meets nowhere takes less room, one that lessons share more."""
        most = dict.fromkeys((half for half, _ in self._halves), 0)
        for (_, half), lessons in self._held.items():
            most[half] = max(most.get(half, 0), len(lessons))
        weights = [
            0.45 if half == "evening" and not most[half] else 1.35 if most[half] > 1 else 1.0
            for half, _ in self._halves
        ]
        return [room * weight / sum(weights) for weight in weights]

    def _mark(self) -> None:
        """Show the cursor, the drop target, the cut card and the lock."""
        here, focused, current = self.place(), self.hasFocus(), self.current()
        for place, cell in self._cells.items():
            on = focused and place == here
            cell.show_as(
                current=place == here,
                focused=focused,
                target=place == self._target,
                locked=self._locked,
            )
            for card in cell.cards:
                cut = bool(self._clip and self._clip[1] and self._clip[0] == card.lesson_id)
                selected = on and current is not None and current.id == card.lesson_id
                card.show_as(selected=selected, locked=self._locked, cut=cut)
                if selected:
                    _speak(card)
            if on and not cell.cards:
                _speak(cell)
        self.walked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the days above and the half-days at the side."""
        painter = QPainter(self)
        scale = zoom(self.font())
        center = Qt.AlignmentFlag.AlignCenter
        painter.setFont(sized(self.font(), 13))
        narrowest = min((cell.width() for cell in self._cells.values()), default=0)
        wording = fitting(painter, [weeks.headings(day) for day in self._shown_days()], narrowest)
        for place, cell in self._cells.items():
            box = cell.geometry()
            painter.setPen(QColor(theme.QUIET))
            painter.setFont(sized(self.font(), 13))
            if place[1] == self._halves[0][0]:
                head = QRect(box.left() - 4, MARGIN // 2, box.width() + 8, round(HEAD * scale))
                painter.drawText(head, center, weeks.headings(place[0])[wording])
                self._paint_mark(painter, place[0], head, round(MARK * scale))
            if place[0] == self._shown_days()[0]:
                name = dict(self._halves)[place[1]]
                side = QRect(0, box.top(), box.left(), box.height())
                painter.drawText(side, center, name)

    def _paint_mark(self, painter: QPainter, day: str, head: QRect, high: int) -> None:
        mark = self._marks.get(day)
        if mark:
            painter.setPen(QColor(theme.INFO if mark == WORKED else theme.WARN))
            painter.setFont(sized(self.font(), 12, bold=True))
            below = QRect(head.left(), head.bottom() + 1 - high // 4, head.width(), high)
            fit = Qt.TextElideMode.ElideRight
            text = painter.fontMetrics().elidedText(mark, fit, below.width())
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many weeks as fit now, keeping the cursor in sight."""
        if set(self._shown_days()) != {day for day, _ in self._cells} or not self._cells:
            self._page = self._page_of(self._day)
            self._rebuild()
        self._page = self._page_of(self._day)
        if set(self._shown_days()) != {day for day, _ in self._cells}:
            self._rebuild()
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Follow an enlargement of the text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self._days:
            self._page = self._page_of(self._day)
            self._rebuild()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the cursor."""
        self._mark()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the cursor."""
        self._mark()


def fitting(painter: QPainter, texts: Sequence[Sequence[str]], width: int) -> int:
    """Return which wording of each text is the first that all fit with, else the last: one for all days."""
    measure = painter.fontMetrics().horizontalAdvance
    widths = [max(map(measure, alike)) for alike in zip(*texts, strict=True)]
    return next((n for n, wide in enumerate(widths) if wide <= width), len(widths) - 1)


def _speak(widget: QWidget) -> None:
    """Tell a screen reader what the cursor is on."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleEvent(widget, QAccessible.Event.Focus))
