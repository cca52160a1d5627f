"""The sights of the tour, in order: every page, tab and dialog of the demonstration school.

Each step is a line: a name, and what leads to the sight. Pages of tabs and the registers of papers and
imports say themselves what they are made of.
"""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QPushButton

from app import opening, papers
from app.certificates import ledger
from app.classes import classes, lessons
from app.classes.charts import SHARE
from app.file import backup, vault
from app.file.session import Session
from app.ground import jobs, paths
from app.papers import Kind
from app.papers import certificates as certificate_paper
from app.people import students
from app.school import users
from app.teaching import venues
from ui import import_sights
from ui.certificates.class_certificates import ClassCertificates
from ui.classes.approval_form import ApprovalDialog
from ui.classes.class_page import ClassPage
from ui.classes.desk.grid import COURSE, carry
from ui.classes.new_class import NewClassDialog
from ui.classes.past_class import PastClassDialog
from ui.classes.statistics import StatisticsPage
from ui.kit import ask
from ui.kit.crash import CrashDialog
from ui.kit.list_page import ListPage
from ui.mainwindow import MainWindow
from ui.papers.paper_options import OptionBar
from ui.people.student import StudentDialog
from ui.photograph import dialogs, settle
from ui.school.new_school import NewSchoolDialog
from ui.system_sights import CHEAP, PASSWORD, Step, page_of, system_steps

QUESTION = "课程编排和学员入班记录会一并删除，可以撤销。证书台账保留。"
CERTIFICATES_TAB = 2


def steps(window: MainWindow, school: Path) -> Iterator[Step]:
    """The sights in order. Each is reached only when the one before has been photographed."""

    go = window.go
    yield "start", lambda: None
    yield "manual", window.show_help
    yield "about", window.show_about
    yield "new-school", lambda: _new_school(window)
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
    yield "classes", lambda: (setattr(window.settings, "automatic", False), go("classes"))
    yield "new-class", lambda: page_of(window).begin()
    yield "new-class-restored", lambda: _restored(window)
    yield from _past_steps(window)
    yield from _class_steps(window)
    for name in ("courses", "teachers", "venues", "students"):
        yield name, lambda name=name: go(name)
        yield f"new-{name.removesuffix('s')}", lambda: page_of(window).begin()
    yield "student", lambda: _open_first(window, "students")
    yield "student-certificates", lambda: _certificates_of(window)
    yield "student-archived", lambda: _archive_one(window)
    yield "ledger", lambda: go("ledger")
    draft = next(c.id for c in opened.read(classes.all) if c.status == "draft")
    yield from import_sights.steps(window, draft)
    yield from _paper_steps(window)
    for tab in StatisticsPage.made_of:
        yield f"statistics-{tab}", lambda tab=tab: go("statistics", tab=tab)
        if tab == "charts":
            yield "statistics-shares", lambda: go("statistics", tab="charts", chart=SHARE)
    yield from system_steps(window, opened, draft)
    for page in sorted((paths.RESOURCES / "manual").glob("*.md"))[:1]:
        yield "help", lambda page=page: go("help", topic=page.stem)
    yield "help-secrecy", lambda: go("help", topic="保密检查说明")
    # a question and an error come as the program shows them, but without waiting for an answer
    yield "question", lambda: ask.open_question(window, "删除班次", QUESTION, "删除", danger=True)
    yield "crash", CrashDialog("Traceback (most recent call last):\n…", window).open
    yield "locked", window.lock
    yield "start-recent", window.leave_school


def _restored(window: MainWindow) -> None:
    """A new class that was begun, left by Esc and begun again."""
    context = window.context
    assert context is not None
    for dialog in (NewClassDialog(context, 2027, window) for _ in range(2)):
        dialog.open()
        settle()
        if not dialog.form.values()["name"]:
            dialog.form.fill({"name": "2027年春季科级干部进修班", "issue": "第1期"})
            dialog.spans.retype([["2027-03-01", ""]])
            dialog.reject()


def _new_school(window: MainWindow) -> None:
    """Where a school would lie on a school's computer."""
    window.start.new_school()
    dialog = window.start.dialog
    assert isinstance(dialog, NewSchoolDialog)
    dialog.form.fill({"folder": "D:\\党校教务"})


