"""归档…: how many operations a day would archive is said, and they go where the folder says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from app.file import archiving
from app.ground import jobs, settings
from app.opening import open_school
from app.school import users
from tests.conftest import PASSWORD
from tests.tampering import aged
from ui.bridge import Bridge
from ui.context import Context
from ui.system.archive_dialog import ArchiveDialog
from ui.system.journal_tab import JournalTab
from ui.system.system import SystemPage


@pytest.fixture
def old(worked_path: Path, qapp: QApplication) -> Iterator[Context]:
    aged(worked_path, stay=5)
    context = Context(
        open_school(worked_path, PASSWORD, runner=jobs.Inline()),
        settings.Settings(automatic=False),
        Bridge(),
        jobs.Inline(),
    )
    yield context
    context.close()


def asked(context: Context, qtbot: QtBot) -> tuple[JournalTab, ArchiveDialog]:
    page = SystemPage(context)

    def hold(_: QWidget) -> None:
        assert page  # till the end of the test, which keeps a tab only

    qtbot.addWidget(page, before_close_func=hold)
    page.show()
    page.show_for(tab="journal")
    tab = page.parts["journal"]
    assert isinstance(tab, JournalTab)
    qtbot.mouseClick(tab.archive_button, Qt.MouseButton.LeftButton)
    dialog = tab.findChild(ArchiveDialog)
    assert dialog is not None
    return tab, dialog


def test_old_operations_are_archived_and_the_list_says_so(
    old: Context, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab, dialog = asked(old, qtbot)
    before = len(tab.table.texts())
    dialog.form.fill({"before": "1999-01-01"})
    dialog.form.edited.emit("before", "1999-01-01")
    assert "没有可以归档" in dialog.count.text()
    day = archiving.latest_day().isoformat()
    dialog.form.fill({"before": day})
    dialog.form.edited.emit("before", day)
    assert f"将归档 {before - 5} 项" in dialog.count.text()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_, **__: str(tmp_path))
    dialog._browse()
    assert dialog.folder.text() == str(tmp_path)
    qtbot.mouseClick(dialog.go_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(tab.table.texts()) == 6)
    assert "以前的已归档" in tab.note.text()
    assert [p.suffix for p in tmp_path.glob("*.dxlog")] == [".dxlog"]


def test_a_day_too_late_is_refused_inside(old: Context, qtbot: QtBot) -> None:
    tab, dialog = asked(old, qtbot)
    dialog.form.fill({"before": "2999-01-01"})
    qtbot.mouseClick(dialog.go_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "只能归档 30 天以前" in dialog.message.text.text())
    assert dialog.isVisible()
    dialog.reject()
    assert len(tab.table.texts()) > 6


def test_who_may_not_sees_the_button_grey(old: Context, qtbot: QtBot) -> None:
    other = old.session.run(users.add("王教务", "entry-x", "registrar")).value
    old.session.become(other)
    tab = JournalTab(old)
    qtbot.addWidget(tab)
    tab.reload()
    assert not tab.archive_button.isEnabled()
