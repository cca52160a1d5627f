from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot

from app.rules.verdicts import Share
from ui.rules.meter import Meter, Meters

BELOW = Share(
    "interactive", "互动式教学", 32, 144, 30, "below", 12, "hours", "block", "规划 一（三）4", True
)
PASSED = replace(BELOW, part=48, verdict="passed", missing=0)
EMPTY = replace(BELOW, part=0, total=0, verdict="unassessed", missing=0)


def test_a_share_that_is_not_reached(qtbot: QtBot) -> None:
    meter = Meter(BELOW)
    qtbot.addWidget(meter)
    assert meter.text() == "互动式教学 22.2% 8 / 36 学时 还差 3 学时"
    assert "要求 ≥ 30%" in meter.accessibleName()
    assert "规划 一（三）4" in meter.accessibleName()


def test_reached_and_not_assessable(qtbot: QtBot) -> None:
    meter = Meter(PASSED)
    qtbot.addWidget(meter)
    assert meter.text() == "互动式教学 33.3% 12 / 36 学时 达标"
    meter.show_share(EMPTY)
    assert meter.text() == "互动式教学 未评定 0 / 0 学时 未评定"


def test_shares_of_courses_are_counted_in_courses(qtbot: QtBot) -> None:
    meter = Meter(replace(BELOW, base="courses", part=2, total=9, missing=1))
    qtbot.addWidget(meter)
    assert meter.text() == "互动式教学 22.2% 2 / 9 门 还差 1 门"


def test_the_meters_move_while_a_course_is_in_the_hand_and_come_back(qtbot: QtBot) -> None:
    meters = Meters()
    qtbot.addWidget(meters)
    meters.show_shares([BELOW])
    meters.resize(220, 100)
    meters.show()
    meters.preview([PASSED])
    assert meters.meters["interactive"].share == PASSED
    meters.grab()
    meters.preview()
    assert meters.meters["interactive"].share == BELOW


def test_a_meter_that_stays_is_the_same_widget(qtbot: QtBot) -> None:
    meters = Meters()
    qtbot.addWidget(meters)
    meters.show_shares([BELOW])
    before = meters.meters["interactive"]
    meters.show_shares([PASSED])
    assert meters.meters["interactive"] is before
    meters.show_shares([])
    assert not meters.meters


def test_a_narrow_meter_cuts_nothing_of_its_title_and_figures(qtbot: QtBot) -> None:
    meter = Meter(BELOW)
    qtbot.addWidget(meter)
    meter.show_share(BELOW, "按门数 3 / 9 门，33.3%")
    meter.resize(230, 200)
    wide = meter.sizeHint().height()
    assert meter._foot(230) == ("8 / 36 学时", "还差 3 学时")
    meter.resize(112, 200)
    assert meter.sizeHint().height() > wide + 30  # the title, and what stands behind the comma
    assert meter._other_lines() == ["按门数 3 / 9 门，", "33.3%"]
    assert meter._foot(112) in (("8 / 36", "还差 3 学时"), ("8 / 36 学时", "还差 3"))
    high = meter.sizeHint().height()
    meter.preview(PASSED)
    assert meter.sizeHint().height() == high  # nothing moves under the hand
    meter.grab()
