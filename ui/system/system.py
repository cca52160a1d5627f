"""系统设置: the school, its rules, who may open the file, backups, the journal, the text size."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from ui.context import Context
from ui.kit.page_header import PageHeader
from ui.kit.part import Part
from ui.kit.tab_page import TabPage
from ui.rules.policy_tab import PolicyTab
from ui.system.backup_tab import BackupTab
from ui.system.check_tab import CheckTab
from ui.system.display_tab import DisplayTab
from ui.system.holiday_tab import HolidayTab
from ui.system.journal_tab import JournalTab
from ui.system.lists_tab import ListsTab
from ui.system.school_tab import SchoolTab
from ui.system.users_tab import UsersTab


class SystemPage(TabPage):
    """``open(tab=…)`` shows a tab."""

    made_of: ClassVar[Mapping[str, type[Part]]] = {
        "school": SchoolTab,
        "policy": PolicyTab,
        "lists": ListsTab,
        "holidays": HolidayTab,
        "users": UsersTab,
        "backup": BackupTab,
        "journal": JournalTab,
        "check": CheckTab,
        "display": DisplayTab,
    }
    help_topic = "备份与密码"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.head.addWidget(PageHeader("系统设置"))
        self.head.addSpacing(4)
