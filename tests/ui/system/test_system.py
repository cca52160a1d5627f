from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from app import opening
from app.certificates import key_pair
from app.file.operation import Operation
from app.ground import jobs
from app.people import students
from app.school import school, users
from tests.conftest import PASSWORD
from tests.ui.asked import say
from tests.ui.told import told
from ui.context import Context
from ui.kit import ask
from ui.kit.form_dialog import FormDialog
from ui.kit.inputs import CheckInput
from ui.kit.pattern_input import PatternInput
from ui.kit.small_table import SmallTable
from ui.school.recovery_code import RecoveryCodeDialog
from ui.system.backup_tab import BackupTab
from ui.system.journal_tab import JournalTab
from ui.system.rekey_dialog import RekeyDialog
from ui.system.school_tab import SchoolTab
from ui.system.system import SystemPage
from ui.system.user_dialogs import AddUserDialog, ChangePasswordDialog, RecoveryCodeQuestion
from ui.system.users_tab import UsersTab


def shown(context: Context, qtbot: QtBot, tab: str) -> SystemPage:
    page = SystemPage(context)

    def hold(_: QWidget) -> None:
        assert page  # till the end of the test, which keeps a tab only

    qtbot.addWidget(page, before_close_func=hold)
    page.resize(1190, 738)
    page.show()
    page.open(tab=tab)
    page.reload()
    return page


def visible(page: SystemPage, kind: type[QDialog]) -> QDialog:
    found = [d for d in page.findChildren(kind) if d.isVisible()]
    assert len(found) == 1
    return found[0]


def column(table: SmallTable, place: int) -> list[str]:
    return [row[place] for row in table.texts()]


@pytest.mark.parametrize("tab", SystemPage.made_of)
def test_every_tab_opens_by_its_name(tab: str, demo_context: Context, qtbot: QtBot) -> None:
    page = shown(demo_context, qtbot, tab)
    assert page.shown is page.parts[tab]


def test_the_school_is_saved_field_by_field(context: Context, qtbot: QtBot) -> None:
    tab = shown(context, qtbot, "school").parts["school"]
    assert isinstance(tab, SchoolTab)
    assert context.session.undo_name() is None  # filling saved nothing
    field = tab.form.field("contact")
    qtbot.keyClicks(field, "0000-1234567")
    with qtbot.waitSignal(context.changed):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert context.read(school.get).contact == "0000-1234567"


def test_the_code_on_certificates_is_left_out_by_a_tick(context: Context, qtbot: QtBot) -> None:
    tab = shown(context, qtbot, "school").parts["school"]
    assert isinstance(tab, SchoolTab)
    field = tab.form.field("certificate_code")
    assert isinstance(field, CheckInput)
    assert field.value() is True
    with qtbot.waitSignal(context.changed):
        field.click()
    assert context.read(school.get).certificate_code == 0
    context.session.undo()
    assert context.read(school.get).certificate_code == 1


def test_the_public_key_is_shown_and_written_to_a_file(
    context: Context, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = shown(context, qtbot, "school").parts["school"]
    assert isinstance(tab, SchoolTab)
    card = tab.public_key
    assert card.fingerprint.text() == context.read(key_pair.fingerprint)
    target = tmp_path / "本校 公钥.pem"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    with qtbot.waitSignal(context.said):
        card.button.click()
    assert key_pair.read_public(target) == context.read(key_pair.public_key)


def test_a_pattern_that_cannot_be_used_is_said_at_its_field(context: Context, qtbot: QtBot) -> None:
    tab = shown(context, qtbot, "school").parts["school"]
    assert isinstance(tab, SchoolTab)
    before = context.read(school.get).certificate_pattern
    field = tab.form.field("certificate_pattern")
    assert isinstance(field, PatternInput)
    field.selectAll()
    qtbot.keyClicks(field, "{what}")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "要有序号" in field.accessibleDescription())
    assert context.read(school.get).certificate_pattern == before


def test_a_pattern_of_before_that_is_ambiguous_is_told(context: Context, qtbot: QtBot) -> None:
    tab = shown(context, qtbot, "school").parts["school"]
    assert isinstance(tab, SchoolTab)
    assert tab.pattern.isHidden()
    earlier = {"certificate_pattern": "{class}{serial}"}
    work = Operation("无", lambda tx: tx.update("school", 1, earlier), right="school")
    context.run(work, parent=tab)
    tab.reload()
    assert "班次 1 的第 12 号和班次 11 的第 2 号都是 112" in tab.pattern.text.text()
    assert "加后缀" in tab.pattern.text.text()


