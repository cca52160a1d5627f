"""What a page is given to work with: what would come of a write, asked beside the window."""

from __future__ import annotations

import threading
from pathlib import Path

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlite_utils import Database

from app.file.session import Session
from app.opening import open_school
from app.people import students
from tests.conftest import PASSWORD
from tests.ui.planned import context_of
from ui.context import Context


def names(db: Database) -> list[str]:
    return [name for (name,) in db.execute("SELECT name FROM student ORDER BY id").fetchall()]


def window_of(qtbot: QtBot, session: Session) -> tuple[Context, QWidget]:
    context, window = context_of(session), QWidget()
    context.setParent(window)
    qtbot.addWidget(window)
    return context, window


def test_what_would_come_is_told_in_the_windows_thread_and_changes_nothing(
    qtbot: QtBot, school_session: Session
) -> None:
    context, window = window_of(qtbot, school_session)
    told: list[tuple[list[str], threading.Thread]] = []
    changed: list[object] = []
    context.changed.connect(changed.append)
    context.imagine(
        students.create({"name": "张伟"}),
        names,
        parent=window,
        on_done=lambda found: told.append((found, threading.current_thread())),
    )
    assert not told  # not before the window goes on
    qtbot.waitUntil(lambda: bool(told))
    assert told == [(["张伟"], threading.main_thread())]
    assert not changed
    assert school_session.read(names) == []


def test_only_what_is_still_asked_for_is_told(qtbot: QtBot, demo_path: Path) -> None:
    with open_school(demo_path, PASSWORD) as session:
        context, window = window_of(qtbot, session)
        told: list[str] = []

        def ask(name: str) -> object:
            return context.imagine(
                students.create({"name": name}),
                lambda db: names(db)[-1:],
                parent=window,
                on_done=told.extend,
            )

        stale = context.imagine(
            students.create({"name": "甲"}), names, parent=window, on_done=told.extend
        )
        stale.cancel()
        ask(" ")  # refused: a student has a name
        ask("丙")
        qtbot.waitUntil(lambda: bool(told))
        assert told == ["丙"]
