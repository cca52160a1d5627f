from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from app.rules import profiles, shipped, versions
from app.rules.profiles import Profile
from ui.context import Context
from ui.kit.inputs import LineInput
from ui.rules.policy_profile import PolicyDialog
from ui.rules.policy_rule import PresencePart, SharePart

COUNTY = "hunan-2019-county"
Opened = Callable[..., PolicyDialog]


def newest(context: Context, code: str = COUNTY) -> Profile:
    return context.read(profiles.get, context.read(profiles.newest, code))


@pytest.fixture
def opened(context: Context, qtbot: QtBot) -> Opened:
    def make(one: Profile | None = None, **given: object) -> PolicyDialog:
        dialog = PolicyDialog(context, one or newest(context), **given)  # type: ignore[arg-type]
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return make


def share(dialog: PolicyDialog, title: str) -> SharePart:
    return next(p for p in dialog.parts() if isinstance(p, SharePart) and p.name() == title)


def test_what_is_opened_is_what_would_be_saved(context: Context, opened: Opened) -> None:
    for code in shipped.CODES:
        dialog = opened(newest(context, code))
        assert dialog.profile() == newest(context, code)
        dialog.save()
        assert "没有不同" in dialog.message.text.text()
        assert dialog.isVisible()
        dialog.reject()
    assert {p.version for p in context.read(profiles.all)} == {1}


def test_on_site_and_interview_are_made_interactive_and_courses_are_counted(
    context: Context, opened: Opened, qtbot: QtBot
) -> None:
    dialog = opened(rule="interactive")
    part = dialog.part
    assert isinstance(part, SharePart) and part.name() == "互动式教学"
    for code in ("on_site", "interview"):
        part.tags["method"].boxes[code].click()
    part.base.field("base").fill("courses")
    assert "现场教学、访谈教学的课，门数不少于课程总门数的 30%" in dialog.sentence.text()
    assert dialog.list.item(2).text() == "互动式教学\n≥ 30% · 课程门数 · 每个班次"
    with qtbot.waitSignal(context.changed):
        dialog.save()
    saved = newest(context)
    rule = saved.shares[1]
    assert saved.version == 2
    assert rule.base == "courses"
    assert rule.tags["method"][:2] == ("discussion", "case")
    assert set(rule.tags["method"][-2:]) == {"on_site", "interview"}
    assert context.session.undo_name() == "保存政策指标 湖南规划 2019—2022 · 县级 第 2 版"
    context.session.undo()
    assert newest(context).version == 1


def test_a_rule_is_added_moved_and_another_taken_out(
    context: Context, opened: Opened, qtbot: QtBot
) -> None:
    dialog = opened()
    dialog.add_share()
    part = dialog.part
    assert isinstance(part, SharePart)
    part.form.fill({"title": "专业课程", "minimum_percent": 15})
    part.tags["category"].boxes["professional"].click()
    part.base.fill({"scope": "year", "base": "category_hours", "base_category": "knowledge"})
    assert not part.base.field("severity").isEnabled()
    dialog.up_button.click()
    dialog.up_button.click()
    assert [p.name() for p in dialog.parts()] == [
        "名称与时效", "党性教育", "专业课程", "互动式教学", "领导干部授课", "党性分析",
    ]  # fmt: skip
    dialog.list.setCurrentRow(4)
    dialog.remove_button.click()
    dialog.add_presence()
    need = dialog.part
    assert isinstance(need, PresencePart)
    need.form.fill({"title": "现场教学", "what": "method:on_site", "minimum_days": 5})
    with qtbot.waitSignal(context.changed):
        dialog.save()
    saved = newest(context)
    assert [r.title for r in saved.shares] == ["党性教育", "专业课程", "互动式教学"]
    added = saved.shares[1]
    assert (added.code, added.scope, added.base, added.base_category) == (
        "own_1", "year", "category_hours", "knowledge",
    )  # fmt: skip
    assert [(r.code, r.dimension, r.tag) for r in saved.presences] == [
        ("party_analysis", "topic", "party_analysis"),
        ("own_2", "method", "on_site"),
    ]


def test_what_is_wrong_is_said_at_its_place_and_nothing_is_written(
    context: Context, opened: Opened
) -> None:
    dialog = opened()
    part = share(dialog, "党性教育")
    part.form.fill({"minimum_percent": 101})
    part.tags["category"].boxes["party_spirit"].click()
    part.kinds.boxes["main"].click()
    for box in part.levels.boxes.values():
        box.click()
    part.base.field("base").fill("category_hours")
    share(dialog, "互动式教学").form.fill({"title": "领导干部授课"})
    dialog.profile_part.form.fill({"effective_to": "2018-01-01"})
    dialog.save()
    assert "没有写入任何数据" in dialog.message.text.text()
    assert dialog.list.currentRow() == 0
    dates = dialog.profile_part.form.field("effective_to")
    assert dates.accessibleDescription() == "截止日期不能早于起始日期。"
    percent = part.form.field("minimum_percent")
    assert percent.accessibleDescription() == "比例应在 0 到 100 之间。"
    assert part.counted_error.text() == "请至少勾选一项计入的内容。"
    assert part.kinds.error.text() == "请至少勾选一类班次。"
    assert part.levels.error.text() == "请至少勾选一级党校。"
    assert part.base.field("base_category").accessibleDescription() == "请选定是哪一类课程。"
    second = dialog.parts()[3]
    assert isinstance(second, SharePart) and second.wrong
    assert "同名" in second.form.field("title").accessibleDescription()
    assert "有待改正" in dialog.list.item(1).text()
    assert newest(context).version == 1
    part.tags["category"].boxes["party_spirit"].click()
    assert "有待改正" not in dialog.list.item(1).text()


def test_a_rule_that_does_not_bind_this_school_says_so(opened: Opened) -> None:
    dialog = opened(rule="party_spirit")
    part = share(dialog, "党性教育")
    part.levels.boxes["county"].click()
    assert "本校是县级党校，这一条对本校的班次不起作用。" in dialog.sentence.text()


def test_a_new_profile_has_its_own_name_and_code(
    context: Context, opened: Opened, qtbot: QtBot
) -> None:
    made = versions.copy_of(newest(context), code="own-1", title="本校指标")
    dialog = opened(made, new=True)
    assert dialog.save_button.text() == "建立"
    code = dialog.profile_part.form.field("code")
    assert isinstance(code, LineInput)
    code.setText("本校")
    dialog.save()
    assert "小写字母" in code.accessibleDescription()
    code.setText(COUNTY)
    dialog.save()
    qtbot.waitUntil(lambda: "已经用了" in dialog.message.text.text())
    code.setText("own-7")
    with qtbot.waitSignal(context.changed):
        dialog.save()
    assert newest(context, "own-7").title == "本校指标"
