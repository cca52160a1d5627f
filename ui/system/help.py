"""帮助: the manual, opened at the topic of the page one came from."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import theme
from ui.context import Context
from ui.kit.manual import Manual
from ui.kit.page import Page
from ui.kit.page_header import PageHeader


class HelpPage(Page):
    """``open(topic=…)`` shows a topic."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(m) for m in theme.MARGIN))
        column.setSpacing(theme.px(12))
        self.header = PageHeader("使用手册")
        self.header.add_button("返回", context.back, icon="back", tip="Esc、Alt+←")
        column.addWidget(self.header)
        self.manual = Manual()
        column.addWidget(self.manual, 1)

    def open(self, **args: object) -> None:
        """Show the topic asked for."""
        self.manual.show_topic(str(args.get("topic", "开始")))

    def look(self) -> None:
        """Go to the list of topics."""
        self.manual.topics.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to where F1 was pressed."""
        if event.key() == Qt.Key.Key_Escape:
            self.context.back()
        else:
            super().keyPressEvent(event)
