from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.classes.classes import Span
from app.rules import profiles
from ui.classes.new_class import NewClassDialog
from ui.context import Context
from ui.kit.inputs import ChoiceInput


def test_dates_outside_the_profile_chosen_are_asked_about(context: Context, qtbot: QtBot) -> None:
    dialog = NewClassDialog(context, 2026)
    qtbot.addWidget(dialog)
    dialog.spans.fill([Span("2026-11-02", "2026-11-06")])
    dialog.spans.ask()
    assert dialog.spans.question.text() == ""
    old = context.read(profiles.newest, "hunan-2019-county")
    field = dialog.form.field("profile_id")
    assert isinstance(field, ChoiceInput)
    field.fill(old)
    assert "（2019-01-01 至 2022-12-31）" in field.currentText()
    field.finished.emit()
    assert dialog.spans.question.text() == (
        "「湖南规划 2019—2022 · 县级」施行到 2022-12-31 为止，仍按这套指标评定？"
    )


def test_what_is_asked_of_the_dates_is_seen(context: Context, qtbot: QtBot) -> None:
    dialog = NewClassDialog(context, 2026)
    qtbot.addWidget(dialog)
    dialog.show()
    before = dialog.height()
    dialog.spans.retype([["2027-04-01", "2027-05-07"]])
    dialog.spans.lines[0].end.finished.emit()
    assert "清明节" in dialog.spans.question.text()
    qtbot.waitUntil(lambda: dialog.height() > before)


def test_the_code_follows_the_dates_whatever_stands_in_the_other_fields(
    context: Context, qtbot: QtBot
) -> None:
    dialog = NewClassDialog(context, 2026)
    qtbot.addWidget(dialog)
    dialog.form.retype({"planned_count": "四十多"})
    dialog.spans.fill([Span("2027-03-01", "2027-03-05")])
    dialog.spans.edited.emit()
    dialog.spans.ask()
    assert str(dialog.form.field("code").typed()).startswith("2027")
    assert not dialog.form.validate()
