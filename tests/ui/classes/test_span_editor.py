from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.classes.classes import Span
from app.school.holidays import Calendar, Holiday
from ui.classes.span_editor import SpanEditor
from ui.kit.inputs import DateInput, WrongInput


@pytest.fixture
def editor(qtbot: QtBot) -> SpanEditor:
    made = SpanEditor()
    qtbot.addWidget(made)
    made.show()
    return made


def dates(editor: SpanEditor) -> list[DateInput]:
    return [date for line in editor.lines for date in (line.start, line.end)]


def test_several_spans_are_told_when_they_are_whole(editor: SpanEditor, qtbot: QtBot) -> None:
    told: list[list[Span]] = []
    editor.edited.connect(lambda: told.append(editor.spans()))
    editor.fill([Span("2026-11-02", "2026-11-06")])
    assert told == []
    editor.more.click()
    start, end = dates(editor)[2:]
    qtbot.keyClicks(start, "2026.12.1")
    qtbot.keyClick(start, Qt.Key.Key_Return)
    assert told == []
    qtbot.keyClicks(end, "2026-12-4")
    qtbot.keyClick(end, Qt.Key.Key_Return)
    assert told == [[Span("2026-11-02", "2026-11-06"), Span("2026-12-01", "2026-12-04")]]


def test_an_end_before_its_start_is_said(editor: SpanEditor) -> None:
    editor.fill([Span("2026-11-06", "2026-11-02")])
    assert not editor.validate()
    assert editor.error.text() == "结束日期不能早于开始日期。"
    with pytest.raises(WrongInput):
        editor.spans()


def test_a_date_without_its_year_is_told_what_to_type_and_alone_turns_red(
    editor: SpanEditor, qtbot: QtBot
) -> None:
    editor.year = 2027
    start, end = dates(editor)
    qtbot.keyClicks(start, "11.16")
    qtbot.keyClick(start, Qt.Key.Key_Return)
    assert editor.error.text() == "“11.16”没有年份，请连年份一起写，如 2027-11-16。"
    start.setText("2028-11-16")
    qtbot.keyClicks(end, "11-27")
    qtbot.keyClick(end, Qt.Key.Key_Return)
    assert editor.error.text() == "“11-27”没有年份，请连年份一起写，如 2028-11-27。"
    assert [date.property("wrong") for date in (start, end)] == [False, True]
    end.setText("2028-11-27")
    end.finished.emit()
    assert editor.error.text() == "" and not end.property("wrong")


def test_no_span_is_no_error(editor: SpanEditor) -> None:
    assert editor.validate()
    assert editor.spans() == []


def test_locked_spans_cannot_be_edited(editor: SpanEditor) -> None:
    editor.fill([Span("2026-11-02", "2026-11-06")])
    editor.set_locked(True)
    assert not dates(editor)[0].isEnabled()
    assert editor.more.isHidden()


def test_holidays_are_asked_about_and_gone_round(editor: SpanEditor) -> None:
    told: list[list[Span]] = []
    editor.edited.connect(lambda: told.append(editor.spans()))
    lines = (
        Holiday(0, "国庆节", "2026-10-01", "2026-10-07", 0),
        Holiday(0, "国庆节", "2026-10-10", "2026-10-10", 1),
    )
    editor.set_calendar(Calendar(lines))
    assert editor.questions.isHidden()
    editor.fill([Span("2026-09-28", "2026-10-10")])
    assert editor.question.text() == (
        "10月1日—7日是国庆节放假，仍这样安排？\n10月10日调休上班，课表里一并列出。"
    )
    assert told == [] and editor.validate()  # a question, no bar
    editor.around.click()
    assert told == [[Span("2026-09-28", "2026-09-30"), Span("2026-10-08", "2026-10-10")]]
    assert "放假" not in editor.question.text()
    editor.set_locked(True)
    assert editor.questions.isHidden()


def test_what_the_page_asks_stands_beside(qtbot: QtBot) -> None:
    editor = SpanEditor(lambda spans: f"{spans[0].start_date[:4]}年？")
    qtbot.addWidget(editor)
    assert editor.questions.isHidden()
    editor.fill([Span("2027-03-01", "2027-03-05")])
    assert editor.question.text() == "2027年？"
    assert editor.around.isHidden()
