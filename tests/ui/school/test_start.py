from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app import opening
from app.file import vault
from app.file.session import Session
from app.ground import jobs, settings
from app.school import school
from tests.conftest import CHEAP, PASSWORD
from tests.data.school_files import OLDER, kept_copy
from tests.ui.told import told
from ui.bridge import Bridge
from ui.kit.busy import BusyVeil
from ui.school.login import LoginDialog, RecoveryDialog
from ui.school.new_school import NewSchoolDialog
from ui.school.recovery_code import RecoveryCodeDialog
from ui.school.start import StartPage, Way

KEY = bytes(range(32))


class Watched(Bridge):
    """A bridge that keeps what work in the window has told of itself."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def progress(self, shown: Callable[[int, int, str], object]) -> jobs.Progress:
        def both(done: int, total: int, text: str) -> None:
            self.texts.append(text)
            shown(done, total, text)

        return super().progress(both)


@pytest.fixture
def bridge() -> Watched:
    return Watched()


@pytest.fixture
def page(bridge: Watched, qtbot: QtBot) -> StartPage:
    made = StartPage(settings.Settings(), bridge, jobs.Inline())
    qtbot.addWidget(made)
    made.resize(1366, 738)
    made.show()
    return made


def fill(dialog: QDialog, **values: object) -> None:
    dialog.form.fill(values)  # type: ignore[attr-defined]


def test_a_school_is_opened_with_its_password(
    page: StartPage, demo_path: Path, qtbot: QtBot
) -> None:
    page.ask_password(demo_path)
    assert isinstance(page.dialog, LoginDialog)
    fill(page.dialog, password=PASSWORD)
    with qtbot.waitSignal(page.opened) as opened:
        page.dialog.go()
    assert isinstance(told(opened)[0], Session)
    told(opened)[0].close()


def test_an_older_file_is_brought_up_before_ones_eyes(
    page: StartPage, bridge: Watched, tmp_path: Path, qtbot: QtBot
) -> None:
    page.ask_password(kept_copy(OLDER[0], tmp_path))
    assert isinstance(page.dialog, LoginDialog)
    fill(page.dialog, name="李敏", password=PASSWORD)
    with qtbot.waitSignal(page.opened) as opened:
        page.dialog.go()
    told(opened)[0].close()
    assert "正在核对升级后的文件" in bridge.texts


def test_a_wrong_password_is_said_and_can_be_typed_again(
    page: StartPage, demo_path: Path, qtbot: QtBot
) -> None:
    page.ask_password(demo_path)
    dialog = page.dialog
    assert isinstance(dialog, LoginDialog)
    fill(dialog, password="something else")
    dialog.go()
    qtbot.waitUntil(lambda: dialog.message.isVisible())
    assert "密码不正确" in dialog.message.text.text()
    assert dialog.go_button.isEnabled()
    dialog.reject()


def test_a_file_of_several_users_asks_for_the_name_too(
    page: StartPage, demo_path: Path, qtbot: QtBot
) -> None:
    page.ask_password(demo_path)
    assert isinstance(page.dialog, LoginDialog) and set(page.dialog.form.values()) == {"password"}
    page.dialog.reject()
    with opening.open_school(demo_path, PASSWORD, runner=jobs.Inline()) as opened:
        opening.add_user(opened, "王芳", PASSWORD, role="reader", cost=CHEAP)
    page.settings.opened(demo_path, "王芳")
    page.ask_password(demo_path)
    dialog = page.dialog
    assert isinstance(dialog, LoginDialog)
    assert dialog.form.values()["name"] == "王芳"  # who opened it here last
    assert dialog.focusWidget() is dialog.form.field("password")
    fill(dialog, name="李雷", password=PASSWORD)
    dialog.go()
    qtbot.waitUntil(lambda: dialog.message.isVisible())
    assert "姓名或密码不正确" in dialog.message.text.text()
    fill(dialog, name="王芳", password=PASSWORD)
    with qtbot.waitSignal(page.opened) as done:
        dialog.go()
    assert told(done)[0].user_name == "王芳"
    told(done)[0].close()


def test_a_forgotten_password_leads_to_the_recovery_code(
    page: StartPage, demo_path: Path, qtbot: QtBot
) -> None:
    with opening.open_school(demo_path, PASSWORD, runner=jobs.Inline()) as opened:
        code = opening.recovery_code(opened, PASSWORD)
    page.ask_password(demo_path)
    assert isinstance(page.dialog, LoginDialog)
    page.dialog.recovery_asked.emit()
    assert isinstance(page.dialog, RecoveryDialog)
    fill(
        page.dialog, code=code.lower().replace("-", " "), password="new-secret", again="new-secret"
    )
    with qtbot.waitSignal(page.opened) as done:
        page.dialog.go()
    told(done)[0].close()
    opening.open_school(demo_path, "new-secret").close()


def test_a_file_that_is_gone_is_said(page: StartPage, tmp_path: Path, qtbot: QtBot) -> None:
    page.ask_password(tmp_path / "没有.dxjw")
    dialog = page.dialog
    assert isinstance(dialog, LoginDialog)
    fill(dialog, password=PASSWORD)
    dialog.go()
    qtbot.waitUntil(lambda: dialog.message.isVisible())
    assert "找不到学校文件" in dialog.message.text.text()
    dialog.reject()


def test_a_new_school_shows_its_recovery_code_before_it_opens(
    page: StartPage, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes: list[str] = []
    monkeypatch.setattr(RecoveryCodeDialog, "exec", lambda self: codes.append(self.code))
    page.new_school()
    dialog = page.dialog
    assert isinstance(dialog, NewSchoolDialog)
    fill(dialog, name="中共青山县委党校", user="李敏", folder=str(tmp_path))
    fill(dialog, password="secret-word", again="other")
    dialog.go()
    assert dialog.form.field("again").accessibleDescription() == "两次输入的密码不一样。"
    fill(dialog, again="secret-word")
    dialog.go()
    assert dialog.rules.isVisible() and dialog.go_button.text() == "建立"
    asked = dialog.rules.layout()
    assert asked is not None  # each line has its room, none lies upon another
    assert dialog.rules.height() >= asked.totalHeightForWidth(dialog.rules.width())
    answers = dialog.rules.answers
    dialog.go()  # the texts leave both questions open: no answer is taken that was not given
    assert [answers.field(key).value() for key in ("on_site_interactive", "share_base")] == [
        None
    ] * 2
    assert dialog.focusWidget() is answers.field("on_site_interactive")
    assert "请选定现场教学" in answers.field("on_site_interactive").accessibleDescription()
    answers.fill({"on_site_interactive": 0})
    dialog.resize(dialog.width(), 300)
    dialog._room.setFixedHeight(60)
    dialog.go()
    base = answers.field("share_base")
    assert dialog.focusWidget() is base and not base.visibleRegion().isEmpty()
    assert list(tmp_path.iterdir()) == []
    answers.fill({"share_base": "courses"})
    with qtbot.waitSignal(page.opened, timeout=20_000) as opened:
        dialog.go()
    made: Session = told(opened)[0]
    assert made.path == tmp_path / "中共青山县委党校.dxjw"
    assert made.read(school.get).name == "中共青山县委党校"
    assert made.user_name == "李敏"
    assert made.read(school.get).share_base == "courses"
    assert made.read(school.get).default_profile == "current-county"
    assert codes == [opening.recovery_code(made, "secret-word")]
    made.close()


def test_the_recovery_code_must_be_on_paper_before_going_on(qtbot: QtBot) -> None:
    dialog = RecoveryCodeDialog("本校", "本校.dxjw", "AAAAA-BBBBB-CCCCC-DDDDD-EEEEE")
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.go_on.isEnabled()
    dialog.reject()
    assert dialog.isVisible()
    dialog.tick.setChecked(True)
    assert dialog.go_on.isEnabled()
    assert "AAAAA   BBBBB   CCCCC   DDDDD\nEEEEE" in dialog.paper().toPlainText()
    dialog.accept()


def test_recent_files_are_listed_and_can_be_forgotten(page: StartPage, qtbot: QtBot) -> None:
    page.settings.recent = ["/a/甲.dxjw", "/b/乙.dxjw"]
    page.reload()
    names = [b.accessibleName() for b in page.findChildren(QPushButton)]
    assert "打开 甲" in names
    page._forget(Path("/a/甲.dxjw"))
    assert page.settings.recent == ["/b/乙.dxjw"]


def test_enter_goes_the_way_that_has_the_focus(page: StartPage, qtbot: QtBot) -> None:
    assert page.new_tile.hasFocus()
    qtbot.keyClick(page.new_tile, Qt.Key.Key_Return)
    assert isinstance(page.dialog, NewSchoolDialog)


def test_the_file_that_was_open_last_is_one_enter_away(demo_path: Path, qtbot: QtBot) -> None:
    remembered = settings.Settings(recent=[str(demo_path)])
    page = StartPage(remembered, Bridge(), jobs.Inline())
    qtbot.addWidget(page)
    page.show()
    way = page.focusWidget()
    assert isinstance(way, Way)
    qtbot.keyClick(way, Qt.Key.Key_Return)
    assert isinstance(page.dialog, LoginDialog)
    assert page.dialog.path == demo_path


def test_an_empty_start_tells_how_to_get_a_backup_back(page: StartPage) -> None:
    said = " ".join(shown.text() for shown in page.findChildren(QLabel))
    assert "从备份恢复" in said


def test_a_folder_where_no_school_may_be_is_said_before_the_passwords(
    page: StartPage, tmp_path: Path
) -> None:
    (tmp_path / ".stfolder").mkdir()
    page.new_school()
    dialog = page.dialog
    assert isinstance(dialog, NewSchoolDialog)
    folder = dialog.form.field("folder")
    assert isinstance(folder, QLineEdit)
    assert folder.accessibleDescription() == ""
    folder.setText(str(tmp_path / "党校"))
    folder.editingFinished.emit()
    assert "「Syncthing」的同步文件夹" in folder.accessibleDescription()
    assert "不能建在那里" in folder.accessibleDescription()
    fill(dialog, name="中共青山县委党校", user="李敏")
    fill(dialog, password="secret-word", again="secret-word")
    dialog.go()
    assert [p.name for p in tmp_path.iterdir()] == [".stfolder"]
    dialog.reject()


def test_a_chosen_folder_where_no_school_may_be_is_said_at_once(
    page: StartPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.new_school()
    dialog = page.dialog
    assert isinstance(dialog, NewSchoolDialog)
    folder = dialog.form.field("folder")
    for mark, said in ((".stfolder", "Syncthing"), ("教务", "")):
        place = tmp_path / mark / "党校"
        place.mkdir(parents=True)
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_, at=place: str(at))
        dialog.browse.click()
        assert folder.value() == str(place)
        assert said in folder.accessibleDescription()
        shutil.rmtree(tmp_path / mark)
    assert folder.accessibleDescription() == ""
    dialog.reject()


def test_a_school_where_none_may_be_used_is_asked_for_no_password(
    page: StartPage, demo_path: Path
) -> None:
    (demo_path.parent / ".stfolder").mkdir()
    page.ask_password(demo_path)
    assert page.dialog is None
    assert "一起复制到本机硬盘" in page.message.text.text()


class Late:
    """A runner that does its work at once and gives back what comes of it when the test says so."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], object]] = []
        self.given: list[Future[Any]] = []  # or what is lost would be let go by itself

    def submit(self, work: Callable[[], Any]) -> Future[Any]:
        """Do the work, and keep what comes of it."""
        future: Future[Any] = Future()
        self.given.append(future)
        done = work()
        self.waiting.append(lambda: future.set_result(done))
        return future

    def later(self, seconds: float, work: Callable[[], object]) -> None:
        """Forget it."""

    def close(self) -> None:
        """Nothing waits."""

    def go(self) -> None:
        """Give back what was kept."""
        while self.waiting:
            self.waiting.pop(0)()


