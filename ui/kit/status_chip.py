"""A state as a small coloured word."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from app.text import codes
from ui import theme
from ui.kit.text import Plain


def _named(names: Mapping[str, str], *tones: str) -> dict[str, tuple[str, str]]:
    """Map a status to what it is called and its tone."""
    return {code: (name, tone) for (code, name), tone in zip(names.items(), tones, strict=True)}


CLASS_STATUS = _named(codes.CLASS_STATES, "warn", "info", "good", "quiet", "quiet")
CERTIFICATE_STATUS = _named(codes.CERTIFICATE_STATES, "good", "bad", "quiet")
ENROLMENT_STATUS = _named(codes.ENROLMENT_STATUSES, "info", "good", "quiet")


class StatusChip(Plain):
    """Tones: "quiet", "good", "warn", "info", "bad"."""

    def __init__(self, text: str = "", tone: str = "quiet", parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
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
