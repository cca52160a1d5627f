"""The model of a grid to type in: what the file says, and over it what is not in the file yet.

Two layers lie over the listing's rows. ``awaited`` values have been sent to be written and are shown as
if they were there, so that nothing flickers. ``refused`` texts could not be taken; they stay visible in
their cells, with the reason, until they are mended or dropped.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt

from app.file.listing import Listing
from ui import theme
from ui.kit.columns import Cell, Column
from ui.kit.inputs import WrongInput
from ui.kit.matrix.blocks import Place
from ui.kit.matrix.typed import Typed
from ui.kit.tablemodel import Index, TableModel

Spot = tuple[int, str]  # id of the row, key of the column: stays true when rows move
Cells = Mapping[int, Mapping[str, Any]]  # id of the row -> key of the column -> value

KEPT = 2000
"""Characters kept of a text that was refused: all that can be mended in a line; the rest is cut off."""
LONGEST = 100_000
"""Characters beyond which a text is not even read."""
READ_ONLY = "这一列不在这里填写。"
SINGLY = 8  # cells painted one by one; beyond, everything in sight
_SHOWN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_TYPABLE = _SHOWN | Qt.ItemFlag.ItemIsEditable


@dataclass(frozen=True)
class Refused:
    """What was typed, and why it could not be taken."""

    text: str
    reason: str


class MatrixModel(TableModel):
    """``typed`` says how the columns that can be typed in take a text; the others are read only.

    While ``steady``, rows keep their places though the values they are sorted by change: none may run
    away from under the cursor. Another search, chip, scope or order puts them in order again.
    """

    page_rows = 25  # a write has the rows in sight read anew, not a hundred

    def __init__(
        self,
        read: Callable[..., Any],
        listing: Listing,
        columns: Sequence[Column],
        typed: Mapping[str, Typed],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(read, listing, columns, parent)
        self.steady = False
        self.asked_again = False  # the last reload asked what the one before did
        self.locked = ""  # why nothing can be typed at all
        self._typed = dict(typed)
        self._asked: tuple[object, ...] = ()
        self._awaited: dict[Spot, tuple[int, Any]] = {}
        self._refused: dict[Spot, Refused] = {}
        self._ticket = 0

    # ------------------------------------------------------------------ rows

    def reload(self) -> None:
        """Read the ids anew. Where the same rows are shown, cursor, selection and editor are not touched."""
        ids = self._read_ids()
        asked = (self._search, self._chip, self._scope, self._sort, self._descending)
        if self._asked and self._scope != self._asked[2]:  # another class, say
            self._refused.clear()
        self.asked_again = asked == self._asked
        held = self.steady and self.asked_again and _same_rows(ids, self._ids)
        self._asked = asked
        if ids and (held or ids == self._ids):
            self._pages.clear()
            self._repaint()
        else:
            self._take(ids)

    def order(self, key: str | None, *, descending: bool = False) -> None:
        """An order asked for is kept to, whatever was held till then."""
        super().order(key, descending=descending)
        self._asked = ()

    def spot(self, place: Place) -> Spot:
        """Return the id and key of a place."""
        return self.id_at(place[0]), self.columns[place[1]].key

    def place(self, spot: Spot) -> Place | None:
        """Return where a spot is shown now."""
        row = self.row_of(spot[0])
        column = next((i for i, c in enumerate(self.columns) if c.key == spot[1]), -1)
        return (row, column) if row >= 0 and column >= 0 else None

    # ------------------------------------------------------------------ typing

    def typed(self, column: int) -> Typed | None:
        """Return how a column takes a text, None where it is read only."""
        return self._typed.get(self.columns[column].key)

    def typed_at(self, place: Place) -> Typed | None:
        """Return how one cell takes a text: as its column does, where nothing else is proposed there."""
        return self.typed(place[1])

    def barred(self, place: Place) -> str:
        """Say why nothing can be typed into a cell, "" where it can."""
        return "" if self.typable(place[1]) else self.locked or READ_ONLY

    def typable(self, column: int) -> bool:
        """Tell whether the cells of a column can be typed in now."""
        return not self.locked and self.typed(column) is not None

    def read_text(self, column: int, text: str) -> Any:
        """Return the value a text stands for. Raises WrongInput."""
        typed = self.typed(column)
        assert typed is not None
        if len(text) > LONGEST:
            raise WrongInput(f"内容太长，一格放不下 {len(text)} 个字。")
        return typed.read(text)

    def read_at(self, place: Place, text: str) -> Any:
        """Return the value a text stands for in one cell: as in its column. Raises WrongInput."""
        return self.read_text(place[1], text)

    def value(self, place: Place) -> Any:
        """Return the value a cell holds, or will once it is written."""
        spot = self.spot(place)
        if spot in self._awaited:
            return self._awaited[spot][1]
        return self.record(place[0]).get(spot[1])

    def text(self, place: Place) -> str:
        """Return what an editor begins with, and what is copied: what one would type."""
        spot = self.spot(place)
        if spot in self._refused:
            return self._refused[spot].text
        typed = self.typed(place[1])
        if typed is None:
            return self.cell(*place).text
        return typed.show(self.value(place))

    def expect(self, cells: Cells) -> int:
        """Show values that are being written; return the ticket for ``settle``."""
        self._ticket += 1
        sent = {(i, key): value for i, values in cells.items() for key, value in values.items()}
        for spot, value in sent.items():
            self._refused.pop(spot, None)
            self._awaited[spot] = (self._ticket, value)
        self._repaint(sent)
        return self._ticket

    def settle(self, ticket: int) -> None:
        """What was sent with this ticket is in the file now, or has failed."""
        done = [spot for spot, (sent, _) in self._awaited.items() if sent == ticket]
        for spot in done:
            del self._awaited[spot]
        self._repaint(done)

    def refuse(self, texts: Mapping[Spot, str], reason: str) -> None:
        """Keep texts that could not be taken, with the reason, in their cells."""
        for spot, text in texts.items():
            kept = text if len(text) <= KEPT else text[:KEPT] + "…"
            self._refused[spot] = Refused(kept, reason)
        self._repaint(texts)

    def refused(self, place: Place) -> Refused | None:
        """Return what was refused at a place."""
        return self._refused.get(self.spot(place))

    def drop_refused(self, places: Sequence[Place]) -> bool:
        """Forget what was refused there; tell whether there was anything."""
        gone = [spot for spot in map(self.spot, places) if self._refused.pop(spot, None)]
        self._repaint(gone)
        return bool(gone)

    def _repaint(self, spots: Collection[Spot] | None = None) -> None:
        """Have these cells painted anew; all in sight where none are named or they are many."""
        if spots is None or len(spots) > SINGLY:
            last = self.index(len(self._ids) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            return
        for place in map(self.place, spots):
            if place is not None:
                self.dataChanged.emit(self.index(*place), self.index(*place))

    # ------------------------------------------------------------------ what is shown

    def cell(self, row: int, column: int) -> Cell:
        """What the file says, or what lies over it."""
        spot = self.spot((row, column))
        wrong = self._refused.get(spot)
        if wrong is not None:
            return Cell(wrong.text, theme.ACCENT, bold=True, tip=f"没有写入：{wrong.reason}")
        if spot in self._awaited:
            record = self.record(row)
            return self.columns[column].cell({**record, spot[1]: self._awaited[spot][1]})
        return super().cell(row, column)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The cells that can be typed in are editable: only they take the input method."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _TYPABLE if self.typable(index.column()) else _SHOWN


def _same_rows(one: array[int], other: array[int]) -> bool:
    return len(one) == len(other) and sorted(one) == sorted(other)
