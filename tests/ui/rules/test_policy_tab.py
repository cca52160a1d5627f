from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.classes import classes
from app.rules import profiles
from app.school import school
from tests.ui.told import told
from ui.context import Context
from ui.kit import ask
from ui.kit.small_table import SmallTable
from ui.rules.policy_profile import PolicyDialog
from ui.rules.policy_tab import PolicyTab
from ui.system.system import SystemPage

COUNTY = "current-county"


def shown(context: Context, qtbot: QtBot) -> PolicyTab:
    page = SystemPage(context)
    qtbot.addWidget(page)
    page.resize(1190, 738)
    page.show()
    page.open(tab="policy")
    page.reload()
    context.changed.connect(lambda _: page.reload())
    tab = page.parts["policy"]
    assert isinstance(tab, PolicyTab)
    return tab


def dialog_of(tab: PolicyTab) -> PolicyDialog:
    [found] = [d for d in tab.window().findChildren(PolicyDialog) if d.isVisible()]
    return found


def column(table: SmallTable, place: int) -> list[str]:
    return [row[place] for row in table.texts()]


def looser(context: Context) -> None:
    before = context.read(profiles.get, context.read(profiles.newest, COUNTY))
    shares = tuple(replace(r, minimum_percent=1) for r in before.shares)
    context.session.run(profiles.save(replace(before, shares=shares)))


def test_the_schools_profile_is_shown_with_what_its_rules_mean(
    context: Context, qtbot: QtBot
) -> None:
    tab = shown(context, qtbot)
    assert tab.heading.text() == "现行 · 县级 · 第 1 版"
    assert column(tab.table, 0) == [
        *("党性教育", "互动式教学", "领导干部授课", "领导干部授课（学期）", "党性分析"),
        *("习近平新时代中国特色社会主义思想", "请假学时"),
    ]
    assert column(tab.table, 1) == [
        *("≥ 20%", "≥ 30%", "≥ 20%", "≥ 20%", "应安排", "应安排", "≤ 1/7")
    ]
    assert "内容类别为党性教育的课" in tab.sentence.text()
    tab.table.selectRow(4)
    assert tab.sentence.text().startswith("1 个月及以上的主体班次，至少安排一次")
    assert tab.shipped.text() == "与随程序提供的指标相同。"
    assert not tab.restore_button.isVisible()
    assert not tab.usual_button.isVisible()


def test_a_semester_rule_and_a_doubtful_clause_say_so(context: Context, qtbot: QtBot) -> None:
    tab = shown(context, qtbot)
    tab.pick("regulation-2025-county")
    rows = {row[0]: row for row in tab.table.texts()}
    semester = rows["领导干部授课（学期）"]
    assert semester[4:8] == ["学期", "主体班次", "统计评定", "党校条例 第八条（四）"]
    assert rows["党性教育"][7] == "规划 一（三）3（待核）"


def test_a_changed_rule_is_a_new_version(context: Context, qtbot: QtBot) -> None:
    tab = shown(context, qtbot)
    tab.table.opened.emit("interactive")
    dialog = dialog_of(tab)
    assert dialog.part.name() == "互动式教学"
    dialog.part.form.fill({"minimum": 35})  # type: ignore[attr-defined]
    with qtbot.waitSignal(context.changed):
        dialog.save()
    assert column(tab.table, 1)[1] == "≥ 35%"
    assert tab.profile is not None and tab.profile.version == 2
    assert "最低比例由“30%”改为“35%”" in tab.shipped.text()
    assert tab.restore_button.isVisible()
    assert column(tab.versions, 0) == ["第 2 版", "第 1 版"]
    assert column(tab.versions, 4)[0] == "互动式教学：最低比例由“30%”改为“35%”"
    assert tab.chips.button("versions").text() == "历次版本 2"


