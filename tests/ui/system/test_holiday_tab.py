from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.school import holidays
from ui.context import Context
from ui.system.holiday_dialogs import LineDialog, NoticeDialog
from ui.system.holiday_tab import HolidayTab


@pytest.fixture
def tab(context: Context, qtbot: QtBot) -> HolidayTab:
    made = HolidayTab(context)
    qtbot.addWidget(made)
    made.show_for()
    return made


def test_a_notice_is_pasted_read_at_once_and_entered(
    tab: HolidayTab, context: Context, qtbot: QtBot
) -> None:
    tab.years.pick("2027")
    tab.reload()
    assert "还没有录入" in tab.state.text()
    dialog = NoticeDialog(context, tab._calendar, 2027)
    qtbot.addWidget(dialog)
    assert not dialog.save_button.isEnabled()
    text = "10月1日至7日放假调休，共7天。9月26日（星期日）、10月9日（星期日）上班。"
    dialog.form.field("text").fill(text)
    assert dialog.save_button.text() == "填入 3 行"
    assert "10月9日写的是星期日，2027年这一天是星期六" in dialog.doubt.text()
    dialog.save()
    tab.reload()
    assert "本校录入" in tab.state.text()
    assert ["国庆节", "9月26日（周日）", "1", "周末上班", "本校录入"] in tab.table.texts()
    assert context.read(holidays.calendar).worked("2027-10-09")


def test_a_line_of_the_program_is_changed_but_not_deleted(
    tab: HolidayTab, context: Context, qtbot: QtBot
) -> None:
    tab.years.pick("2026")
    tab.reload()
    place = [row[1][:5] for row in tab.table.texts()].index("10月1日")
    tab.table.selectRow(place)
    assert tab.edit_button.isEnabled() and not tab.remove_button.isEnabled()
    assert "不能删除" in tab.remove_button.toolTip()
    dialog = LineDialog(context, tab._picked(), 2026)
    qtbot.addWidget(dialog)
    dialog.form.field("end_date").fill("2026-10-08")
    dialog.save()
    assert context.read(holidays.calendar).name("2026-10-08") == "国庆节"
    tab.reload()
    assert tab.remove_button.isEnabled()
