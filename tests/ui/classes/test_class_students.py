from __future__ import annotations

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QPushButton, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from app.classes import enrolment
from app.file.session import Session
from app.people import students
from app.school import users
from tests.ui.asked import say
from tests.ui.keys import press
from tests.ui.planned import Planned, context_of, crowd, plan
from ui.classes.class_students import ClassStudents
from ui.kit.form_dialog import FormDialog
from ui.kit.matrix.cells import CellDelegate
from ui.kit.tablemodel import Index
from ui.people.student import StudentDialog


def made(qtbot: QtBot, session: Session) -> tuple[ClassStudents, Planned]:
    planned = plan(session)
    context = context_of(session)
    tab = ClassStudents(context)
    context.setParent(tab)
    qtbot.addWidget(tab)
    tab.resize(1150, 560)
    context.changed.connect(lambda _: tab.show_for(class_id=planned.class_id))
    tab.show_for(class_id=planned.class_id)
    tab.show()
    return tab, planned


def column(tab: ClassStudents, key: str) -> list[object]:
    return [tab.model.record(row).get(key) for row in range(tab.model.rowCount())]


def test_the_class_is_listed_by_number(qtbot: QtBot, school_session: Session) -> None:
    tab, _ = made(qtbot, school_session)
    assert column(tab, "name") == ["李㛃", "欧阳䶮"]
    assert tab.sentence.text() == "在册 2 人"
    role = next(b for b in tab.findChildren(QPushButton) if b.text().strip() == "班内职务")
    assert not role.isEnabled() and role.toolTip() == "请先在名单里选中学员。"
    tab.table.go((0, 4))
    assert role.isEnabled() and not role.toolTip()


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
    assert "将把李㛃移出本班" in say()
    qtbot.waitUntil(lambda: column(tab, "name") == ["欧阳䶮"])
    assert school_session.undo_name() == "移出本班 李㛃"


def test_details_are_edited_in_a_dialog(qtbot: QtBot, school_session: Session) -> None:
    tab, _ = made(qtbot, school_session)
    dialog = tab._edit(tab.model.id_at(0))
    dialog.form.field("group_name").fill("第2组")
    dialog.save()
    qtbot.waitUntil(lambda: column(tab, "group_name") == ["第2组", ""])


# ------------------------------------------------------------------------- typed in the list itself


def go(tab: ClassStudents, row: int, key: str) -> None:
    tab.activateWindow()
    tab.table.setFocus()
    while not tab.table.hasFocus():
        QApplication.processEvents()
    tab.table.go((row, [c.key for c in tab.model.columns].index(key)))


def test_group_role_and_remark_are_typed_in_the_list(qtbot: QtBot, school_session: Session) -> None:
    tab, _ = made(qtbot, school_session)
    go(tab, 0, "group_name")
    press("=A1", "Tab", "=xx", "Alt+Down", "Return")
    assert tab.table.here() == (1, 4)
    press("=A2", "Tab", "Tab", "=late", "Return")
    qtbot.waitUntil(lambda: column(tab, "remark") == ["", "late"])
    assert column(tab, "group_name") == ["A1", "A2"]
    assert column(tab, "role") == ["学习委员", ""]
    assert school_session.undo_name() == "填写备注 欧阳䶮"


def test_down_a_column_is_one_undo(qtbot: QtBot, school_session: Session) -> None:
    tab, _ = made(qtbot, school_session)
    go(tab, 0, "group_name")
    press("=A1", "Return", "=A2", "Return")
    assert school_session.undo_name() == "填写组别（2 处）"
    tab.context.undo()
    qtbot.waitUntil(lambda: column(tab, "group_name") == ["", ""])


def test_names_are_read_only_and_their_keys_are_the_menus(
    qtbot: QtBot, school_session: Session
) -> None:
    tab, _ = made(qtbot, school_session)
    go(tab, 0, "name")
    press("=x")
    assert tab.table.line() is None
    assert tab.table.sentence.isVisible()
    press("F2")
    (dialog,) = tab.findChildren(FormDialog)
    assert dialog.form.values()["remark"] == ""
    dialog.reject()
    go(tab, 0, "group_name")
    press("Delete")
    assert len(tab.model.ids) == 2
    go(tab, 0, "name")
    press("Delete")
    assert tab.table.sentence.isVisible()
    assert len(column(tab, "name")) == 2


def test_a_search_while_typing_goes_on_where_one_was(qtbot: QtBot, school_session: Session) -> None:
    tab, _ = made(qtbot, school_session)
    go(tab, 1, "group_name")
    press("=A2")
    tab.model.show(search="oyy")  # a search that was under way comes back now
    assert column(tab, "name") == ["欧阳䶮"]
    press("=b", "Return")
    tab.model.show(search="")
    assert column(tab, "group_name") == ["", "A2b"]


def test_who_may_not_change_it_reads_why_at_the_cell(qtbot: QtBot, school_session: Session) -> None:
    tab, planned = made(qtbot, school_session)
    reader = school_session.run(users.add("李老师", "aa", "reader")).value
    school_session.become(reader)
    tab.show_for(class_id=planned.class_id)
    go(tab, 0, "group_name")
    press("=x")
    assert tab.table.line() is None
    assert "您是只读" in tab.table.sentence.text()


class Counting(CellDelegate):
    """Paints as ever and counts the cells."""

    painted = 0

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.painted += 1
        super().paint(painter, option, index)


def test_a_keystroke_among_500_reads_and_paints_only_what_is_seen(
    qtbot: QtBot, school_session: Session
) -> None:
    tab, planned = made(qtbot, school_session)
    crowd(school_session, planned.class_id, 498)
    tab.show_for(class_id=planned.class_id)
    counting = tab.table.cells = Counting(tab.model)
    tab.table.setItemDelegate(counting)
    counting.made.connect(tab.table._made)
    asked: list[str] = []
    school_session.read(lambda db: db.conn.set_trace_callback(asked.append))
    go(tab, 2, "group_name")

    def settle() -> None:
        for _ in range(5):
            QApplication.processEvents()

    def cost(*keys: str) -> tuple[int, int]:
        """Cells painted and statements asked in the window's thread, until all is settled."""
        settle()
        counting.painted = 0
        asked.clear()
        press(*keys)
        settle()
        return counting.painted, len(asked)

    columns = tab.model.columnCount()
    seen = columns * (tab.table.viewport().height() // tab.table.rowHeight(0) + 2)
    assert cost("Down") == (2 * columns, 0)
    press("=A")
    assert cost("=1")[1] == 0
    painted, statements = cost("Return")
    assert painted <= 2 * seen  # once for the cursor, once for what was written
    assert statements <= 12  # of which one reads rows
    assert sum(map(len, tab.model._pages.values())) <= 2 * tab.model.page_rows
    assert tab.table.here() == (4, 4)
    assert school_session.undo_name() == f"填写组别 {tab.model.record(3)['name']}"
