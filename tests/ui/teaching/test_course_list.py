"""The dialog of a course: what one choice says about another."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.teaching import courses
from ui.context import Context
from ui.kit.form_dialog import FormDialog
from ui.kit.inputs import CheckInput
from ui.teaching.course_list import CourseListPage


def test_a_ceremony_does_not_count_until_somebody_ticks_it(context: Context, qtbot: QtBot) -> None:
    page = CourseListPage(context)
    qtbot.addWidget(page)
    page.show()
    page.begin()
    dialog = page.findChild(FormDialog)
    assert dialog is not None
    counted = dialog.form.field("counted")
    assert isinstance(counted, CheckInput) and counted.isChecked()

    def choose(method: str) -> bool:
        dialog.form.field("method").fill(method)
        dialog.form.field("method").finished.emit()
        return counted.isChecked()

    assert [choose(m) for m in ("ceremony", "self_study", "case")] == [False, False, True]
    assert choose("ceremony") is False
    counted.setChecked(True)
    assert choose("self_study") is True  # ticked by hand, among those that do not count
    choose("ceremony")
    counted.setChecked(False)
    dialog.form.fill({"title": "开班式"})
    dialog.save()
    (one,) = context.read(courses.library)
    assert context.read(courses.get, one.id).counted == 0
