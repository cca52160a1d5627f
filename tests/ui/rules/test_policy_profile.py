from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from app.rules import profiles, shipped, versions
from app.rules.profiles import Profile
from app.rules.rule import METRICS, FigureRule
from ui.context import Context
from ui.kit.inputs import LineInput
from ui.rules.policy_profile import FIRST, PolicyDialog
from ui.rules.rule_part import RulePart

COUNTY = "hunan-2019-county"
POLICY = "current-county"
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


def share(dialog: PolicyDialog, title: str) -> RulePart:
    return next(p for p in dialog.parts() if isinstance(p, RulePart) and p.name() == title)


def test_what_is_opened_is_what_would_be_saved(context: Context, opened: Opened) -> None:
    for code in shipped.CODES:
        dialog = opened(newest(context, code))
        assert dialog.profile() == newest(context, code)
        dialog.save()
        assert "没有不同" in dialog.message.text.text()
        assert dialog.isVisible()
        dialog.reject()
    assert {p.version for p in context.read(profiles.all)} == {1}


def test_categories_are_ticked_under_the_names_the_profile_gives_them(
    context: Context, opened: Opened
) -> None:
    for code, called in ((COUNTY, "专业化能力"), ("current-county", "履职能力")):
        dialog = opened(newest(context, code), rule="interactive")
        assert isinstance(dialog.part, RulePart)
        assert dialog.part.tags["category"].boxes["professional"].text() == called
        dialog.reject()


def test_on_site_and_interview_are_made_interactive_and_courses_are_counted(
    context: Context, opened: Opened, qtbot: QtBot
) -> None:
    dialog = opened(rule="interactive")
    part = dialog.part
    assert isinstance(part, RulePart) and part.name() == "互动式教学"
    for code in ("on_site", "interview"):
        part.tags["method"].boxes[code].click()
    part.choices.field("base").fill("courses")
    assert "现场教学、访谈教学的课，门数不少于课程总门数的 30%" in dialog.sentence.text()
    assert dialog.list.item(3).text() == "互动式教学\n≥ 30% · 课程门数 · 每个班次"
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
    dialog.add_rule("share")
    part = dialog.part
    assert isinstance(part, RulePart)
    part.kinds.boxes["main"].click()  # type: ignore[union-attr]
    part.kinds.boxes["young"].click()  # type: ignore[union-attr]
    part.form.fill({"title": "专业课程", "minimum": 15})
    part.tags["category"].boxes["professional"].click()
    part.choices.fill({"scope": "year", "base": "category_hours", "base_category": "knowledge"})
    dialog.up_button.click()
    dialog.up_button.click()
    assert [p.name() for p in dialog.parts()] == [
        "名称与时效", "类别的称呼", "党性教育", "专业课程", "互动式教学", "领导干部授课", "党性分析",
    ]  # fmt: skip
    dialog.list.setCurrentRow(5)
    dialog.remove_button.click()
    dialog.add_rule("presence")
    need = dialog.part
    assert isinstance(need, RulePart)
    need.form.fill({"title": "现场教学"})
    need.choices.fill({"what": "method:on_site", "minimum_days": 5})
    with qtbot.waitSignal(context.changed):
        dialog.save()
    saved = newest(context)
    assert [r.title for r in saved.shares] == ["党性教育", "专业课程", "互动式教学"]
    added = saved.shares[1]
    assert (added.code, added.scope, added.base, added.base_category) == (
        "own_1", "year", "category_hours", "knowledge",
    )  # fmt: skip
    assert added.class_kinds == ("young",)
    assert [(r.code, r.dimension, r.tag) for r in saved.presences] == [
        ("party_analysis", "topic", "party_analysis"),
        ("own_2", "method", "on_site"),
    ]


def test_what_is_wrong_is_said_at_its_place_and_nothing_is_written(
    context: Context, opened: Opened
) -> None:
    dialog = opened()
    part = share(dialog, "党性教育")
    part.form.fill({"minimum": 101})
    part.tags["category"].boxes["party_spirit"].click()
    assert part.kinds is not None
    part.kinds.boxes["main"].click()
    for box in part.levels.boxes.values():
        box.click()
    part.choices.field("base").fill("category_hours")
    share(dialog, "互动式教学").form.fill({"title": "领导干部授课"})
    dialog.profile_part.form.fill({"effective_to": "2018-01-01"})
    dialog.save()
    assert "没有写入任何数据" in dialog.message.text.text()
    assert dialog.list.currentRow() == 0
    dates = dialog.profile_part.form.field("effective_to")
    assert dates.accessibleDescription() == "截止日期不能早于起始日期。"
    percent = part.form.field("minimum")
    assert percent.accessibleDescription() == "应在 0 到 100 之间。"
    assert part.counted_error.text() == "请至少勾选一项计入的内容。"
    assert part.kinds.error.text() == "请至少勾选一类班次。"
    assert part.levels.error.text() == "请至少勾选一级党校。"
    assert part.choices.field("base_category").accessibleDescription() == "请选定是哪一类课程。"
    second = dialog.parts()[4]
    assert isinstance(second, RulePart) and second.wrong
    assert "同名" in second.form.field("title").accessibleDescription()
    assert "有待改正" in dialog.list.item(2).text()
    assert newest(context).version == 1
    part.tags["category"].boxes["party_spirit"].click()
    assert "有待改正" not in dialog.list.item(2).text()


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


