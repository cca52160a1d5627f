"""A topic that a title says and nobody has chosen is offered below it; one click chooses it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPushButton

from app.teaching import topics
from ui import theme
from ui.kit.several import SeveralInput
from ui.kit.text import literal


class TopicOffer(QPushButton):
    """Shown while ``title`` is about topics that are not among those ``chosen``; ``turned`` as it comes or goes."""

    turned = Signal()

    def __init__(self, title: QLineEdit, chosen: SeveralInput) -> None:
        super().__init__()
        self._title, self._chosen = title, chosen
        self._said: list[tuple[str, str]] = []
        self.setAutoDefault(False)
        self.hide()
        theme.role(self, "link")
        self.clicked.connect(self._take)
        title.textChanged.connect(lambda _: self.look())
        chosen.changed.connect(self.look)
        self.look()

    def look(self) -> None:
        """See what stands there now."""
        self._said = topics.unasked(
            self._title.text(), self._chosen.value(), self._chosen.offered()
        )
        names = "、".join(f"“{name}”" for _, name in self._said)
        self.setText(literal(f"专题是{names}？选上"))
        shown = bool(self._said) and self._chosen.isEnabled()
        if shown == self.isHidden():
            self.setVisible(shown)
            self.turned.emit()

    def _take(self) -> None:
        self._chosen.fill(" ".join([self._chosen.value(), *(code for code, _ in self._said)]))
        self.look()
