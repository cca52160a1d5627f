"""A list page: title, search, export and one primary action; chips; the table; a sentence below."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from app.file.listing import ARCHIVED, any_archived
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
        self._remember(tool)

    def lay_out(self) -> None:
        """Head, chips, table, sentence."""
        self.filters = QHBoxLayout()
        self.filters.setSpacing(theme.px(8))
        self.filters.addWidget(self.chips, 1)
        self.archived_too = QCheckBox("含归档")
        self.archived_too.setToolTip("归档的不在名单里，搜索得到；打勾后一并列出")
        self.archived_too.toggled.connect(lambda _: self.reload())
        self.archived_too.hide()
        self.filters.addWidget(self.archived_too)
        column = self.column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(m) for m in theme.MARGIN))
        column.setSpacing(theme.px(12))
        column.addWidget(self.header)
        column.addLayout(self.filters)
        column.addWidget(self.framed_table(), 1)
        column.addWidget(self.sentence)

    def scope(self) -> dict[str, object]:
        """The archived as well where that is ticked."""
        return {ARCHIVED: True} if self.archived_too.isChecked() else {}

    def reload(self) -> None:
        """The tick is there where there is something archived."""
        if self.listing.archives:
            some = self.context.read(any_archived, self.listing.table)
            self.archived_too.setVisible(some)
            if not some and self.archived_too.isChecked():
                self.archived_too.setChecked(False)  # which reloads
                return
        super().reload()

    def dress(self) -> None:
        """Put the buttons of the page into its head."""
        self.add_verb("导出", self.export, tip="把表中所列导出为工作簿（Ctrl+E）")
        if self.primary:
            self.add_verb(self.primary, self.begin, self.begins, "primary", "Ctrl+N")
