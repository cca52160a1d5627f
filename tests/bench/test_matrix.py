"""Typing in the list of a class: what one keystroke costs the window's thread, with 500 students.

The yardstick is painting the list once. Times are of this thread alone, so that a busy machine does not
count; the writing is the writer's thread's.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from app.classes import classes
from app.file import vault
from app.file.session import Session
from app.ground import settings
from app.opening import create, open_school
from tests.ui import keys
from tests.ui.planned import crowd
from ui.app import prepare
from ui.bridge import Bridge
from ui.classes.class_page import ClassPage
from ui.classes.class_students import ClassStudents
from ui.mainwindow import MainWindow

FRAME = 16  # ms
PASSWORD = "secret-word"


@pytest.fixture(scope="module")
def app() -> QApplication:
    return prepare(settings.Settings())


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    path = tmp_path / "school.dxjw"
    create(path, name="党校", password=PASSWORD, cost=vault.Cost(memory=64, passes=1, lanes=1))
    with open_school(path, PASSWORD) as session:
        yield session


def listed(app: QApplication, session: Session, count: int) -> tuple[MainWindow, ClassStudents]:
    """The window of the smallest screen, at the students of a class of ``count``."""
    class_id = session.run(classes.create({"code": f"{count}", "name": f"{count}人班"})).value
    crowd(session, class_id, count)
    window = MainWindow(settings.Settings(), Bridge(app))
    window.resize(1366, 768)
    window.show()
    window.show_school(session)
    window.go("class", class_id=class_id, tab="students")
    page = window.current()
    assert isinstance(page, ClassPage)
    window.activateWindow()
    page.students.table.setFocus()
    while not page.students.table.hasFocus():
        QCoreApplication.processEvents()
    return window, page.students


def median(do: Callable[[], object], times: int = 25) -> float:
    """Milliseconds of this thread for what is done and painted after it."""
    found = []
    for _ in range(times):
        start = time.thread_time()
        do()
        QCoreApplication.processEvents()
        found.append(1000 * (time.thread_time() - start))
    return statistics.median(found)


def costs(students: ClassStudents) -> dict[str, float]:
    """What each kind of keystroke costs, in ms."""
    grid = students.table
    group = [column.key for column in students.model.columns].index("group_name")
    grid.go((0, group))
    QCoreApplication.processEvents()
    found = {"painting it all": median(grid.viewport().repaint)}
    found["↓ in sight"] = median(lambda: keys.press("Down"), 8)
    found["↓ beyond"] = median(lambda: keys.press("Down"))
    grid.go((0, group))
    first, more, enter = [], [], []
    for number in range(25):
        first.append(median(lambda: keys.press("=A"), 1))
        more.append(median(lambda n=number: keys.press(f"={n % 10}"), 1))
        written = students.context.session.undo_name()
        start = time.thread_time()
        keys.press("Return")
        while students.context.session.undo_name() == written:
            QCoreApplication.processEvents()
        QCoreApplication.processEvents()
        enter.append(1000 * (time.thread_time() - start))
    found["first letter"], found["next letter"] = map(statistics.median, (first, more))
    found["Enter, written and read again"] = statistics.median(enter)
    return found


def test_a_keystroke_among_500_costs_what_it_costs_among_50(
    app: QApplication, session: Session
) -> None:
    found = {}
    for count in (50, 500):
        window, students = listed(app, session, count)
        found[count] = costs(students)
        window.hide()
        students.context.bridge.deleteLater()
    for name, few in found[50].items():
        many = found[500][name]
        print(f"\n  {name}: {few:.1f} ms among 50, {many:.1f} ms among 500", end="")
        assert many < 1.5 * few + 1
        assert many < 4 * found[500]["painting it all"]
    print(f"\n  a frame is {FRAME} ms")
