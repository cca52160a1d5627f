"""系统设置 · 检查: what was found stands there with what it means; the search index is made anew."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ground import jobs, settings
from app.opening import open_school
from tests.conftest import PASSWORD
from tests.tampering import STUDENT, flip, past
from ui.bridge import Bridge
from ui.context import Context
from ui.kit.text import Plain
from ui.system.check_tab import CheckTab
from ui.system.system import SystemPage


def texts(tab: CheckTab) -> str:
    return "\n".join(one.text() for one in tab.findChildren(Plain))


def checked(context: Context, qtbot: QtBot) -> CheckTab:
    page = SystemPage(context)

    def hold(_: QWidget) -> None:
        assert page  # till the end of the test, which keeps a tab only

    qtbot.addWidget(page, before_close_func=hold)
    page.show()
    page.show_for(tab="check")
    tab = page.parts["check"]
    assert isinstance(tab, CheckTab)
    qtbot.mouseClick(tab.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: tab.last.text().startswith("上次检查："))
    return tab


def test_a_sound_file_is_said_to_be_sound(demo_context: Context, qtbot: QtBot) -> None:
    tab = checked(demo_context, qtbot)
    assert tab.verdict.isVisible()
    assert "文件完好。" in texts(tab)
    assert not tab.mend_button.isVisible()
    assert not tab.told.isVisible()


def test_what_was_found_is_said_with_what_it_means(
    worked_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    past(worked_path, [f"UPDATE student SET phone = '9' WHERE id = {STUDENT}"], unguarded=True)
    context = Context(
        open_school(worked_path, PASSWORD, runner=jobs.Inline()),
        settings.Settings(automatic=False),
        Bridge(),
        jobs.Inline(),
    )
    try:
        tab = checked(context, qtbot)
        assert "有 1 处不对" in texts(tab)
        assert "学员「郝检」" in texts(tab)
        assert "表示它在程序之外被改过或删除" in texts(tab)
        assert tab.told.isVisible()
    finally:
        context.close()


def test_a_damaged_search_index_is_made_anew_at_a_click(
    worked_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    flip(worked_path, "student_find_data")
    context = Context(
        open_school(worked_path, PASSWORD, runner=jobs.Inline()),
        settings.Settings(automatic=False),
        Bridge(),
        jobs.Inline(),
    )
    try:
        tab = checked(context, qtbot)
        assert "学员资料完好" in texts(tab)
        assert tab.mend_button.isVisible() and tab.mend_button.isEnabled()
        qtbot.mouseClick(tab.mend_button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: "文件完好。" in texts(tab), timeout=20000)
        assert not tab.mend_button.isVisible()
    finally:
        context.close()
