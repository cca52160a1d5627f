from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.classes import enrolment
from app.file.session import Session
from app.people import students
from tests.ui.planned import Planned, context_of, plan
from ui.classes.class_students import ClassStudents
from ui.people.student import StudentDialog


def made(qtbot: QtBot, session: Session) -> tuple[ClassStudents, Planned]:
    planned = plan(session)
    context = context_of(session)
    tab = ClassStudents(context)
    context.setParent(tab)
    qtbot.addWidget(tab)
    tab.resize(1150, 560)
    context.changed.connect(lambda _: tab.show_class(planned.class_id))
    tab.show_class(planned.class_id)
    tab.show()
    return tab, planned


def column(tab: ClassStudents, key: str) -> list[object]:
    return [tab.model.record(row).get(key) for row in range(tab.model.rowCount())]


def test_the_class_is_listed_by_number(qtbot: QtBot, school_session: Session) -> None:
    tab, _ = made(qtbot, school_session)
    assert column(tab, "name") == ["李㛃", "欧阳䶮"]
    assert tab.sentence.text() == "在册 2 人"


def test_found_by_initials(qtbot: QtBot, school_session: Session) -> None:
    tab, _ = made(qtbot, school_session)
    qtbot.keyClicks(tab.search, "oyy")
    qtbot.waitUntil(lambda: column(tab, "name") == ["欧阳䶮"])


def test_a_role_for_one_and_groups_for_all(qtbot: QtBot, school_session: Session) -> None:
    tab, _ = made(qtbot, school_session)
    tab.table.selectRow(1)
    tab.set_values(tab.table.selected_ids(), {"role": "班长"})
    qtbot.waitUntil(lambda: column(tab, "role") == ["", "班长"])
    tab.set_values(list(tab.model.ids), {"group_name": "第1组"})
    qtbot.waitUntil(lambda: column(tab, "group_name") == ["第1组", "第1组"])
    assert school_session.undo_name() == "修改 2 名学员的入班信息（第1组）"


def test_students_are_added_from_the_archive(qtbot: QtBot, school_session: Session) -> None:
    tab, planned = made(qtbot, school_session)
    school_session.run(students.create({"name": "王芳"}))
    dialog = tab.add()
    qtbot.keyClicks(dialog.search, "wangfang")
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 1)
    dialog.table.selectRow(0)
    assert dialog.button.text() == "加入 1 人"
    dialog.enrol()
    qtbot.waitUntil(lambda: len(school_session.read(enrolment.student_ids, planned.class_id)) == 3)
    qtbot.waitUntil(lambda: "已加入 1 人" in dialog.message.text.text())
    dialog.accept()


def test_the_archive_of_a_student_opens_from_the_class(
    qtbot: QtBot, school_session: Session
) -> None:
    tab, _ = made(qtbot, school_session)
    tab._archive(tab.model.id_at(0))
    (dialog,) = tab.window().findChildren(StudentDialog)
    assert dialog.form.values()["name"] == "李㛃"
    dialog.reject()


def test_taking_out_can_be_undone(qtbot: QtBot, school_session: Session) -> None:
    tab, _ = made(qtbot, school_session)
    tab._remove([tab.model.id_at(0)])
    qtbot.waitUntil(lambda: column(tab, "name") == ["欧阳䶮"])
    assert school_session.undo_name() == "移出本班 李㛃"


def test_details_are_edited_in_a_dialog(qtbot: QtBot, school_session: Session) -> None:
    tab, _ = made(qtbot, school_session)
    dialog = tab._edit(tab.model.id_at(0))
    dialog.form.field("group_name").fill("第2组")
    dialog.save()
    qtbot.waitUntil(lambda: column(tab, "group_name") == ["第2组", ""])