def test_an_older_version_is_looked_at_and_left_again(context: Context, qtbot: QtBot) -> None:
    looser(context)
    tab = shown(context, qtbot)
    assert column(tab.table, 1)[0] == "≥ 1%"
    tab.versions.cellDoubleClicked.emit(1, 0)
    assert column(tab.table, 1)[0] == "≥ 20%"
    assert tab.heading.text().endswith("第 1 版（旧版）")
    assert not tab.restore_button.isVisible()
    tab.edit()  # what is old can be the ground of the next version
    dialog = dialog_of(tab)
    assert dialog.save_button.text() == "存为第 3 版"
    with qtbot.waitSignal(context.changed):
        dialog.save()
    tab.back_button.click()
    assert tab.heading.text().endswith("第 3 版")
    assert column(tab.table, 1)[0] == "≥ 20%"


def test_the_shipped_rules_come_back_after_a_question(
    context: Context, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    looser(context)
    tab = shown(context, qtbot)
    asked: list[str] = []

    def no(*given: object, **_: object) -> bool:
        asked.append(str(given[2]))
        return False

    monkeypatch.setattr(ask, "confirm", no)
    tab.restore_button.click()
    assert "党性教育：最低比例由“1%”改为“20%”" in asked[0]
    assert tab.profile is not None and tab.profile.version == 2
    monkeypatch.setattr(ask, "confirm", lambda *_, **__: True)
    with qtbot.waitSignal(context.changed):
        tab.restore_button.click()
    assert tab.profile.version == 3
    assert tab.shipped.text() == "与随程序提供的指标相同。"


def test_drafts_are_moved_to_the_newest_version(demo_context: Context, qtbot: QtBot) -> None:
    drafts = [c.id for c in demo_context.read(classes.all) if c.status == "draft"]
    looser(demo_context)
    tab = shown(demo_context, qtbot)
    tab.chips.button("classes").click()
    old = [row[0] for row in tab.classes.texts() if "（旧）" in row[4]]
    assert len(old) == len(drafts)
    tab.classes.selectRow(0)
    assert not tab.move_button.isEnabled()  # approved
    tab.classes.selectRow(column(tab.classes, 0).index(old[0]))
    assert tab.move_button.isEnabled()
    with qtbot.waitSignal(demo_context.changed):
        tab.move_button.click()
    newest = demo_context.read(profiles.newest, COUNTY)
    moved = [i for i in drafts if demo_context.read(classes.get, i).profile_id == newest]
    assert len(moved) == 1
    with qtbot.waitSignal(demo_context.asked) as asked:
        tab.classes.cellDoubleClicked.emit(0, 0)
    assert told(asked)[0] == "class"


def test_every_draft_is_moved_at_once(context: Context, qtbot: QtBot) -> None:
    for code in ("1", "2"):
        context.session.run(classes.create({"code": code, "name": "班"}))
    looser(context)
    tab = shown(context, qtbot)
    tab.chips.button("classes").click()
    assert tab.move_all_button.text() == "全部草案改用最新一版（2）"
    with qtbot.waitSignal(context.changed):
        tab.move_all_button.click()
    assert column(tab.classes, 4) == ["第 2 版", "第 2 版"]
    assert not tab.move_all_button.isVisible()


def test_a_profile_of_ones_own_is_made_and_used(context: Context, qtbot: QtBot) -> None:
    tab = shown(context, qtbot)
    tab.copy_button.click()
    dialog = dialog_of(tab)
    assert dialog.profile_part.form.values()["title"] == "现行 · 县级（本校）"
    with qtbot.waitSignal(context.changed):
        dialog.save()
    assert tab.profile is not None and tab.profile.code == "own-1"
    assert tab.shipped.text() == "本校自建的指标。"
    assert tab.usual_button.isVisible()
    with qtbot.waitSignal(context.changed):
        tab.usual_button.click()
    assert context.read(school.get).default_profile == "own-1"
    assert not tab.usual_button.isVisible()
    made = context.session.run(classes.create({"code": "1", "name": "班"})).value
    assert context.read(classes.get, made).profile_id == tab.profile.id


def test_f1_leads_to_the_page_about_policies(context: Context, qtbot: QtBot) -> None:
    tab = shown(context, qtbot)
    page = tab.window()
    assert isinstance(page, SystemPage)
    assert page.topic() == "政策指标"
    page.open(tab="backup")
    assert page.topic() == "备份与密码"
