"""What a role may not do is grey, on every page: whatever can be clicked is never refused for a right."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QFileDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.classes import classes
from app.file.rights import Right
from app.file.session import Session
from app.ground.errors import NotAllowed
from app.school import users
from ui.classes.class_page import ClassPage
from ui.classes.class_students import ClassStudents
from ui.kit import ask
from ui.kit.form_dialog import FormDialog
from ui.kit.list_page import ListPage
from ui.mainwindow import MainWindow
from ui.page_register import PAGES
from ui.system.system import SystemPage

ROLES = ("admin", "registrar", "class_teacher", "leader", "reader")
DRAFT, RUNNING, CLOSED = "2026-03", "2026-05", "2026-15"
PLACES: list[tuple[str, dict[str, object]]] = [
    *((name, {}) for name in PAGES if name not in ("class", "system", "import", "help")),
    ("import", {"kind": "roster"}),
    *(("system", {"tab": tab}) for tab in SystemPage.made_of),
    *(
        ("class", {"code": code, "tab": t})
        for code in (DRAFT, RUNNING, CLOSED)
        for t in ClassPage.made_of
    ),
]


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the session has refused for want of a right."""
    texts: list[str] = []
    before = NotAllowed.__init__

    def note(self: NotAllowed, text: str) -> None:
        texts.append(text)
        before(self, text)

    monkeypatch.setattr(NotAllowed, "__init__", note)
    return texts


@pytest.fixture
def staffed(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """The demonstration school with a user of every role; nothing asks for files or is confirmed."""
    assert window.context is not None
    for role in ROLES[1:]:
        window.context.session.run(users.add(role, f"entry-{role}", role))
    for asking in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, asking, lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    monkeypatch.setattr(ask, "confirm", lambda *_, **__: False)
    yield window
    _close_dialogs()
    window.set_text_size(100)  # of the program: what was clicked may have enlarged it


def at_work(window: MainWindow, role: str) -> Session:
    assert window.context is not None
    session = window.context.session
    session.become(next(u.id for u in session.read(users.all) if u.role == role))
    window.context.changed.emit(frozenset({"user"}))
    return session


def go(window: MainWindow, page: str, args: dict[str, object]) -> QWidget:
    assert window.context is not None
    given = dict(args)
    if "code" in given:
        given["class_id"] = window.context.read(classes.by_code, str(given.pop("code"))).id
    window.go(page, **given)
    shown = window.current()
    assert shown is not None
    return shown


def _close_dialogs() -> None:
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog) and widget.isVisible():
            widget.done(0)
        elif isinstance(widget, QMenu):
            widget.close()


def buttons(page: QWidget) -> list[QAbstractButton]:
    return [
        b
        for b in page.findChildren(QAbstractButton)
        if b.isVisibleTo(page) and b.isEnabled() and not isinstance(b.parent(), QMenu)
    ]


@pytest.mark.parametrize("role", ["class_teacher", "leader", "reader"])
def test_nothing_that_can_be_clicked_is_refused(
    role: str, staffed: MainWindow, refused: list[str]
) -> None:
    session = at_work(staffed, role)
    for page, args in PLACES:
        before = session.operations(1)[0].id
        _click_all(staffed, session, page, args)
        assert (page, args, refused) == (page, args, [])
        past_rights = [
            e for e in session.operations(50) if e.id > before and e.rights - held(session)
        ]
        assert (page, args, past_rights) == (page, args, [])


def _click_all(staffed: MainWindow, session: Session, page: str, args: dict[str, object]) -> None:
    """Click whatever can be clicked of a page; what opens is closed again."""
    shown = go(staffed, page, args)
    if isinstance(shown, ListPage) and shown.model.ids:
        shown.table.selectRow(0)
    for place in range(len(buttons(shown))):
        still = buttons(shown)
        if place >= len(still) or staffed.current() is not shown:
            break
        if "打印" not in still[place].text():  # papers need no right, and windows of their own
            still[place].click()
        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, FormDialog) and dialog.isVisible():
                assert (
                    dialog.locked or not dialog.save_button.isEnabled() or session.may("enrolment")
                )
        _close_dialogs()
        go(staffed, page, args)


def held(session: Session) -> frozenset[str]:
    assert session.user
    role = session.user.role
    return frozenset(r.code for r in session.read(users.table) if role in r.roles)


MENU_RIGHTS: dict[str, Right] = {
    "import_roster": "students",
    "import_courses": "libraries",
    "backup": "backup",
}


@pytest.mark.parametrize("role", ROLES)
def test_the_menus_are_grey_by_role(role: str, staffed: MainWindow) -> None:
    session = at_work(staffed, role)
    for key, right in MENU_RIGHTS.items():
        action = staffed.actions_by_key[key]
        assert action.isEnabled() is session.may(right)
        assert action.toolTip().startswith("「") is not session.may(right)
    for page, right in (("classes", "classes"), ("courses", "libraries"), ("students", "students")):
        go(staffed, page, {})
        assert staffed.actions_by_key["new"].isEnabled() is session.may(right)  # type: ignore[arg-type]
    for key in ("export", "print", "find", "help", "statistics"):
        go(staffed, "statistics" if key == "print" else "classes", {})
        assert staffed.actions_by_key[key].isEnabled(), key


