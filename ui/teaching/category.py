"""A course's category as a coloured word."""

from __future__ import annotations

from ui import theme
from ui.kit.columns import Cell

# the edges' colours as text: dark enough to be read on white and on a selected row
INK = {
    "theory": theme.INFO,
    "party_spirit": theme.ACCENT,
    "professional": theme.GOOD,
    "knowledge": "#7A5F14",
    "other": theme.QUIET,
}


def category_cell(value: object) -> Cell:
    """Show a (code, name) pair: a square of the category's colour, and its name."""
    code, name = value if isinstance(value, tuple) else ("other", "")
    return Cell(f"■ {name}", INK.get(str(code), theme.QUIET))
