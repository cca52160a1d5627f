"""The sights of the tour, in order: every page, tab and dialog of the demonstration school.

Each step is a line: a name, and what leads to the sight. Pages of tabs and the registers of papers and
imports say themselves what they are made of.
"""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QPushButton

from app import demo, exchange, inspection, opening, papers
from app.certificates import ledger
from app.classes import classes, lessons
from app.classes.charts import SHARE
from app.file import backup, vault
from app.file.finding import Finding
from app.file.session import Session
from app.file.vault import Cost
from app.ground import jobs, paths
from app.papers import Kind
from app.papers import certificates as certificate_paper
from app.people import students
from app.school import users
from app.teaching import venues
from ui.certificates.class_certificates import ClassCertificates
from ui.classes.class_page import ClassPage
from ui.classes.desk.grid import COURSE, carry
from ui.classes.statistics import StatisticsPage
from ui.kit import ask
from ui.kit.crash import CrashDialog
from ui.kit.list_page import ListPage
from ui.kit.page import Page
from ui.kit.part import Part
from ui.mainwindow import MainWindow
from ui.papers.paper_options import OptionBar
from ui.people.student import StudentDialog
from ui.photograph import dialogs, settle
from ui.rules.policy_tab import PolicyTab
from ui.school.new_school import NewSchoolDialog
from ui.school.recovery_code import RecoveryCodeDialog
from ui.system.backup_tab import BackupTab
from ui.system.check_tab import CheckTab
from ui.system.copies_card import CopiesCard
from ui.system.journal_tab import JournalTab
from ui.system.password_question import PasswordQuestion
from ui.system.retrieval_dialog import RetrievalDialog
from ui.system.system import SystemPage
from ui.system.users_tab import UsersTab

PASSWORD = "tour-2026"
CHEAP = Cost(memory=64, passes=1, lanes=1)
QUESTION = "课程编排和学员入班记录会一并删除，可以撤销。证书台账保留。"
CERTIFICATES_TAB = 2
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


def steps(window: MainWindow, school: Path) -> Iterator[Step]:
    """The sights in order. Each is reached only when the one before has been photographed."""

    go = window.go
    yield "start", lambda: None
    yield "manual", window.show_help
    yield "about", window.show_about
    yield "new-school", window.start.new_school
    yield "new-school-rules", lambda: _found(window, school)
    yield "login", lambda: window.start.ask_password(school)
    yield "recovery", lambda: window.start.recover(school)
    yield "lacks-work", lambda: _lacking(window, school)
    copy = school.with_name("演示学校 备份 20261128-1730.dxjw")
    with opening.open_school(school, PASSWORD, runner=jobs.Inline()) as opened:
        backup.snapshot(opened, copy)
    yield "restore", lambda: window.start.restore(copy, school)
    yield "restore-checked", lambda: _checked(window, copy, school)
    looked_at = opening.open_school(copy, PASSWORD, runner=jobs.Inline())
    yield "backup-opened", lambda: window.show_school(looked_at)
    window.leave_school()
    opened = opening.open_school(school, PASSWORD, runner=jobs.Inline())
    if len(opened.read(users.all)) == 1:  # the walk at another size has added her already
        opening.add_user(opened, "王芳", PASSWORD, role="class_teacher", cost=CHEAP)
    yield "home-new", lambda: _new_home(window, school)
    yield "home", lambda: _home(window, opened)
    yield "classes", lambda: go("classes")
    yield "new-class", lambda: _page(window).begin()
    yield from _class_steps(window)
    for name in ("courses", "teachers", "venues", "students"):
        yield name, lambda name=name: go(name)
        yield f"new-{name.removesuffix('s')}", lambda: _page(window).begin()
    yield "student", lambda: _open_first(window, "students")
    yield "student-certificates", lambda: _certificates_of(window)
    yield "student-archived", lambda: _archive_one(window)
    yield "ledger", lambda: go("ledger")
    faulty = demo.workbook("学员名册（有错）.xlsx")
    yield "import-findings", lambda: go("import", path=faulty)
    draft = next(c.id for c in opened.read(classes.all) if c.status == "draft")
    for kind in exchange.KINDS:
        args = {"kind": kind.key} | ({"class_id": draft} if kind.into == "must" else {})
        yield f"import-{kind.key}-empty", lambda args=args: go("import", **args)
        example = demo.workbook(kind.example)
        yield f"import-{kind.key}", lambda args=args, path=example: go("import", path=path, **args)
    yield from _paper_steps(window)
    for tab in StatisticsPage.made_of:
        yield f"statistics-{tab}", lambda tab=tab: go("statistics", tab=tab)
        if tab == "charts":
            yield "statistics-shares", lambda: go("statistics", tab="charts", chart=SHARE)
    yield from _system_steps(window, opened, draft)
    for page in sorted((paths.RESOURCES / "manual").glob("*.md"))[:1]:
        yield "help", lambda page=page: go("help", topic=page.stem)
    yield "help-secrecy", lambda: go("help", topic="保密检查说明")
    # a question and an error come as the program shows them, but without waiting for an answer
    yield "question", lambda: ask.open_question(window, "删除班次", QUESTION, "删除", danger=True)
    yield "crash", CrashDialog("Traceback (most recent call last):\n…", window).open
    yield "locked", window.lock
    yield "start-recent", window.leave_school


