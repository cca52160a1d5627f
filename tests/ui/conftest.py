"""The window's tests see the program as a user does: its fonts, its language, its style sheet."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.file.session import Session
from app.ground import jobs, settings
from ui.app import prepare
from ui.bridge import Bridge
from ui.context import Context
from ui.mainwindow import MainWindow


@pytest.fixture(scope="session")
def qapp(qapp_args: list[str]) -> QApplication:
    return prepare(settings.Settings())


@pytest.fixture(autouse=True)
def no_key_held(qapp: QApplication) -> Iterator[None]:
    """Let no test begin with a key held that the one before pressed: a row is selected otherwise then."""
    yield
    if QApplication.keyboardModifiers() != Qt.KeyboardModifier.NoModifier:
        QTest.keyRelease(QWidget(), Qt.Key.Key_Shift)


@pytest.fixture
def context(school_session: Session, qapp: QApplication) -> Iterator[Context]:
    """An empty school as pages get it; work is done in the caller's thread."""
    bridge = Bridge()
    made = Context(school_session, settings.Settings(automatic=False), bridge, jobs.Inline())
    yield made
    made.close()
    settle(qapp)


@pytest.fixture
def demo_context(demo_session: Session, qapp: QApplication) -> Iterator[Context]:
    """The demonstration school as pages get it."""
    bridge = Bridge()
    made = Context(demo_session, settings.Settings(automatic=False), bridge, jobs.Inline())
    yield made
    made.close()
    settle(qapp)


@pytest.fixture
def window(demo_session: Session, qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    """The window with the demonstration school open."""
    made = MainWindow(settings.Settings(automatic=False), Bridge(qapp), jobs.Inline())
    qtbot.addWidget(made)
    made.show()
    made.show_school(demo_session)
    yield made
    made.leave_school()
    settle(qapp)


def settle(app: QApplication) -> None:
    """Let what was to be deleted be gone before the next test."""
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
