"""The cursor and the selection of a grid, by keys and mouse as in WPS; nothing is typed here.

The cursor is the one cell that takes what is typed; Shift extends the selection from it and leaves it
where it is. With several cells selected, Enter and Tab go round within them.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from ui.kit.matrix.blocks import Area, Place
from ui.kit.matrix.cells import CellDelegate
from ui.kit.matrix.model import MatrixModel
from ui.kit.tablemodel import Index
from ui.kit.tableview import TableView

ROUND = 20_000  # selected cells beyond which Enter does not go round in them
DRAG = 40  # ms between rows while the mouse is held outside
_Flag = QItemSelectionModel.SelectionFlag
_STEPS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
WAYS = {"left": (0, -1), "right": (0, 1), "up": (-1, 0), "down": (1, 0)}
"""Steps of the cursor by name."""


class MatrixView(TableView):
    """``sheet`` is the model. Cells are selected, not rows; ``selected_ids`` are the rows they are in."""

    def __init__(self, model: MatrixModel, parent: QWidget | None = None) -> None:
        self._far: Place | None = None
        self._tab_from: int | None = None
        self._extending = self._dragging = False
        self._ranges: list[tuple[list[int], int, int]] = []
        self._kept_here: tuple[int, Place] | None = None
        self.sheet = model
        self.cells = CellDelegate(model)
        super().__init__(model, parent)
        self.setItemDelegate(self.cells)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setTabKeyNavigation(True)
        self._drag = QTimer(self)
        self._drag.setInterval(DRAG)
        self._drag.timeout.connect(self._drag_on)
        self._mouse = QPoint()

    # ------------------------------------------------------------------ where one is

    def here(self) -> Place | None:
        """Return the place of the cursor."""
        index = self.currentIndex()
        return (index.row(), index.column()) if index.isValid() else None

    def area(self) -> Area | None:
        """Return the rectangle round everything selected, the cursor's cell where nothing is."""
        selection = self.selectionModel().selection()
        spans = [selection.at(i) for i in range(selection.count())]
        if not spans:
            here = self.here()
            return Area(*here, *here) if here else None
        return Area(
            min(s.top() for s in spans),
            min(s.left() for s in spans),
            max(s.bottom() for s in spans),
            max(s.right() for s in spans),
        )

    def places(self) -> list[Place]:
        """Return the places selected, row by row; the cursor's where nothing is."""
        selection = self.selectionModel().selection()
        found = {
            (row, column)
            for span in (selection.at(i) for i in range(selection.count()))
            for row in range(span.top(), span.bottom() + 1)
            for column in range(span.left(), span.right() + 1)
        }
        here = self.here()
        return sorted(found) if found else [here] if here else []

    def enter(self) -> None:
        """Take the focus; where there is no cursor, at the first cell that can be typed in."""
        self.setFocus()
        if self.here() is None and self.sheet.rowCount():
            self.go((0, self.typable_columns()[0] if self.typable_columns() else 0))

    # ------------------------------------------------------------------ moving

    def go(self, place: Place) -> None:
        """Put the cursor there; it alone is selected."""
        self._tab_from = None
        self._set_here(place, _Flag.ClearAndSelect)

    def extend(self, place: Place) -> None:
        """Select from the cursor to a place; the cursor stays."""
        here = self.here()
        if here is None:
            self.go(place)
            return
        self._far = place
        self.select_area([Area(*map(min, here, place), *map(max, here, place))])
        self.scrollTo(self.sheet.index(*place))

    def select_area(self, areas: Sequence[Area]) -> None:
        """Select rectangles; the cursor stays."""
        selection = QItemSelection()
        for area in areas:
            selection.select(
                self.sheet.index(area.top, area.left), self.sheet.index(area.bottom, area.right)
            )
        self.selectionModel().select(selection, _Flag.ClearAndSelect)

    def step(self, way: str) -> bool:
        """Go on as "enter", "back" (Shift+Enter), "tab", "backtab", "left" … do; False at the end of Tab."""
        here = self.here()
        if here is None or way in ("stay", "fill"):
            return True
        if way in WAYS:
            self.go(self._moved(here, *WAYS[way]))
            return True
        if self._go_round(here, way):
            return True
        if way in ("tab", "backtab"):
            return self._tab(here, 1 if way == "tab" else -1)
        column = here[1] if way == "back" or self._tab_from is None else self._tab_from
        self.go(self._moved((here[0], column), -1 if way == "back" else 1, 0))
        return True

    def move_by_key(self, key: int, *, shift: bool, ctrl: bool) -> bool:
        """Do what an arrow, Home, End or Page key does; False for another key."""
        here = self.here()
        start = self._far if shift and self._far is not None else here
        if here is None or start is None:
            return False
        target = self._aim(key, ctrl, start)
        if target is None:
            return False
        if shift:
            self.extend(target)
        else:
            self.go(target)
        return True

    def _aim(self, key: int, ctrl: bool, start: Place) -> Place | None:
        rows, columns = self.sheet.rowCount(), self.sheet.columnCount()
        if key in _STEPS:
            down, across = _STEPS[key]
            return self._moved(
                start, *((down * rows, across * columns) if ctrl else (down, across))
            )
        if key == Qt.Key.Key_Home:
            return (0 if ctrl else start[0], 0)
        if key == Qt.Key.Key_End:
            return (rows - 1 if ctrl else start[0], columns - 1)
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            page = max(1, self.viewport().height() // max(1, self.rowHeight(0)) - 1)
            return self._moved(start, page if key == Qt.Key.Key_PageDown else -page, 0)
        return None

    def _moved(self, place: Place, down: int, across: int) -> Place:
        return (
            max(0, min(self.sheet.rowCount() - 1, place[0] + down)),
            max(0, min(self.sheet.columnCount() - 1, place[1] + across)),
        )

    def typable_columns(self) -> list[int]:
        """Return the columns that can be typed in now."""
        return [c for c in range(self.sheet.columnCount()) if self.sheet.typable(c)]

    def _tab(self, here: Place, way: int) -> bool:
        """To the next cell that can be typed in, over the end of the row; False where there is none."""
        columns = self.typable_columns()
        if not columns:
            return False
        origin = here[1] if self._tab_from is None else self._tab_from
        row, beyond = here[0], [c for c in columns if (c - here[1]) * way > 0]
        if not beyond:
            row, beyond = row + way, columns
            if not 0 <= row < self.sheet.rowCount():
                return False
        self.go((row, beyond[0] if way > 0 else beyond[-1]))
        self._tab_from = origin
        return True

    def _go_round(self, here: Place, way: str) -> bool:
        selection = self.selectionModel().selection()
        spans = [selection.at(i) for i in range(selection.count())]
        if not 1 < sum(s.width() * s.height() for s in spans) <= ROUND:
            return False
        cells = [place for place in self.places() if self.sheet.typable(place[1])]
        if len(cells) < 2:
            return False
        if way in ("enter", "back"):
            cells.sort(key=lambda place: (place[1], place[0]))
        at = cells.index(here) if here in cells else -1
        on = at + 1 if way in ("enter", "tab") else at - 1
        self._set_here(cells[on % len(cells)], _Flag.NoUpdate)
        return True

    def _set_here(self, place: Place, flag: QItemSelectionModel.SelectionFlag) -> None:
        self.selectionModel().setCurrentIndex(self.sheet.index(*place), flag)

    # ------------------------------------------------------------------ what Qt calls

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Light up the row of the cursor, so that one sees whose cell it is."""
        super().currentChanged(current, previous)
        self._far = None
        self.cells.lit = current.row()
        for row in {current.row(), previous.row()} - {-1}:
            top, high = self.rowViewportPosition(row), self.rowHeight(row)
            self.viewport().update(0, top, self.viewport().width(), high)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the cursor there; with Shift, select from the cursor to there."""
        index = self.indexAt(event.position().toPoint())
        left = event.button() == Qt.MouseButton.LeftButton
        if left and index.isValid() and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.extend((index.row(), index.column()))
            return
        super().mousePressEvent(event)
        self._tab_from = None
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        self._dragging = left and index.isValid() and not held

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Select to where the mouse is; held outside, the grid scrolls."""
        if not self._dragging or not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
            return
        self._mouse = event.position().toPoint()
        self._drag_on()
        if not self.viewport().rect().contains(self._mouse):
            self._drag.start()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The selection stays as it was drawn."""
        self._dragging = False
        self._drag.stop()
        super().mouseReleaseEvent(event)

    def _drag_on(self) -> None:
        seen, at = self.viewport().rect(), self._mouse
        if seen.contains(at):
            self._drag.stop()
        inside = QPoint(
            max(seen.left(), min(seen.right(), at.x())), max(seen.top(), min(seen.bottom(), at.y()))
        )
        row, column = self.rowAt(inside.y()), self.columnAt(inside.x())
        row = self.sheet.rowCount() - 1 if row < 0 else row + (at.y() > seen.bottom())
        row -= at.y() < seen.top()
        column = self.sheet.columnCount() - 1 if column < 0 else column
        place = self._moved((row, column), 0, 0)
        if place != self._far and self.here() is not None:
            self.extend(place)

    # ------------------------------------------------------------------ over a reload

    def _keep(self) -> None:
        selection, here = self.selectionModel().selection(), self.here()
        spans = [selection.at(i) for i in range(selection.count())]
        few = sum(s.height() for s in spans) <= 2000
        self._ranges = [
            ([self.sheet.id_at(r) for r in range(s.top(), s.bottom() + 1)], s.left(), s.right())
            for s in (spans if few else [])
        ]
        self._kept_here = (self.sheet.id_at(here[0]), here) if here else None
        self._scrolled = self.verticalScrollBar().value()

    def _restore(self) -> None:
        self._fit()
        if self._kept_here is not None:
            row_id, (before, column) = self._kept_here
            row, last = self.sheet.row_of(row_id), self.sheet.rowCount() - 1
            if row >= 0:
                self._set_here((row, column), _Flag.NoUpdate)
            elif self.sheet.asked_again and last >= 0:  # the row has gone: what stands there now
                self._set_here((min(before, last), column), _Flag.ClearAndSelect)
        areas = [
            Area(row, left, row, right)
            for ids, left, right in self._ranges
            for row in map(self.sheet.row_of, ids)
            if row >= 0
        ]
        if areas:
            self.select_area(areas)
        self.verticalScrollBar().setValue(self._scrolled)
