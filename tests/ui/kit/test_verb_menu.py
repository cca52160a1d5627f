"""A right click, Shift+F10 and the menu key offer the verbs that stand beside the thing as buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.right_click import menu_of
from ui.classes.class_students import ClassStudents
from ui.context import Context
from ui.kit import verb_menu
from ui.kit.columns import Column
from ui.kit.small_table import SmallTable
from ui.kit.verb_menu import Verb
from ui.people.student_list import StudentListPage
from ui.system.users_tab import UsersTab


def opened(widget: QWidget) -> QMenu:
    """Open the menu and leave it standing."""
    at = widget.rect().center()
    reason = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(widget, QContextMenuEvent(reason, at, widget.mapToGlobal(at)))
    [menu] = [w for w in QApplication.topLevelWidgets() if isinstance(w, QMenu) and w.isVisible()]
    return menu


def test_a_button_is_offered_as_it_is(qtbot: QtBot) -> None:
    target = QWidget()
    texts = ("修改…", "删除", "归档", "组别  ")
    able, unable, hidden, deep = (QPushButton(text, target) for text in texts)
    unable.setEnabled(False)
    unable.setToolTip("要有“学员档案”的权限")
    hidden.hide()
    inner = QMenu(deep)
    inner.aboutToShow.connect(lambda: (inner.clear(), inner.addAction("第一组")))
    deep.setMenu(inner)
    done: list[str] = []
    able.clicked.connect(lambda: done.append("修改"))
    verbs = (able, unable, hidden, deep, Verb("看档案", lambda: done.append("看"), "Return"))
    verb_menu.offer(target, lambda _: verbs)
    qtbot.addWidget(target)
    target.show()
    menu = opened(target)
    actions = menu.actions()
    assert [action.text() for action in actions] == ["修改…", "删除", "组别", "看档案"]
    assert (actions[1].isEnabled(), actions[1].toolTip()) == (False, "要有“学员档案”的权限")
    more = actions[2].menu()
    assert isinstance(more, QMenu)
    more.aboutToShow.emit()
    assert [action.text() for action in more.actions()] == ["第一组"]
    actions[0].trigger()
    actions[3].trigger()
    assert done == ["修改", "看"]
    menu.close()


def test_without_a_verb_there_is_no_menu(qtbot: QtBot) -> None:
    target = QWidget()
    qtbot.addWidget(target)
    verb_menu.offer(target, lambda _: ())
    target.show()
    assert menu_of(target) == []


def test_a_small_table_opens_and_copies(qtbot: QtBot) -> None:
    table = SmallTable((Column("name", "名称", 100),))
    qtbot.addWidget(table)
    table.show()
    assert menu_of(table) == []
    table.fill([{"id": 7, "name": "甲"}])
    assert menu_of(table) == ["复制全表"]
    ids: list[object] = []
    table.opened.connect(ids.append)
    table.selectRow(0)
    assert menu_of(table) == ["打开", "复制全表"]
    menu = opened(table)
    menu.actions()[0].trigger()
    menu.close()
    assert ids == [7]


def test_a_list_has_the_verbs_of_its_rows_and_of_its_toolbar(
    demo_context: Context, qtbot: QtBot
) -> None:
    page = StudentListPage(demo_context)
    qtbot.addWidget(page)
    page.show()
    page.reload()
    assert menu_of(page.table) == ["导出", "添加学员", "导入名册"]
    page.table.selectRow(0)
    offered = menu_of(page.table)
    assert offered[:3] == ["打开…", "删除或归档…", "取消归档"]
    assert offered[-3:] == ["导出", "添加学员", "导入名册"]


def test_a_verb_is_not_offered_twice(demo_context: Context, qtbot: QtBot) -> None:
    part = ClassStudents(demo_context)
    qtbot.addWidget(part)
    part.show_for(class_id=3)
    part.show()
    part.table.selectRow(0)
    offered = menu_of(part.table)
    assert len(offered) == len(set(offered))
    assert {"移出本班", "班内职务", "组别"} <= set(offered)


def test_users_are_changed_by_a_right_click(demo_context: Context, qtbot: QtBot) -> None:
    tab = UsersTab(demo_context)
    qtbot.addWidget(tab)
    tab.reload()
    tab.show()
    tab.table.selectRow(0)
    buttons = (tab.role_button, tab.give_button, tab.remove_button, tab.add_button)
    assert menu_of(tab.table) == [*(b.text() for b in buttons), "复制全表"]
    menu = opened(tab.table)
    grey = {action.text(): action.isEnabled() for action in menu.actions()}
    menu.close()
    assert all(grey[b.text()] == b.isEnabled() for b in buttons)
    assert tab.table.contextMenuPolicy() == Qt.ContextMenuPolicy.DefaultContextMenu