def test_every_metric_has_its_form_and_begins_with_something_that_can_be_saved(
    context: Context, opened: Opened, qtbot: QtBot
) -> None:
    dialog = opened()
    before = len(dialog.parts())
    for metric in METRICS:
        dialog.add_rule(metric)
        part = dialog.part
        assert isinstance(part, RulePart) and part.rule.metric == metric
        part.form.fill({"title": f"试{metric}"})
        if part.tags and not any(ticks.value() for ticks in part.tags.values()):
            next(iter(part.tags["category"].boxes.values())).click()
        assert "……" not in part.sentence()
    with qtbot.waitSignal(context.changed):
        dialog.save()
    saved = newest(context)
    assert len(saved.rules) == before - FIRST + len(METRICS)
    assert {rule.metric for rule in saved.rules} == set(METRICS)


def test_a_number_has_its_limits_steps_and_kinds_of_its_own(opened: Opened) -> None:
    dialog = opened()
    dialog.add_rule("hours")
    part = dialog.part
    assert isinstance(part, RulePart) and part.own is not None
    part.form.fill({"title": "总学时", "minimum": 400, "maximum": 200})
    assert not part.validate()
    assert part.form.field("maximum").accessibleDescription() == "上限不能小于下限。"
    part.form.fill({"maximum": None})
    part.own.fill([("young", 800), ("young", 900)])
    assert not part.validate()
    assert part.own.error.text() == "同一类班次填了两个下限。"
    part.own.fill([("young", 800)])
    assert part.validate()
    rule = part.value()
    assert isinstance(rule, FigureRule)
    assert (rule.minimum, rule.kind_minimums) == (400, {"young": 800})
    dialog.add_rule("modules")
    stepped = dialog.part
    assert isinstance(stepped, RulePart) and stepped.steps is not None
    assert stepped.value().steps == ((30, 1), (60, 2), (90, 3))  # type: ignore[union-attr]
    stepped.steps.fill([(30, 1), (30, 2)])
    assert not stepped.validate()


def test_children_follow_a_ticked_parent(opened: Opened) -> None:
    dialog = opened(rule="party_spirit")
    part = share(dialog, "党性教育")
    kinds = part.kinds
    assert kinds is not None and kinds.value() == ("main",)
    young = kinds.boxes["young"]
    assert young.isChecked() and not young.isEnabled()
    kinds.boxes["main"].click()
    assert not young.isChecked() and young.isEnabled()
    kinds.boxes["advanced"].click()
    assert kinds.value() == ("advanced",)
    assert kinds.boxes["deputy_township"].isChecked()


def test_a_category_is_called_otherwise_by_a_profile(
    context: Context, opened: Opened, qtbot: QtBot
) -> None:
    dialog = opened(newest(context, POLICY))
    part = dialog.labels_part
    assert part.line() == "履职能力"
    part.form.fill({"professional": "", "knowledge": "知识更新"})
    assert part.sentence() == "“知识培训”称“知识更新”。"
    with qtbot.waitSignal(context.changed):
        dialog.save()
    assert newest(context, POLICY).labels == {"category": {"knowledge": "知识更新"}}


def test_what_is_half_edited_is_there_again_rules_ticks_and_lines(opened: Opened) -> None:
    dialog = opened()
    before = len(dialog.parts())
    part = share(dialog, "互动式教学")
    part.tags["method"].boxes["on_site"].click()
    minimum = part.form.field("minimum")
    assert isinstance(minimum, LineInput) and part.own is not None and part.steps is None
    minimum.setText("三十")  # not readable yet
    part.own.more.click()
    dialog.list.setCurrentRow(before - 1)
    gone = dialog.part.name()
    dialog.remove()
    dialog.add_rule("lectures")
    dialog.part.form.field("title").retype("县领导讲课")
    profile_part = dialog.profile_part
    profile_part.form.field("remark").retype("试行")
    whole = dialog.typed()
    dialog.reject()

    again = opened()
    assert again.half_filled.isVisible() and again.typed() == whole
    names = [one.name() for one in again.parts()]
    assert "县领导讲课" in names and gone not in names
    assert share(again, "互动式教学").tags["method"].boxes["on_site"].isChecked()
    again.half_filled.anew_button.click()
    assert again.profile() == newest(again.context) and not again.half_filled.isVisible()
    again.reject()
    third = opened()
    assert not third.half_filled.isVisible()
    third.profile_part.form.field("remark").retype("试行")
    third.give_up()
    assert not opened().half_filled.isVisible()