def _new_home(window: MainWindow, school: Path) -> None:
    """A school that was founded a minute ago."""
    path = school.parent / "新学校.dxjw"
    if not path.exists():
        opening.create(path, name="中共青山县委党校", password=PASSWORD, cost=CHEAP)
    window.show_school(opening.open_school(path, PASSWORD, runner=jobs.Inline()))


def _home(window: MainWindow, opened: Session) -> None:
    """The school on a day in the middle of a class."""
    window.show_school(opened)
    assert window.context is not None
    window.context.today = lambda: datetime.date(2026, 11, 18)
    window.go("home")
    window.pages.reload()


def _system_steps(window: MainWindow, opened: Session, draft: int) -> Iterator[Step]:
    """Every tab of the settings, and what is opened from it."""

    for tab in SystemPage.made_of:
        yield f"system-{tab}", lambda tab=tab: window.go("system", tab=tab)
        if tab == "backup":
            yield from _backup_steps(window, draft)
        if tab == "policy":
            yield "system-policy-edit", lambda: _part(window, PolicyTab).edit("interactive")
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


def _found(window: MainWindow, school: Path) -> None:
    """The second question to somebody who makes a school: by which rules its classes are judged."""
    window.start.new_school()
    dialog = window.start.dialog
    assert isinstance(dialog, NewSchoolDialog)
    typed = {"name": "中共青山县委党校", "user": "李敏", "folder": str(school.parent / "新校")}
    dialog.form.fill({**typed, "password": PASSWORD, "again": PASSWORD})
    dialog.go()


def _backup_steps(window: MainWindow, draft: int) -> Iterator[Step]:
    """Copies that are there, one restored on trial, one looked through, and the line that reminds."""
    context = window.context
    assert context is not None
    session = context.session

    def card() -> CopiesCard:
        page = _page(window)
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


def _class_steps(window: MainWindow) -> Iterator[Step]:

    context = window.context
    assert context is not None
    by_status = {c.status: c.id for c in context.read(classes.all)}
    draft = next(c.id for c in context.read(classes.all) if c.status == "draft")

    def page() -> ClassPage:
        found = window.page("class")
        assert isinstance(found, ClassPage)
        return found

    def show(class_id: int, tab: str) -> None:
        window.go("class", class_id=class_id, tab=tab)

    def hover() -> None:
        desk = page().desk
        interactive = next(c for c in desk.library.courses() if c.method == "case")
        free = next(p for p in desk.grid.places() if not desk.grid.lessons_at(*p))
        desk.grid.aim(carry(COURSE, interactive.id), free)

    def edit() -> None:
        page().desk.grid.aim(carry(COURSE, 0), None)
        held = context.read(lessons.of_class, draft)
        page().desk.show_lessons((held[4].id,))
        page().desk.grid.edit_wanted.emit(held[4].id)

    def type_too_much() -> None:
        students = page().students
        group = [column.key for column in students.model.columns].index("group_name")
        students.table.go((3, group))
        students.table.edit_within()
        line = students.table.line()
        if line is not None:
            line.setText("第三学习小组，住东楼二层，早操在操场北面集合")
            line.finished.emit("enter")

    def print_pane() -> None:
        page().show_paper("timetable")
        settle()
        for dialog in dialogs():
            getattr(dialog, "show_printing", lambda: None)()

    def columns() -> None:
        page().show_paper("roster")
        settle()
        for bar in (bar for dialog in dialogs() for bar in dialog.findChildren(OptionBar)):
            button = bar.controls["columns"]
            assert isinstance(button, QPushButton)
            button.click()

    yield "class-info", lambda: show(draft, "info")
    yield "class-curriculum", lambda: show(draft, "curriculum")
    yield "class-curriculum-dragging", hover
    yield "class-curriculum-editing", edit
    yield "class-refused", lambda: page().step_buttons[-1].click()
    yield "class-students", lambda: show(draft, "students")
    yield "class-students-typing", type_too_much
    yield "class-students-add", lambda: page().students.add()
    yield "class-certificates-draft", lambda: show(draft, "certificates")
    yield "class-approved", lambda: show(by_status["approved"], "curriculum")
    yield "class-issue", lambda: (show(by_status["approved"], "certificates"), _issue(page()))
    yield "class-running-info", lambda: show(by_status["running"], "info")
    yield "class-running", lambda: show(by_status["running"], "curriculum")
    yield "class-certificates", lambda: show(by_status["closed"], "certificates")
    yield "certificate-void", lambda: _first_certificate(page()).void()
    yield "certificate-reissue", lambda: _first_certificate(page()).reissue()
    yield "verification", lambda: _verify(window)
    yield "preview-draft", lambda: (show(draft, "curriculum"), page().show_paper("timetable"))
    yield "preview-printing", print_pane
    yield "preview-columns", columns


