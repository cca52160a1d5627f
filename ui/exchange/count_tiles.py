"""The counts over a review: what would happen to how many."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from app.exchange import Kind
from app.exchange.engine.findings import Disposition
from ui import theme
from ui.kit.card import Card
from ui.kit.text import label

# what a count is called, {} the kind's own word, and its colour
COUNTS: dict[Disposition, tuple[str, str]] = {
    "new": ("{new}", theme.GOOD),
    "same": ("{there}，无变化", theme.QUIET),
    "changed": ("{there}，有变化", theme.INFO),
    "doubtful": ("疑似同一人，需确认", theme.WARN),
    "error": ("有错误，须改正", theme.ACCENT),
}


class CountTiles(Card):
    """One tile for each disposition that a kind of list has."""

    def __init__(self) -> None:
        super().__init__(margins=(0, 0, 0, 0), look="bare")
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        self.numbers = {}
        self._names = {}
        self.tiles: dict[Disposition, Card] = {}
        for key, (_, colour) in COUNTS.items():
            tile = Card(margins=(14, 8, 16, 8))
            line = QHBoxLayout()
            line.setSpacing(theme.px(8))
            number = label("0", "big")
            number.setStyleSheet(f"color: {colour};")
            name = label("", "muted")
            line.addWidget(number)
            line.addWidget(name)
            tile.body.addLayout(line)
            row.addWidget(tile)
            self.tiles[key] = tile
            self.numbers[key], self._names[key] = number, name
        row.addStretch(1)
        self.body.addLayout(row)

    def show_counts(self, counts: dict[Disposition, int], kind: Kind) -> None:
        """Show how many there are of each disposition."""
        for key, (name, colour) in COUNTS.items():
            self.tiles[key].setVisible(key != "doubtful" or kind.doubts)
            ink = colour if counts[key] else theme.QUIET
            self.numbers[key].setText(f"{counts[key]:,}")
            self.numbers[key].setStyleSheet(f"color: {ink};")
            self._names[key].setText(name.format(new=kind.new, there=kind.there))
