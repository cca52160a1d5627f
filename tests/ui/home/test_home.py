"""工作台: what is to be done opens its place, the week turns, a new school is led on."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.classes import classes, enrolment, lessons
from app.classes.classes import Span
from app.exchange import half_done
from app.exchange.engine.asked import Asked
from app.exchange.engine.findings import Source
from app.home import Duty
from app.home.left_half_done import FORMS
from app.home.this_week import Day, Held
from app.people import students
from app.school import unfinished
from app.teaching import courses
from ui.classes.class_page import ClassPage
from ui.classes.new_class import NewClassDialog
from ui.context import Context
from ui.home.home import HomePage
from ui.kit.form_dialog import FormDialog
from ui.mainwindow import MainWindow
from ui.system.system import SystemPage

DAY = datetime.date(2026, 11, 18)


@pytest.fixture
def home(window: MainWindow) -> HomePage:
    """The first page of the demonstration school, in the middle of a class."""
    assert window.context is not None
    window.context.today = lambda: DAY
    window.go("home")
    window.pages.reload()
    page = window.current()
    assert isinstance(page, HomePage)
    return page


def went(context: Context) -> list[tuple[str, dict[str, object]]]:
    found: list[tuple[str, dict[str, object]]] = []
    context.asked.connect(lambda name, args: found.append((name, args)))
    return found


def test_a_line_opens_where_it_is_done_by_mouse_and_by_key(
    home: HomePage, window: MainWindow, qtbot: QtBot
) -> None:
    line = next(one for one in home.classes.lines if "主要场地没有定" in one.text.text())
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    page = window.current()
    assert isinstance(page, ClassPage)
    assert (page.class_id, page.tab) == (line.duty.id, "info")
    window.back()
    qtbot.keyClick(home.classes.heads[0], Qt.Key.Key_Return)
    assert window.page_name == "class"


def test_every_kind_of_line_has_its_place(home: HomePage) -> None:
    asked = went(home.context)
    person = home.context.read(students.LISTING.ids)[0]
    name = home.context.read(students.get, person).name
    home.follow(Duty("warn", "", "student", person))
    home.follow(Duty("warn", "", "period", part="2026秋"))
    home.follow(Duty("warn", "", "backup"))
    home.classes.more_wanted.emit("running")
    assert asked == [
        ("students", {"search": name}),
        ("statistics", {"tab": "periods", "year": 2026}),
        ("system", {"tab": "backup"}),
        ("classes", {"year": "all", "chip": "running"}),
    ]


def test_the_week_turns_and_a_lesson_opens_in_its_timetable(
    home: HomePage, window: MainWindow, qtbot: QtBot
) -> None:
    week = home.week
    rows = week.list.week.rows
    assert sum(isinstance(row, Held) for row in rows) == 10
    today = next(row for row in rows if isinstance(row, Day) and row.date == "2026-11-18")
    place = rows.index(today)
    assert week.list.week.index(place).data().endswith("今天")
    assert not week.list.week.index(place).flags() & Qt.ItemFlag.ItemIsEnabled
    qtbot.mouseClick(week.on, Qt.MouseButton.LeftButton)
    assert week.first == datetime.date(2026, 11, 23)
    for _ in range(3):
        qtbot.mouseClick(week.on, Qt.MouseButton.LeftButton)
    assert week.stack.currentWidget() is week.empty and week.next_button.isHidden()
    qtbot.mouseClick(week.this, Qt.MouseButton.LeftButton)
    assert week.stack.currentWidget() is week.list and week.this.isHidden()
    lesson = today.lessons[0]
    week.list.setCurrentIndex(week.list.week.index(place + 1))
    qtbot.keyClick(week.list, Qt.Key.Key_Return)
    page = window.current()
    assert isinstance(page, ClassPage)
    assert page.class_id == lesson.class_id and page.tab == "curriculum"
    assert page.desk.grid.place() == ("2026-11-18", "morning")


def test_an_empty_week_leads_to_the_next_with_lessons(home: HomePage) -> None:
    home.week.turn(datetime.date(2026, 10, 19))
    assert home.week.stack.currentWidget() is home.week.empty
    home.week.next_button.click()
    assert home.week.first == datetime.date(2026, 11, 2)


def test_it_follows_what_is_written_and_the_day(
    home: HomePage, window: MainWindow, qtbot: QtBot
) -> None:
    running = next(c for c in home.context.read(classes.all) if c.status == "running")
    assert any(one.duty.text.startswith("主要场地没有定") for one in home.classes.lines)
    home.context.run(classes.close(running.id))
    qtbot.waitUntil(lambda: not any(one.duty.id == running.id for one in home.classes.lines))
    window.go("courses")
    home.context.today = lambda: datetime.date(2026, 11, 30)
    window.go("home")
    assert home.date.text() == "2026年11月30日 星期一" and home.week.first.day == 30


def test_copies_and_trials_are_asked_for(home: HomePage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(home.copies.lines))
    assert [line.duty.text for line in home.copies.lines] == ["自动备份已经关掉，要靠自己记得备份"]
    assert home.nothing.isHidden()


def test_a_new_school_is_led_step_by_step(context: Context, qtbot: QtBot) -> None:
    page = HomePage(context)
    qtbot.addWidget(page)
    page.show_for()
    page.show()
    asked, buttons, run = went(context), page.steps.buttons, context.session.run
    primary = [key for key, one in buttons.items() if one.property("role") == "primary"]
    assert primary == ["courses"] and page.week.isHidden()
    page.setFocus()  # not on 撤销, the first button of the window
    assert page.focusWidget() is buttons["courses"]
    assert not buttons["roster"].isEnabled() and "第一个班次" in buttons["roster"].toolTip()
    buttons["courses"].click()
    assert asked.pop() == ("import", {"kind": "courses"})
    run(courses.create({"title": "党章", "category": "theory", "method": "lecture"}))
    page.reload()
    assert page.steps.signs["courses"].text() == "✓"
    buttons["classes"].click()
    dialog = page.findChild(NewClassDialog)
    assert dialog is not None and dialog.isVisible()
    dialog.close()
    class_id = run(
        classes.create({"code": "1", "name": "班"}, [Span("2026-11-02", "2026-11-06")])
    ).value
    page.reload()
    for key, place in (("roster", "import"), ("plan", "class")):
        buttons[key].click()
        name, args = asked.pop()
        assert name == place and args["class_id"] == class_id
    run(lessons.add(class_id, "2026-11-02", "morning", {"title": "课"}))
    run(enrolment.enrol(class_id, [run(students.create({"name": "赵一"})).value]))
    page.reload()
    assert page.steps.isHidden() and not page.week.isHidden()


def test_a_school_with_nothing_to_do_says_so(context: Context, qtbot: QtBot) -> None:
    run = context.session.run
    run(courses.create({"title": "党章", "category": "theory", "method": "lecture"}))
    class_id = run(
        classes.create({"code": "1", "name": "班"}, [Span("2026-11-02", "2026-11-06")])
    ).value
    run(lessons.add(class_id, "2026-11-02", "morning", {"title": "课"}))
    run(enrolment.enrol(class_id, [run(students.create({"name": "赵一"})).value]))
    context.settings.automatic = True
    context.today = lambda: datetime.date(2026, 1, 5)
    page = HomePage(context)
    qtbot.addWidget(page)
    page.show_for()
    qtbot.waitUntil(lambda: not page.nothing.isHidden())
    shown = {one.text() for one in page.findChildren(QLabel) if one.isVisibleTo(page)}
    assert "✓ 眼下没有要办的事。" in shown


def test_half_done_work_is_gone_on_with(context: Context, qtbot: QtBot) -> None:
    for key in FORMS:
        context.session.aside(unfinished.keep("form", key, "{}")).result()
    source = Source(Path("名册.xlsx"), "xlsx", "ab")
    context.session.aside(half_done.keep("roster", source, Asked(), None, whole=False)).result()
    page = HomePage(context)
    qtbot.addWidget(page)
    asked = went(context)
    page.show()
    assert len(page.half_done.lines) == len(FORMS) + 1 and not page.half_done.isHidden()
    for line in page.half_done.lines:
        page.follow(line.duty)
    assert ("import", {"kind": "roster", "class_id": None, "resume": "roster//ab"}) in asked
    opened = page.findChildren(FormDialog)  # those of a new class, of today and of before
    assert {type(one) for one in opened} >= {NewClassDialog} and len(opened) == 2
    assert len(asked) == len(FORMS) + 1 - len(opened)
    assert {str(args["tab"]) for name, args in asked if name == "system"} <= set(SystemPage.made_of)
    page.follow(Duty("info", "", "form", 7, "enrolment"))
    assert asked[-1] == ("class", {"class_id": 7, "tab": "students"})