def _paper_steps(window: MainWindow) -> Iterator[Step]:
    """Every paper of the register, over the page that offers it."""
    context = window.context
    assert context is not None
    closed = next(c.id for c in context.read(classes.all) if c.status == "closed")

    def preview(kind: Kind) -> None:
        if kind.of == "class":
            window.go("class", class_id=closed, tab="students")
        elif kind.of == "person":
            _open_first(window, "students")
        else:
            window.go("statistics")
        settle()
        over = dialogs()[0] if kind.of == "person" else _page(window)
        assert isinstance(over, ClassPage | StatisticsPage | StudentDialog)
        over.show_paper(kind.key)

    for kind in papers.KINDS:
        yield f"preview-{kind.key}", lambda kind=kind: preview(kind)


def _checked(window: MainWindow, copy: Path, school: Path) -> None:
    dialog = window.start.restore(copy, school)
    assert dialog is not None
    dialog.form.fill({"name": "李敏", "password": PASSWORD})
    dialog.go_button.click()


def _lacking(window: MainWindow, school: Path) -> None:
    """A copy of file and ring that was made while the program had something in the log."""
    folder = school.parent / "U盘"
    folder.mkdir(exist_ok=True)
    with opening.open_school(school, PASSWORD, runner=jobs.Inline()) as opened:
        opened.run(venues.create({"name": "多功能厅"}))
        for file in (school, vault.ring_path(school)):
            shutil.copyfile(file, folder / file.name)
        opened.undo()
    window.start.ask_password(folder / school.name)
    dialog = window.start.dialog
    assert dialog is not None
    dialog.form.fill({"password": PASSWORD})
    dialog.go_button.click()


def _issue(page: ClassPage) -> None:
    settle()
    page.certificates.issue()


def _first_certificate(page: ClassPage) -> ClassCertificates:
    page.certificates.table.selectRow(0)
    return page.certificates


def _verify(window: MainWindow) -> None:
    """Check a certificate of the school, and another that somebody has changed."""
    context = window.context
    assert context is not None
    held = context.read(certificate_paper.gather, int(str(_page(window).place()["class_id"])))
    true, other, *_ = held.items
    false = replace(other, wording=other.wording.replace(other.name, "王小明"))
    path = context.session.path.with_name("证书.pdf")
    certificate_paper.write(replace(held, items=(true, false)), path)
    window.verify().check(path)


def _give_password(window: MainWindow) -> None:
    _part(window, UsersTab).table.selectRow(1)
    _part(window, UsersTab).give_password()


def _part(window: MainWindow, kind: type[P]) -> P:
    """A tab of the system's page."""
    page = _page(window)
    assert isinstance(page, SystemPage)
    return next(part for part in page.parts.values() if isinstance(part, kind))


def _change_role(window: MainWindow) -> None:
    _part(window, UsersTab).table.selectRow(0)
    _part(window, UsersTab).change_role()


def _page(window: MainWindow) -> Page:
    page = window.current()
    assert page is not None
    return page


def _open_first(window: MainWindow, name: str) -> None:
    window.go(name)
    settle()
    page = _page(window)
    assert isinstance(page, ListPage)
    page.open_row(page.model.id_at(0))


def _certificates_of(window: MainWindow) -> None:
    """The record of somebody whose certificate was issued anew."""
    context = window.context
    assert context is not None
    ids = context.read(ledger.LISTING.ids, sort="issue_date", descending=True)
    rows = context.read(ledger.LISTING.rows, ids)
    new = next((i for i in ids if rows[i]["replaces"]), None)
    if new is None:
        new = context.session.run(ledger.reissue(ids[0], "姓名有误")).value
        rows = context.read(ledger.LISTING.rows, [new])
    dialog = StudentDialog(context, int(str(rows[new]["student_id"])), window)
    dialog.tabs.setCurrentIndex(CERTIFICATES_TAB)
    dialog.open()


def _archive_one(window: MainWindow) -> None:
    """A list in which somebody is archived and shown all the same."""
    window.go("students")
    settle()
    page, context = _page(window), window.context
    assert isinstance(page, ListPage) and context is not None
    if page.archived_too.isHidden():
        context.session.run(students.archive([page.model.id_at(1)]))
        page.reload()
    page.archived_too.setChecked(True)
