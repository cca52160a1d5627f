"""A grid to type in by keyboard, as in WPS.

    grid = Matrix(context, model, write)

``write(cells)`` gives the operation that writes values: ``{row id: {column key: value}}``. What is typed
cell after cell down one column joins one run, which one undo takes back; a block is an operation alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QHideEvent, QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QApplication, QMenu, QWidget

from app.file.operation import Operation
from ui.context import Context
from ui.kit.inputs import WrongInput
from ui.kit.matrix.cells import CellEditor
from ui.kit.matrix.model import Cells, MatrixModel, Spot
from ui.kit.matrix.writing import MatrixWriting
from ui.kit.text import literal

_CTRL, _ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
FILLS = (
    ("向下填充", "Ctrl+D", "fill_down"),
    ("向右填充", "Ctrl+R", "fill_right"),
    ("填满整列", "Ctrl+Shift+D", "fill_column"),
    ("填满整行", "Ctrl+Shift+R", "fill_row"),
)
CLIPS = (
    ("剪切", "Ctrl+X", "cut"),
    ("复制", "Ctrl+C", "copy"),
    ("复制整行（带表头）", "Ctrl+Shift+C", "copy_rows"),
    ("粘贴", "Ctrl+V", "paste"),
    ("清除内容", "Del", "clear"),
)


class Matrix(MatrixWriting):
    """See the module. ``opened(id)``: a cell that cannot be typed in was double-clicked."""

    def __init__(
        self,
        context: Context,
        model: MatrixModel,
        write: Callable[[Cells], Operation[Any]] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(context, model, write, parent)
        self._line: CellEditor | None = None
        self._line_at: Spot = (0, "")
        self._kept_line: tuple[Spot, str, int, bool] | None = None
        self.setEditTriggers(QAbstractItemView.EditTrigger.AnyKeyPressed)  # for what is composed
        self.cells.made.connect(self._made)
        self.verticalScrollBar().valueChanged.connect(self.sentence.hide)
        self.horizontalScrollBar().valueChanged.connect(self.sentence.hide)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_changed)
        self._keys: dict[str, Callable[[], object]] = {
            # Del is never a menu's: one column apart it would mean another thing
            **{keys: getattr(self, verb) for _, keys, verb in (*CLIPS, *FILLS)},
            "Ctrl+Ins": self.copy,
            "Shift+Ins": self.paste,
            "Ctrl+A": self.selectAll,
            "Return": lambda: self.step("enter"),
            "Shift+Return": lambda: self.step("back"),
        }
        # where nothing selected can be typed in, these are the context menu's if it has them
        self._typing_keys: dict[str, Callable[[], object]] = {
            "F2": self.edit_within,
            "Alt+Down": self.choose,
            "Backspace": lambda: self._begin(""),
        }

    # ------------------------------------------------------------------ what pages use

    def set_locked(self, reason: str) -> None:
        """Let nothing be typed, and say why where someone tries; "" opens the grid again."""
        if reason != self.sheet.locked:
            self.sheet.locked = reason
            self.viewport().update()

    def line(self) -> CellEditor | None:
        """Return the line that is being typed in."""
        return self._line

    def edit_within(self) -> None:
        """F2: change what the cell holds."""
        line = self._begin()
        if line is not None:
            line.edit_within()

    def choose(self) -> None:
        """Alt+Down: as F2, and the list of what is proposed opens."""
        self.edit_within()
        if self._line is not None:
            self._line.show_offers()

    def drop_line(self) -> None:
        """Give up what is being typed: another user goes to work."""
        self._close()

    # ------------------------------------------------------------------ what Qt calls

    def hideEvent(self, event: QHideEvent) -> None:
        """What is being typed is taken when one goes elsewhere, or the window closes."""
        self._leave()
        super().hideEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys of the grid, then of the context menu, then whatever types."""
        event.accept()
        if self._line is not None:
            self._leave_to_line(self._line, event)
            return
        self.sentence.hide()
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        key = Qt.Key.Key_Return if event.key() == Qt.Key.Key_Enter else event.key()
        chord = QKeySequence(held.value | key).toString()
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            event.setAccepted(self.step("tab" if key == Qt.Key.Key_Tab else "backtab"))
        elif chord in self._keys:
            self._keys[chord]()
        elif chord in self._typing_keys:
            if self._may_type() or not self._do_menu_key(event):
                self._typing_keys[chord]()
        elif key == Qt.Key.Key_Escape:
            event.setAccepted(self.sheet.drop_refused(self.places()))
        elif not self._moves(key, held) and not self._do_menu_key(event):
            self._type(event, held)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """What is composed begins the editing; Qt keeps the keyboard here until the first word is there."""
        if self._line is None:
            self.sentence.hide()
        if self._line is None and event.commitString() and not event.preeditString():
            line = self._begin()  # a sign that needs no composing, ， say
            if line is not None:
                QApplication.sendEvent(line, event)
            return
        composed = self._line is not None and self._line.composing
        super().inputMethodEvent(event)
        line = self._line
        if line is not None and composed and not line.composing and not event.commitString():
            line.fill(line.before)  # given up: what the cell holds is there again

    def _double_clicked(self, index: QModelIndex) -> None:
        if not self.sheet.barred((index.row(), index.column())):
            self.edit_within()
        else:
            super()._double_clicked(index)

    # ------------------------------------------------------------------ the line one types into

    def _begin(self, text: str | None = None) -> CellEditor | None:
        """Open the line over the cursor's cell, its text marked or another in its place.

        None where the cell is read only, which is said there.
        """
        here = self.here()
        if here is None or self._line is not None:
            return self._line
        if barred := self.sheet.barred(here):
            self.say_at_cursor(barred)
            return None
        self.scrollTo(self.currentIndex())
        self.edit(self.currentIndex())
        if self._line is not None and text is not None:
            self._line.setText(text)
        return self._line

    def _made(self, line: CellEditor, spot: Spot) -> None:
        self._line, self._line_at = line, spot
        line.finished.connect(self._finish)
        line.dropped.connect(self._drop)
        line.left.connect(self._leave)

    def _finish(self, way: str) -> None:
        """The text is taken, and the cursor goes on; where it cannot be, the line stays and it is said why."""
        line, spot = self._line, self._line_at
        if line is None:
            return
        if way == "fill" and len(self.places()) > 1:
            text = line.text()
            self._close()
            self.put(dict.fromkeys(self.places(), text))
            return
        try:
            self.put_typed(spot, line.text())
        except WrongInput as error:
            line.selectAll()
            line.setAccessibleDescription(str(error))
            self.say_at_cursor(str(error))
            return
        self._close()
        self.step(way)

    def _leave(self) -> None:
        """The focus went elsewhere: the text is taken, or stays in the cell, marked."""
        line, spot = self._line, self._line_at
        if line is None:
            return
        text = line.text()
        self._close()
        if text != line.before:
            try:
                self.put_typed(spot, text)
            except WrongInput as error:
                self.sheet.refuse({spot: text}, str(error))

    def _drop(self) -> None:
        """Esc: the cell is as it was."""
        place = self.sheet.place(self._line_at)
        self._close()
        if place is not None:
            self.sheet.drop_refused([place])

    def _close(self) -> None:
        line = self._line
        if line is not None:
            self._line = None
            line.closing = True
            self.sentence.hide()
            self.closeEditor(line, QAbstractItemDelegate.EndEditHint.NoHint)

    def refused_typing(self, spot: Spot, text: str, reason: str) -> None:
        """Go back to the cell with what was typed, unless someone is typing elsewhere by now."""
        place = self.sheet.place(spot)
        if place is None or self._line is not None or not self.hasFocus():
            super().refused_typing(spot, text, reason)
            return
        self.go(place)
        if self._begin() is not None:
            self.say_at_cursor(reason)

    # ------------------------------------------------------------------ over a reload

    def _keep(self) -> None:
        """A line that is open is opened again after the rows have changed, with what was typed."""
        super()._keep()
        line = self._line
        self._kept_line = None
        if line is not None:
            self._kept_line = (self._line_at, line.text(), line.cursorPosition(), line.overtyping)
            self._line, line.closing = None, True

    def _restore(self) -> None:
        super()._restore()
        if self._kept_line is None:
            return
        spot, text, at, overtyping = self._kept_line
        place = self.sheet.place(spot)
        if place is None:
            self.setFocus()  # it went with the line
            self.context.warn(f"正在填写的那一行已不在表中，没有写入。填的是：{text}")
            return
        self.go(place)
        line = self._begin(text)
        if line is not None:
            line.setCursorPosition(at)
            line.overtyping = overtyping

    # ------------------------------------------------------------------ inside

    def _may_type(self) -> bool:
        """Whether anything selected can be typed in."""
        area = self.area()
        return area is not None and any(self.sheet.typable(column) for column in area.columns)

    def _moves(self, key: int, held: Qt.KeyboardModifier) -> bool:
        shift = bool(held & Qt.KeyboardModifier.ShiftModifier)
        return not held & _ALT and self.move_by_key(key, shift=shift, ctrl=bool(held & _CTRL))

    def _leave_to_line(self, line: CellEditor, event: QKeyEvent) -> None:
        """No key is the grid's while a line is open."""
        if line.hasFocus():
            event.ignore()  # the line has had it, and left it to the window
        elif not line.composing:  # else the input method's, till its first word is there
            line.event(event)

    def _type(self, event: QKeyEvent, held: Qt.KeyboardModifier) -> None:
        if not event.text() or not event.text().isprintable() or held & (_CTRL | _ALT):
            event.ignore()
            return
        line = self._begin()
        if line is not None:
            QApplication.sendEvent(line, event)

    def _focus_changed(self, old: QWidget | None, now: QWidget | None) -> None:
        inside = now is not None and (now is self or self.isAncestorOf(now))
        self.sheet.steady = inside
        if not inside:
            self.end_run()

    def _fill_menu(self, menu: QMenu, ids: list[int]) -> None:
        able = self._may_type()
        self._add_items(menu, ids, self._typing_keys if able else ())
        for entries in (CLIPS, FILLS):
            menu.addSeparator()
            for text, keys, verb in entries:
                action = menu.addAction(literal(text))
                action.setShortcut(QKeySequence(keys))
                action.triggered.connect(getattr(self, verb))
                action.setEnabled(able or verb.startswith("copy"))
