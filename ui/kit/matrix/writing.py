"""What becomes of texts in a grid: read, written, refused; and blocks of them, copied, pasted, filled."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.file.operation import Operation
from app.ground.errors import UserError
from app.ground.jobs import Cancelled
from ui.bridge import alive
from ui.context import Context
from ui.kit.inputs import WrongInput
from ui.kit.matrix import clipboard
from ui.kit.matrix.blocks import Area, Place, spread
from ui.kit.matrix.cells import Sentence
from ui.kit.matrix.model import Cells, MatrixModel, Spot
from ui.kit.matrix.view import MatrixView

PATIENT = 50  # cells written at once from which the window may show how far it is
BEYOND = 1000  # rows pasted over the end of the table that are still counted


class MatrixWriting(MatrixView):
    """``write(cells)`` gives the operation that writes values into the file; without it ``send`` is a
    subclass's.
    """

    def __init__(
        self,
        context: Context,
        model: MatrixModel,
        write: Callable[[Cells], Operation[Any]] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(model, parent)
        self.context = context
        self.sentence = Sentence(self.viewport())
        self._make = write
        self._run = ("", "")  # the column being typed down, and what its edits join

    # ------------------------------------------------------------------ blocks

    def copy(self) -> None:
        """Put the selected cells on the clipboard, without a head."""
        places = set(self.places())
        rows = sorted({row for row, _ in places})
        columns = sorted({column for _, column in places})
        if places:
            text = self.sheet.text
            block = [[text((r, c)) if (r, c) in places else "" for c in columns] for r in rows]
            QGuiApplication.clipboard().setText(clipboard.text_of(block))

    def copy_rows(self) -> None:
        """Put the whole rows on the clipboard, with the head."""
        super().copy()

    def cut(self) -> None:
        """Copy, then clear."""
        self.copy()
        self.clear()

    def clear(self) -> None:
        """Empty the selected cells."""
        self.put(dict.fromkeys(self.places(), ""))

    def paste(self) -> None:
        """Lay what WPS has put on the clipboard over the selection; what finds no place is told."""
        area = self.area()
        if area is None:
            return
        room = self.sheet.rowCount() - area.top
        block, cut = clipboard.begin_of(QGuiApplication.clipboard().text(), room + BEYOND)
        if not block:
            return
        if [len(row) for row in block] == [1]:  # one cell fills whatever is selected
            self.put(dict.fromkeys(self.places(), block[0][0]))
            return
        if self.selectionModel().selection().count() > 1:  # apart: the block has one beginning
            area = Area(area.top, area.left, area.top, area.left)
        laid = spread(block, area, (self.sheet.rowCount(), self.sheet.columnCount()))
        self.go((area.top, area.left))
        self.extend((max(row for row, _ in laid.texts), max(column for _, column in laid.texts)))
        told = []
        over = [f"{n} {name}" for n, name in zip(laid.over, ("行", "列"), strict=True) if n]
        if cut:
            told.append(f"粘贴的内容太多，只取了开头能放下的部分；表格从这里起有 {room} 行。")
        elif over:
            told.append(f"粘贴的内容比表格多出 {'、'.join(over)}，多出的没有写入。")
        barred = {
            place[1]
            for place, text in laid.texts.items()
            if not self.sheet.typable(place[1]) and text != self.sheet.text(place)
        }
        if barred and not self.sheet.locked:
            names = "".join(f"「{self.sheet.columns[c].title}」" for c in sorted(barred))
            told.append(f"{names}不在这里填写，粘贴时跳过了。")
        self.put(laid.texts, told)

    def fill_down(self) -> None:
        """Ctrl+D: the first selected of each column goes into the others; one row takes what stands above."""
        self._fill_along(0)

    def fill_right(self) -> None:
        """Ctrl+R: the first selected of each row goes into the others; one column takes what is left of it."""
        self._fill_along(1)

    def fill_column(self) -> None:
        """What the cursor's cell holds goes into every row shown."""
        here = self.here()
        if here is not None:
            text = self.sheet.text(here)
            self.put({(row, here[1]): text for row in range(self.sheet.rowCount())})

    def fill_row(self) -> None:
        """What the cursor's cell holds goes into every cell of the row that can be typed in."""
        here = self.here()
        if here is not None:
            text = self.sheet.text(here)
            self.put({(here[0], column): text for column in self.typable_columns()})

    def _fill_along(self, axis: int) -> None:
        lines: dict[int, list[Place]] = {}
        for place in self.places():
            lines.setdefault(place[1 - axis], []).append(place)
        alone = all(len(line) == 1 for line in lines.values())
        texts: dict[Place, str] = {}
        for line in lines.values():
            first, *rest = line
            if alone:
                before = (first[0] - 1, first[1]) if axis == 0 else (first[0], first[1] - 1)
                first, rest = before, [first] if min(before) >= 0 else []
            if rest:
                texts.update(dict.fromkeys(rest, self.sheet.text(first)))
        self.put(texts)

    # ------------------------------------------------------------------ into the file

    def put(self, texts: Mapping[Place, str], told: Iterable[str] = ()) -> None:
        """Write texts into their cells in one operation; cells that are read only are passed over.

        Texts that their columns do not take stay in their cells, marked; it is told how many, after
        the sentences ``told``.
        """
        takes = {place: text for place, text in texts.items() if not self.sheet.barred(place)}
        said = list(told)
        if texts and not takes:
            self.say_at_cursor(self.sheet.barred(next(iter(texts))))
        cells: dict[int, dict[str, Any]] = {}
        sent: dict[Spot, str] = {}
        wrong: dict[str, dict[Spot, str]] = {}
        for place, text in takes.items():
            spot = self.sheet.spot(place)
            try:
                cells.setdefault(spot[0], {})[spot[1]] = self.sheet.read_at(place, text)
                sent[spot] = text
            except WrongInput as error:
                wrong.setdefault(str(error), {})[spot] = text
        for reason, refused in wrong.items():
            self.sheet.refuse(refused, reason)
            said.append(f"有 {len(refused)} 格没有写入，已标出：{reason}")
        if sent:
            self.send(cells, sent)
        if len(texts) == 1 and len(said) == 1 and wrong:
            self.say_at_cursor(next(iter(wrong)))
        elif said:
            self.context.warn(" ".join(said))

    def put_typed(self, spot: Spot, text: str) -> None:
        """Write what was typed into one cell, in the run of its column. Raises WrongInput."""
        place = self.sheet.place(spot)
        if place is None:
            return
        value = self.sheet.read_at(place, text)
        if value == self.sheet.value(place) and self.sheet.refused(place) is None:
            return
        if self._run[0] != spot[1]:
            self._run = (spot[1], secrets.token_hex(8))
        self.send({spot[0]: {spot[1]: value}}, {spot: text}, joins=self._run[1])

    def end_run(self) -> None:
        """What is typed next is taken back alone."""
        self._run = ("", "")

    def send(self, cells: Cells, texts: Mapping[Spot, str], *, joins: str = "") -> None:
        """Have values written; their cells show them at once, and what was typed if it is refused."""
        assert self._make is not None
        work = self._make({row_id: values for row_id, values in cells.items() if values})
        ticket = self.sheet.expect(cells)
        self.context.run(
            work.joined(joins),
            # a veil over a short write would take the keyboard from the next cell
            parent=self if len(texts) >= PATIENT else None,
            toast=len(texts) > 1,
            on_done=lambda _: self.sheet.settle(ticket) if alive(self) else None,
            on_error=lambda error: alive(self) and self._failed(ticket, texts, error),
        )

    def say_at_cursor(self, text: str) -> None:
        """Say a sentence at the cell of the cursor."""
        index = self.currentIndex()
        self.scrollTo(index)
        self.sentence.say(text, self.visualRect(index))

    def refused_typing(self, spot: Spot, text: str, reason: str) -> None:
        """The file has refused what was typed into one cell: it is marked there."""
        self.context.warn(reason)

    def _failed(self, ticket: int, texts: Mapping[Spot, str], error: UserError) -> bool:
        self.sheet.settle(ticket)
        if isinstance(error, Cancelled):
            return False
        self.sheet.refuse(texts, error.text)
        if len(texts) > 1:
            return False  # said across the page
        for spot, text in texts.items():
            self.refused_typing(spot, text, error.text)
        return True
