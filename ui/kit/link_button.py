"""A button that reads like a link, for what stands beside the main thing; Enter in a dialog never presses it."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from ui import theme
from ui.kit.text import literal


def link_button(text: str = "", tip: str = "") -> QPushButton:
    """Return such a button, with a tooltip where ``tip`` is given."""
    button = QPushButton(literal(text))
    theme.role(button, "link")
    button.setAutoDefault(False)
    button.setToolTip(tip)
    return button