def test_a_half_day_takes_other_hours(context: Context, qtbot: QtBot) -> None:
    tab = shown(context, qtbot, "school").parts["school"]
    assert isinstance(tab, SchoolTab)
    field = tab.halves[1].field("quarter_hours")
    field.selectAll()  # type: ignore[union-attr]
    qtbot.keyClicks(field, "3.5")
    with qtbot.waitSignal(context.changed):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert context.read(school.half_days)[0].quarter_hours == 14


def test_users_come_change_and_go(
    context: Context, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = shown(context, qtbot, "users")
    tab = page.parts["users"]
    assert isinstance(tab, UsersTab)
    assert not tab.remove_button.isEnabled()
    assert tab.remove_button.toolTip() == tab.role_button.toolTip() == "请先选中一位用户。"
    tab.add_button.click()
    dialog = visible(page, AddUserDialog)
    assert isinstance(dialog, AddUserDialog)
    dialog.form.fill({"name": "王芳", "password": "another-one", "again": "another-one"})
    dialog.form.fill({"own": "another-one"})
    dialog.go()
    qtbot.waitUntil(lambda: dialog.message.isVisible())
    assert "密码不正确" in dialog.message.text.text()
    dialog.form.fill({"own": PASSWORD})
    assert dialog.form.values()["role"] == "registrar"
    with qtbot.waitSignal(context.changed, timeout=20_000):
        dialog.go()
    tab.reload()
    assert column(tab.table, 0)[1] == "王芳"
    assert column(tab.table, 1) == ["管理员", "教务"]
    tab.table.selectRow(1)
    tab.role_button.click()
    question = visible(page, FormDialog)
    assert isinstance(question, FormDialog)
    question.form.fill({"role": "reader"})
    with qtbot.waitSignal(context.changed):
        question.save()
    tab.reload()
    assert column(tab.table, 1) == ["管理员", "只读"]
    monkeypatch.setattr(ask, "confirm", lambda *_, **__: True)
    tab.table.selectRow(1)
    with qtbot.waitSignal(context.changed):
        tab.remove_button.click()
    assert len(context.read(users.all)) == 1
    follows = visible(page, RekeyDialog)
    assert isinstance(follows, RekeyDialog)
    assert follows.text.text().startswith("已删除王芳。")
    follows.reject()
    tab.reload()
    assert "起应当更换" in tab.rekeyed.text()
    tab.table.selectRow(0)
    assert not tab.remove_button.isEnabled()
    assert "不能删除自己" in tab.remove_button.toolTip()


def test_what_a_dialog_says_takes_no_room_from_its_fields(context: Context, qtbot: QtBot) -> None:
    page = shown(context, qtbot, "users")
    tab = page.parts["users"]
    assert isinstance(tab, UsersTab)
    tab.table.selectRow(0)
    tab.role_button.click()
    question = visible(page, FormDialog)
    assert isinstance(question, FormDialog)
    question.form.fill({"role": "reader"})
    question.save()
    qtbot.waitUntil(question.message.isVisible)
    bar = question.findChild(QScrollArea)
    assert bar is not None
    qtbot.waitUntil(lambda: bar.verticalScrollBar().maximum() == 0)
    question.reject()


def test_f1_opens_the_topic_of_the_tab(context: Context, qtbot: QtBot) -> None:
    topics = {
        **{"school": "学校资料", "users": "用户与权限", "backup": "备份与密码"},
        **{"journal": "操作记录", "display": "显示与锁定"},
    }
    assert {tab: shown(context, qtbot, tab).topic() for tab in topics} == topics


def test_only_the_administrator_manages_users(context: Context, qtbot: QtBot) -> None:
    other = context.session.run(users.add("王芳", "entry", "registrar")).value
    context.session.become(other)
    tab = shown(context, qtbot, "users").parts["users"]
    assert isinstance(tab, UsersTab)
    tab.table.selectRow(0)
    for button in (
        *(tab.add_button, tab.role_button, tab.remove_button, tab.code_button),
        *(tab.give_button, tab.rekey_button),
    ):
        assert not button.isEnabled()
        assert button.toolTip() == "「用户和恢复码」由管理员来做，您是教务。"
    tab.change_role()  # by a double click on the row
    assert not [w for w in tab.window().findChildren(FormDialog) if w.isVisible()]
    assert tab.password_button.isEnabled()  # everybody's own
    context.session.become(1)
    tab.reload()
    assert tab.add_button.isEnabled() and not tab.add_button.toolTip()


def test_a_wrong_password_shows_no_recovery_code(context: Context, qtbot: QtBot) -> None:
    page = shown(context, qtbot, "users")
    tab = page.parts["users"]
    assert isinstance(tab, UsersTab)
    tab.code_button.click()
    question = visible(page, RecoveryCodeQuestion)
    assert isinstance(question, RecoveryCodeQuestion)
    question.form.fill({"password": "wrong-word"})
    question.go()
    qtbot.waitUntil(lambda: question.message.isVisible())
    assert "密码不正确" in question.message.text.text()
    assert not page.window().findChildren(RecoveryCodeDialog)


def test_one_changes_ones_own_password(context: Context, qtbot: QtBot) -> None:
    page = shown(context, qtbot, "users")
    dialog = ChangePasswordDialog(context, page)
    dialog.show()
    dialog.form.fill({"old": "wrong", "password": "brand-new", "again": "brand-new"})
    dialog.go()
    qtbot.waitUntil(lambda: dialog.message.isVisible())
    dialog.form.fill({"old": PASSWORD})
    with qtbot.waitSignal(context.said, timeout=20_000):
        dialog.go()
    context.close()
    opening.open_school(context.session.path, "brand-new", runner=jobs.Inline()).close()


def test_the_recovery_code_can_be_shown_again(context: Context, qtbot: QtBot) -> None:
    page = shown(context, qtbot, "users")
    tab = page.parts["users"]
    assert isinstance(tab, UsersTab)
    tab.code_button.click()
    question = visible(page, RecoveryCodeQuestion)
    assert isinstance(question, RecoveryCodeQuestion)
    question.form.fill({"password": PASSWORD})
    with qtbot.waitSignal(question.answered):
        question.go()
    dialog = visible(page, RecoveryCodeDialog)
    assert isinstance(dialog, RecoveryCodeDialog)
    assert dialog.code == opening.recovery_code(context.session, PASSWORD)
    dialog.tick.setChecked(True)
    dialog.accept()


def test_a_backup_is_made_checked_and_remembered(
    demo_context: Context, qtbot: QtBot, tmp_path: Path
) -> None:
    demo_context.settings.backup_folder = str(tmp_path / "stick")
    tab = shown(demo_context, qtbot, "backup").parts["backup"]
    assert isinstance(tab, BackupTab)
    assert tab.table.rowCount() == 0
    with qtbot.waitSignal(demo_context.backed_up):
        tab.button.click()
    assert len(column(tab.table, 0)) == 1
    assert tab.last.text().startswith("上次备份：20")
    copy = next((tmp_path / "stick").glob("*.dxjw"))
    with opening.open_school(copy, PASSWORD, runner=jobs.Inline()) as opened:
        assert opened.read(students.count) == demo_context.read(students.count)


def test_a_backup_that_cannot_be_written_says_why(
    demo_context: Context, qtbot: QtBot, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    demo_context.settings.backup_folder = str(blocked / "inside")
    tab = shown(demo_context, qtbot, "backup").parts["backup"]
    assert isinstance(tab, BackupTab)
    with qtbot.waitSignal(demo_context.said) as said:
        tab.button.click()
    assert "备份不能写入" in told(said)[0]
    assert demo_context.settings.backups == {}


def test_an_earlier_operation_is_taken_back_alone(context: Context, qtbot: QtBot) -> None:
    context.session.run(students.create({"name": "张伟"}))
    context.session.run(students.create({"name": "李娜"}))
    tab = shown(context, qtbot, "journal").parts["journal"]
    assert isinstance(tab, JournalTab)
    assert column(tab.table, 2) == ["添加学员 李娜", "添加学员 张伟", "建立学校"]
    tab.table.selectRow(2)
    assert not tab.undo_button.isEnabled()
    tab.table.selectRow(1)
    tab.undo_button.click()
    with qtbot.waitSignal(context.changed):
        assert "的「添加学员 张伟」写下的 1 处内容" in say()
    names = [s["name"] for s in context.read(students.LISTING.rows, [1, 2]).values()]
    assert names == ["李娜"]
    tab.reload()
    assert column(tab.table, 2)[0] == "撤销 添加学员 张伟"


def test_an_operation_picked_says_what_it_changed(context: Context, qtbot: QtBot) -> None:
    made = [
        context.session.run(students.create({"name": f"张{n}"})).value for n in "一二三四五六七"
    ]
    context.session.run(students.update(made[0], {"education": "大学"}))
    context.session.run(students.delete(made))
    tab = shown(context, qtbot, "journal").parts["journal"]
    assert isinstance(tab, JournalTab)
    assert not tab.detail.isVisibleTo(tab)
    tab.table.selectRow(1)
    assert tab.detail.text() == "学员 张一：学历填为“大学”"
    tab.table.selectRow(0)
    assert tab.detail.text().splitlines()[0] == "学员 张一：删除"
    assert tab.detail.text().splitlines()[-1] == "……另有 1 处"


def test_the_text_size_is_asked_for(context: Context, qtbot: QtBot) -> None:
    page = shown(context, qtbot, "display")
    buttons = page.parts["display"].buttons  # type: ignore[attr-defined]
    assert buttons[100].isChecked()
    with qtbot.waitSignal(context.text_sized) as sized:
        buttons[125].click()
    assert told(sized) == [125]
