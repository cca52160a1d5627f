"""更换密钥 in the window: the password, the code on paper, progress, what is left to be done."""

from __future__ import annotations

import shutil

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app import opening
from app.file import recovery, vault
from app.people import students
from app.school import users
from tests.conftest import PASSWORD
from ui.context import Context
from ui.kit.ask import Question
from ui.school.recovery_code import RecoveryCodeDialog
from ui.system.rekey_dialog import FIRST, RekeyDialog
from ui.system.user_dialogs import ChangePasswordDialog, GivePasswordDialog
from ui.system.users_tab import UsersTab

OTHER = "other-secret"


@pytest.fixture
def tab(context: Context, qtbot: QtBot) -> UsersTab:
    made = UsersTab(context)
    qtbot.addWidget(made)
    made.show()
    made.reload()
    return made


def on_screen(kind: type[QWidget]) -> QWidget:
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible())


def code_shown(tab: UsersTab, qtbot: QtBot) -> RecoveryCodeDialog:
    tab.rekey_button.click()
    asked = on_screen(RekeyDialog)
    assert isinstance(asked, RekeyDialog)
    asked.form.fill({"password": OTHER})
    asked.go()
    qtbot.waitUntil(lambda: asked.message.isVisible())
    assert "密码不正确" in asked.message.text.text()
    asked.form.fill({"password": PASSWORD})
    with qtbot.waitSignal(asked.accepted):
        asked.go()
    shown = on_screen(RecoveryCodeDialog)
    assert isinstance(shown, RecoveryCodeDialog)
    return shown


def test_the_key_is_changed_once_the_new_code_is_on_paper(
    tab: UsersTab, context: Context, qtbot: QtBot
) -> None:
    path = context.session.path
    copy = path.with_name("以前的备份.dxjw")
    shutil.copyfile(path, copy)
    shutil.copyfile(vault.ring_path(path), vault.ring_path(copy))
    context.session.run(users.add("王芳", "entry", "reader"))  # without a password
    tab.reload()
    assert tab.rekeyed.text() == "还没有更换过。"
    before = vault.load(path).keys
    shown = code_shown(tab, qtbot)
    assert not shown.go_on.isEnabled()
    shown.tick.setChecked(True)
    assert vault.load(path).keys == before
    with qtbot.waitSignal(context.changed):
        shown.go_on.click()
    qtbot.waitUntil(lambda: any(isinstance(w, Question) for w in QApplication.topLevelWidgets()))
    note = on_screen(Question)
    assert isinstance(note, Question)
    told = "\n".join(text.text() for text in note.findChildren(QLabel))
    assert "要重新设定密码：王芳。" in told and "以前的备份.dxjw" in told
    note.accept()
    assert opening.recovery_code(context.session, PASSWORD) == shown.code
    assert context.session.with_key(lambda s: recovery.code_of(s.key)) == shown.code
    context.session.run(students.create({"name": "张伟"}))
    tab.reload()
    assert tab.rekeyed.text().startswith("上次更换：20")


def test_who_does_not_go_on_keeps_the_key(tab: UsersTab, context: Context, qtbot: QtBot) -> None:
    before = vault.load(context.session.path).keys
    code_shown(tab, qtbot).reject()
    assert vault.load(context.session.path).keys == before


def test_whose_password_may_be_known_is_led_to_another_key(
    tab: UsersTab, context: Context, qtbot: QtBot
) -> None:
    tab.password_button.click()
    dialog = on_screen(ChangePasswordDialog)
    assert isinstance(dialog, ChangePasswordDialog)
    dialog.form.fill(
        {"old": PASSWORD, "password": "brand-new-word", "again": "brand-new-word", "known": True}
    )
    with qtbot.waitSignal(dialog.known, timeout=20_000):
        dialog.go()
    follows = on_screen(RekeyDialog)
    assert isinstance(follows, RekeyDialog)
    assert follows.text.text().startswith("您的密码已改好。") and FIRST not in follows.text.text()
    follows.reject()
    assert vault.load(context.session.path).due


def test_the_password_is_to_be_changed_before_the_key(tab: UsersTab) -> None:
    assert any("先改那个密码，再更换密钥" in text.text() for text in tab.findChildren(QLabel))
    tab.rekey_button.click()
    asked = on_screen(RekeyDialog)
    assert isinstance(asked, RekeyDialog) and asked.text.text().endswith(FIRST)
    asked.reject()


def test_a_password_is_given_to_who_has_none(tab: UsersTab, context: Context, qtbot: QtBot) -> None:
    user = context.session.run(users.add("王芳", "entry", "reader")).value
    tab.reload()
    tab.table.selectRow(0)
    assert not tab.give_button.isEnabled() and "修改我的密码" in tab.give_button.toolTip()
    tab.table.selectRow(1)
    assert opening.state_of_ring(context.session)[0] == {user}
    tab.give_button.click()
    dialog = on_screen(GivePasswordDialog)
    assert isinstance(dialog, GivePasswordDialog)
    dialog.form.fill({"password": OTHER, "again": OTHER, "own": PASSWORD})
    with qtbot.waitSignal(context.changed, timeout=20_000):
        dialog.go()
    assert opening.state_of_ring(context.session)[0] == frozenset()
    opening.enter(context.session, user, OTHER)
    assert context.session.user_name == "王芳"
