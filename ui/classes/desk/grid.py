"""课程编排: the timetable of a class worked with the mouse or the keyboard.

The grid shows and asks; it writes nothing. What the user wants leaves it as a signal, the page runs
the operation, and the lessons come back by ``set_lessons``.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from ui.classes.desk.board import Board, Held
from ui.classes.desk.grid_cell import LessonCard
from ui.kit import verb_menu
from ui.kit.verb_menu import Verb

COURSE = "application/x-dangxiao-course"
LESSON = "application/x-dangxiao-lesson"


def carry(kind: str, row_id: int) -> QMimeData:
    """Return what a drag carries: a course of the library or a lesson of the grid."""
    data = QMimeData()
    data.setData(kind, str(row_id).encode())
    return data


def carried(data: QMimeData, kind: str) -> int | None:
    """Return the id that a drag carries, None where it is another thing."""
    text = bytes(data.data(kind).data()).decode("ascii", "replace")
    return int(text) if text.isdecimal() else None


class Grid(Board):
    """A board whose lessons can be put in, moved, copied, edited and taken out."""

    course_wanted = Signal(int, str, str)  # course, day, half
    move_wanted = Signal(int, str, str)  # lesson, day, half
    copy_wanted = Signal(int, str, str)  # lesson, day, half
    remove_wanted = Signal(int)  # lesson
    edit_wanted = Signal(int)  # lesson
    new_wanted = Signal(str, str)  # day, half
    hovered = Signal(int, str, str)  # course held over a half-day; (0, "", "") when it has left
    lifted = Signal(bool)  # a lesson is being dragged
    refused = Signal()  # a change was tried on an approved class

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pressed: tuple[QPoint, LessonCard] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        verb_menu.offer(self, lambda _: self.verbs())

    # ----------------------------------------------------------------------------------- keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk, Ctrl+arrows move the lesson, Enter edits, Delete removes, Ctrl+X/C/V."""
        steps = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        key, control = Qt.Key(event.key()), Qt.KeyboardModifier.ControlModifier
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        plain = held == Qt.KeyboardModifier.NoModifier
        if key in steps and held == control:
            self._carry(*steps[key])
        elif key in steps and plain:
            self._walk(*steps[key])
        elif plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self._edit()
        elif plain and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._remove()
        elif held == control and key in (Qt.Key.Key_X, Qt.Key.Key_C):
            self._take(cut=key == Qt.Key.Key_X)
        elif held == control and key == Qt.Key.Key_V:
            self._paste()
        elif plain and key == Qt.Key.Key_Escape and self._clip:
            self._clip = None
            self._mark()
        elif plain and key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turn(-1 if key == Qt.Key.Key_PageUp else 1)
        elif plain and key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self._days:
            last = len(self._days) - 1
            self.set_place(self._days[0 if key == Qt.Key.Key_Home else last], self._halves[0][0])
        else:
            super().keyPressEvent(event)

    def verbs(self) -> list[Verb]:
        """What can be done in the half-day under the cursor, with its keys."""
        lesson = self.current() is not None
        why = "课程安排不能更改。" if self._locked else ""

        def verb(text: str, do: Callable[[], object], keys: str, able: bool = True) -> Verb:
            return Verb(text, do, keys, lambda: able, lambda: why)

        first = (
            Verb("修改…", self._edit, "Return")
            if lesson
            else verb("在这里排课…", self._edit, "Return")
        )
        return [
            first,
            verb("剪切", lambda: self._take(cut=True), "Ctrl+X", lesson),
            Verb("复制", lambda: self._take(cut=False), "Ctrl+C", lambda: lesson),
            verb("粘贴", self._paste, "Ctrl+V", self._clip is not None),
            verb("移除", self._remove, "Delete", lesson),
        ]

    def _walk(self, across: int, down: int) -> None:
        here = self.place()
        if here is None:
            return
        stack = len(self._held.get(here, ()))
        if down and 0 <= self._index + down < stack:
            self._index += down
        elif down and 0 <= self._half + down < len(self._halves):
            self._half += down
            above = len(self._held.get(self.place() or ("", ""), ()))
            self._index = max(0, above - 1) if down < 0 else 0
        elif across and 0 <= self._day + across < len(self._days):
            self._day, self._index = self._day + across, 0
            self._to_page(self._page_of(self._day))
        self._mark()

    def _carry(self, across: int, down: int) -> None:
        """Ask for the lesson under the cursor to go one half-day further."""
        lesson = self._free()
        day, half = self._day + across, self._half + down
        if lesson and 0 <= day < len(self._days) and 0 <= half < len(self._halves):
            self._follow = lesson.id
            self.move_wanted.emit(lesson.id, self._days[day], self._halves[half][0])

    def _edit(self) -> None:
        lesson, here = self.current(), self.place()
        if lesson:
            self.edit_wanted.emit(lesson.id)
        elif here and self._may():
            self.new_wanted.emit(*here)

    def _remove(self) -> None:
        lesson = self._free()
        if lesson:
            self.remove_wanted.emit(lesson.id)

    def _take(self, *, cut: bool) -> None:
        lesson = self._free() if cut else self.current()
        if lesson:
            self._clip = (lesson.id, cut)
            self._mark()

    def _paste(self) -> None:
        here = self.place()
        if not self._clip or not here or not self._may():
            return
        lesson_id, cut = self._clip
        if cut:
            self._clip, self._follow = None, lesson_id
        (self.move_wanted if cut else self.copy_wanted).emit(lesson_id, *here)
        self._mark()

    def _free(self) -> Held | None:
        """Return the lesson under the cursor if it may be changed."""
        lesson = self.current()
        return lesson if lesson and self._may() else None

    def _may(self) -> bool:
        if self._locked:
            self.refused.emit()
        return not self._locked

    # -------------------------------------------------------------------------------------- mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the cursor there; a card may be dragged from here."""
        at = event.position().toPoint()
        cell, card = self.cell_at(at), self.card_at(at)
        if cell:
            self.set_place(cell.day, cell.half, cell.cards.index(card) if card else 0)
        left = event.button() == Qt.MouseButton.LeftButton
        self._pressed = (at, card) if card and left else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the card once the hand has clearly moved."""
        if not self._pressed or self._locked:
            return
        start, card = self._pressed
        if (
            event.position().toPoint() - start
        ).manhattanLength() < QApplication.startDragDistance():
            return
        self._pressed = None
        drag = QDrag(self)
        drag.setMimeData(carry(LESSON, card.lesson_id))
        drag.setPixmap(card.picture())
        cell = card.parentWidget()
        drag.setHotSpot(start - (cell.mapToParent(card.pos()) if cell else QPoint()))
        self.lifted.emit(True)
        drag.exec(Qt.DropAction.MoveAction)
        self.lifted.emit(False)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The card was not dragged after all."""
        self._pressed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Edit the lesson, or enter a new one."""
        at = event.position().toPoint()
        if event.button() == Qt.MouseButton.LeftButton and self.cell_at(at):
            self._pressed = None
            self._edit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn the weeks sideways."""
        if event.angleDelta().x():
            self.turn(-1 if event.angleDelta().x() > 0 else 1)

    # ------------------------------------------------------------------------------ drag and drop

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take courses and lessons while the class may be changed."""
        known = any(carried(event.mimeData(), kind) for kind in (COURSE, LESSON))
        if known and not self._locked:
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where it would land."""
        cell = self.cell_at(event.position().toPoint())
        self.aim(event.mimeData(), (cell.day, cell.half) if cell else None)
        event.setAccepted(cell is not None)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Forget the target."""
        self.aim(QMimeData(), None)

    def dropEvent(self, event: QDropEvent) -> None:
        """Ask the page to put it here."""
        cell = self.cell_at(event.position().toPoint())
        if cell and self.drop(event.mimeData(), cell.day, cell.half):
            event.acceptProposedAction()

    def drop(self, data: QMimeData, day: str, half: str) -> bool:
        """Ask for what ``data`` carries to be put here; False where it is another thing."""
        self.aim(QMimeData(), None)
        course, lesson = carried(data, COURSE), carried(data, LESSON)
        if not self._may() or (course is None and lesson is None):
            return False
        self.set_place(day, half)
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if course is not None:
            self.course_wanted.emit(course, day, half)
        elif lesson is not None and all(s.id != lesson for s in self.lessons_at(day, half)):
            self._follow = lesson
            self.move_wanted.emit(lesson, day, half)
        return True

    def aim(self, data: QMimeData, target: tuple[str, str] | None) -> None:
        """Show a half-day as the target of a drag, or none; tell which course hovers there."""
        if target == self._target:
            return
        self._target = target
        course = carried(data, COURSE) if target else None
        self.hovered.emit(course or 0, *(target if course and target else ("", "")))
        self._mark()
