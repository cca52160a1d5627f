"""What was typed into a dialog and not saved is there again, until it is saved or given up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.classes import classes
from app.file.session import Session
from app.ground import jobs
from app.opening import open_school
from app.people import students
from app.school import unfinished, users
from tests.conftest import PASSWORD
from ui.classes.new_class import NewClassDialog
from ui.context import Context
from ui.kit.form_dialog import FormDialog
from ui.kit.half_filled import KIND
from ui.people.student import StudentDialog


def opened(qtbot: QtBot, make: Callable[[], FormDialog]) -> FormDialog:
    dialog = make()
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def type_into(dialog: FormDialog, key: str, text: str) -> None:
    line = dialog.form.field(key)
    assert isinstance(line, QLineEdit)
    line.clear()
    line.insert(text)  # as an input method does


def kept(session: Session) -> list[str]:
    return [one.key for one in session.read(unfinished.all, "教务", KIND)]


def leave(dialog: QWidget) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Escape)


def test_a_new_class_left_by_esc_is_as_it_was_typed_whole_or_not(
    context: Context, qtbot: QtBot
) -> None:
    def make() -> NewClassDialog:
        return NewClassDialog(context, 2026)

    dialog = opened(qtbot, make)
    assert isinstance(dialog, NewClassDialog) and not dialog.half_filled.isVisible()
    type_into(dialog, "name", "秋季进修班")
    type_into(dialog, "planned_count", "四十")  # not readable yet
    dialog.spans.lines[0].start.setText("2026.9")
    dialog.spans.more.click()
    dialog.spans.lines[1].end.setText("2026-10-30")
    leave(dialog)
    context.session.run(classes.create({"code": "2026-01", "name": "别的班"}))

    again = opened(qtbot, make)
    assert isinstance(again, NewClassDialog)
    assert again.half_filled.isVisible() and "已恢复" in again.half_filled.said.text()
    assert again.form.typed()["name"] == "秋季进修班"
    assert again.form.typed()["planned_count"] == "四十"
    assert again.form.typed()["code"] == "2026-02"  # proposed anew: nobody typed the other
    assert again.spans.typed() == [["2026.9", ""], ["", "2026-10-30"]]
    again.half_filled.anew_button.click()
    assert again.form.typed()["name"] == "" and again.spans.typed() == [["", ""]]
    assert not again.half_filled.isVisible() and kept(context.session) == []


def test_it_is_swept_by_the_write_that_saves_it_and_by_取消(context: Context, qtbot: QtBot) -> None:
    def make() -> StudentDialog:
        return StudentDialog(context, None)

    dialog = opened(qtbot, make)
    type_into(dialog, "phone", "13800000000")
    dialog.close()  # the cross, Alt+F4
    dialog = opened(qtbot, make)
    assert dialog.form.typed()["phone"] == "13800000000"
    dialog.save()  # refused: no name
    dialog.close()
    assert kept(context.session) == ["student:new"]
    dialog = opened(qtbot, make)
    type_into(dialog, "name", "郝检")
    dialog.save()
    assert kept(context.session) == []
    assert opened(qtbot, make).form.typed()["name"] == ""
    type_into(dialog := opened(qtbot, make), "name", "李娜")
    dialog.cancel_button.click()
    assert kept(context.session) == [] and not opened(qtbot, make).half_filled.isVisible()


def test_each_record_has_its_own_and_only_what_was_typed_comes_back(
    context: Context, qtbot: QtBot
) -> None:
    one = context.session.run(students.create({"name": "郝检", "phone": "1"})).value
    other = context.session.run(students.create({"name": "李娜"})).value
    dialog = opened(qtbot, lambda: StudentDialog(context, one))
    type_into(dialog, "post", "科长")
    leave(dialog)
    context.session.run(students.update(one, {"phone": "2"}))
    assert not opened(qtbot, lambda: StudentDialog(context, other)).half_filled.isVisible()
    again = opened(qtbot, lambda: StudentDialog(context, one))
    assert [again.form.typed()[key] for key in ("post", "phone")] == ["科长", "2"]
    assert again.half_filled.said.text() == "上次没有填完，已恢复 ·"
    assert again.half_filled.said.toolTip() == "恢复的：职务"


def test_nobody_gets_what_another_user_typed(context: Context, qtbot: QtBot) -> None:
    dialog = opened(qtbot, lambda: StudentDialog(context, None))
    type_into(dialog, "name", "郝检")
    context.session.become(context.session.run(users.add("李老师", "entry", "registrar")).value)
    leave(dialog)
    assert not opened(qtbot, lambda: StudentDialog(context, None)).half_filled.isVisible()
    assert context.session.read(unfinished.all, "李老师", KIND) == []


def test_a_kill_takes_no_more_than_the_last_moment(
    context: Context, qtbot: QtBot, tmp_path: Path, qapp: QApplication
) -> None:
    session = context.session
    dialog = opened(qtbot, lambda: StudentDialog(context, None))
    type_into(dialog, "name", "郝检")
    qtbot.waitUntil(lambda: kept(session) == ["student:new"])  # nothing was closed
    (tmp_path / "killed").mkdir()
    for file in session.path.parent.glob(f"{session.path.stem}*"):
        (tmp_path / "killed" / file.name).write_bytes(file.read_bytes())
    path = tmp_path / "killed" / session.path.name
    with open_school(path, PASSWORD, runner=jobs.Inline()) as again:
        left = again.read(unfinished.get, "教务", KIND, "student:new")
    assert left is not None and "郝检" in left.content


def test_what_is_typed_as_the_school_is_closed_is_kept_and_of_who_is_gone_nothing(
    context: Context, qtbot: QtBot
) -> None:
    session = context.session
    gone = session.run(students.create({"name": "李娜"})).value
    there = session.run(students.create({"name": "钱二"})).value
    for one in (gone, there):
        dialog = opened(qtbot, lambda one=one: StudentDialog(context, one))
        type_into(dialog, "post", "科长")
        leave(dialog)
    session.run(students.delete([gone]))
    dialog = opened(qtbot, lambda: StudentDialog(context, None))
    type_into(dialog, "name", "郝检")
    context.close()
    leave(dialog)  # too late, and no harm
    with open_school(session.path, PASSWORD, runner=jobs.Inline()) as again:
        assert set(kept(again)) == {"student:new", f"student:{there}"}


def test_no_password_is_kept(context: Context, qtbot: QtBot) -> None:
    from ui.system.user_dialogs import AddUserDialog

    dialog = AddUserDialog(context)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.form.fill({"name": "李老师", "password": "abc-secret", "again": "abc-secret"})
    leave(dialog)
    (left,) = context.session.read(unfinished.all, "教务", KIND)
    assert "李老师" in left.content and "secret" not in left.content
    again = AddUserDialog(context)
    qtbot.addWidget(again)
    again.show()
    assert again.form.values()["name"] == "李老师" and again.form.values()["password"] == ""


@pytest.mark.parametrize("content", ["无", "[]", '{"form": 7}'])
def test_a_form_kept_by_another_version_opens_as_an_empty_one(
    context: Context, qtbot: QtBot, content: str
) -> None:
    context.session.aside(unfinished.keep(KIND, "student:new", content)).result()
    dialog = opened(qtbot, lambda: StudentDialog(context, None))
    assert dialog.form.values()["name"] == "" and not dialog.half_filled.isVisible()
    assert kept(context.session) == []  # and what is typed now is kept again
    type_into(dialog, "name", "郝检")
    leave(dialog)
    assert kept(context.session) == ["student:new"]
