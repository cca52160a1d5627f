from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.file.session import Session
from app.people import students
from tests.ui.told import told
from ui import theme
from ui.kit.columns import Column
from ui.kit.tablemodel import TableModel
from ui.kit.tableview import MenuItem, TableView, shared_widths

COLUMNS = (Column("name", "姓名", 120, stretch=True), Column("post", "职务", 100))


@pytest.fixture
def table(demo_session: Session, qtbot: QtBot) -> TableView:
    model = TableModel(demo_session.read, students.LISTING, COLUMNS)
    view = TableView(model)
    model.setParent(view)
    model.reload()
    qtbot.addWidget(view)
    view.resize(500, 300)
    view.show()
    return view


def test_copy_gives_a_table_with_its_head_that_wps_takes(table: TableView, qtbot: QtBot) -> None:
    table.selectRow(1)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    head, row = QGuiApplication.clipboard().text().split("\n")
    assert head == "姓名\t职务"
    assert row.split("\t") == table.source.table([1])[0]


def test_enter_opens_the_current_row(table: TableView, qtbot: QtBot) -> None:
    table.selectRow(2)
    with qtbot.waitSignal(table.opened) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert told(opened) == [table.source.id_at(2)]


def test_a_reload_keeps_selection_and_current_row(table: TableView) -> None:
    table.selectRow(5)
    before = table.selected_ids()
    table.source.sort(1, Qt.SortOrder.DescendingOrder)
    assert table.selected_ids() == before
    assert table.current_id() == before[0]


def test_keys_of_the_context_menu(table: TableView, qtbot: QtBot) -> None:
    done: list[list[int]] = []
    table.set_menu([MenuItem("删除", done.append, "Delete")])
    table.selectRow(0)
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert done == [[table.source.id_at(0)]]


def test_one_only_items_rest_while_several_rows_are_selected(
    table: TableView, qtbot: QtBot
) -> None:
    done: list[list[int]] = []
    table.set_menu([MenuItem("编辑", done.append, "F2", one_only=True)])
    table.selectAll()
    qtbot.keyClick(table, Qt.Key.Key_F2)
    assert done == []


def test_selected_rows_keep_their_own_colours(table: TableView) -> None:
    table.selectRow(0)
    image = table.viewport().grab().toImage()
    assert image.pixelColor(300, 2).name() == theme.ACCENT_SOFT.lower()
    assert image.pixelColor(300, theme.ROW + 4).name() == theme.CARD.lower()


def test_rows_are_40_px_high(table: TableView) -> None:
    assert table.rowHeight(0) == theme.ROW


def test_what_is_left_is_shared_and_the_stretching_column_gets_most() -> None:
    assert shared_widths(COLUMNS, 100) == [120, 100]
    wide = shared_widths(COLUMNS, 920)
    assert sum(wide) == 920
    assert wide[0] > wide[1] > 100


def test_an_unsortable_head_changes_nothing(demo_session: Session, qtbot: QtBot) -> None:
    columns = (Column("name", "姓名", 120), Column("class_count", "参训", 100))
    model = TableModel(demo_session.read, students.LISTING, columns)
    view = TableView(model)
    model.setParent(view)
    qtbot.addWidget(view)
    model.reload()
    before = list(model.ids)
    view.horizontalHeader().sectionClicked.emit(1)
    assert list(model.ids) == before
    assert view.horizontalHeader().sortIndicatorSection() == -1
