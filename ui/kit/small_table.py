"""A table of few rows that are read whole: users, backups, a person's classes, the year's classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QMetaMethod, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QMenu, QTableWidget, QTableWidgetItem, QWidget

from ui import theme
from ui.kit import verb_menu
from ui.kit.columns import Column
from ui.kit.tableview import dress, paint_empty, shared_widths
from ui.kit.verb_menu import Offered, Verb

_ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "right": Qt.AlignmentFlag.AlignRight,
    "center": Qt.AlignmentFlag.AlignHCenter,
}


class SmallTable(QTableWidget):
    """``fill`` shows rows; each is a mapping, and its ``id`` is what ``opened`` and ``picked`` tell."""

    opened = Signal(object)
    picked = Signal()

    def __init__(self, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        super().__init__(0, len(columns), parent)
        self.columns = list(columns)
        self._ids: list[Any] = []
        self._empty = ("", "")
        self._verbs: list[Offered] = []
        self._opens = "打开"
        for place, column in enumerate(columns):
            item = QTableWidgetItem(column.title)
            item.setTextAlignment(_ALIGN[column.align] | Qt.AlignmentFlag.AlignVCenter)
            if column.tip:
                item.setToolTip(column.tip)
            self.setHorizontalHeaderItem(place, item)
            self.setColumnWidth(place, theme.px(column.width))
        dress(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.cellDoubleClicked.connect(lambda row, _: self.opened.emit(self._ids[row]))
        self.itemSelectionChanged.connect(self.picked)

    def fill(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Show rows in this order; the one selected stays selected."""
        before = self.current_id()
        self._ids = [row.get("id") for row in rows]
        self.setRowCount(len(rows))
        for line, row in enumerate(rows):
            for place, column in enumerate(self.columns):
                cell = column.cell(dict(row))
                item = QTableWidgetItem(cell.text)
                item.setTextAlignment(_ALIGN[column.align] | Qt.AlignmentFlag.AlignVCenter)
                item.setForeground(QBrush(QColor(cell.colour or theme.TEXT)))
                item.setFont(theme.font(bold=cell.bold))
                item.setToolTip(cell.tip or cell.text)
                self.setItem(line, place, item)
        if before in self._ids:
            self.selectRow(self._ids.index(before))

    def show_column(self, key: str, on: bool, title: str = "") -> None:
        """Show a column or leave it out; ``title`` heads it from now on."""
        place = next(n for n, column in enumerate(self.columns) if column.key == key)
        if title and (head := self.horizontalHeaderItem(place)):
            head.setText(title)
        self.setColumnHidden(place, not on)
        self._share_room()

    def set_empty(self, title: str, text: str = "") -> None:
        """Set what an empty table says."""
        self._empty = (title, text)

    def offer(self, *verbs: Offered, opens: str = "") -> None:
        """Offer these buttons and verbs in the menu of a right click; ``opens`` is what opening a row is called,
        "" where one of them is the same.
        """
        self._verbs, self._opens = list(verbs), opens

    def current_id(self) -> Any:
        """Return the id of the row selected, or None."""
        rows = self.selectionModel().selectedRows()
        return self._ids[rows[0].row()] if rows else None

    def texts(self) -> list[list[str]]:
        """Return what the cells show, row by row."""
        return [
            [
                item.text() if (item := self.item(row, place)) else ""
                for place in range(len(self.columns))
            ]
            for row in range(self.rowCount())
        ]

    def copy(self) -> None:
        """Put the table on the clipboard as WPS takes it, head included."""
        lines = [[c.title for c in self.columns], *self.texts()]
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in lines))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the row selected, Ctrl+C copies the table."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_id() is not None:
            self.opened.emit(self.current_id())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The verbs of the row picked, and copying."""
        verb_menu.pop(self, event.globalPos(), self._fill_menu)

    def _fill_menu(self, menu: QMenu) -> None:
        opens = self.isSignalConnected(QMetaMethod.fromSignal(self.opened))
        if opens and self._opens and self.current_id() is not None:
            open_it = Verb(self._opens, lambda: self.opened.emit(self.current_id()), "Return")
            verb_menu.add(menu, [open_it])
        verb_menu.add(menu, self._verbs)
        if self._ids:
            if not menu.isEmpty():
                menu.addSeparator()
            verb_menu.add(menu, [Verb("复制全表", self.copy, "Ctrl+C")])

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows, or what an empty table says."""
        super().paintEvent(event)
        if not self._ids:
            paint_empty(self, *self._empty)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room among the columns."""
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        shown = [place for place in range(len(self.columns)) if not self.isColumnHidden(place)]
        widths = shared_widths([self.columns[p] for p in shown], self.viewport().width())
        for place, width in zip(shown, widths, strict=True):
            self.setColumnWidth(place, width)
