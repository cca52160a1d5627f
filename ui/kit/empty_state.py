"""An empty page says what to do first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui import theme
from ui.kit.text import label, literal


class EmptyState(QWidget):
    """A heading, a sentence, and the buttons of the first steps."""

    def __init__(self, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setSpacing(theme.px(8))
        column.addStretch(2)
        self.title = label(title, "heading")
        self.title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.title)
        self.text = label(text, "muted", wrap=True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.text)
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.px(10))
        self._row.setContentsMargins(0, theme.px(8), 0, 0)
        self._row.addStretch(1)
        self._row.addStretch(1)
        column.addLayout(self._row)
        column.addStretch(3)

    def add_button(self, text: str, slot: Callable[[], object], look: str = "") -> QPushButton:
        """Offer a first step."""
        button = QPushButton(literal(text))
        if look:
            theme.role(button, look)
        button.clicked.connect(lambda: slot())
        self._row.insertWidget(self._row.count() - 1, button)
        return button

    def show_text(self, title: str, text: str) -> None:
        """Say something else."""
        self.title.setText(title)
        self.text.setText(text)
