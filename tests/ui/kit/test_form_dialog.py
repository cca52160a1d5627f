"""The keyboard in a record's dialog: where it begins and where Tab goes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.people import students
from ui.classes.new_class import NewClassDialog
from ui.context import Context
from ui.kit.form_dialog import FormDialog
from ui.kit.forms import Field


def stops(dialog: FormDialog, many: int) -> list[str]:
    """Return what Tab stops at, beginning where the dialog begins."""
    found = []
    for _ in range(many):
        at = dialog.focusWidget()
        assert isinstance(at, QWidget)
        found.append(at.accessibleName() or at.text())  # type: ignore[attr-defined]
        QTest.keyClick(at, Qt.Key.Key_Tab)
    return found


def test_a_dialog_begins_at_its_first_field(context: Context, qtbot: QtBot) -> None:
    fields = [Field("reason", "原因"), Field("on", "日期", "date")]
    dialog = FormDialog(context, "作废", fields, {}, students.create, right="students", kept_as="")
    qtbot.addWidget(dialog)
    dialog.show()
    assert stops(dialog, 4) == ["原因", "日期", "取消", "保存"]


def test_tab_reaches_the_dates_of_a_new_class_before_the_buttons(
    context: Context, qtbot: QtBot
) -> None:
    dialog = NewClassDialog(context, 2026)
    qtbot.addWidget(dialog)
    dialog.show()
    assert stops(dialog, 9) == [
        *("班次名称", "期次", "计划人数", "政策指标"),
        *("开始日期", "结束日期", "再加一段", "取消", "建立"),
    ]


def test_a_dialog_is_as_high_as_its_fields_and_no_higher(context: Context, qtbot: QtBot) -> None:
    for _ in range(2):  # as it is made, and with what was left half-filled
        dialog = NewClassDialog(context, 2026)
        qtbot.addWidget(dialog)
        dialog.show()
        heading = dialog.form.geometry().bottom()
        assert dialog.form.height() == dialog.form.heightForWidth(dialog.form.width())
        assert dialog.spans.geometry().top() - heading < 60
        dialog.spans.retype([["2026-11-16", ""]])
        dialog.reject()


def test_the_code_of_a_new_class_follows_its_dates_until_somebody_types_one(
    context: Context, qtbot: QtBot
) -> None:
    dialog = NewClassDialog(context, 2026)
    qtbot.addWidget(dialog)
    dialog.show()

    def dates(first: str, last: str) -> object:
        dialog.spans.lines[0].start.setText(first)
        dialog.spans.lines[0].end.setText(last)
        dialog.spans.lines[0].end.finished.emit()
        return dialog.form.values()["code"]

    assert dates("2027.3.1", "2027.3.12") == "2027-01"
    dialog.form.fill({"code": "进修一班"})
    assert dates("2028.3.1", "2028.3.12") == "进修一班"
