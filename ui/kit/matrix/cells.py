"""The cells of a grid to type in: how they are painted, and the line one types into."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, QStringListModel, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QPolygon,
)
from PySide6.QtWidgets import (
    QCompleter,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui import theme
from ui.kit.matrix.model import MatrixModel
from ui.kit.matrix.typed import Typed
from ui.kit.tablemodel import Index
from ui.kit.text import Plain

SEEN = 400  # characters of a text that can be in sight in one cell
PAD = 10  # px between the edge of a cell and its text
EDGE = "#DDE1E6"  # lines round the cells one can type in
_LEAVES: dict[int, str] = {  # keys that finish a cell, and the way the cursor goes then
    Qt.Key.Key_Return: "enter",
    Qt.Key.Key_Enter: "enter",
    Qt.Key.Key_Tab: "tab",
    Qt.Key.Key_Backtab: "backtab",
}
_TABS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
_ARROWS: dict[int, str] = {
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
}


class CellEditor(QLineEdit):
    """The line over a cell. ``finished(way)``: done, and the cursor goes "enter", "tab", "up" …

    ``dropped``: Esc. ``left``: the focus went elsewhere. What was begun by typing (``overtyping``) is
    finished by the arrows, too; after F2 or a click they move within the text, as in WPS.
    """

    finished = Signal(str)
    dropped = Signal()
    left = Signal()

    def __init__(self, typed: Typed, parent: QWidget) -> None:
        super().__init__(parent)
        theme.role(self, "cell")
        self.typed = typed
        self.overtyping = True
        self.composing = False
        self.filled = False  # what is being typed is never overwritten by a reload
        self.before = ""  # what the cell held
        self.closing = False
        self._entered = False  # the list was asked for: the arrows move in it
        self._list: QCompleter | None = None  # made when there is something to propose
        self._words = QStringListModel(self)
        self.textEdited.connect(self._propose)
        self.textChanged.connect(self._widen)

    def fill(self, text: str) -> None:
        """Begin with a text, all of it marked."""
        self.filled, self.before = True, text
        self.setText(text)
        self.selectAll()

    def edit_within(self) -> None:
        """Go on as after F2: the cursor at the end, and the arrows move it."""
        self.overtyping = False
        self.end(False)
        if self.typed.open:
            self.show_offers()

    def show_offers(self) -> None:
        """Open the list of everything that is proposed; the arrows move in it."""
        self._entered = True
        if not self.offers():
            self._offer("" if self.typed.open else self.text())
        if self._list is not None and self.offers():
            self._list.popup().setCurrentIndex(self._words.index(0))

    def offers(self) -> list[str]:
        """Return what the open list proposes; [] where it is shut."""
        shown = self._list is not None and self._list.popup().isVisible()
        return self._words.stringList() if shown else []

    # ------------------------------------------------------------------ what Qt calls

    def event(self, event: QEvent) -> bool:
        """Tab finishes the cell instead of going to the next field."""
        pressed = event.type() == QEvent.Type.KeyPress
        if pressed and isinstance(event, QKeyEvent) and event.key() in _TABS:
            self.keyPressEvent(event)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that finish the cell; while something is being composed they are the input method's."""
        key, modifiers = event.key(), event.modifiers()
        event.accept()
        if self.composing:
            return
        if key in _LEAVES:
            self._finish(_LEAVES[key], modifiers)
        elif key == Qt.Key.Key_Escape:
            self._escape()
        elif key == Qt.Key.Key_F2:
            self.overtyping = not self.overtyping
        elif key == Qt.Key.Key_Down and modifiers & Qt.KeyboardModifier.AltModifier:
            self.show_offers()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._in_list():
            event.ignore()  # the list's own
        elif key in _ARROWS and self.overtyping and not modifiers & _HELD:
            self.finished.emit(_ARROWS[key])
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Where the list shows only because of what was typed, its arrows are the grid's, as in WPS."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down)
            and not self._in_list()
        ):
            self.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Know whether something is being composed."""
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click in the text means to change it."""
        self.overtyping = False
        super().mousePressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Another window or the list in front is no leaving."""
        super().focusOutEvent(event)
        if event.reason() not in _STAYS and not self.closing:
            self.left.emit()

    # ------------------------------------------------------------------ inside

    def _finish(self, way: str, modifiers: Qt.KeyboardModifier) -> None:
        if self._list is not None and self.offers():
            marked = self._list.popup().selectionModel().selectedIndexes()
            if marked:
                self.setText(self.offers()[marked[0].row()])
            self._list.popup().hide()
        if way == "enter" and modifiers & Qt.KeyboardModifier.ControlModifier:
            way = "fill"
        elif way == "enter" and modifiers & Qt.KeyboardModifier.ShiftModifier:
            way = "back"
        self.finished.emit(way)

    def _escape(self) -> None:
        if self._list is not None and self.offers():
            self._list.popup().hide()
        else:
            self.dropped.emit()

    def _in_list(self) -> bool:
        """Whether the arrows move in the list: someone went into it, or is changing the text within."""
        if self._list is None or not self.offers():
            return False
        marked = self._list.popup().selectionModel().selectedIndexes()
        return bool(marked) or self._entered or not self.overtyping

    def _propose(self, text: str) -> None:
        self._entered = False
        self._offer(text)

    def _offer(self, text: str) -> None:
        offered = list(self.typed.offer(text)) if self.typed.offer is not None else []
        words = [word for word in offered if word != text]
        self._words.setStringList(words)
        if words and self.isVisible():
            self._list = self._list or self._made_list()
            self._list.complete()
        elif self._list is not None:
            self._list.popup().hide()

    def _made_list(self) -> QCompleter:
        made = QCompleter(self._words, self)
        made.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        made.setMaxVisibleItems(9)
        made.setWidget(self)
        theme.role(made.popup(), "offers")
        made.popup().installEventFilter(self)  # before the completer's own
        made.activated[QModelIndex].connect(self._chosen)  # pyright: ignore[reportIndexIssue]
        return made

    def _chosen(self, index: QModelIndex) -> None:
        if index.isValid():
            self.setText(str(index.data()))
            self.finished.emit("stay")

    def _widen(self, text: str) -> None:
        """A long text grows over the cells to the right, as far as the table is seen."""
        room = self.parentWidget()
        wanted = self.fontMetrics().horizontalAdvance(text) + theme.px(2 * PAD + 8)
        if room is not None and wanted > self.width():
            self.resize(min(wanted, room.width() - self.x()), self.height())


_HELD = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
_STAYS = (
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)


class CellDelegate(QStyledItemDelegate):
    """Paints a cell from the model's one answer, and makes its editor."""

    made = Signal(object, object)  # a CellEditor, and the Spot it is for

    def __init__(self, model: MatrixModel) -> None:
        super().__init__()
        self._model = model
        self.lit = -1  # the row of the cursor

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, lines, text; a corner where something was refused; the frame of the cursor."""
        row, column = index.row(), index.column()
        cell = self._model.cell(row, column)
        typable = self._model.typable(column)
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        here = bool(state & QStyle.StateFlag.State_HasFocus)
        ground = cell.ground or (theme.CARD if typable else theme.HEAD)
        if bool(state & QStyle.StateFlag.State_Selected) and not (here and typable):
            ground = theme.ACCENT_SOFT
        elif row == self.lit and not typable and not cell.ground:
            ground = theme.HOVER
        painter.save()
        painter.fillRect(rect, QColor(ground))
        painter.setPen(QPen(QColor(EDGE if typable else theme.LINE_SOFT)))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if typable:
            painter.drawLine(rect.topRight(), rect.bottomRight())
            if column and not self._model.typable(column - 1):
                painter.drawLine(rect.topLeft(), rect.bottomLeft())
        painter.setFont(theme.font(bold=cell.bold))
        pad = theme.px(PAD)
        room = rect.adjusted(pad, 0, -pad, 0)
        painter.setPen(QColor(cell.ink or cell.colour or theme.TEXT))
        if cell.sign:
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(room, flags, cell.sign)
            room.setRight(room.right() - painter.fontMetrics().horizontalAdvance(cell.sign) - 4)
        painter.setPen(QColor(cell.colour or theme.TEXT))
        shown = cell.text[:SEEN].replace("\n", " ")
        text = painter.fontMetrics().elidedText(shown, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, index.data(Qt.ItemDataRole.TextAlignmentRole), text)
        if self._model.refused((row, column)) is not None:
            _corner(painter, rect)
        if here:
            painter.setPen(QPen(QColor(theme.ACCENT), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """The line one types into."""
        typed = self._model.typed_at((index.row(), index.column()))
        assert typed is not None  # the others are not editable
        editor = CellEditor(typed, parent)
        editor.setAccessibleName(self._model.columns[index.column()].title)
        editor.setAlignment(index.data(Qt.ItemDataRole.TextAlignmentRole))
        self.made.emit(editor, self._model.spot((index.row(), index.column())))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Begin with what the cell holds, once."""
        if isinstance(editor, CellEditor) and not editor.filled:
            editor.fill(self._model.text((index.row(), index.column())))

    def setModelData(self, editor: QWidget, model: QObject, index: Index) -> None:
        """Nothing: the grid takes the text, since it may be refused."""

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Over the cell, and wider where the text is."""
        editor.setGeometry(option.rect)  # type: ignore[attr-defined]
        if isinstance(editor, CellEditor):
            editor._widen(editor.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave every key to the editor, and leaving it to the grid."""
        return False