@pytest.mark.parametrize("role", ROLES)
def test_undo_is_grey_where_its_right_is_lacking(role: str, staffed: MainWindow) -> None:
    assert staffed.context is not None
    draft = staffed.context.read(classes.by_code, DRAFT).id
    staffed.context.run(classes.update(draft, {"remark": "早"}))
    session = at_work(staffed, role)
    undo = staffed.actions_by_key["undo"]
    assert undo.isEnabled() is staffed.undo_button.isEnabled() is session.may("classes")
    assert "修改班次" in undo.text()
    assert ("由管理员、教务来做" in staffed.undo_button.toolTip()) is not session.may("classes")
    undo.trigger()
    assert session.read(classes.get, draft).remark == ("" if session.may("classes") else "早")


def test_keys_of_a_list_say_whose_work_it_is(staffed: MainWindow, qtbot: QtBot) -> None:
    session = at_work(staffed, "leader")
    shown = go(staffed, "courses", {})
    assert isinstance(shown, ListPage)
    shown.table.selectRow(0)
    count = len(shown.model.ids)
    qtbot.keyClick(shown.table, Qt.Key.Key_Delete)
    assert staffed.bar.isVisible()
    assert staffed.bar.text.text() == "「课程、师资和场地」由管理员、教务来做，您是校领导。"
    assert len(shown.model.ids) == count and not session.may("libraries")


def test_a_record_is_read_and_not_saved(staffed: MainWindow) -> None:
    at_work(staffed, "reader")
    for page in ("students", "courses", "teachers", "venues"):
        shown = go(staffed, page, {})
        assert isinstance(shown, ListPage)
        shown.open_row(shown.model.ids[0])
        (dialog,) = [d for d in staffed.findChildren(FormDialog) if d.isVisible()]
        assert dialog.message.isVisible() and "来做，您是只读" in dialog.message.text.text()
        assert not dialog.save_button.isEnabled()
        assert not any(field.isEnabled() for field in dialog.form._inputs.values())
        dialog.save()
        assert dialog.isVisible()
        dialog.reject()


def test_a_class_is_read_and_not_edited(staffed: MainWindow) -> None:
    at_work(staffed, "reader")
    shown = go(staffed, "class", {"code": DRAFT, "tab": "info"})
    assert isinstance(shown, ClassPage)
    assert not any(field.isEnabled() for field in shown.info.form._inputs.values())
    assert "您是只读" in shown.info.lock.text.text()
    assert not shown.info.spans.more.isVisible()
    assert [b.isEnabled() for b in shown.step_buttons] == [False]
    assert "审定和重开" in shown.step_buttons[0].toolTip()
    go(staffed, "class", {"code": DRAFT, "tab": "curriculum"})
    assert shown.desk.grid.locked and "您是只读" in shown.desk.lock.text.text()
    shown.desk.grid.refused.emit()
    assert "您是只读" in staffed.bar.text.text()


def test_a_class_teacher_types_into_the_list_and_nothing_else(staffed: MainWindow) -> None:
    session = at_work(staffed, "class_teacher")
    shown = go(staffed, "class", {"code": DRAFT, "tab": "students"})
    assert isinstance(shown, ClassPage)
    students = shown.students
    assert isinstance(students, ClassStudents)
    assert not students.model.locked and students.add_button.isEnabled()
    assert not students.import_button.isEnabled()
    assert "「学员档案」" in students.import_button.toolTip()
    students.set_values(students.model.ids[:2].tolist(), {"group_name": "第9组"})
    assert session.operations(1)[0].user_name == "class_teacher"
    at_work(staffed, "leader")
    assert students.model.locked


def test_grey_goes_when_the_role_changes(staffed: MainWindow) -> None:
    session = at_work(staffed, "reader")
    shown = go(staffed, "courses", {})
    new = staffed.actions_by_key["new"]
    assert not new.isEnabled()
    assert session.user
    reader = session.user.id
    session.become(1)
    assert staffed.context is not None
    staffed.context.run(users.set_role(reader, "registrar"))
    session.become(reader)
    staffed.context.changed.emit(frozenset({"user"}))
    assert new.isEnabled()
    (primary,) = [b for b in buttons(shown) if b.text() == "添加课程"]
    assert primary.isEnabled() and primary.toolTip() == "Ctrl+N"


def test_the_journal_offers_to_take_back_what_may_be(staffed: MainWindow) -> None:
    at_work(staffed, "class_teacher")
    shown = go(staffed, "system", {"tab": "journal"})
    assert isinstance(shown, SystemPage)
    tab = shown.parts["journal"]
    tab.table.selectRow(1)  # type: ignore[attr-defined]
    button = tab.undo_button  # type: ignore[attr-defined]
    assert not button.isEnabled()


def test_entries_of_a_context_menu_are_grey_with_their_reason(staffed: MainWindow) -> None:
    at_work(staffed, "reader")
    shown = go(staffed, "courses", {})
    assert isinstance(shown, ListPage)
    menu = QMenu()
    shown.table._fill_menu(menu, [shown.model.ids[0]])
    able: dict[str, QAction] = {a.text(): a for a in menu.actions() if a.text()}
    assert able["编辑…"].isEnabled() and able["复制"].isEnabled()
    assert not able["删除"].isEnabled() and "您是只读" in able["删除"].toolTip()
    menu.deleteLater()
