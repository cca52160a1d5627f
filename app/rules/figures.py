"""The kinds of figures, each with its words: what it asks, what was found, what would mend it.

One entry of ``KINDS`` for each metric; nothing else in the program asks which metric a figure has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.rules.rule import CLASS_BASES, HOURS, POST_GROUPS, FigureRule
from app.text import chinese

Counted = str
"""What counts towards a rule, in words: 内容类别为党性教育的课."""


@dataclass(frozen=True)
class Kind:
    """A metric in words. ``unit`` follows an amount.

    ``asks(rule, counted)`` is the end of the sentence that begins with whom a rule binds; ``mends(missing,
    title, data)`` what to do where it falls short, ``eases`` where it is too much.
    """

    unit: str
    asks: Callable[[FigureRule, Counted], str]
    mends: Callable[[str, str], str]
    eases: Callable[[str, str], str] = lambda over, title: f"减少 {over}的{title}。"


def amount(metric: str, value: int) -> str:
    """Return an amount of a metric with its unit: 12 学时, 3 个, 60%."""
    unit = KINDS[metric].unit
    if metric in HOURS:
        return f"{chinese.hours(value)} {unit}"
    return f"{value}{unit}" if unit == "%" else f"{value} {unit}"


def limits(rule: FigureRule) -> str:
    """Return between what a figure lies: 不少于 3 个，不超过 5 个."""
    if rule.metric == "leave":
        return f"不超过本班学时的 {rule.maximum}/{rule.per}"
    parts = [f"不少于 {amount(rule.metric, rule.minimum)}"] if rule.minimum is not None else []
    if rule.maximum is not None:
        parts.append(f"不超过 {amount(rule.metric, rule.maximum)}")
    return "，".join(parts) or "……"


def steps(rule: FigureRule) -> str:
    """Return the steps of a rule: 30 天及以上不少于 1 个、60 天及以上不少于 2 个."""
    return "、".join(
        f"{days} 天及以上不少于 {amount(rule.metric, least)}" for days, least in sorted(rule.steps)
    )


def _asks_hours(rule: FigureRule, counted: Counted) -> str:
    return f"{counted or '全部课程'}的学时{_stepped(rule)}"


def _asks_modules(rule: FigureRule, _counted: Counted) -> str:
    each = f"（每个不少于 {chinese.hours(rule.counts_from)} 学时）" if rule.counts_from else ""
    return f"教学模块{each}{_stepped(rule)}"


def _asks_classes(rule: FigureRule, _counted: Counted) -> str:
    return f"举办的班次{limits(rule)}"


def _asks_class_share(rule: FigureRule, counted: Counted) -> str:
    whole = "班次数" if rule.base == "classes" else "班次总学时"
    return f"{counted}占班内学时 {rule.counts_from}% 及以上的班次，{limits(rule)}（按{whole}）"


def _asks_lectures(rule: FigureRule, counted: Counted) -> str:
    return f"师资库里在用的{counted}，每人讲课{limits(rule)}"


def _asks_leave(rule: FigureRule, _counted: Counted) -> str:
    return f"每名学员的请假学时{limits(rule)}"


def _asks_people(of: str) -> Callable[[FigureRule, Counted], str]:
    def asks(rule: FigureRule, _counted: Counted) -> str:
        who = POST_GROUPS[rule.post_group] if rule.post_group else ""
        return f"各单位{who}干部的{of}{limits(rule)}"

    return asks


def _stepped(rule: FigureRule) -> str:
    return f"随班次长短：{steps(rule)}" if rule.steps else limits(rule)


KINDS: Mapping[str, Kind] = {
    "hours": Kind("学时", _asks_hours, lambda missing, title: f"再安排 {missing}的{title}。"),
    "modules": Kind(
        "个",
        _asks_modules,
        lambda missing, _title: f"在课次上选定模块，使够学时的模块再多 {missing}。",
        lambda over, _title: f"合并模块，减少 {over}。",
    ),
    "classes": Kind(
        "个",
        _asks_classes,
        lambda missing, title: f"再办 {missing}{title}，并审定。",
        lambda over, title: f"少办 {over}{title}。",
    ),
    "class_share": Kind(
        "%",
        _asks_class_share,
        lambda missing, title: f"再多 {missing}属于{title}：另办，或在班内增加这些课程。",
    ),
    "lectures": Kind(
        "次", _asks_lectures, lambda missing, _title: f"还有 {missing}没有讲够，请为他们排课。"
    ),
    "leave": Kind("", _asks_leave, lambda _missing, _title: "", lambda _over, _title: ""),
    "offline_hours": Kind("学时", _asks_people("人均脱产学时"), lambda _m, _t: ""),
    "online_hours": Kind("学时", _asks_people("人均网络学时"), lambda _m, _t: ""),
    "offline_rate": Kind("%", _asks_people("脱产调训率"), lambda _m, _t: ""),
    "trained_rate": Kind("%", _asks_people("参训率"), lambda _m, _t: ""),
}
UNJUDGED_WORDS = "本程序目前只把这一条记在指标里，还不评定。"


def whole_unit(metric: str, base: str) -> str:
    """Return the unit of part and total of a figure over a period: 学时, 个班, 人."""
    if metric == "class_share":
        return "个班" if base == "classes" else "学时"
    return {"lectures": "人", "classes": "个班"}.get(metric, KINDS[metric].unit)


assert set(CLASS_BASES) == {"classes", "hours"}
