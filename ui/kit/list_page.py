"""A list page: title, search, export and one primary action; chips; the table; a sentence below."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.file.listing import Listing
from app.file.operation import Operation
from app.file.rights import Right
from app.ground.jobs import Progress
from ui import theme
from ui.context import Context
from ui.kit import file_dialogs
from ui.kit.allowed import grey
from ui.kit.card import Card
from ui.kit.chips import ChipBar
from ui.kit.columns import Column
from ui.kit.form_dialog import FormDialog
from ui.kit.forms import Field
from ui.kit.page import Page
from ui.kit.page_header import PageHeader
from ui.kit.tablemodel import TableModel
from ui.kit.tableview import MenuItem, TableView
from ui.kit.text import label


class ListPage(Page):
    """What every list has in common; a page says what it lists and what its actions do."""

    title: ClassVar[str] = ""
    hint: ClassVar[str] = "搜索"
    primary: ClassVar[str] = ""  # text of the one primary action, which needs the right ``begins``
    listing: ClassVar[Listing]
    columns: ClassVar[Sequence[Column]] = ()
    # chip keys with their names; counts are the listing's
    chip_names: ClassVar[Sequence[tuple[str, str]]] = ()
    empty: ClassVar[tuple[str, str]] = ("这里还没有内容", "")

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.model = TableModel(context.read, self.listing, self.columns, self)
        self.table = TableView(self.model)
        self.table.set_empty(*self.empty)
        self.table.setAccessibleName(self.title)
        self._verbs: list[tuple[QPushButton, Right]] = []
        self.header = PageHeader(self.title, f"{self.hint}    Ctrl+F")
        self.filters = QHBoxLayout()
        self.filters.setSpacing(theme.px(8))
        self.chips = ChipBar()
        self.filters.addWidget(self.chips, 1)
        self.sentence = label("", "muted")
        self._lay_out()
        self.dress()
        search = self.header.search
        assert search is not None
        search.searched.connect(self._search)
        search.moved_down.connect(self.table.enter)
        self.chips.picked.connect(self._filter)
        self.table.opened.connect(self.open_row)
        self.table.set_menu(self.menu(), context.missing)
        self.table.refused.connect(context.warn)
        self.setFocusProxy(self.table)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(m) for m in theme.MARGIN))
        column.setSpacing(theme.px(12))
        column.addWidget(self.header)
        column.addLayout(self.filters)
        card = Card(margins=(1, 1, 1, 1), spacing=0)
        card.body.addWidget(self.table)
        column.addWidget(card, 1)
        column.addWidget(self.sentence)

    # ------------------------------------------------------------------ what a page says of itself

    def dress(self) -> None:
        """Put the buttons of the page into its header."""
        self.header.add_button("导出", self.export, tip="把表中所列导出为工作簿（Ctrl+E）")
        if self.primary:
            self.add_verb(self.primary, self.begin, self.begins, "primary", tip="Ctrl+N")

    def add_verb(
        self,
        text: str,
        slot: Callable[[], object],
        right: Right | None,
        look: str = "",
        tip: str = "",
    ) -> None:
        """Put a button into the header that is grey where the user lacks its right."""
        button = self.header.add_button(text, slot, look, tip=tip)
        if right is not None:
            self._verbs.append((button, right))

    def menu(self) -> list[MenuItem]:
        """Return the context menu of the rows."""
        return []

    def open_row(self, row_id: int) -> None:
        """A row was opened by double click or Enter."""

    def scope(self) -> dict[str, object]:
        """Return the scope in use."""
        return {}

    def totals(self) -> str:
        """Return the sentence below the table."""
        return f"共 {len(self.model.ids):,} 条"

    # ------------------------------------------------------------------ what is the same everywhere

    def open(self, **args: object) -> None:
        """``search`` and ``chip`` may be given by whoever goes here."""
        if "search" in args and self.header.search is not None:
            self.header.search.setText(str(args["search"]))
        if "chip" in args:
            self.model.show(chip=str(args["chip"]))
            self.chips.pick(str(args["chip"]))

    def reload(self) -> None:
        """Read ids and counts anew."""
        for button, right in self._verbs:
            grey(button, self.context.missing(right))
        self.model.show(scope=self.scope())
        self._recount()

    def look(self) -> None:
        """Go to the search box."""
        if self.header.search is not None:
            self.header.search.setFocus()
            self.header.search.selectAll()

    def export(self) -> None:
        """Write the rows shown, in their order, into a workbook."""
        from app.papers.engine import workbook

        target = file_dialogs.save_as(
            self, "导出工作簿", f"{self.title}.xlsx", file_dialogs.WORKBOOK
        )
        if target is None:
            return
        heads = [
            workbook.Field(c.title, max(8, c.width / 7), "text", centre=c.align == "center")
            for c in self.model.columns
        ]
        reader = TableModel(self.context.read, self.listing, self.model.columns)
        reader.copy_request(self.model)

        def write(progress: Progress) -> Path:
            rows = reader.texts(progress)
            workbook.write(target, [workbook.Page(self.title, self.title, heads, rows)], progress)
            return target

        self.context.work(
            "正在导出…",
            write,
            parent=self,
            on_done=lambda path: self.context.say(f"已导出到 {path}"),
        )

    def ask(
        self,
        title: str,
        fields: Sequence[Field],
        values: Mapping[str, Any],
        make: Callable[[dict[str, Any]], Operation[Any]],
        *,
        changed_only: bool = False,
    ) -> None:
        """Ask for a record in a dialog; ``make(values)`` is what saves it."""
        FormDialog(
            self.context,
            title,
            fields,
            values,
            make,
            right=self.begins,
            changed_only=changed_only,
            parent=self.window(),
        ).open()

    def _search(self, text: str) -> None:
        self.model.show(search=text)
        self._recount()

    def _filter(self, chip: str) -> None:
        self.model.show(chip=chip)
        self.sentence.setText(self.totals())

    def _recount(self) -> None:
        if self.chip_names:
            counts = self.model.counts()
            self.chips.set_chips([(k, name, counts.get(k)) for k, name in self.chip_names])
        self.sentence.setText(self.totals())
