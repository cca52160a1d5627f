"""The first click after typing keeps the text, in every editor: it only goes elsewhere."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.classes import classes
from app.file.session import Session
from tests.ui.classes.desk.test_lesson_form import CHOICES, LESSON
from tests.ui.planned import context_of, plan
from ui.classes.class_info import ClassInfo
from ui.classes.desk.lesson_form import LessonForm
from ui.classes.new_class import NewClassDialog
from ui.context import Context
from ui.kit.form_dialog import FormDialog
from ui.kit.list_page import ListPage
from ui.people.student import StudentDialog
from ui.people.student_list import StudentListPage
from ui.teaching.course_list import CourseListPage
from ui.teaching.teacher_list import TeacherListPage
from ui.teaching.venue_list import VenueListPage

TYPED = "abc 3"


def lines(within: QWidget) -> list[QWidget]:
    """The fields that are typed into, as they stand."""
    found = within.findChildren(QLineEdit) + within.findChildren(QPlainTextEdit)
    return [f for f in found if f.isVisible() and f.isEnabled() and not f.isReadOnly()]


def text_of(field: QWidget) -> str:
    assert isinstance(field, QLineEdit | QPlainTextEdit)
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()


def type_and_click(qtbot: QtBot, field: QWidget, other: QWidget) -> None:
    field.setFocus()
    qtbot.keyClicks(field, TYPED)
    target = other.viewport() if isinstance(other, QPlainTextEdit) else other
    qtbot.mouseClick(target, Qt.MouseButton.LeftButton)
    QApplication.processEvents()


@pytest.mark.parametrize(
    ("page", "dialog"),
    [
        (CourseListPage, FormDialog),
        (TeacherListPage, FormDialog),
        (VenueListPage, FormDialog),
        (StudentListPage, StudentDialog),
    ],
)
def test_in_the_forms_of_the_libraries(
    context: Context, qtbot: QtBot, page: type[ListPage], dialog: type[QDialog]
) -> None:
    shown = page(context)
    qtbot.addWidget(shown)
    shown.show()
    shown.reload()
    shown.begin()
    opened = next(d for d in shown.findChildren(dialog) if d.isVisible())
    fields = lines(opened)
    assert len(fields) > 2
    for place, field in enumerate(fields):
        type_and_click(qtbot, field, fields[place - 1])
        assert TYPED in text_of(field), field.accessibleName()
    opened.reject()


def test_in_the_form_of_a_new_class(context: Context, qtbot: QtBot) -> None:
    dialog = NewClassDialog(context, 2026)
    qtbot.addWidget(dialog)
    dialog.show()
    fields = lines(dialog)
    free = [f for f in fields if isinstance(f, QLineEdit) and not f.text()]
    assert len(free) > 4
    for field in free:
        type_and_click(qtbot, field, fields[fields.index(field) - 1])
        assert TYPED in text_of(field), field.accessibleName()
    dialog.reject()


def test_in_the_information_of_a_class(qtbot: QtBot, school_session: Session) -> None:
    class_id = plan(school_session).class_id
    context = context_of(school_session)
    info = ClassInfo(context)
    context.setParent(info)
    qtbot.addWidget(info)
    context.changed.connect(lambda _: info.show_for(class_id=class_id))
    info.show_for(class_id=class_id)
    info.resize(1000, 700)
    with qtbot.waitActive(info):
        info.show()
    audience, contact = (info.form.field(key) for key in ("audience", "contact"))
    type_and_click(qtbot, audience, contact)
    qtbot.keyClicks(contact, "li")  # while the first one is being saved
    qtbot.waitUntil(lambda: school_session.read(classes.get, class_id).audience == TYPED)
    assert text_of(contact) == "li"
    qtbot.mouseClick(audience, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: school_session.read(classes.get, class_id).contact == "li")
    assert text_of(audience) == TYPED


def test_in_the_form_of_a_lesson(qtbot: QtBot) -> None:
    desk = QWidget()
    qtbot.addWidget(desk)
    desk.resize(900, 700)
    form = LessonForm(CHOICES, desk)
    form.show_lesson(LESSON, "星期一 11-02 上午")
    desk.show()
    form.show()
    fields = lines(form)
    assert len(fields) > 6
    for place, field in enumerate(fields):
        type_and_click(qtbot, field, fields[place - 1])
        assert TYPED in text_of(field), field.accessibleName()
