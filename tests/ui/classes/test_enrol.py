"""从档案添加: everyone at once, and nobody twice by mistake."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.classes import classes, enrolment
from app.people import students
from tests.ui.planned import plan
from ui.classes.enrol import EnrolDialog
from ui.context import Context


def made(context: Context, qtbot: QtBot) -> tuple[EnrolDialog, int]:
    run = context.session.run
    for name in ("赵一", "钱二", "孙三"):
        run(students.create({"name": name}))
    values = {"code": "2026-01", "name": "进修班", "kind": "main"}
    class_id = run(classes.create(values)).value
    dialog = EnrolDialog(context, class_id)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog, class_id


def test_ctrl_a_takes_everyone_who_was_found(context: Context, qtbot: QtBot) -> None:
    dialog, class_id = made(context, qtbot)
    assert dialog.count.text() == "找到 3 人，已选 0 人。按住 Ctrl 或 Shift 多选，Ctrl+A 全选"
    qtbot.keyClick(dialog.search, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert dialog.button.text() == "加入 3 人"
    dialog.enrol()
    assert len(context.read(enrolment.LISTING.ids, scope={"class_id": class_id})) == 3


def test_who_has_been_added_is_no_longer_chosen(context: Context, qtbot: QtBot) -> None:
    dialog, _ = made(context, qtbot)
    dialog.table.selectAll()
    dialog.enrol()
    qtbot.waitUntil(lambda: dialog.message.text.text() == "已加入 3 人。")
    assert dialog.table.selected_ids() == []
    assert not dialog.button.isEnabled()
    assert context.session.undo_name() == "将 3 名学员编入 进修班"


def test_ctrl_a_over_a_search_text_marks_the_text(context: Context, qtbot: QtBot) -> None:
    dialog, _ = made(context, qtbot)
    qtbot.keyClicks(dialog.search, "zh")
    qtbot.keyClick(dialog.search, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert dialog.search.selectedText() == "zh"
    assert dialog.table.selected_ids() == []


def test_whom_the_archive_does_not_have_is_made_and_enrolled_in_one_step(
    context: Context, qtbot: QtBot
) -> None:
    dialog, class_id = made(context, qtbot)
    dialog.search.setText("李四")
    qtbot.waitUntil(lambda: dialog.new_button.text() == "新建学员「李四」…")
    form = dialog.enrol_new()
    assert form.form.values()["name"] == "李四"
    form.save()
    qtbot.waitUntil(lambda: dialog.message.text.text() == "已添加学员 李四，编入 进修班。")
    assert len(context.read(enrolment.student_ids, class_id)) == 1
    assert context.session.undo_name() == "添加学员 李四，编入 进修班"
    context.session.undo()
    assert context.read(students.count) == 3


def test_who_was_chosen_and_not_put_in_is_chosen_again(context: Context, qtbot: QtBot) -> None:
    planned = plan(context.session)
    ids = [
        context.session.run(students.create({"name": n})).value for n in ("赵一", "赵二", "钱三")
    ]

    def opened() -> EnrolDialog:
        dialog = EnrolDialog(context, planned.class_id)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    dialog = opened()
    dialog.retype({"search": "赵", "ids": ids[:2]})
    assert sorted(dialog.table.selected_ids()) == ids[:2]
    dialog.close()
    again = opened()
    assert again.half_filled.isVisible() and again.search.text() == "赵"
    assert sorted(again.table.selected_ids()) == ids[:2] and again.button.text() == "加入 2 人"
    again.enrol()
    qtbot.waitUntil(lambda: again.table.selected_ids() == [])
    again.reject()
    assert not opened().half_filled.isVisible()
    dialog = opened()
    dialog.retype({"ids": ids[2:]})
    next(b for b in dialog.findChildren(QPushButton) if b.text() == "完成").click()
    assert not opened().half_filled.isVisible()
