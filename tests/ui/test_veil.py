"""Locking: nothing is seen or done without a password, and what was half typed is there again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import opening
from app.classes import classes
from app.ground.jobs import Progress
from app.people import students
from app.school import users
from tests.conftest import CHEAP, PASSWORD
from ui.called import Called
from ui.classes.class_page import ClassPage
from ui.kit import ask
from ui.kit.busy import BusyVeil
from ui.kit.form_dialog import FormDialog
from ui.kit.list_page import ListPage
from ui.mainwindow import MainWindow
from ui.veil import Veil

OTHER = "other-secret"


@pytest.fixture
def two(window: MainWindow) -> Iterator[MainWindow]:
    """The demonstration school with 李敏 (管理员) at work and 王芳 (只读) beside."""
    assert window.context is not None
    opening.add_user(window.context.session, "王芳", OTHER, role="reader", cost=CHEAP)
    yield window
    ask_again = [w for w in QApplication.topLevelWidgets() if isinstance(w, ask.Question)]
    for question in ask_again:
        question.done(0)


def veil(window: MainWindow) -> Veil:
    assert window.veil is not None
    return window.veil


def unlock(window: MainWindow, qtbot: QtBot, name: str, password: str) -> None:
    down = veil(window)
    assert window.context is not None
    ids = {u.name: u.id for u in window.context.read(users.all)}
    down.form.fill({"user": ids[name], "password": password})
    with qtbot.waitSignal(down.entered):
        down.enter()


def class_info(window: MainWindow) -> ClassPage:
    assert window.context is not None
    draft = window.context.read(classes.by_code, "2026-03").id
    window.go("class", class_id=draft, tab="info")
    page = window.current()
    assert isinstance(page, ClassPage)
    return page


def picture(window: MainWindow) -> QImage:
    return window.grab().toImage()


def test_a_locked_window_shows_nothing_of_the_school(two: MainWindow, qtbot: QtBot) -> None:
    assert two.context is not None
    with qtbot.waitSignal(two.context.changed):
        two.context.run(students.create({"name": "赵一"}))
    two.go("students")
    assert two.toast.isVisible()
    two.actions_by_key["lock"].trigger()
    assert two.locked and two.windowTitle() == "已锁定 — 党校教务"
    before = picture(two)
    two.veil.hide()  # type: ignore[union-attr]
    assert picture(two) != before
    two.veil.show()  # type: ignore[union-attr]
    two.go("statistics")  # whatever comes into the window lies under the veil
    two.toast.show_text("已添加学员 赵一。")
    two.resize(1100, 700)
    down = veil(two)
    for x in range(5, two.width(), 60):
        for y in range(5, two.height(), 60):
            at = two.childAt(QPoint(x, y))
            assert at is not None and (at is down or down.isAncestorOf(at))
    assert "赵一" not in "".join(a.text() for a in two.actions_by_key.values())
    for key, action in two.actions_by_key.items():
        assert action.isEnabled() is (key in ("help", "about", "quit")), key


def test_dialogs_are_hidden_and_come_back_as_they_were(two: MainWindow, qtbot: QtBot) -> None:
    two.go("students")
    page = two.current()
    assert isinstance(page, ListPage)
    page.begin()
    (dialog,) = [d for d in two.findChildren(FormDialog) if d.isVisible()]
    qtbot.keyClicks(dialog.form.field("name"), "half")
    two.lock()
    assert not dialog.isVisible()
    unlock(two, qtbot, "李敏", PASSWORD)
    assert dialog.isVisible() and dialog.windowModality() == Qt.WindowModality.WindowModal
    assert dialog.form.values()["name"] == "half"
    dialog.reject()


def test_what_is_half_typed_stays_for_the_same_user(two: MainWindow, qtbot: QtBot) -> None:
    page = class_info(two)
    field = page.info.form.field("remark")
    field.setFocus()
    qtbot.keyClicks(field, "half")
    two.lock()
    assert two.context is not None
    assert two.context.read(classes.get, page.class_id).remark == ""  # not left, not saved
    unlock(two, qtbot, "李敏", PASSWORD)
    assert two.focusWidget() is field and field.text() == "half"  # type: ignore[union-attr]
    qtbot.keyClicks(field, " done")
    with qtbot.waitSignal(two.context.changed):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert two.context.read(classes.get, page.class_id).remark == "half done"
    assert two.context.session.operations(1)[0].user_name == "李敏"


def test_a_lesson_half_typed_stays_under_the_veil(two: MainWindow, qtbot: QtBot) -> None:
    page = class_info(two)
    two.go("class", class_id=page.class_id, tab="curriculum")
    desk = page.desk
    desk._edit(next(iter(desk._lessons)))
    assert desk.form is not None
    desk.form.title.setText("half")
    before = two.context.session.operations(1)[0].id  # type: ignore[union-attr]
    two.lock()
    assert desk.form is not None
    at = two.childAt(desk.form.geometry().center())
    assert at is not None and (at is veil(two) or veil(two).isAncestorOf(at))
    unlock(two, qtbot, "李敏", PASSWORD)
    assert desk.form is not None and desk.form.isVisible()
    assert desk.form.title.text() == "half"
    assert two.context.session.operations(1)[0].id == before  # type: ignore[union-attr]


def test_another_user_finds_the_pages_anew_and_nothing_is_saved_in_his_name(
    two: MainWindow, qtbot: QtBot
) -> None:
    page = class_info(two)
    field = page.info.form.field("remark")
    field.setFocus()
    qtbot.keyClicks(field, "half")
    two.lock()
    before = two.context.session.operations(1)[0].id  # type: ignore[union-attr]
    unlock(two, qtbot, "王芳", OTHER)
    shown = two.current()
    assert isinstance(shown, ClassPage) and shown is not page
    assert (shown.class_id, shown.tab) == (page.class_id, "info")
    assert not shown.info.form.field("remark").isEnabled()  # 王芳 reads
    assert two.context is not None
    assert two.context.read(classes.get, shown.class_id).remark == ""
    assert two.context.session.operations(1)[0].id == before
    assert two.context.session.user_name == "王芳"
    assert two.rail.user.text() == "王芳 · 只读"
    assert not two.actions_by_key["backup"].isEnabled()
    assert two.settings.users[str(two.context.session.path.resolve())] == "王芳"


def test_another_user_does_not_find_an_open_lesson_or_dialog(two: MainWindow, qtbot: QtBot) -> None:
    page = class_info(two)
    two.go("class", class_id=page.class_id, tab="curriculum")
    desk = page.desk
    desk._edit(next(iter(desk._lessons)))
    assert desk.form is not None
    desk.form.title.setText("half")
    page.students.show_for(class_id=page.class_id)
    dialog = page.students.add()
    before = two.context.session.operations(1)[0].id  # type: ignore[union-attr]
    two.lock()
    unlock(two, qtbot, "王芳", OTHER)
    assert not dialog.isVisible()
    assert [w for w in two.findChildren(QWidget, "popover") if w.isVisible()] == []
    assert two.context.session.operations(1)[0].id == before  # type: ignore[union-attr]


def test_a_wrong_password_lifts_nothing(two: MainWindow, qtbot: QtBot) -> None:
    two.lock()
    down = veil(two)
    for wrong in ("", "wrong-word", OTHER):
        down.form.fill({"password": wrong})
        down.enter()
        if wrong:
            qtbot.waitUntil(lambda: down.button.isEnabled() and down.message.isVisible())
            assert "密码不正确" in down.message.text.text()
        assert two.locked
    unlock(two, qtbot, "李敏", PASSWORD)
    assert not two.locked and two.windowTitle().startswith("中共示范县委党校")


def test_the_keyboard_stays_on_the_veil(two: MainWindow, qtbot: QtBot) -> None:
    two.go("students")
    two.lock()
    down = veil(two)
    assert two.focusWidget() is down.form.field("password")
    seen = set()
    for _ in range(8):
        qtbot.keyClick(two.focusWidget(), Qt.Key.Key_Tab)
        now = two.focusWidget()
        assert down.isAncestorOf(now)
        seen.add(now)
    assert len(seen) == 3
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_F5, Qt.Key.Key_Delete):
        qtbot.keyClick(two.focusWidget(), key)
    qtbot.keyClick(two.focusWidget(), Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert two.locked and two.page_name == "students"


def test_a_lock_survives_minimising_and_is_not_locked_twice(two: MainWindow) -> None:
    two.lock()
    down = veil(two)
    two.showMinimized()
    two.showNormal()
    two.lock()
    assert veil(two) is down and down.isVisible()


def test_switching_asks_for_the_name_and_leaves_the_field(two: MainWindow, qtbot: QtBot) -> None:
    page = class_info(two)
    field = page.info.form.field("remark")
    two.activateWindow()
    qtbot.waitUntil(two.isActiveWindow)  # or nothing has the keyboard that could lose it
    field.setFocus()
    qtbot.keyClicks(field, "typed")
    assert two.context is not None
    two.actions_by_key["switch"].trigger()
    assert two.focusWidget() is veil(two).form.field("user")
    unlock(two, qtbot, "王芳", OTHER)
    assert two.context.read(classes.get, page.class_id).remark == "typed"
    assert two.context.session.operations(1)[0].user_name == "李敏"


def test_who_takes_another_name_is_told_what_is_lost(two: MainWindow) -> None:
    two.lock()
    down = veil(two)
    assert down.note.isHidden()
    names = down.form.field("user")
    names.setCurrentIndex(1)  # type: ignore[union-attr]
    names.finished.emit()
    assert "李敏没有保存的填写内容不保留" in down.note.text()


def test_one_user_alone_has_nobody_to_switch_to(window: MainWindow) -> None:
    action = window.actions_by_key["switch"]
    assert not action.isEnabled() and "只有一位用户" in action.toolTip()
    assert window.actions_by_key["lock"].isEnabled()


def test_a_second_start_does_not_get_around_the_lock(
    two: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    called = Called(two)
    two.lock()
    assert two.context is not None
    called.come(two.context.session.path)
    called.come(None)
    called.come(tmp_path / "别的学校.dxjw")
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    note = QApplication.activeModalWidget()
    assert isinstance(note, ask.Question) and note.windowTitle() == "已锁定"
    assert two.locked and two.context is not None
    note.accept()
    assert two.locked


def test_what_comes_while_it_is_locked_waits(two: MainWindow, qtbot: QtBot) -> None:
    two.lock()
    came: list[str] = []
    two.bridge.post(lambda: came.append("late"))
    QApplication.processEvents()
    assert came == []
    unlock(two, qtbot, "李敏", PASSWORD)
    qtbot.waitUntil(lambda: came == ["late"])


def test_work_under_way_is_waited_for(two: MainWindow, qtbot: QtBot) -> None:
    busy = BusyVeil(two, "正在导出…")
    two.lock()
    assert not two.locked
    busy.lift()
    qtbot.waitUntil(lambda: two.locked, timeout=5000)


def test_closing_a_locked_window_lets_the_next_school_work(two: MainWindow, qtbot: QtBot) -> None:
    two.lock()
    two.leave_school()
    assert not two.locked
    came: list[Progress] = []
    two.bridge.post(lambda: came.append(Progress()))
    qtbot.waitUntil(lambda: bool(came))
