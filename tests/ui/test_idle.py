"""How long nobody was there: counted by what comes from the system, told by the clock."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from ui.idle import Idle
from ui.mainwindow import MainWindow


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def minutes(self, count: float) -> None:
        self.now += 60 * count


def test_it_is_told_once_after_the_minutes(qtbot: QtBot) -> None:
    clock = Clock()
    idle = Idle(clock=clock)
    told: list[int] = []
    idle.passed.connect(lambda: told.append(1))
    idle.watch(5)
    clock.minutes(4.9)
    idle.check()
    assert told == []
    clock.minutes(0.2)
    idle.check()
    idle.check()
    assert told == [1]
    idle.watch(0)
    clock.minutes(100)
    idle.check()
    assert told == [1]


def test_a_hand_on_the_keyboard_or_the_mouse_begins_anew(qtbot: QtBot) -> None:
    clock = Clock()
    idle = Idle(clock=clock)
    told: list[int] = []
    idle.passed.connect(lambda: told.append(1))
    idle.watch(5)
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    for touch in (
        lambda: qtbot.keyClick(field, Qt.Key.Key_A),
        lambda: qtbot.mouseClick(field, Qt.MouseButton.LeftButton),
    ):
        clock.minutes(4)
        touch()
        clock.minutes(4)
        idle.check()
        assert told == []
    press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_B, Qt.KeyboardModifier.NoModifier, "b")
    QApplication.sendEvent(field, press)  # the program's own is no hand
    clock.minutes(1)
    idle.check()
    assert told == [1]
    idle.watch(0)


def test_the_window_locks_when_nobody_was_there(window: MainWindow) -> None:
    assert window.context is not None
    clock = Clock()
    window.away._clock = clock
    window.context.settings.lock_minutes = 15
    window.context.lock_set.emit(15)
    clock.minutes(14)
    window.away.check()
    assert not window.locked
    clock.minutes(2)
    window.away.check()
    assert window.locked
