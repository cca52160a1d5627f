"""The grid of a review: what is typed into it is said to the review, and goes into no file."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence

from ui.context import Context
from ui.exchange.review_model import LEAVE_OUT, SAYS, TAKE, ReviewModel
from ui.kit.matrix.matrix import Matrix
from ui.kit.matrix.model import Cells, Spot
from ui.kit.tableview import MenuItem


class ReviewGrid(Matrix):
    """``typed(cells)``: texts by row and field; ``left_out(rows, whether)``; ``restored(rows)``: as the
    workbook has them; ``taken_back``: the last of it.
    """

    typed = Signal(object)
    left_out = Signal(object, bool)
    restored = Signal(object)
    taken_back = Signal()

    def __init__(self, context: Context) -> None:
        self.review_rows = ReviewModel()
        self.can_take_back = False
        super().__init__(context, self.review_rows)
        self.review_rows.setParent(self)
        self.setAccessibleName("核对结果")
        self.set_empty("没有可以导入的行", "在上方选定表头在哪一行、各列是什么。")
        self.set_nothing("没有这样的行", "点「全部」看其余的行。")
        self.set_menu(
            [
                MenuItem("这些行不导入", lambda ids: self.left_out.emit(ids, True), "Ctrl+-",
                         why=lambda ids: self._why(ids, LEAVE_OUT)),
                MenuItem("这些行要导入", lambda ids: self.left_out.emit(ids, False), "Ctrl+=",
                         why=lambda ids: self._why(ids, TAKE)),
                MenuItem("恢复工作簿里的内容", self.restored.emit, why=self._why_not_restored),
                MenuItem("撤回上一步", lambda _: self.taken_back.emit(), "Ctrl+Z",
                         why=lambda _: "" if self.can_take_back else "还没有要撤回的。"),
            ]
        )  # fmt: skip
        self.opened.connect(lambda _: self._lead())

    def send(self, cells: Cells, texts: Mapping[Spot, str], *, joins: str = "") -> None:
        """Show what was typed, and say it to the review."""
        self.sheet.expect(cells)
        self.typed.emit({row: dict(values) for row, values in cells.items() if values})

    def _lead(self) -> None:
        """From what was found to the cell where it was found; say why nothing is typed elsewhere."""
        here = self.here() or (0, 0)
        number, key = self.sheet.spot(here)
        wrong = self.review_rows.wrong(number) if key == SAYS else None
        place = self.sheet.place((number, wrong)) if wrong else None
        if place is not None:
            self.go(place)
            self.scrollTo(self.sheet.index(*place))
        else:
            self.say_at_cursor(self.sheet.barred(here))

    def event(self, event: QEvent) -> bool:
        """Ctrl+Z takes back what was done here, not what was last written into the file."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
        ):
            event.accept()
            return True
        return super().event(event)

    def _why(self, ids: list[int], wanted: str) -> str:
        """Why the rows are not left out or taken: there is none that is not already."""
        able = any(wanted in self.review_rows.answers(number) for number in ids)
        return "" if able else "选中的行里没有可以这样做的。"

    def _why_not_restored(self, ids: list[int]) -> str:
        rows = self.review_rows.rows
        able = rows is not None and any(rows.mended(number) for number in ids)
        return "" if able else "选中的行没有改正过。"
