"""A table as every page shows it: 40 px rows, thin lines, keyboard, copying to WPS."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.file.rights import Right
from ui import theme
from ui.kit import verb_menu
from ui.kit.allowed import grey
from ui.kit.columns import Column
from ui.kit.tablemodel import Index, TableModel
from ui.kit.text import literal


@dataclass(frozen=True)
class MenuItem:
    """An entry of the context menu; ``do(ids)`` gets the selected ids.

    With ``fill(menu, ids)`` it is a menu of its own, filled when it is wanted. ``right`` is what it needs,
    ``why(ids)`` says what else stands against it.
    """

    text: str
    do: Callable[[list[int]], object] = lambda ids: None
    shortcut: str = ""
    one_only: bool = False
    fill: Callable[[QMenu, list[int]], object] | None = None
    right: Right | None = None
    why: Callable[[list[int]], str] = lambda ids: ""


class RowDelegate(QStyledItemDelegate):
    """Draws a cell: the selection is a ground, and text keeps the colour of its verdict."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, text, line below, ring of the current row."""
        self.initStyleOption(option, index)
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(rect, QColor(theme.ACCENT_SOFT if selected else theme.CARD))
        painter.setPen(QPen(QColor(theme.LINE_SOFT)))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setFont(option.font)  # type: ignore[attr-defined]
        painter.setPen(QColor(index.data(Qt.ItemDataRole.ForegroundRole).color()))
        pad = theme.px(10)
        room = rect.adjusted(pad, 0, -pad, 0)
        text = painter.fontMetrics().elidedText(
            option.text,  # type: ignore[attr-defined]
            Qt.TextElideMode.ElideRight,
            room.width(),
        )
        painter.drawText(room, index.data(Qt.ItemDataRole.TextAlignmentRole), text)
        painter.restore()


def shared_widths(columns: Sequence[Column], room: int) -> list[int]:
    """Return the widths of columns in ``room`` px: their own, and what is left among them.

    A column that stretches takes most of it, as far as a wide screen does not tear the table apart.
    """
    widths = [theme.px(column.width) for column in columns]
    spare = room - sum(widths)
    weights = [c.width * (5 if c.stretch else 1) for c in columns]
    if spare <= 0 or not any(c.stretch for c in columns):
        return widths
    grown = [w + spare * weight // sum(weights) for w, weight in zip(widths, weights, strict=True)]
    first = next(i for i, c in enumerate(columns) if c.stretch)
    grown[first] += room - sum(grown)
    return grown


def paint_empty(view: QTableView, title: str, text: str) -> None:
    """Say in the middle of an empty table what it is and what to do first."""
    painter = QPainter(view.viewport())
    middle = view.viewport().rect().adjusted(theme.px(30), 0, -theme.px(30), -theme.px(40))
    painter.setFont(theme.font(15, bold=True))
    painter.setPen(QColor(theme.TEXT))
    upper = middle.adjusted(0, 0, 0, -theme.px(30))
    painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, title)
    painter.setFont(theme.font(14))
    painter.setPen(QColor(theme.QUIET))
    lower = QRect(middle)
    lower.setTop(upper.center().y() + theme.px(20))
    flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
    painter.drawText(lower, flags | Qt.TextFlag.TextWordWrap, text)


def dress(view: QTableView) -> None:
    """Give a table what all have in common: rows of one height taken whole, no grid, Tab goes on."""
    view.setItemDelegate(RowDelegate(view))
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setTabKeyNavigation(False)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    rows = view.verticalHeader()
    rows.hide()
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setMinimumSectionSize(theme.px(24))
    rows.setDefaultSectionSize(theme.px(theme.ROW))
    head = view.horizontalHeader()
    head.setFixedHeight(theme.px(theme.ROW))
    head.setHighlightSections(False)


