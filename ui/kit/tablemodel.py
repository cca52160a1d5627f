"""The one table model: sorted ids from SQL, rows fetched a page at a time as they are shown."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor, QFont

from app.file.listing import Listing
from app.ground.jobs import Progress
from ui import theme
from ui.kit.columns import Cell, Column

PAGE_ROWS = 100
PAGES_KEPT = 40
BATCH = 1000  # rows read at once for an export
_ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "right": Qt.AlignmentFlag.AlignRight,
    "center": Qt.AlignmentFlag.AlignHCenter,
}
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class TableModel(QAbstractTableModel):
    """A listing as a table. ``read`` is ``context.read``; nothing is sorted or filtered here."""

    page_rows = PAGE_ROWS

    def __init__(
        self,
        read: Callable[..., Any],
        listing: Listing,
        columns: Sequence[Column],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = list(columns)
        self.listing = listing
        self._read = read
        self._ids: array[int] = array("q")
        self._pages: OrderedDict[int, dict[int, dict[str, object]]] = OrderedDict()
        self._search = ""
        self._chip = ""
        self._scope: dict[str, object] = {}
        self._sort: str | None = None
        self._descending = False

    # ------------------------------------------------------------------ what is asked for

    def show(
        self,
        *,
        search: str | None = None,
        chip: str | None = None,
        scope: Mapping[str, object] | None = None,
    ) -> None:
        """Ask for other rows; what is not given stays as it is."""
        self._search = self._search if search is None else search
        self._chip = self._chip if chip is None else chip
        self._scope = self._scope if scope is None else dict(scope)
        self.reload()

    def show_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns of the same rows."""
        self.beginResetModel()
        self.columns = list(columns)
        self.endResetModel()

    def order(self, key: str | None, *, descending: bool = False) -> None:
        """Set the order before the first reading; ``sort`` is for clicks on the head."""
        self._sort, self._descending = key, descending

    def reload(self) -> None:
        """Read the ids anew; rows follow as they are shown."""
        self._take(self._read_ids())

    def _take(self, ids: array[int]) -> None:
        """Show these rows instead."""
        self.beginResetModel()
        self._ids = ids
        self._pages.clear()
        self.endResetModel()

    def counts(self) -> dict[str, int]:
        """Return how many rows each chip would show under the search and scope in use."""
        return self._read(self.listing.counts, search=self._search, scope=self._scope)

    @property
    def searched(self) -> bool:
        """Whether a search or chip is on, so that an empty table means 'nothing found'."""
        return bool(self._search or self._chip)

    # ------------------------------------------------------------------ rows and ids

    @property
    def ids(self) -> array[int]:
        """All ids in order."""
        return self._ids

    def id_at(self, row: int) -> int:
        """Return the id of a row."""
        return self._ids[row]

    def row_of(self, row_id: int) -> int:
        """Return the row of an id, -1 where it is not shown."""
        try:
            return self._ids.index(row_id)
        except ValueError:
            return -1

    def record(self, row: int) -> dict[str, object]:
        """Return the listing's columns of a row; empty where it was deleted meanwhile."""
        page = row // self.page_rows
        rows = self._pages.get(page)
        if rows is None:
            wanted = self._ids[page * self.page_rows : (page + 1) * self.page_rows]
            rows = self._read(self.listing.rows, wanted)
            self._pages[page] = rows
            if len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(page)
        return rows.get(self._ids[row], {})

    def cell(self, row: int, column: int) -> Cell:
        """Return what a cell shows."""
        record = self.record(row)
        return self.columns[column].cell(record) if record else Cell("")

    def copy_request(self, other: TableModel) -> None:
        """Ask for what another model asks for; nothing is read yet."""
        self._search, self._chip, self._scope = other._search, other._chip, dict(other._scope)
        self._sort, self._descending = other._sort, other._descending

    def texts(self, progress: Progress) -> list[list[str]]:
        """Read every row asked for and return its texts; may run in any thread of its own model."""
        ids = self._read_ids()
        lines = []
        for start in range(0, len(ids), BATCH):
            progress.step(start, len(ids), "正在读取")
            some = ids[start : start + BATCH]
            rows = self._read(self.listing.rows, some)
            lines += [
                [column.cell(rows[i]).text for column in self.columns] for i in some if i in rows
            ]
        return lines

    def _read_ids(self) -> array[int]:
        return self._read(
            self.listing.ids,
            search=self._search,
            sort=self._sort,
            descending=self._descending,
            chip=self._chip,
            scope=self._scope,
        )

    def table(self, rows: Sequence[int] | None = None) -> list[list[str]]:
        """Return the texts of rows (all where None is given), without the head."""
        wanted = range(len(self._ids)) if rows is None else rows
        return [[self.cell(r, c).text for c in range(len(self.columns))] for r in wanted]

    # ------------------------------------------------------------------ what Qt asks

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Number of ids."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text, colour, weight and alignment of a cell."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN[self.columns[index.column()].align] | Qt.AlignmentFlag.AlignVCenter
        if role not in _CELL_ROLES:
            return None
        cell = self.cell(index.row(), index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        if role == Qt.ItemDataRole.ForegroundRole:
            return QBrush(QColor(cell.colour or theme.TEXT))
        if role == Qt.ItemDataRole.FontRole:
            return _font(cell.bold)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            title = self.columns[index.column()].title
            return f"{title}：{cell.text}" + (f"，{cell.tip}" if cell.tip else "")
        return cell.tip or cell.text  # a tip also shows what a narrow column cuts off

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Titles of the columns."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN[column.align] | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.tip or None
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column, in SQL; a column that cannot sort changes nothing."""
        if not 0 <= column < len(self.columns):
            return
        key = self.columns[column].sort_key or self.columns[column].key
        if key in self.listing.sortable:
            self.order(key, descending=order == Qt.SortOrder.DescendingOrder)
            self.reload()

    def can_sort(self, column: int) -> bool:
        """Tell whether a click on a column's head sorts."""
        key = self.columns[column].sort_key or self.columns[column].key
        return key in self.listing.sortable


_CELL_ROLES = frozenset(
    {
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.ForegroundRole,
        Qt.ItemDataRole.FontRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.AccessibleTextRole,
    }
)


def _font(bold: bool) -> QFont:
    return theme.font(bold=bold)
