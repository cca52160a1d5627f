"""A list: search, chips and buttons above, the table, a sentence below. Page or tab, it is the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import Qt
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
from ui.kit.folding_row import FoldingRow
from ui.kit.form_dialog import FormDialog
from ui.kit.forms import Field
from ui.kit.message import MessageBar
from ui.kit.part import Part
from ui.kit.search_box import SearchBox
from ui.kit.tablemodel import TableModel
from ui.kit.tableview import MenuItem, TableView
from ui.kit.text import label, literal

SEARCH = 220  # px of the search box at 100 %


class ListPane(Part):
    """What every list has in common; a list says what it shows and what its actions do."""

    fills = True
    hint: ClassVar[str] = "搜索"
    listing: ClassVar[Listing]
    columns: ClassVar[Sequence[Column]] = ()
    # chip keys with their names; counts are the listing's
    chip_names: ClassVar[Sequence[tuple[str, str]]] = ()
    all_chips: ClassVar[bool] = True  # those without rows as well
    empty: ClassVar[tuple[str, str]] = ("这里还没有内容", "")
    nothing: ClassVar[tuple[str, str] | None] = None  # what a search without results says

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._verbs: list[tuple[QPushButton, Right]] = []
        self.tools: list[QPushButton] = []  # the buttons of the line
        self.counts: Mapping[str, int] = {}  # rows of each chip
        self.model = self.make_model()
        self.table = self.make_table()
        self.table.set_empty(*self.empty)
        if self.nothing is not None:
            self.table.set_nothing(*self.nothing)
        self.table.setAccessibleName(self.title)
        self.chips = ChipBar()
        self.note = MessageBar(closable=False)
        self.sentence = label("", "muted", wrap=True)
        self.search = self.make_search()
        self.lay_out()
        self.dress()
        self.search.searched.connect(self._search)
        self.search.moved_down.connect(self.table.enter)
        self.chips.picked.connect(self._filter)
        self.table.opened.connect(self.open_row)
        self.table.picked.connect(self.settle)
        self.table.set_menu(self.menu(), context.missing, lambda: self.tools)
        self.table.refused.connect(context.warn)
        self.setFocusProxy(self.table)

    # ------------------------------------------------------------------ what a list says of itself

    def make_model(self) -> TableModel:
        """Return the rows."""
        return TableModel(self.context.read, self.listing, self.columns, self)

    def make_table(self) -> TableView:
        """Return the table that shows them."""
        return TableView(self.model)

    def make_search(self) -> SearchBox:
        """Return the search box; it stands before the buttons."""
        self._tools = QWidget()
        row = QHBoxLayout(self._tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        search = SearchBox(self.hint)
        search.setFixedWidth(theme.px(SEARCH))
        row.addWidget(search)
        return search

    def lay_out(self) -> None:
        """Put all in its place: of a tab, chips and tools are one line."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(10), 0, 0)
        column.setSpacing(theme.px(10))
        column.addWidget(FoldingRow(self.chips, self._tools))
        column.addWidget(self.note)
        column.addWidget(self.framed_table(), 1)
        column.addWidget(self.sentence)

    def framed_table(self) -> Card:
        """Return the table in its frame."""
        card = Card(margins=(1, 1, 1, 1), spacing=0)
        card.body.addWidget(self.table)
        return card

    def add_tool(self, tool: QWidget) -> None:
        """Put a widget behind the others of the line."""
        line = self._tools.layout()
        assert line is not None
        line.addWidget(tool)
        self._remember(tool)

    def _remember(self, tool: QWidget) -> None:
        if isinstance(tool, QPushButton):
            self.tools.append(tool)

    def add_verb(
        self,
        text: str,
        slot: Callable[[], object],
        right: Right | None = None,
        look: str = "",
        tip: str = "",
    ) -> QPushButton:
        """Put a button in the line; it is grey where the user lacks its right."""
        button = QPushButton(literal(text))
        if look:
            theme.role(button, look)
        button.setToolTip(tip)
        button.clicked.connect(lambda: slot())
        if right is not None:
            self._verbs.append((button, right))
        self.add_tool(button)
        return button

    def dress(self) -> None:
        """Put the buttons into the line."""

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

    def settle(self) -> None:
        """Enable what can be done with the rows and those that are selected."""

    def export_name(self) -> str:
        """Return what the exported workbook is called."""
        return self.title

    # ------------------------------------------------------------------ what is the same everywhere

    def open(self, **args: object) -> None:
        """``search`` and ``chip`` may be given by whoever goes here."""
        if "search" in args:
            self.search.setText(str(args["search"]))
        if "chip" in args:
            self.model.show(chip=str(args["chip"]))
            self.chips.pick(str(args["chip"]))

    def reload(self) -> None:
        """Read ids and counts anew; search, order and selection stay."""
        for button, right in self._verbs:
            grey(button, self.context.missing(right))
        self.model.show(scope=self.scope())
        self._recount()

    def look(self) -> None:
        """Go to the search box."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def export(self) -> None:
        """Write the rows shown, in their order, into a workbook."""
        from app.papers.engine import workbook

        name = self.export_name()
        target = file_dialogs.save_as(self, "导出工作簿", f"{name}.xlsx", file_dialogs.WORKBOOK)
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
            workbook.write(target, [workbook.Page(self.title, name, heads, rows)], progress)
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
        row_id: int | None = None,
    ) -> FormDialog:
        """Ask for a record in a dialog, a new one or that of ``row_id``; ``make(values)`` is what saves it,
        of the values that differ where it is not new."""
        dialog = FormDialog(
            self.context,
            title,
            fields,
            values,
            make,
            right=self.begins,
            kept_as=f"{self.listing.table}:{row_id or 'new'}",
            changed_only=row_id is not None,
            parent=self.window(),
        )
        dialog.open()
        return dialog

    def _search(self, text: str) -> None:
        self.model.show(search=text)
        self._recount()

    def _filter(self, chip: str) -> None:
        self.model.show(chip=chip)
        self.sentence.setText(self.totals())
        self.settle()

    def named_chips(self) -> Sequence[tuple[str, str]]:
        """Return the chips, for a list whose names the school edits."""
        return self.chip_names

    def _recount(self) -> None:
        offered = self.named_chips()
        if offered:
            counts = self.counts = self.model.counts()
            names = [(k, name) for k, name in offered if self.all_chips or not k or counts.get(k)]
            self.chips.set_chips([(k, name, counts.get(k)) for k, name in names])
        self.sentence.setText(self.totals())
        self.settle()