def test_a_key_ring_that_takes_long_to_try_can_be_left_for_another_school(
    page: StartPage, demo_path: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    """Whoever wrote the ring may have made all of it cost a minute; the page has one thread for all."""
    slow = vault.KeyRing(tmp_path / "慢.dxkey")
    costly = vault.Entry.make(KEY, PASSWORD, "u", cost=vault.Cost(memory=16 * 1024, passes=8))
    slow.entries = [replace(costly, id=f"{number}") for number in range(vault.MOST)]
    slow.save(KEY)
    shutil.copyfile(demo_path, tmp_path / "慢.dxjw")
    page.runner = thread = jobs.Thread("start")
    page.ask_password(tmp_path / "慢.dxjw")
    dialog = page.dialog
    assert isinstance(dialog, LoginDialog)
    fill(dialog, name="教务", password="another-word")
    dialog.go()
    qtbot.waitUntil(lambda: any(veil.isVisible() for veil in dialog.findChildren(BusyVeil)))
    [veil] = dialog.findChildren(BusyVeil)
    veil.button.click()
    qtbot.waitUntil(lambda: "已取消" in dialog.message.text.text())
    dialog.reject()
    page.ask_password(demo_path)
    assert page.dialog is not None
    fill(page.dialog, password=PASSWORD)
    with qtbot.waitSignal(page.opened) as opened:
        page.dialog.go()
    told(opened)[0].close()
    thread.close()


@pytest.mark.parametrize("gone", [False, True], ids=["hidden", "gone"])
@pytest.mark.parametrize("way", ["login", "recovery", "new"])
def test_who_closes_the_dialog_while_it_opens_leaves_nothing_open(
    bridge: Watched, demo_path: Path, tmp_path: Path, qtbot: QtBot, way: str, gone: bool
) -> None:
    with opening.open_school(demo_path, PASSWORD, runner=jobs.Inline()) as opened:
        code = opening.recovery_code(opened, PASSWORD)
    late = Late()
    page = StartPage(settings.Settings(), bridge, late)
    qtbot.addWidget(page)
    path = demo_path
    if way == "login":
        page.ask_password(demo_path)
        assert page.dialog is not None
        fill(page.dialog, password=PASSWORD)
    elif way == "recovery":
        page.recover(demo_path)
        assert page.dialog is not None
        fill(page.dialog, code=code, password=PASSWORD, again=PASSWORD)
    else:
        path = tmp_path / "新" / "新校.dxjw"
        page.new_school()
        assert page.dialog is not None
        both = {"password": PASSWORD, "again": PASSWORD}
        fill(page.dialog, name="新校", user="李敏", folder=str(path.parent), **both)
        page.dialog.created.disconnect()  # type: ignore[attr-defined]
    shown: list[object] = []
    page.opened.connect(shown.append)
    page.dialog.go()
    if isinstance(page.dialog, NewSchoolDialog):
        page.dialog.rules.answers.fill({"on_site_interactive": 0, "share_base": "hours"})
        page.dialog.go()  # past the rules
    page.dialog.reject()
    if gone:
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    late.go()
    finished: list[None] = []
    bridge.post(lambda: finished.append(None))
    qtbot.waitUntil(lambda: bool(finished))
    assert shown == []
    opening.open_school(path, PASSWORD).close()  # or: in use, until the program is left
