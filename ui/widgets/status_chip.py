"""A state as a small coloured word."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from ui import theme

CLASS_STATUS = {  # class.status: what it is called, its tone
    "draft": ("草案", "warn"),
    "approved": ("已审定", "info"),
    "running": ("进行中", "good"),
    "closed": ("已结业", "quiet"),
}
CERTIFICATE_STATUS = {"issued": ("有效", "good"), "voided": ("已作废", "bad")}
ENROLMENT_STATUS = {
    "enrolled": ("在班", "info"),
    "completed": ("结业", "good"),
    "withdrawn": ("退学", "quiet"),
}


class StatusChip(QLabel):
    """Tones: "quiet", "good", "warn", "info", "bad"."""

    def __init__(self, text: str = "", tone: str = "quiet", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.show_status(text, tone)

    def show_status(self, text: str, tone: str) -> None:
        """Show a word in a tone."""
        ink, ground = theme.TONES[tone]
        self.setText(text)
        self.setStyleSheet(
            f"color: {ink}; background: {ground}; border-radius: {theme.px(6)}px;"
            f" padding: {theme.px(3)}px {theme.px(10)}px; font-size: {theme.px(13)}px;"
        )
        self.setVisible(bool(text))
