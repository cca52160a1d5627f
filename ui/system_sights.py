"""The sights of the settings, for the tour: every tab, and what is opened from it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import TypeVar

from app import inspection, opening
from app.classes import classes
from app.file import backup
from app.file.finding import Finding
from app.file.session import Session
from app.file.vault import Cost
from ui.kit.page import Page
from ui.kit.part import Part
from ui.mainwindow import MainWindow
from ui.photograph import dialogs, settle
from ui.rules.policy_tab import PolicyTab
from ui.school.recovery_code import RecoveryCodeDialog
from ui.system.backup_tab import BackupTab
from ui.system.check_tab import CheckTab
from ui.system.copies_card import CopiesCard
from ui.system.holiday_tab import HolidayTab
from ui.system.journal_tab import JournalTab
from ui.system.password_question import PasswordQuestion
from ui.system.retrieval_dialog import RetrievalDialog
from ui.system.system import SystemPage
from ui.system.users_tab import UsersTab

PASSWORD = "tour-2026"
CHEAP = Cost(memory=64, passes=1, lanes=1)
FOUND = [  # what a check tells of a file in which somebody worked past the program
    Finding(
        "学员「张伟」（编号 3）与最后一次操作记下的内容不符",
        "它在程序之外被改过或删除，没有留下操作记录",
    ),
    Finding("文件少了触发器 class_approval", "守规定、记操作的部件不在了，此后的写入没有经过核对"),
    Finding(
        "搜索索引损坏", "学员资料完好，只是按姓名、拼音搜索会出错或找不全", "重建搜索索引", "search"
    ),
]

Step = tuple[str, Callable[[], object]]
P = TypeVar("P", bound=Part)


def system_steps(window: MainWindow, opened: Session, draft: int) -> Iterator[Step]:
    """Every tab of the settings, and what is opened from it."""

    for tab in SystemPage.made_of:
        yield f"system-{tab}", lambda tab=tab: window.go("system", tab=tab)
        if tab == "backup":
            yield from _backup_steps(window, draft)
        if tab == "policy":
            yield "system-policy-edit", lambda: _part(window, PolicyTab).edit("interactive")
        if tab == "holidays":
            yield "holiday-line", lambda: _part(window, HolidayTab).add()
            yield "holiday-notice", lambda: _part(window, HolidayTab).paste()
        if tab == "journal":
            yield "archive-journal", lambda: _part(window, JournalTab).archive()
        if tab == "check":
            found = inspection.of_session(opened)
            yield "system-check-good", lambda f=found: _part(window, CheckTab).show_findings(f)
            yield "system-check-found", lambda: _part(window, CheckTab).show_findings(FOUND)
        if tab == "users":
            yield "change-password", lambda: _part(window, UsersTab).password_button.click()
            yield "new-user", lambda: _part(window, UsersTab).add_button.click()
            yield "change-role", lambda: _change_role(window)
            yield "give-password", lambda: _give_password(window)
            yield "rekey", lambda: _part(window, UsersTab).rekey(why="已删除王芳。")
            yield "recovery-question", lambda: _part(window, UsersTab).show_code()
            code = opening.recovery_code(opened, PASSWORD)
            yield "recovery-code", lambda code=code: _part(window, UsersTab).reveal(code)
            shown = RecoveryCodeDialog("演示", "演示.dxjw", code, window, instead=True)
            yield "new-recovery-code", shown.open


def _backup_steps(window: MainWindow, draft: int) -> Iterator[Step]:
    """Copies that are there, one restored on trial, one looked through, and the line that reminds."""
    context = window.context
    assert context is not None
    session = context.session

    def card() -> CopiesCard:
        page = page_of(window)
        assert isinstance(page, SystemPage)
        tab = page.parts["backup"]
        assert isinstance(tab, BackupTab)
        return tab.copies

    def fill() -> None:
        context.keeper.note(context.keeper.keep())
        context.settings.automatic = True
        context.settings.stick = {"volume": "1A2B-3C4D", "label": "党校备份", "folder": "教务"}
        backup.snapshot(session, context.keeper.folder / backup.proposed_name(session))
        window.go("system", tab="backup")
        _part(window, BackupTab).folder.setText("D:\\党校教务\\备份")  # as on a school's computer
        card().table.selectRow(0)

    def look_through() -> None:
        card().table.selectRow(0)
        session.run(classes.delete(draft))
        card().retrieve()
        settle()
        for dialog in dialogs():
            if isinstance(dialog, RetrievalDialog):
                dialog.show_one("class", draft)

    def remind() -> None:
        context.settings.automatic = False
        session.undo()
        now = datetime.datetime.now()
        key = str(session.path.resolve())
        context.settings.outside[key] = f"{now - datetime.timedelta(days=9):%Y-%m-%d %H:%M}"
        context.keeper.now = lambda: now + datetime.timedelta(days=1)
        window.go("classes")

    yield "system-backup-there", fill
    yield "system-backup-rehearsed", lambda: card().rehearse()
    yield "system-backup-retrieval", look_through
    question = "它是更换密钥以前做的，要用当时的密码；或者它不是本校的备份，或已损坏。"
    yield "system-backup-password", PasswordQuestion("打开备份", question, window).open
    yield "classes-reminder", remind


def _give_password(window: MainWindow) -> None:
    _part(window, UsersTab).table.selectRow(1)
    _part(window, UsersTab).give_password()


def _part(window: MainWindow, kind: type[P]) -> P:
    """A tab of the system's page."""
    page = page_of(window)
    assert isinstance(page, SystemPage)
    return next(part for part in page.parts.values() if isinstance(part, kind))


def _change_role(window: MainWindow) -> None:
    _part(window, UsersTab).table.selectRow(0)
    _part(window, UsersTab).change_role()


def page_of(window: MainWindow) -> Page:
    """Return the page that is shown."""
    page = window.current()
    assert page is not None
    return page
