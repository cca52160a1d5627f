"""系统设置: the school, its rules, who may open the file, backups, the journal, the text size."""

from __future__ import annotations

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from ui import theme
from ui.context import Context
from ui.kit.page import Page
from ui.kit.page_header import PageHeader
from ui.rules.policy_tab import PolicyTab
from ui.system.backup_tab import BackupTab
from ui.system.display_tab import DisplayTab
from ui.system.journal_tab import JournalTab
from ui.system.school_tab import SchoolTab
from ui.system.users_tab import UsersTab

# the journal shows every change, so every kind concerns this page
EVERY_KIND = frozenset(
    {"school", "half_day", "user", "unit", "teacher", "venue", "course", "student"}
    | {"policy_profile", "share_rule", "presence_rule", "class", "class_span", "lesson"}
    | {"lesson_lecturer", "enrolment", "certificate", "hour_entry", "attendance"}
)
TABS = ("school", "policy", "users", "backup", "journal", "display")


class SystemPage(Page):
    """``open(tab=…)`` shows a tab: one of TABS."""

    help_topic = "备份与密码"
    kinds = EVERY_KIND

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(m) for m in theme.MARGIN))
        column.setSpacing(theme.px(8))
        column.addWidget(PageHeader("系统设置"))
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.parts: dict[str, QWidget] = {}
        for key, title, made in (
            ("school", "学校", SchoolTab(context)),
            ("policy", "政策指标", PolicyTab(context)),
            ("users", "用户与密码", UsersTab(context)),
            ("backup", "备份", BackupTab(context)),
            ("journal", "操作记录", JournalTab(context)),
            ("display", "显示", DisplayTab(context)),
        ):
            self.parts[key] = made
            self.tabs.addTab(made, title)
        self.tabs.currentChanged.connect(lambda _: self.reload())
        column.addWidget(self.tabs, 1)

    def open(self, **args: object) -> None:
        """Show a tab."""
        if args.get("tab") in self.parts:
            self.tabs.setCurrentWidget(self.parts[str(args["tab"])])

    def place(self) -> dict[str, object]:
        """The tab shown."""
        shown = self.tabs.currentWidget()
        return {"tab": next(key for key, part in self.parts.items() if part is shown)}

    def topic(self) -> str:
        """The manual's page about the tab shown."""
        shown = self.tabs.currentWidget()
        topics = {
            self.parts["school"]: "开始",
            self.parts["policy"]: "政策指标",
            self.parts["users"]: "用户与权限",
            self.parts["display"]: "开始",
        }
        return topics.get(shown, self.help_topic)

    def reload(self) -> None:
        """Read anew what the tab shows; the others are read when they are shown."""
        self.tabs.currentWidget().reload()  # type: ignore[attr-defined]
