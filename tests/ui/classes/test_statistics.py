from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.classes import classes, statistics
from app.classes import periods as period_rules
from app.classes.charts import SHARE
from app.papers import Kind
from app.papers import statistics as statistics_paper
from app.rules import profiles, verdicts
from tests import made_up_paper
from tests.ui.told import told
from ui.classes.chart_tab import ChartTab
from ui.classes.class_figures import ClassFigures
from ui.classes.period_rules import PeriodCard, PeriodRules
from ui.classes.statistics import StatisticsPage
from ui.context import Context
from ui.kit import file_dialogs
from ui.kit.preview import PreviewDialog


def shown(context: Context, qtbot: QtBot) -> StatisticsPage:
    page = StatisticsPage(context)
    qtbot.addWidget(page)
    page.resize(1190, 738)
    page.show()
    page.reload()
    return page


def figures(page: StatisticsPage) -> ClassFigures:
    part = page.parts["classes"]
    assert isinstance(part, ClassFigures)
    return part


def periods(page: StatisticsPage) -> PeriodRules:
    page.turn("periods")
    part = page.parts["periods"]
    assert isinstance(part, PeriodRules)
    return part


def test_the_years_classes_and_their_sum(demo_context: Context, qtbot: QtBot) -> None:
    page = shown(demo_context, qtbot)
    assert page.year == 2026
    page.years.button("2025").click()
    table = figures(page).table
    assert table is not None
    names = [row[0] for row in table.texts()]
    assert names == ["2025年春季科级干部进修班（第1期）", "中青年干部培训班（2025年）"]
    totals = demo_context.read(statistics.year_totals, 2025)
    assert (
        figures(page)
        .sentence.text()
        .startswith(f"2 个班次（主体班次 2 个） · 学员 {totals.enrolled:,} 人次")
    )


def test_a_row_leads_to_its_class(demo_context: Context, qtbot: QtBot) -> None:
    page = shown(demo_context, qtbot)
    table = figures(page).table
    assert table is not None
    with qtbot.waitSignal(demo_context.asked) as asked:
        table.cellDoubleClicked.emit(0, 0)
    assert told(asked)[0] == "class"


def test_nothing_to_print_without_classes(context: Context, qtbot: QtBot) -> None:
    page = shown(context, qtbot)
    assert not page.export_button.isEnabled()
    assert not page.print_button.isEnabled()
    assert "还没有班次" in figures(page).sentence.text()


