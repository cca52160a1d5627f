"""The first line of a page: title, search, quiet actions, one primary action."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ui import theme
from ui.kit.search_box import SearchBox
from ui.kit.text import label, literal


class PageHeader(QWidget):
    """``search`` is the search box, where a hint for it was given."""

    def __init__(self, title: str, search_hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(12))
        self.title = label(title, "title")
        self._row.addWidget(self.title)
        self._notes = 0
        self._row.addStretch(1)
        self.search: SearchBox | None = None
        if search_hint:
            self.search = SearchBox(search_hint)
            self.search.setMinimumWidth(theme.px(90))  # it gives way to buttons that have words
            self.search.setMaximumWidth(theme.px(300))
            self._row.addWidget(self.search, 50)

    def set_title(self, text: str) -> None:
        """Change the title."""
        self.title.setText(text)

    def after_title(self, widget: QWidget) -> None:
        """Put a chip or note behind the title."""
        self._notes += 1
        self._row.insertWidget(self._notes, widget)

    def add(self, widget: QWidget) -> None:
        """Put a widget at the right end."""
        self._row.addWidget(widget)

    def add_button(
        self,
        text: str,
        slot: Callable[[], object],
        look: str = "",
        *,
        icon: str = "",
        tip: str = "",
    ) -> QPushButton:
        """Put a button at the right end; look "primary" for the one primary action."""
        button = QPushButton(literal(text))
        if look:
            theme.role(button, look)
        if icon:
            button.setIcon(theme.icon(icon, theme.CARD if look == "primary" else theme.TEXT))
        if tip:
            button.setToolTip(tip)
            if not text:
                button.setAccessibleName(tip)
        button.clicked.connect(lambda: slot())
        self._row.addWidget(button)
        return button
