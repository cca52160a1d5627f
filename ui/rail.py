"""The rail at the left: the school, its pages, and who works here."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.file.rights import User
from ui import theme
from ui.kit.link_button import link_button
from ui.kit.scrolled import scrolled
from ui.kit.text import label

WIDTH = 176
BACKUP_LATE = datetime.timedelta(days=7)


class NavButton(QPushButton):
    """An entry of the rail; its icon takes the accent while its page is shown."""

    def __init__(self, text: str, icon: str) -> None:
        super().__init__(text)
        self._icon = icon
        self.setCheckable(True)
        theme.role(self, "nav")
        self.setIconSize(QSize(theme.px(18), theme.px(18)))
        self.toggled.connect(self._tint)
        self._tint(False)

    def _tint(self, on: bool) -> None:
        self.setIcon(theme.icon(self._icon, theme.ACCENT if on else theme.QUIET))


class Rail(QFrame):
    """``picked(page)`` when an entry is clicked; ``entries`` are (page, text, icon)."""

    picked = Signal(str)

    def __init__(
        self,
        upper: Sequence[tuple[str, str, str]],
        lower: Sequence[tuple[str, str, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        theme.role(self, "rail")
        self.setFixedWidth(theme.px(WIDTH))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(m) for m in (8, 18, 8, 14)))
        column.setSpacing(theme.px(4))
        self.school = label("", "school", wrap=True)
        self.school.setContentsMargins(theme.px(12), 0, theme.px(8), theme.px(14))
        column.addWidget(self.school)
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self.buttons: dict[str, NavButton] = {}
        column.addWidget(self._entries(upper, lower), 1)
        column.addSpacing(theme.px(6))
        self.user = label("", "quiet", wrap=True)
        self.user.setContentsMargins(theme.px(12), 0, 0, 0)
        self.backup = link_button()
        self.backup.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.backup.clicked.connect(lambda: self.picked.emit("backup"))
        column.addWidget(self.user)
        column.addWidget(self.backup)

    def show_page(self, page: str) -> None:
        """Mark the entry of the page that is shown; "" marks none."""
        for name, button in self.buttons.items():
            button.setChecked(name == page)

    def show_school(self, school: str, user: User | None, backed_up_at: str | None) -> None:
        """Say whose file this is, who works here, and when it was last backed up.

        '' is never, None a file of which none is made: a backup that is looked at.
        """
        self.school.setText(school)
        self.user.setText(f"{user.name} · {user.role_name}" if user else "")
        self.backup.setVisible(backed_up_at is not None)
        if backed_up_at is None:
            return
        self.backup.setText(_backup_text(backed_up_at))
        self.backup.setToolTip("到「系统设置 · 备份」")
        colour = theme.WARN if _backup_late(backed_up_at) else theme.QUIET
        self.backup.setStyleSheet(
            f"color: {colour}; font-size: {theme.px(12)}px; padding: 0 {theme.px(11)}px;"
        )

    def _entries(
        self, upper: Sequence[tuple[str, str, str]], lower: Sequence[tuple[str, str, str]]
    ) -> QScrollArea:
        """The pages; they scroll where large text leaves no room for all."""
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        for entry in upper:
            column.addWidget(self._button(*entry))
        column.addStretch(1)
        for entry in lower:
            column.addWidget(self._button(*entry))
        return scrolled(inside, across=False)

    def _button(self, page: str, text: str, icon: str) -> NavButton:
        button = NavButton(text, icon)
        button.clicked.connect(lambda: self._click(page))
        self._group.addButton(button)
        self.buttons[page] = button
        return button

    def _click(self, page: str) -> None:
        self.buttons[page].setChecked(True)
        self.picked.emit(page)


def _backup_text(at: str) -> str:
    if not at:
        return "还没有备份"
    days = (datetime.date.today() - datetime.date.fromisoformat(at[:10])).days
    word = {0: "今天", 1: "昨天"}.get(days, at[5:10])
    return f"上次备份 {word} {at[11:16]}"


def _backup_late(at: str) -> bool:
    return not at or datetime.datetime.now() - datetime.datetime.fromisoformat(at) > BACKUP_LATE
