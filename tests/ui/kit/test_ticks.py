from __future__ import annotations

from pytestqt.qtbot import QtBot

from ui.kit.ticks import Ticks

OPTIONS = [("a", "甲"), ("b", "乙"), ("c", "丙")]


def test_filling_tells_nothing_and_ticking_does(qtbot: QtBot) -> None:
    ticks = Ticks("类别", OPTIONS, columns=2)
    qtbot.addWidget(ticks)
    told: list[tuple[str, ...]] = []
    ticks.changed.connect(lambda: told.append(ticks.value()))
    ticks.fill(["c", "a"])
    assert (ticks.value(), told) == (("a", "c"), [])
    ticks.boxes["a"].click()
    assert told == [("c",)]


def test_what_is_wrong_is_said_until_something_is_ticked(qtbot: QtBot) -> None:
    ticks = Ticks("类别", OPTIONS)
    qtbot.addWidget(ticks)
    ticks.show()
    ticks.set_error("请至少勾选一项。")
    assert ticks.error.isVisible()
    ticks.boxes["b"].click()
    assert not ticks.error.isVisible()
    assert ticks.boxes["b"].accessibleName() == "类别：乙"
