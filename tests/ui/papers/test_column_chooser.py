from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.papers.options import Columns
from ui.papers.column_chooser import ColumnChooser

COLUMNS = Columns(
    "columns",
    "栏目",
    "",
    (("number", "序号"), ("name", "姓名"), ("unit", "单位"), ("id", "身份证号"), ("phone", "电话")),
    apart=frozenset({"unit"}),
    gates={"id": "identity"},
)


def made(
    qtbot: QtBot, chosen: tuple[str, ...] = COLUMNS.default, shut: Collection[str] = ()
) -> ColumnChooser:
    dialog = ColumnChooser(COLUMNS, chosen, shut)
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.show()
    return dialog


def seen(dialog: ColumnChooser) -> list[str]:
    items = [dialog.list.item(row) for row in range(dialog.list.count())]
    return [item.text() for item in items if not item.isHidden()]


def test_those_chosen_come_first_in_their_order(qtbot: QtBot) -> None:
    dialog = made(qtbot, ("phone", "name"))
    assert seen(dialog) == ["电话", "姓名", "序号", "单位", "身份证号"]
    assert dialog.columns() == ("phone", "name")


def test_ticked_by_the_space_bar_and_moved_by_keys(qtbot: QtBot) -> None:
    dialog = made(qtbot)
    qtbot.keyClick(dialog.list, Qt.Key.Key_Space)
    assert dialog.columns() == ("name", "id", "phone")
    qtbot.keyClick(dialog.list, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert dialog.columns() == ("id", "name", "phone")
    dialog.usual.click()
    assert dialog.columns() == COLUMNS.default


def test_the_ends_lead_no_further(qtbot: QtBot) -> None:
    dialog = made(qtbot)
    assert not dialog.up.isEnabled() and dialog.down.isEnabled()
    dialog.move_row(-1)
    assert dialog.columns() == COLUMNS.default
    dialog.list.setCurrentRow(dialog.list.count() - 1)
    assert dialog.up.isEnabled() and not dialog.down.isEnabled()
    dialog.up.click()
    assert seen(dialog)[-2:] == ["单位", "电话"]


def test_a_column_behind_a_tick_is_not_offered_and_keeps_its_place(qtbot: QtBot) -> None:
    dialog = made(qtbot, shut=("id",))
    assert seen(dialog) == ["序号", "姓名", "电话", "单位"]
    dialog.list.setCurrentRow(1)
    dialog.down.click()  # past what is not seen
    assert seen(dialog) == ["序号", "电话", "姓名", "单位"]
    assert "id" in dialog.columns()


def test_something_must_be_left_to_print(qtbot: QtBot) -> None:
    dialog = made(qtbot, ("name", "id"), shut=("id",))
    assert dialog.save.isEnabled()
    dialog.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert dialog.columns() == ("id",)
    assert not dialog.save.isEnabled()