class Sentence(Plain):
    """Why something could not be taken, at its cell; it goes with the next key that moves on."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent=parent)
        theme.role(self, "refusal")
        self.setWordWrap(True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def say(self, text: str, cell: QRect) -> None:
        """Show a sentence below a cell, or above it where there is no room."""
        room = self.parentWidget()
        assert room is not None
        self.setText(text)
        self.setAccessibleName(text)
        self.ensurePolished()
        natural = self.fontMetrics().horizontalAdvance(text) + theme.px(28)
        wide = min(natural, theme.px(340), room.width() - theme.px(8))
        self.resize(wide, self.heightForWidth(wide))
        below = cell.bottom() + theme.px(3)
        above = cell.top() - self.height() - theme.px(3)
        fits = below + self.height() <= room.height()
        left = max(0, min(cell.left(), room.width() - self.width()))
        self.move(left, below if fits or above < 0 else above)
        self.show()
        self.raise_()


def _corner(painter: QPainter, rect: QRect) -> None:
    """A red corner, so that a refused cell is not told by its colour alone."""
    side = 8
    tip = rect.topRight()
    painter.setBrush(QColor(theme.ACCENT))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawPolygon(QPolygon([tip, tip.__class__(tip.x() - side, tip.y()),
                                  tip.__class__(tip.x(), tip.y() + side)]))  # fmt: skip
    painter.setBrush(Qt.BrushStyle.NoBrush)
