"""The line on the first page that tells how old the last copy on another disk is."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.context import Context
from ui.kit.link_button import link_button
from ui.kit.message import MessageBar


class BackupReminder(MessageBar):
    """Calm, one line; closed, it says no more today."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.go_button = link_button("去备份")
        self.go_button.clicked.connect(lambda: context.go("system", tab="backup"))
        self.add(self.go_button)
        self.close_button.setToolTip("今天不再提醒")
        self.close_button.setAccessibleName("今天不再提醒")
        self.close_button.clicked.connect(context.keeper.quiet_today)
        context.backed_up.connect(self.reload)

    def reload(self) -> None:
        """Say what there is to say, or nothing."""
        self.show_text(self._context.keeper.reminder(), "info")
