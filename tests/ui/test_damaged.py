"""A school whose list of users is damaged is shown all the same; nothing can be written, and why is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ground import jobs, settings
from app.opening import open_school
from tests.conftest import PASSWORD
from tests.tampering import flip
from tests.ui.conftest import settle
from ui.bridge import Bridge
from ui.kit.text import Plain
from ui.mainwindow import MainWindow


@pytest.mark.parametrize("table", ["user", "venue", "student_find_data"])
def test_what_can_be_read_is_shown(
    table: str, worked_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    flip(worked_path, table)
    window = MainWindow(settings.Settings(automatic=False), Bridge(qapp), jobs.Inline())
    qtbot.addWidget(window)
    window.show()
    window.show_school(open_school(worked_path, PASSWORD, runner=jobs.Inline()))
    told = "".join(one.text() for one in window.findChildren(Plain) if one.isVisible())
    assert ("用户名单读不出来" in told) == (table == "user")
    for page in ("classes", "students", "courses", "teachers", "statistics"):
        window.go(page)
    window.go("system", tab="check")
    window.leave_school()
    settle(qapp)
