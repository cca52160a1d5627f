"""A list page: title, search, export and one primary action; chips; the table; a sentence below."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.kit.list_pane import ListPane
from ui.kit.page import Page
from ui.kit.page_header import PageHeader
from ui.kit.search_box import SearchBox


class ListPage(ListPane, Page):
    """A list that fills the window: its tools stand in the page's head."""

    primary: ClassVar[str] = ""  # text of the one primary action, which needs the right ``begins``

    def make_search(self) -> SearchBox:
        """The head's."""
        self.header = PageHeader(self.title, f"{self.hint}    Ctrl+F")
        assert self.header.search is not None
        return self.header.search

    def add_tool(self, tool: QWidget) -> None:
        """Put a widget at the right end of the head."""
        self.header.add(tool)

    def lay_out(self) -> None:
        """Head, chips, table, sentence."""
        self.filters = QHBoxLayout()
        self.filters.setSpacing(theme.px(8))
        self.filters.addWidget(self.chips, 1)
        column = self.column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(m) for m in theme.MARGIN))
        column.setSpacing(theme.px(12))
        column.addWidget(self.header)
        column.addLayout(self.filters)
        column.addWidget(self.framed_table(), 1)
        column.addWidget(self.sentence)

    def dress(self) -> None:
        """Put the buttons of the page into its head."""
        self.add_verb("导出", self.export, tip="把表中所列导出为工作簿（Ctrl+E）")
        if self.primary:
            self.add_verb(self.primary, self.begin, self.begins, "primary", "Ctrl+N")
