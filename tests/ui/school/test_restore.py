"""从备份恢复 and what is opened that is a backup, or lacks work."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from app.file import backup, recovery, vault
from app.file.session import Session
from app.ground import jobs, settings
from app.opening import open_school
from app.people import students
from tests.conftest import PASSWORD
from ui.bridge import Bridge
from ui.kit.ask import Question
from ui.mainwindow import MainWindow
from ui.school.login import LoginDialog
from ui.school.restore import RestoreDialog, proposed, schools_name


@pytest.fixture
def copy(school_session: Session, tmp_path: Path) -> Path:
    copy = backup.snapshot(school_session, tmp_path / "U" / "示范党校 备份 20261128-0830.dxjw")
    school_session.run(students.create({"name": "后来的"}))
    return copy


@pytest.fixture
def window(school_session: Session, qtbot: QtBot) -> MainWindow:
    made = MainWindow(settings.Settings(automatic=False), Bridge(), jobs.Inline())
    qtbot.addWidget(made)
    made.show()
    made.show_school(school_session)
    return made


def dialog_of(window: MainWindow, copy: Path, qtbot: QtBot) -> RestoreDialog:
    session = window.context.session if window.context is not None else None
    dialog = window.start.restore(copy, session.path if session is not None else None)
    assert dialog is not None
    return dialog


def test_what_a_backup_holds_is_said_before_it_takes_the_place_of_the_open_school(
    window: MainWindow, copy: Path, qtbot: QtBot
) -> None:
    assert window.context is not None
    path = window.context.session.path
    dialog = dialog_of(window, copy, qtbot)
    assert "那里现在的文件会改名，放在一边" in dialog.place.text()
    dialog.form.fill({"password": PASSWORD})
    dialog.go_button.click()
    qtbot.waitUntil(lambda: dialog.go_button.text() == "恢复")
    assert "备份完好。中共示范县委党校：班次 0，学员 0" in dialog.found.text()
    assert "比现在的学校文件少 1 项工作" in dialog.found.text()
    assert window.context.session.read(students.count) == 1
    with qtbot.waitSignal(window.start.opened):
        dialog.go_button.click()
    assert window.context is not None
    session = window.context.session
    assert (session.path, session.read(students.count)) == (path, 0)
    assert "原来的文件都留着" in window.bar.text.text()
    assert not window.notices.backup.isVisible()
    window.leave_school()


def test_a_wrong_password_and_a_damaged_backup_leave_the_school_open(
    window: MainWindow, copy: Path, qtbot: QtBot
) -> None:
    dialog = dialog_of(window, copy, qtbot)
    dialog.form.fill({"password": "wrong-word"})
    dialog.go_button.click()
    qtbot.waitUntil(lambda: "密码不正确" in dialog.message.text.text())
    whole = copy.read_bytes()
    copy.write_bytes(whole[:9000] + bytes([whole[9000] ^ 1]) + whole[9001:])
    dialog.form.fill({"password": PASSWORD})
    dialog.go_button.click()
    qtbot.waitUntil(lambda: "不能用来恢复" in dialog.message.text.text())
    assert dialog.go_button.text() == "检查备份"
    assert window.context is not None
    dialog.reject()
    window.leave_school()


def test_a_forgotten_password_is_replaced_by_the_code(
    window: MainWindow, copy: Path, qtbot: QtBot
) -> None:
    assert window.context is not None
    path = window.context.session.path
    code = recovery.code_of(window.context.session.with_key(lambda held: held.key))
    dialog = dialog_of(window, copy, qtbot)
    next(b for b in dialog.findChildren(QPushButton) if "用恢复码" in b.text()).click()
    by_code = window.start.dialog
    assert isinstance(by_code, RestoreDialog) and by_code.by_code and by_code.target == path
    by_code.form.fill({"code": code, "password": "brand-new-word", "again": "brand-new-word"})
    by_code.go_button.click()
    qtbot.waitUntil(lambda: by_code.go_button.text() == "恢复")
    with qtbot.waitSignal(window.start.opened):
        by_code.go_button.click()
    window.leave_school()
    open_school(path, "brand-new-word", runner=jobs.Inline()).close()


def test_another_place_is_checked_anew(
    window: MainWindow, copy: Path, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = dialog_of(window, copy, qtbot)
    dialog.form.fill({"password": PASSWORD})
    dialog.go_button.click()
    qtbot.waitUntil(lambda: dialog.go_button.text() == "恢复")
    chosen = str(tmp_path / "另一处")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (chosen, ""))
    dialog.browse.click()
    assert dialog.target == tmp_path / "另一处.dxjw"
    assert dialog.go_button.text() == "检查备份" and "还没有这个文件" in dialog.place.text()
    dialog.reject()
    window.leave_school()


def test_a_backup_is_opened_to_be_looked_at_and_says_so(
    window: MainWindow, copy: Path, qtbot: QtBot
) -> None:
    before = {p.name: p.read_bytes() for p in copy.parent.iterdir()}
    window.show_school(open_school(copy, PASSWORD, runner=jobs.Inline()))
    assert window.context is not None
    assert window.notices.backup.isVisible() and not window.rail.backup.isVisible()
    assert "只能查看、打印和导出，不能修改" in window.notices.backup.text.text()
    assert "这是备份" in window.context.missing("classes")
    assert not window.actions_by_key["backup"].isEnabled()
    assert str(copy) not in window.settings.recent
    window.notices.backup.restore_button.click()
    dialog = window.start.dialog
    assert isinstance(dialog, RestoreDialog) and dialog.copy == copy
    assert dialog.target.name == "示范党校.dxjw"
    dialog.reject()
    window.leave_school()
    assert {p.name: p.read_bytes() for p in copy.parent.iterdir()} == before


def test_a_file_without_its_log_is_told_and_used_knowingly(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    assert window.context is not None
    path = window.context.session.path
    window.context.session.run(students.create({"name": "在日志里"}))
    lacking = tmp_path / "U盘" / path.name
    lacking.parent.mkdir()
    for of in (Path, vault.ring_path):
        shutil.copyfile(of(path), of(lacking))
    window.leave_school()
    window.start.ask_password(lacking)
    dialog = window.start.dialog
    assert isinstance(dialog, LoginDialog)
    dialog.form.fill({"password": PASSWORD})
    dialog.go_button.click()
    qtbot.waitUntil(lambda: "缺少最近的工作" in dialog.message.text.text())
    assert dialog._go_on is not None  # pyright: ignore
    column = dialog.layout()
    assert column is not None
    assert dialog.height() == column.totalHeightForWidth(dialog.width())  # grown once, to fit
    dialog._go_on.click()  # pyright: ignore
    question = dialog.findChild(Question)
    assert question is not None
    with qtbot.waitSignal(window.start.opened):
        question.yes_button.click()
    assert window.context is not None
    assert window.context.session.operations(1)[0].name.startswith("接着用缺少最近工作的学校文件")
    assert "缺少最近的工作" in window.bar.text.text()
    window.leave_school()


def test_a_restored_file_has_the_name_of_the_school(tmp_path: Path) -> None:
    names = {
        "示范党校 备份 20261128-0830.dxjw": "示范党校.dxjw",
        "示范党校 自动备份 20261128-083000.dxjw": "示范党校.dxjw",
        "示范党校（升级前第2版 3）.dxjw": "示范党校.dxjw",
        "随便.dxjw": "随便.dxjw",
    }
    assert {name: schools_name(Path(name)) for name in names} == names
    known = [str(tmp_path / "别校.dxjw"), str(tmp_path / "示范党校.dxjw")]
    assert proposed(Path("示范党校 备份 20261128-0830.dxjw"), known) == Path(known[1])
    assert proposed(Path("无名.dxjw"), known).name == "无名.dxjw"
