"""Copies by themselves, seen from the window: on closing, beside the work, and the line that reminds."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app.file.session import LARGE, Session
from app.ground import jobs, settings
from app.ground.sticks import Volume
from app.people import students
from tests.ui.conftest import settle
from tests.ui.told import told
from ui import safekeeping
from ui.bridge import Bridge
from ui.classes.class_list import ClassListPage
from ui.context import Context
from ui.kit.ask import Question
from ui.mainwindow import MainWindow
from ui.school.restore import RestoreDialog
from ui.system.backup_tab import BackupTab


@pytest.fixture
def kept(demo_session: Session, qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    """A window that makes copies by itself."""
    made = MainWindow(settings.Settings(), Bridge(qapp), jobs.Inline())
    qtbot.addWidget(made)
    made.show()
    made.show_school(demo_session)
    yield made
    made.settings.automatic = False
    made.leave_school()
    settle(qapp)


def copies(session: Session) -> list[Path]:
    return sorted((session.path.parent / "备份").glob("*.dxjw"))


def test_closing_copies_what_was_done_and_only_once(
    kept: MainWindow, demo_session: Session
) -> None:
    event = QCloseEvent()
    kept.closeEvent(event)
    assert event.isAccepted() and kept.context is None
    assert len(copies(demo_session)) == 1
    assert kept.settings.backups


def test_a_copy_of_the_list_is_restored_by_the_window(kept: MainWindow, tmp_path: Path) -> None:
    assert kept.context is not None
    (made,) = kept.context.keeper.keep().made
    kept.context.restoring.emit(made)
    dialog = next(d for d in kept.findChildren(RestoreDialog) if d.isVisible())
    dialog.reject()


def test_a_locked_window_closes_with_its_copy(kept: MainWindow, demo_session: Session) -> None:
    kept.lock()
    event = QCloseEvent()
    kept.closeEvent(event)
    assert event.isAccepted() and len(copies(demo_session)) == 1


def test_a_second_wish_to_close_does_not_wait_for_the_copy(
    demo_session: Session, qtbot: QtBot, qapp: QApplication
) -> None:
    window = MainWindow(settings.Settings(), Bridge(qapp))  # with threads
    qtbot.addWidget(window)
    window.show_school(demo_session)
    assert window.context is not None
    disk, goes_on = Volume("1", "", Path("/")), threading.Event()
    window.context.keeper.plugged_in = lambda: [disk] * goes_on.wait(10)
    second = QCloseEvent()

    def again() -> None:
        assert window.keeping.closing is not None
        window.closeEvent(second)
        goes_on.set()

    QTimer.singleShot(0, again)
    first = QCloseEvent()
    window.closeEvent(first)
    assert first.isAccepted() and not second.isAccepted()
    assert window.keeping.closing is None
    assert copies(demo_session) == []
    settle(qapp)


def test_what_fails_on_closing_is_told_and_goes_away_by_itself(
    kept: MainWindow, demo_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(safekeeping, "SHOWN", 60)
    (demo_session.path.parent / "备份").write_text("x")
    shown: set[str] = set()
    looking = QTimer(kept)
    looking.timeout.connect(
        lambda: shown.update(q.windowTitle() for q in kept.findChildren(Question) if q.isVisible())
    )
    looking.start(0)
    event = QCloseEvent()
    kept.closeEvent(event)
    assert event.isAccepted()
    assert shown == {"关闭前没有备份成功"}
    assert not [q for q in kept.findChildren(Question) if q.isVisible()]


def test_the_work_of_a_day_that_is_over_is_copied_beside_the_window(
    kept: MainWindow, demo_session: Session, qtbot: QtBot
) -> None:
    assert kept.context is not None
    kept.keeping.look()
    QApplication.processEvents()
    assert copies(demo_session) == []  # all of it was done today
    tomorrow = datetime.datetime.now() + datetime.timedelta(days=1)
    kept.context.keeper.now = lambda: tomorrow
    with qtbot.waitSignal(kept.context.backed_up):
        kept.keeping.look()
    assert len(copies(demo_session)) == 1
    assert kept.rail.backup.text().startswith("上次备份 ")


def test_before_a_large_write_there_is_a_copy_and_a_fault_is_told(
    kept: MainWindow, demo_session: Session, qtbot: QtBot
) -> None:
    context = kept.context
    assert context is not None
    people = [{"name": f"学员{n}"} for n in range(LARGE)]
    with qtbot.waitSignal(context.backed_up):
        context.run(students.create_many(people))
    assert len(copies(demo_session)) == 1
    kept.settings.backup_folder = str(demo_session.path / "不是文件夹")
    with qtbot.waitSignal(context.said, check_params_cb=lambda text, *_: "没有备份" in text):
        context.run(students.create_many(people))
    kept.settings.automatic = False  # closing would tell it again, and wait


def test_the_first_page_reminds_once_a_day(
    demo_context: Context, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = str(demo_context.session.path.resolve())
    demo_context.settings.outside[key] = "2026-01-02 08:00"
    tomorrow = datetime.datetime.now() + datetime.timedelta(days=1)
    demo_context.keeper.now = lambda: tomorrow
    page = ClassListPage(demo_context)
    qtbot.addWidget(page)
    page.show()
    page.reload()
    assert page.reminder.isVisible()
    assert "天前（2026-01-02）" in page.reminder.text.text()
    with qtbot.waitSignal(demo_context.asked) as asked:
        page.reminder.go_button.click()
    assert told(asked) == ["system", {"tab": "backup"}]
    page.reminder.close_button.click()
    page.reload()
    assert not page.reminder.isVisible()


def test_a_stick_is_named_in_the_settings_and_told_where_it_is_absent(
    demo_context: Context, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Volume("0000-0001", "", Path(tmp_path.anchor))
    plugged = [disk, Volume("1A2B-3C4D", "备份盘", tmp_path / "U")]
    (tmp_path / "U").mkdir()
    demo_context.keeper.plugged_in = lambda: plugged
    tab = BackupTab(demo_context)
    qtbot.addWidget(tab)
    tab.reload()
    assert tab.stick.text() == "还没有指定"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    with qtbot.waitSignal(demo_context.said) as said:
        tab.stick_button.click()
    assert "同一个盘上" in told(said)[0]
    monkeypatch.setattr(
        QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "U" / "党校")
    )
    with qtbot.waitSignal(demo_context.said) as said:
        tab.stick_button.click()
    assert told(said)[:2] == [f"备份今后也放到「{tmp_path / 'U' / '党校'}」。", "good"]
    assert tab.stick.text() == "U盘「备份盘」 党校（已插上）"
    with qtbot.waitSignal(demo_context.backed_up):
        tab.button.click()
    assert sorted(row[3] for row in tab.table.texts()) == ["U盘「备份盘」", "备份文件夹"]
    assert demo_context.settings.outside
    plugged.pop()
    tab.reload()
    assert tab.stick.text() == "U盘「备份盘」 党校（没有插上）"
    tab.no_stick.click()
    assert tab.stick.text() == "还没有指定"
    tab.automatic.click()
    assert demo_context.settings.automatic