def test_the_workbook_is_written(
    demo_context: Context, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "summary-2026.xlsx"
    monkeypatch.setattr(file_dialogs, "save_as", lambda *_: target)
    page = shown(demo_context, qtbot)
    with qtbot.waitSignal(demo_context.said):
        page.export()
    assert load_workbook(target).worksheets


def test_a_period_says_what_is_asked_and_what_is_reached(qtbot: QtBot) -> None:
    share = verdicts.Share(
        "leading_cadre", "领导干部授课", 12, 100, 20, "below", 8, "hours", "block", "规划 一（三）4",
        True, period="2026春",
    )  # fmt: skip
    card = PeriodCard(period_rules._of_share(share))
    qtbot.addWidget(card)
    texts = [label.text() for label in card.findChildren(QLabel)]
    assert texts == [
        "2026春 · 领导干部授课",
        "12.0%",
        "不足",
        "3 / 25 学时，应 ≥ 20%，还差 2 学时",
        "其中已上 0 / 0 学时",
        "依据：规划 一（三）4",
    ]


def planned_under_2025(context: Context) -> None:
    """Have the draft judged by the semester as well, and approve it."""
    one = next(c for c in context.read(classes.all) if c.status == "draft")
    wanted = context.read(profiles.newest, "regulation-2025-county")
    context.session.run(classes.update(one.id, {"profile_id": wanted}))
    rules = context.read(profiles.get, wanted)
    softer = tuple(replace(r, severity="warn") if r.scope == "class" else r for r in rules.shares)
    context.session.run(profiles.save(replace(rules, shares=softer, presences=())))
    wanted = context.read(profiles.newest, "regulation-2025-county")
    context.session.run(classes.update(one.id, {"profile_id": wanted}))
    context.session.run(classes.approve(one.id))


def test_a_semester_is_judged_on_screen_as_on_paper(
    demo_context: Context, qtbot: QtBot, tmp_path: Path
) -> None:
    planned_under_2025(demo_context)
    page = shown(demo_context, qtbot)
    found = demo_context.read(verdicts.period_shares, 2026)
    share = next(one for one in found if one.period == "2026秋")
    assert (share.period, share.rule) == ("2026秋", "leading_cadre_semester")
    texts = [label.text() for label in periods(page).findChildren(QLabel)]
    assert "2026秋 · 领导干部授课（学期）" in texts
    assert verdicts.VERDICTS[share.verdict] in texts
    assert "依据：党校条例 第八条（四）" in texts
    data = demo_context.read(statistics_paper.gather, 2026)
    called = "2026年秋季学期：领导干部授课（学期）"
    printed = next(one for one in data.periods if one.title == called)
    assert printed.verdict == verdicts.VERDICTS[share.verdict]
    assert statistics_paper.write(data, tmp_path / "a.pdf") >= 1


def test_every_period_has_its_card(demo_context: Context, qtbot: QtBot) -> None:
    page = shown(demo_context, qtbot)
    one = verdicts.Share(
        "r", "某课", 1, 10, 20, "below", 1, "courses", "warn", "条例", False, period="2026"
    )
    part = periods(page)
    found = [replace(one, title=f"某课{n}", rule=f"r{n}") for n in range(6)]
    part._show_periods([period_rules._of_share(share) for share in found])
    texts = [label.text() for label in part.findChildren(QLabel)]
    assert {f"2026 · 某课{n}" for n in range(6)} <= set(texts)
    assert "1 / 10 门，应 ≥ 20%，还差 1 门" in texts
    assert "依据：条例（待核）" in texts


def test_papers_of_the_year_and_of_the_school_are_offered(
    demo_context: Context, qtbot: QtBot, made_up: list[Kind]
) -> None:
    page = shown(demo_context, qtbot)
    actions = page.print_button.menu().actions()
    assert [a.text() for a in actions] == [
        *("办班情况统计", "纳入教学情况统计", "证书台账", "恢复演练记录", "试验year", "试验school")
    ]
    for action, title in zip(actions[-2:], ("2026年试验year", "试验school"), strict=True):
        action.trigger()
        qtbot.waitUntil(lambda: page.findChild(PreviewDialog) is not None)
        dialog = page.findChild(PreviewDialog)
        assert dialog is not None
        assert dialog.windowTitle() == f"预览 {title}"
        with qtbot.waitSignal(dialog.destroyed):
            dialog.close()
    assert [subject for subject, _ in made_up_paper.gathered] == [2026, None]
    assert len(made_up) == 4


def test_cards_are_as_tall_as_what_they_say(demo_context: Context, qtbot: QtBot) -> None:
    part = periods(shown(demo_context, qtbot))
    qtbot.waitUntil(lambda: part.cards[0].isVisible() and part.cards[0].height() > 60)
    wanted = max(card.body.totalHeightForWidth(card.width()) for card in part.cards)
    assert wanted <= part.cards[0].height() <= wanted + 4
    assert part._scroll.verticalScrollBar().maximum() == 0


def charted(page: StatisticsPage) -> ChartTab:
    page.turn("charts")
    part = page.parts["charts"]
    assert isinstance(part, ChartTab)
    return part


def test_a_bar_opens_the_classes_it_is_made_of(demo_context: Context, qtbot: QtBot) -> None:
    page = shown(demo_context, qtbot)
    part = charted(page)
    assert part.figures.texts()[0] == ["进修班", "2", "1", "+1"]
    part.view.picked.emit("special")
    assert part.figures.current_id() == "special"
    assert part.caption.text().startswith("专题班次：4 个（2026年），0 个（2025年） · 4 个班次")
    assert {row[1] for row in part.rows.texts()} == {"专题班次"}
    with qtbot.waitSignal(demo_context.asked) as asked:
        part.rows.cellDoubleClicked.emit(0, 0)
    page_key, args = told(asked)
    assert page_key == "class" and args["tab"] == "curriculum"


def test_a_chart_that_is_asked_for_is_shown(demo_context: Context, qtbot: QtBot) -> None:
    page = shown(demo_context, qtbot)
    page.open(tab="charts", chart=SHARE)
    page.reload()
    part = charted(page)
    assert part.what.current == SHARE
    page.years.button("2025").click()
    assert part.what.current == SHARE


def test_figures_and_chart_go_together(demo_context: Context, qtbot: QtBot) -> None:
    part = charted(shown(demo_context, qtbot))
    part.what.button("level").click()
    assert [part.second.itemText(n) for n in range(part.second.count())] == ["学员", "结业", "人天"]
    part.figures.selectRow(1)
    assert part.view.accessibleDescription().startswith("乡科级副职：195 人次")
    part.what.button("share:").click()
    assert part.second.currentText() == "党性教育"
    assert part.figures.isColumnHidden(2)
    assert part.view.accessibleDescription().endswith("39.2%，规定 ≥ 20%")
    part.show_for(year=1999)
    assert part.caption.text() == "1999 年还没有已审定的班次，草案不计。"
    assert part.rows.rowCount() == 0
