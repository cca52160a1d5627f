from __future__ import annotations

import datetime
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.certificates import ledger
from app.classes import classes
from app.file.session import Session
from app.ground import jobs, settings
from app.opening import open_school
from app.people import students
from tests.conftest import PASSWORD
from tests.data import make_school_file
from tests.data.school_files import OLDER, kept_copy
from ui import theme
from ui.actions import ACTIONS, MENUS
from ui.bridge import Bridge
from ui.classes.class_list import ClassListPage
from ui.classes.class_page import ClassPage
from ui.kit import file_dialogs
from ui.kit.manual import TOPICS
from ui.mainwindow import MainWindow
from ui.page_register import LOWER, PAGES, UPPER, page_class
from ui.people.student_list import StudentListPage
from ui.system.backup_tab import BackupTab
from ui.system.help import HelpPage
from ui.system.system import SystemPage


def test_every_entry_of_the_rail_leads_to_its_page(window: MainWindow, qtbot: QtBot) -> None:
    for name, _, _ in (*UPPER, *LOWER):
        qtbot.mouseClick(window.rail.buttons[name], Qt.MouseButton.LeftButton)
        assert window.page_name == name
        assert [n for n, b in window.rail.buttons.items() if b.isChecked()] == [name]


def test_every_action_is_wired_and_has_a_place_in_a_menu(window: MainWindow) -> None:
    assert set(window.actions_by_key) == {a.key for a in ACTIONS}
    assert {a.menu for a in ACTIONS} == set(MENUS)
    shortcuts = [a.shortcut for a in ACTIONS if a.shortcut]
    assert len(shortcuts) == len(set(shortcuts))


def test_the_title_names_school_and_file(window: MainWindow) -> None:
    assert window.windowTitle() == "中共示范县委党校 · 示范学校.dxjw — 党校教务"


def test_undo_is_named_and_works_from_every_page(window: MainWindow, qtbot: QtBot) -> None:
    context = window.context
    assert context is not None
    with qtbot.waitSignal(context.changed):
        context.run(students.create({"name": "赵一"}))
    undo = window.actions_by_key["undo"]
    assert undo.text() == "撤销 添加学员 赵一"
    assert window.undo_button.toolTip() == "撤销 添加学员 赵一（Ctrl+Z）"
    window.go("teachers")
    with qtbot.waitSignal(context.changed):
        undo.trigger()
    assert window.actions_by_key["redo"].text() == "重做 添加学员 赵一"
    with qtbot.waitSignal(context.changed):
        window.actions_by_key["redo"].trigger()


def test_the_seen_page_reloads_and_hidden_ones_wait(window: MainWindow, qtbot: QtBot) -> None:
    context = window.context
    assert context is not None
    window.go("students")
    page = window.current()
    assert isinstance(page, StudentListPage)
    before = len(page.model.ids)
    with qtbot.waitSignal(context.changed):
        context.run(students.create({"name": "赵一"}))
    assert len(page.model.ids) == before + 1
    window.go("courses")
    with qtbot.waitSignal(context.changed):
        context.run(students.create({"name": "赵二"}))
    assert len(page.model.ids) == before + 1
    window.go("students")
    assert len(page.model.ids) == before + 2


def test_back_leads_to_the_page_before(window: MainWindow) -> None:
    window.go("courses")
    window.go("system", tab="backup")
    window.back()
    assert window.page_name == "courses"
    window.back()
    assert window.page_name == "home"


def test_a_page_whose_class_is_gone_says_so_and_leads_back(
    window: MainWindow, qtbot: QtBot
) -> None:
    context = window.context
    assert context is not None
    class_id = context.session.run(classes.create({"code": "x", "name": "临时班"})).value
    window.go("class", class_id=class_id)
    assert window.page_name == "class"
    with qtbot.waitSignal(context.changed):
        context.undo()
    qtbot.waitUntil(lambda: window.page_name == "home")
    assert "已被删除" in window.bar.text.text()
    assert window.bar.isVisible()


def test_f1_opens_the_manual_at_the_pages_topic(window: MainWindow, qtbot: QtBot) -> None:
    window.go("statistics")
    window.actions_by_key["help"].trigger()
    page = window.current()
    assert isinstance(page, HelpPage)
    assert page.manual.topics.currentItem().text() == "统计"
    assert "导出工作簿" in page.manual.browser.toPlainText()
    page.look()
    qtbot.keyClick(page.manual.topics, Qt.Key.Key_Escape)
    assert window.page_name == "statistics"


@pytest.mark.parametrize("name", sorted(PAGES))
def test_every_page_has_a_topic_of_the_manual(name: str) -> None:
    assert page_class(name).help_topic in TOPICS


