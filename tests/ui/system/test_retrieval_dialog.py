"""从备份取回: the backup looked through, one thing picked, what would come told, brought back."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.classes import classes
from app.file import backup, sql
from app.file.session import Session
from app.opening import create, open_school
from app.people import students
from app.retrieval.shelf import Shelf
from app.school import users
from tests.conftest import CHEAP
from tests.ui.told import told
from ui.context import Context
from ui.system.copies_card import CopiesCard
from ui.system.password_question import PasswordQuestion
from ui.system.retrieval_dialog import RetrievalDialog


@pytest.fixture
def copy(demo_session: Session, tmp_path: Path) -> Path:
    return backup.snapshot(demo_session, tmp_path / "备份" / "今天.dxjw")


@pytest.fixture
def draft(demo_session: Session) -> classes.Class:
    return next(c for c in demo_session.read(classes.all) if c.status == "draft")


@pytest.fixture
def dialog(demo_context: Context, copy: Path, qtbot: QtBot) -> RetrievalDialog:
    shelf = Shelf(copy, demo_context.session.with_key(lambda held: held.key))
    made = RetrievalDialog(demo_context, shelf)
    qtbot.addWidget(made, before_close_func=lambda _: shelf.close())
    made.show()
    return made


def test_a_class_that_was_deleted_is_found_told_and_brought_back(
    dialog: RetrievalDialog, demo_context: Context, draft: classes.Class, qtbot: QtBot
) -> None:
    demo_context.session.run(classes.delete(draft.id))
    dialog.show_one("class", draft.id)
    assert "缺少，将取回：班次 1" in dialog.told.text()
    assert not dialog.replace.isVisible()
    with qtbot.waitSignal(demo_context.changed):
        dialog.button.click()
    assert demo_context.read(classes.get, draft.id).name == draft.name
    qtbot.waitUntil(lambda: dialog.message.text.text().startswith("已取回 "))
    assert "没有缺少的记录" in dialog.told.text()
    assert not dialog.button.isEnabled()
    dialog.show_one("policy_profile", 1)
    assert not dialog.message.text.text()  # it was said of the class
    assert demo_context.session.undo_name() == f"从备份取回 班次 {draft.name}"
    demo_context.session.undo()
    assert draft.id not in [c.id for c in demo_context.read(classes.all)]


def test_a_noun_is_chosen_and_searched(dialog: RetrievalDialog, demo_context: Context) -> None:
    assert dialog.told.text().startswith("在左边选一条")
    dialog.chips.button("student").click()
    everyone = dialog.table.model().rowCount()
    assert everyone == demo_context.read(students.count)
    dialog.search.setText("zhang")
    dialog.search.searched.emit("zhang")
    assert 0 < dialog.table.model().rowCount() < everyone


def test_what_is_different_is_changed_back_where_ticked(
    dialog: RetrievalDialog, demo_context: Context, qtbot: QtBot
) -> None:
    demo_context.session.run(students.update(1, {"education": "研究生班"}))
    dialog.show_one("student", 1)
    assert "现在“研究生班”" in dialog.told.text()
    assert dialog.replace.isVisible() and not dialog.button.isEnabled()
    dialog.replace.click()
    with qtbot.waitSignal(demo_context.changed):
        dialog.button.click()
    assert demo_context.read(students.get, 1).education != "研究生班"


def test_what_cannot_come_is_told_before(
    dialog: RetrievalDialog, demo_context: Context, draft: classes.Class
) -> None:
    session = demo_context.session
    session.run(classes.delete(draft.id))
    session.run(
        sql.write(
            f"INSERT INTO class (code, name, profile_id) VALUES ('{draft.code}', '新的班', 1)"
        )
    )
    dialog.show_one("class", draft.id)
    assert "现在是「新的班」的" in dialog.told.text()
    assert not dialog.button.isEnabled()


def test_who_lacks_the_right_sees_why(
    dialog: RetrievalDialog, demo_context: Context, draft: classes.Class
) -> None:
    session = demo_context.session
    session.run(classes.delete(draft.id))
    session.become(session.run(users.add("班", "entry", "class_teacher")).value)
    dialog.show_one("class", draft.id)
    assert not dialog.button.isEnabled()
    assert "班次" in dialog.button.toolTip()


@pytest.fixture
def card(demo_context: Context, copy: Path, qtbot: QtBot) -> CopiesCard:
    demo_context.settings.backup_folder = str(copy.parent)
    made = CopiesCard(demo_context)
    qtbot.addWidget(made)
    made.show()
    made.reload()
    return made


def test_the_copy_picked_is_looked_through(card: CopiesCard, qtbot: QtBot) -> None:
    assert not card.retrieve_button.isEnabled()
    card.table.selectRow(0)
    card.retrieve_button.click()
    qtbot.waitUntil(lambda: bool(card.findChildren(RetrievalDialog)))
    card.findChildren(RetrievalDialog)[0].accept()


def test_a_copy_under_another_key_asks_for_the_password_of_then(
    card: CopiesCard, demo_context: Context, tmp_path: Path, qtbot: QtBot
) -> None:

    other = tmp_path / "备份" / "别的.dxjw"
    create(other, name="别校", password="of-that-time", cost=CHEAP)
    open_school(other, "of-that-time").close()
    card.reload()
    place = next(n for n, row in enumerate(card.table.texts()) if row[0] == "别的.dxjw")
    card.table.selectRow(place)
    card.retrieve_button.click()
    qtbot.waitUntil(lambda: bool(card.findChildren(PasswordQuestion)))
    question = card.findChildren(PasswordQuestion)[0]
    question.form.fill({"password": "wrong-word"})
    with qtbot.waitSignal(demo_context.said) as said:
        question.go()
    assert "密码" in told(said)[0]
    card.retrieve("of-that-time")
    qtbot.waitUntil(lambda: bool(card.findChildren(RetrievalDialog)))
    card.findChildren(RetrievalDialog)[0].accept()