class TableView(QTableView):
    """``opened(id)``: a row was double-clicked or Enter pressed on it. Set what an empty table says."""

    opened = Signal(int)
    picked = Signal()  # another selection
    refused = Signal(str)  # a key of the menu was pressed for what is not allowed, and why

    def __init__(self, model: TableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.source = model
        self._empty = ("这里还没有内容", "")
        self._nothing = ("没有找到", "换一个词试试：姓名、拼音首字母或身份证号末几位都可以。")
        self._menu: list[MenuItem] = []
        self._missing: Callable[[Right], str] = lambda _: ""
        self._tools: Callable[[], Sequence[QPushButton]] = lambda: ()
        self._kept: tuple[list[int], int, int] = ([], -1, 0)
        self.setModel(model)
        self._dress()
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._restore)
        self.doubleClicked.connect(self._double_clicked)
        self.selectionModel().selectionChanged.connect(lambda *_: self.picked.emit())

    def _dress(self) -> None:
        dress(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        head = self.horizontalHeader()
        head.setSectionsClickable(True)
        # a selection of its own: asking 200,000 rows whether a whole column is selected takes seconds
        head.setSelectionModel(QItemSelectionModel(self.source, head))
        head.setMinimumSectionSize(theme.px(40))
        head.setSortIndicatorShown(True)
        head.setSortIndicatorClearable(False)
        head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        head.sectionClicked.connect(self._sort_by)
        self._sorted_by = -1
        self._sorted_key = ""
        for place, column in enumerate(self.source.columns):
            self.setColumnWidth(place, theme.px(column.width))

    # ------------------------------------------------------------------ what pages use

    def set_empty(self, title: str, text: str = "") -> None:
        """Say what an empty table says when nothing is being searched for."""
        self._empty = (title, text)

    def set_nothing(self, title: str, text: str = "") -> None:
        """Say what a search without results says."""
        self._nothing = (title, text)

    def set_menu(
        self,
        items: Sequence[MenuItem],
        missing: Callable[[Right], str] = lambda _: "",
        tools: Callable[[], Sequence[QPushButton]] = lambda: (),
    ) -> None:
        """Set the context menu; shortcuts work while the table has the focus.

        ``missing(right)`` says why an entry is not allowed, "" where it is; ``tools()`` are the buttons of
        the toolbar, which are offered as well.
        """
        self._menu, self._missing, self._tools = list(items), missing, tools

    def selected_ids(self) -> list[int]:
        """Return the ids of the selected rows, in order."""
        return [self.source.id_at(row) for row in self._selected_rows()]

    def select_ids(self, ids: Sequence[int]) -> None:
        """Select the rows of these ids that are shown, and no other."""
        self.clearSelection()
        flags = QItemSelectionModel.SelectionFlag
        for place in filter(lambda row: row >= 0, map(self.source.row_of, ids)):
            index = self.source.index(place, 0)
            self.selectionModel().select(index, flags.Select | flags.Rows)

    def current_id(self) -> int | None:
        """Return the id of the current row."""
        row = self.currentIndex().row()
        return self.source.id_at(row) if 0 <= row < self.source.rowCount() else None

    def enter(self) -> None:
        """Take the focus, the first row being current where none is."""
        self.setFocus()
        if not self.currentIndex().isValid() and self.source.rowCount():
            self.selectRow(0)

    def copy(self) -> None:
        """Put the selected rows on the clipboard as a table that WPS takes, head included."""
        rows = self._selected_rows()
        if rows:
            lines = [[c.title for c in self.source.columns], *self.source.table(rows)]
            text = "\n".join("\t".join(_flat(value) for value in line) for line in lines)
            QGuiApplication.clipboard().setText(text)

    # ------------------------------------------------------------------ what Qt calls

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Ctrl+C copies, and the keys of the context menu."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            current = self.current_id()
            if current is not None:
                self.opened.emit(current)
        elif not self._do_menu_key(event):
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show the context menu of the selected rows."""
        verb_menu.pop(self, event.globalPos(), self._offer)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room among the columns."""
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows, or what an empty table says."""
        super().paintEvent(event)
        if self.source.rowCount():
            return
        paint_empty(self, *(self._nothing if self.source.searched else self._empty))

    # ------------------------------------------------------------------ inside

    def _offer(self, menu: QMenu) -> None:
        """The verbs of the rows selected, and those of the toolbar that the rows have not."""
        ids = self.selected_ids()
        if ids:
            self._fill_menu(menu, ids)
        told = {_bare(action.text()) for action in menu.actions()}
        more = [b for b in self._tools() if _bare(b.text()) not in told]
        if more and not menu.isEmpty():
            menu.addSeparator()
        verb_menu.add(menu, more)

    def _add_items(self, menu: QMenu, ids: list[int], keys_taken: Container[str] = ()) -> None:
        menu.setToolTipsVisible(True)
        for item in self._menu:
            why = self._why_not(item, ids)
            if item.fill is not None:
                inner = menu.addMenu(literal(item.text))
                item.fill(inner, ids)
                grey(inner.menuAction(), why)
                continue
            action = menu.addAction(literal(item.text))
            if item.shortcut not in keys_taken:
                action.setShortcut(QKeySequence(item.shortcut))
            grey(action, why, able=len(ids) == 1 or not item.one_only)
            action.triggered.connect(lambda _=False, item=item: item.do(ids))

    def _fill_menu(self, menu: QMenu, ids: list[int]) -> None:
        self._add_items(menu, ids)
        menu.addSeparator()
        menu.addAction("复制", QKeySequence.StandardKey.Copy).triggered.connect(self.copy)

    def _double_clicked(self, index: QModelIndex) -> None:
        self.opened.emit(self.source.id_at(index.row()))

    def _selected_rows(self) -> list[int]:
        rows: set[int] = set()
        selection = self.selectionModel().selection()
        for place in range(selection.count()):
            span = selection.at(place)
            rows.update(range(span.top(), span.bottom() + 1))
        return sorted(rows)

    def _sort_by(self, column: int) -> None:
        head = self.horizontalHeader()
        if not self.source.can_sort(column):
            head.setSortIndicator(self._sorted_by, head.sortIndicatorOrder())
            return
        self._sorted_by = column
        self.source.sort(column, head.sortIndicatorOrder())

    def _mark_sorted(self) -> None:
        """Keep the sign in the head over its column, where other columns have come or gone."""
        keys = [column.key for column in self.source.columns]
        place = keys.index(self._sorted_key) if self._sorted_key in keys else -1
        if place != self._sorted_by:
            self._sorted_by = place
            head = self.horizontalHeader()
            head.setSortIndicator(place, head.sortIndicatorOrder())

    def _fit(self) -> None:
        for place, width in enumerate(shared_widths(self.source.columns, self.viewport().width())):
            self.setColumnWidth(place, width)

    def _keep(self) -> None:
        shown = self.source.columns
        self._sorted_key = shown[self._sorted_by].key if 0 <= self._sorted_by < len(shown) else ""
        ids = self.selected_ids() if len(self._selected_rows()) <= 2000 else []
        current = self.current_id()
        self._kept = (ids, -1 if current is None else current, self.verticalScrollBar().value())

    def _restore(self) -> None:
        ids, current, scrolled = self._kept
        self._mark_sorted()
        self._fit()
        if not ids and current < 0:
            return
        wanted = set(ids)
        rows = [row for row, row_id in enumerate(self.source.ids) if row_id in wanted]
        selection = QItemSelection()
        last = self.source.columnCount() - 1
        for row in rows:
            selection.select(self.source.index(row, 0), self.source.index(row, last))
        model = self.selectionModel()
        model.select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        row = self.source.row_of(current)
        if row >= 0:
            index: QModelIndex = self.source.index(row, 0)
            model.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.verticalScrollBar().setValue(scrolled)

    def _do_menu_key(self, event: QKeyEvent) -> bool:
        pressed = QKeySequence(event.keyCombination())
        for item in self._menu:
            if item.shortcut and QKeySequence(item.shortcut) == pressed:
                ids = self.selected_ids()
                if why := self._why_not(item, ids):
                    self.refused.emit(why)
                elif ids and (len(ids) == 1 or not item.one_only):
                    item.do(ids)
                return True
        return False

    def _why_not(self, item: MenuItem, ids: list[int]) -> str:
        missing = self._missing(item.right) if item.right else ""
        return missing or (item.why(ids) if ids else "")


def _bare(text: str) -> str:
    return text.strip(" …").split("\t")[0]


def _flat(value: str) -> str:
    return " ".join(value.split())
