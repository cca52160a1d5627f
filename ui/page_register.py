"""The pages of the window by name: where each is, and where the rail shows it.

A page is named here and imported when it is first shown, or while nobody works: a start loads the one it
begins with.
"""

from __future__ import annotations

import importlib

from ui.kit.page import Page

PAGES = {
    "home": "ui.home.home.HomePage",
    "classes": "ui.classes.class_list.ClassListPage",
    "class": "ui.classes.class_page.ClassPage",
    "courses": "ui.teaching.course_list.CourseListPage",
    "teachers": "ui.teaching.teacher_list.TeacherListPage",
    "students": "ui.people.student_list.StudentListPage",
    "ledger": "ui.certificates.ledger_page.LedgerPage",
    "import": "ui.exchange.review_page.ReviewPage",
    "venues": "ui.teaching.venue_list.VenueListPage",
    "statistics": "ui.classes.statistics.StatisticsPage",
    "system": "ui.system.system.SystemPage",
    "help": "ui.system.help.HelpPage",
}
HOME = "home"
UPPER = (
    ("home", "工作台", "home"),
    ("classes", "班次", "classes"),
    ("courses", "课程库", "courses"),
    ("teachers", "师资库", "teachers"),
    ("students", "学员", "students"),
    ("ledger", "证书台账", "certificate"),
    ("statistics", "统计报表", "statistics"),
)
LOWER = (("system", "系统设置", "system"), ("help", "帮助", "help"))
UNDER = {"class": "classes", "venues": "courses"}
"""Pages without an entry of their own; others say themselves what they belong to."""
NOT_REOPENED = frozenset({"import", "help"})


def page_class(name: str) -> type[Page]:
    """Load and return the class of a page. Raises KeyError, a bug, where there is none."""
    module, _, found = PAGES[name].rpartition(".")
    return getattr(importlib.import_module(module), found)