def _new_home(window: MainWindow, school: Path) -> None:
    """A school that was founded a minute ago."""
    path = school.parent / "新学校.dxjw"
    if not path.exists():
        opening.create(path, name="中共青山县委党校", password=PASSWORD, cost=CHEAP)
    window.settings.automatic = True
    window.show_school(opening.open_school(path, PASSWORD, runner=jobs.Inline()))


def _home(window: MainWindow, opened: Session) -> None:
    """The school on a day in the middle of a class."""
    key, now = str(opened.path.resolve()), datetime.datetime.now()
    window.settings.backups[key] = window.settings.outside[key] = f"{now:%Y-%m-%d} 08:30"
    window.settings.automatic = False  # the school before leaves no copy
    window.show_school(opened)
    assert window.context is not None
    window.settings.automatic = True
    window.context.today = lambda: datetime.date(2026, 11, 18)
    window.go("home")
    window.pages.reload()


def _found(window: MainWindow, school: Path) -> None:
    """The second question to somebody who makes a school: by which rules its classes are judged."""
    window.start.new_school()
    dialog = window.start.dialog
    assert isinstance(dialog, NewSchoolDialog)
    typed = {"name": "中共青山县委党校", "user": "李敏", "folder": str(school.parent / "新校")}
    dialog.form.fill({**typed, "password": PASSWORD, "again": PASSWORD})
    dialog.go()


def _past_steps(window: MainWindow) -> Iterator[Step]:
    """补录: the list of a year before, the form, and what a class of then shows."""
    context = window.context
    assert context is not None
    of_then = [c for c in context.read(classes.all) if c.brought_in]
    brought = next(c.id for c in of_then if c.typed_people is None)  # its people are written down
    yield "classes-past", lambda: window.go("classes", year="2024")
    yield "past-class-new", PastClassDialog(context, window).open
    for tab in ("info", "students", "certificates"):
        yield f"class-past-{tab}", lambda tab=tab: window.go("class", class_id=brought, tab=tab)


def _class_steps(window: MainWindow) -> Iterator[Step]:

    context = window.context
    assert context is not None
    by_status = {c.status: c.id for c in context.read(classes.all) if not c.brought_in}
    draft = next(c.id for c in context.read(classes.all) if c.status == "draft")
    running = by_status["running"]

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
    yield "class-approve", lambda: ApprovalDialog(context, draft, "科级干部进修班", page()).open()
    yield "class-approval-noted", lambda: (show(running, "info"), page().info.note_approval())
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
    held = context.read(classes.all)
    closed = next(c.id for c in held if c.status == "closed" and not c.brought_in)

    def preview(kind: Kind) -> None:
        if kind.of == "class":
            window.go("class", class_id=closed, tab="students")
        elif kind.of == "person":
            _open_first(window, "students")
        else:
            window.go("statistics")
        settle()
        over = dialogs()[0] if kind.of == "person" else page_of(window)
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
    held = context.read(certificate_paper.gather, int(str(page_of(window).place()["class_id"])))
    true, other, *_ = held.items
    false = replace(other, wording=other.wording.replace(other.name, "王小明"))
    path = context.session.path.with_name("证书.pdf")
    certificate_paper.write(replace(held, items=(true, false)), path)
    window.verify().check(path)


def _open_first(window: MainWindow, name: str) -> None:
    window.go(name)
    settle()
    page = page_of(window)
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
        own = next(i for i in ids if not rows[i]["brought_in"])
        new = context.session.run(ledger.reissue(own, "姓名有误")).value
        rows = context.read(ledger.LISTING.rows, [new])
    dialog = StudentDialog(context, int(str(rows[new]["student_id"])), window)
    dialog.tabs.setCurrentIndex(CERTIFICATES_TAB)
    dialog.open()


def _archive_one(window: MainWindow) -> None:
    """A list in which somebody is archived and shown all the same."""
    window.go("students")
    settle()
    page, context = page_of(window), window.context
    assert isinstance(page, ListPage) and context is not None
    if page.archived_too.isHidden():
        context.session.run(students.archive([page.model.id_at(1)]))
        page.reload()
    page.archived_too.setChecked(True)
