"""A white card with a thin line round it."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui import theme


class Card(QFrame):
    """Put things into ``body``; ``margins`` and ``spacing`` in px of the 100 % design."""

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        margins: tuple[int, int, int, int] = (16, 14, 16, 14),
        spacing: int = 8,
        look: str = "card",
    ) -> None:
        super().__init__(parent)
        theme.role(self, look)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(*(theme.px(m) for m in margins))
        self.body.setSpacing(theme.px(spacing))