def test_she_finds_the_school_where_she_left_it(
    demo_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    chosen = settings.Settings()
    for expected in ("home", "teachers"):
        window = MainWindow(chosen, Bridge(qapp), jobs.Inline())
        qtbot.addWidget(window)
        window.show()
        window.show_school(open_school(demo_path, PASSWORD, runner=jobs.Inline()))
        assert window.page_name == expected
        window.go("teachers")
        window.close()
        chosen = settings.load()
    assert chosen.recent == [str(demo_path.resolve())]
    assert chosen.window


def test_that_it_closes_is_told_while_the_school_is_still_open(window: MainWindow) -> None:
    open_then: list[bool] = []
    window.closing.connect(lambda: open_then.append(window.context is not None))
    window.close()
    assert open_then == [True]


def test_closing_a_school_shows_the_start_page(window: MainWindow) -> None:
    window.actions_by_key["open_start"].trigger()
    assert window.context is None
    assert window.stack.currentWidget() is window.start
    assert not window.actions_by_key["undo"].isEnabled()
    assert window.windowTitle() == "党校教务"


def test_a_second_time_it_asks_for_the_file(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(file_dialogs, "open_one", lambda *args: asked.append(args[1]))
    for _ in range(2):
        window.actions_by_key["open_start"].trigger()
    assert asked == ["打开学校文件"]


def test_enlarging_the_text_keeps_the_page(window: MainWindow, qtbot: QtBot) -> None:
    try:
        window.go("students")
        window.actions_by_key["larger"].trigger()
        qtbot.waitUntil(lambda: isinstance(window.current(), StudentListPage))
        assert window.settings.text_percent == 110
        qtbot.waitUntil(lambda: window.rail.width() == theme.px(176))
        page = window.current()
        assert isinstance(page, StudentListPage)
        assert len(page.model.ids) > 0
        window.go("system", tab="school")
        page = window.current()
        assert isinstance(page, SystemPage)
        page.open(tab="display")
        window.actions_by_key["smaller"].trigger()
        qtbot.waitUntil(lambda: window.current() is not page)
        page = window.current()
        assert page is not None and page.place() == {"tab": "display"}
        qtbot.waitUntil(lambda: len(window.menuBar().findChildren(QPushButton)) == 2)
    finally:
        theme.apply(QApplication.instance(), 100)  # type: ignore[arg-type]


def test_the_rail_marks_where_a_list_to_import_belongs(window: MainWindow) -> None:
    for kind, entry in (("courses", "courses"), ("roster", "students")):
        window.go("import", kind=kind)
        assert [n for n, b in window.rail.buttons.items() if b.isChecked()] == [entry]


def test_a_school_brought_up_says_where_the_copy_is(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    path = kept_copy(OLDER[0], tmp_path)
    made = MainWindow(settings.Settings(), Bridge(qapp), jobs.Inline())
    qtbot.addWidget(made)
    made.show()
    made.show_school(open_school(path, make_school_file.PASSWORD, runner=jobs.Inline()))
    copy = next(tmp_path.glob("*升级前*.dxjw"))
    where, came = made.bar.text.text().split("\n")
    assert where == f"这个学校文件由旧版程序保存，已升级；升级前的备份在「{copy}」。"
    assert came.startswith("随程序增加了政策指标：现行 · 县级、")
    assert made.bar.isVisible()
    made.go("system", tab="backup")
    page = made.current()
    assert isinstance(page, SystemPage)
    tab = page.parts["backup"]
    assert isinstance(tab, BackupTab)
    assert str(copy) in tab.before.text()
    made.leave_school()
    made.show_school(open_school(path, make_school_file.PASSWORD, runner=jobs.Inline()))
    assert not made.bar.isVisible()  # said once
    made.leave_school()


def test_the_rail_says_when_the_last_backup_was(window: MainWindow) -> None:
    context = window.context
    assert context is not None
    assert window.rail.backup.text() == "还没有备份"
    now = f"{datetime.datetime.now():%Y-%m-%d %H:%M}"
    window.settings.backed_up(context.session.path, now, outside=False)
    context.backed_up.emit()
    assert window.rail.backup.text() == f"上次备份 今天 {now[11:]}"


def test_a_class_opens_from_the_list_by_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    window.go("classes")
    page = window.current()
    assert isinstance(page, ClassListPage)
    page.look()
    assert page.header.search is not None
    qtbot.keyClick(page.header.search, Qt.Key.Key_Down)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert window.page_name == "class"
    assert window.rail.buttons["classes"].isChecked()


def test_a_new_school_begins_with_its_first_steps(
    school_session: Session, qtbot: QtBot, qapp: QApplication
) -> None:
    window = MainWindow(settings.Settings(), Bridge(qapp), jobs.Inline())
    qtbot.addWidget(window)
    window.show()
    window.show_school(school_session)
    assert window.page_name == "home"
    window.leave_school()


def test_the_place_is_remembered_while_the_window_is_open(window: MainWindow) -> None:
    context = window.context
    assert context is not None
    key = str(context.session.path.resolve())
    class_id = context.read(classes.all)[0].id
    window.go("class", class_id=class_id)
    page = window.page("class")
    assert isinstance(page, ClassPage)
    page.bar.setCurrentIndex(2)  # by a click on the tab, not by the window
    window.go("system", tab="backup")
    assert window.settings.places[key][:2] == ["system", {"tab": "backup"}]
    window.back()
    assert page.tab == "students"
    assert window.settings.places[key][1] == {"class_id": class_id, "tab": "students"}


def test_the_tab_is_remembered_on_closing(window: MainWindow) -> None:
    context = window.context
    assert context is not None
    key = str(context.session.path.resolve())
    class_id = context.read(classes.all)[0].id
    window.go("class", class_id=class_id, tab="curriculum")
    page = window.page("class")
    assert isinstance(page, ClassPage)
    page.bar.setCurrentIndex(0)
    window.close()
    assert window.settings.places[key][:2] == ["class", {"class_id": class_id, "tab": "info"}]


def test_a_small_screen_is_filled_at_first(qtbot: QtBot, qapp: QApplication) -> None:
    made = MainWindow(settings.Settings(), Bridge(qapp), jobs.Inline())
    qtbot.addWidget(made)
    room = made.screen().availableGeometry()
    made.begin()
    assert made.isMaximized() == (room.width() <= 1366 or room.height() <= 808)


def test_what_cannot_be_undone_is_said_without_offering_it(
    window: MainWindow, qtbot: QtBot
) -> None:
    context = window.context
    assert context is not None
    approved = next(c.id for c in context.read(classes.all) if c.status == "approved")
    with qtbot.waitSignal(context.changed):
        context.run(ledger.issue(approved))
    assert window.toast.text.text().startswith("已签发证书")
    assert window.toast.undo.isHidden()


def test_the_line_that_offers_to_undo_goes_with_the_next_change(
    window: MainWindow, qtbot: QtBot
) -> None:
    context = window.context
    assert context is not None
    with qtbot.waitSignal(context.changed):
        context.run(classes.create({"code": "9", "name": "一班"}))
    assert not window.toast.isHidden() and not window.toast.undo.isHidden()
    with qtbot.waitSignal(context.changed):
        context.run(classes.create({"code": "10", "name": "二班"}), toast=False)
    assert window.toast.isHidden()


def test_menu_entries_that_a_page_does_not_answer_are_grey(window: MainWindow) -> None:
    able = {
        "classes": {"new", "export", "find"},
        "statistics": {"export", "print"},
        "system": set(),
    }
    for name, keys in able.items():
        window.go(name)
        enabled = {
            key
            for key in ("new", "export", "print", "find")
            if window.actions_by_key[key].isEnabled()
        }
        assert enabled == keys, name


def test_the_code_of_every_page_is_loaded_while_nobody_works(
    window: MainWindow, qtbot: QtBot
) -> None:
    assert set(window.pages.unloaded) == set(PAGES)
    window.pages.idle.start(0)
    qtbot.waitUntil(lambda: not window.pages.unloaded and not window.pages.idle.isActive())
    assert {name.rpartition(".")[0] for name in PAGES.values()} <= set(sys.modules)


def test_a_school_that_cannot_be_shown_is_closed_and_says_why(
    demo_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    made = MainWindow(settings.Settings(automatic=False), Bridge(qapp), jobs.Inline())
    qtbot.addWidget(made)
    made.show()
    whole = demo_path.read_bytes()
    thread = jobs.Thread("opening")  # as from the start page: the window's thread has not read yet
    session = thread.submit(lambda: open_school(demo_path, PASSWORD)).result()
    thread.close()
    demo_path.unlink()  # the stick is pulled out
    made.show_school(session)
    assert made.context is None and made.stack.currentIndex() == 0
    assert "打不开学校文件" in made.start.message.text.text()
    demo_path.write_bytes(whole)
    open_school(demo_path, PASSWORD).close()


def test_whatever_goes_wrong_on_leaving_the_file_is_let_go(
    window: MainWindow, demo_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = window.current()
    assert page is not None
    monkeypatch.setattr(page, "place", lambda: {}["no such place"])
    with pytest.raises(KeyError):
        window.leave_school()
    assert window.context is None
    open_school(demo_path, PASSWORD).close()
