"""One thing to be done: a sign, a sentence; a click, or Enter, goes where it is done."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.home import Duty
from ui import theme
from ui.kit import verb_menu
from ui.kit.text import Plain, label
from ui.kit.verb_menu import Verb

SIGNS = {"block": ("✗", theme.ACCENT), "warn": ("△", theme.WARN), "info": ("·", theme.QUIET)}
WORDS = {"block": "须改正", "warn": "请留意", "info": "提示"}


class Entry(QFrame):
    """A line that is pressed as a whole; ``followed`` when it is."""

    followed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.role(self, "entry")
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(name)
        opens = Verb("打开", self.followed.emit, "Return")
        verb_menu.offer(self, lambda _: [opens])
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(*(theme.px(m) for m in (7, 3, 7, 4)))
        self.row.setSpacing(theme.px(8))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Go there, unless the hand was taken away."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self.followed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter or space as a click."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.followed.emit()
        else:
            super().keyPressEvent(event)


def onward() -> Plain:
    """Return the mark of a line that leads somewhere."""
    made = label("›", "quiet")
    made.setAlignment(Qt.AlignmentFlag.AlignTop)
    return made


class DutyLine(Entry):
    """Shows a duty, by sign and by ink."""

    def __init__(self, duty: Duty, parent: QWidget | None = None) -> None:
        super().__init__(f"{WORDS[duty.tone]}：{duty.text}", parent)
        self.duty = duty
        sign, ink = SIGNS[duty.tone]
        mark = label(sign, "strong")
        mark.setStyleSheet(f"color: {ink};")
        mark.setFixedWidth(theme.px(14))
        mark.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.text = label(duty.text, wrap=True)
        if duty.tone == "block":
            self.text.setStyleSheet(f"color: {ink};")
        self.row.addWidget(mark)
        self.row.addWidget(self.text, 1)
        self.row.addWidget(onward())
