"""政策指标 in a registrar's words: what a rule asks, and in what two versions of a profile differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from app.rules import figures
from app.rules.profiles import Profile
from app.rules.rule import (
    BASES,
    CLASS_BASES,
    DIMENSIONS,
    METRICS,
    PERCENTS,
    POST_GROUPS,
    RULE_DIMENSIONS,
    SEVERITIES,
    UNJUDGED,
    AnyRule,
    FigureRule,
    PresenceRule,
    ShareRule,
)
from app.school import class_kinds
from app.school.school import LEVELS
from app.text import codes

Names = Mapping[str, Mapping[str, str]]
"""Chinese name by code, by dimension of a tag; the kinds of class stand under ``class_kind``, those at the
top of the tree, which stand for all, under ``top_kind``."""

SCOPES = {"class": "每个班次", "semester": "一学期合计", "year": "全年合计"}
_TAGGED = {
    "category": "内容类别为{}的课",
    "method": "教学方式为{}的课",
    "lecturer_kind": "由{}讲授的课",
    "topic": "标记为“{}”的课",
}


_Pairs = tuple[tuple[str, str | list[str]], ...]


@dataclass(frozen=True)
class _Facts:
    """The same rule as (what, text or names) pairs, for comparing."""

    title: str
    facts: _Pairs


def names(db: Database) -> dict[str, dict[str, str]]:
    """Return the Chinese names that sentences about rules need."""
    tables = {**DIMENSIONS, "class_kind": "class_kind"}
    top = {k.code: k.name for k in class_kinds.all(db) if k.parent is None}
    found = {dimension: dict(codes.own_options(db, table)) for dimension, table in tables.items()}
    return found | {"top_kind": top}


def base_text(rule: ShareRule, names: Names) -> str:
    """Return the base of a share: 全部学时, 课程门数, or 理论教育学时."""
    if rule.base == "category_hours" and rule.base_category:
        return names["category"].get(rule.base_category, rule.base_category) + "学时"
    return BASES[rule.base]


def tags_text(tags: Mapping[str, Sequence[str]], names: Names) -> str:
    """Return what counts as a list of names, in the order of the code tables."""
    return "、".join(_tag_names(tags, names))


def kinds_text(kinds: Sequence[str], names: Names) -> str:
    """Return the kinds of class: 主体班次、专题班次, or 各类班次 for all of them."""
    if set(kinds) >= set(names.get("top_kind") or names["class_kind"]):
        return "各类班次"
    return "、".join(_ordered("class_kind", kinds, names))


def share_sentence(rule: ShareRule, names: Names) -> str:
    """Return what a share rule asks, as one would say it; an unfinished rule has gaps."""
    who = _who(rule, names)
    counted = counted_text(rule.tags, names)
    amount, base = "学时", base_text(rule, names)
    if rule.base == "courses":
        amount, base = "门数", "课程总门数"
    text = f"{who}，{counted or '……'}，{amount}{_between(rule, base)}。"
    text += _own_minimums(rule, names)
    if rule.base == "courses":
        text += "一门课分几个半天上，只算一门。"
    if rule.scope != "class":
        text += "在统计报表里评定，不挡单个班次的审定。"
    else:
        short = "不足" if rule.maximum_percent is None else "达不到"
        text += _effect(rule.severity, f"{short}的，不能审定。", f"{short}时{{}}，不妨碍审定。")
    return text + _levels(rule)


def figure_sentence(rule: FigureRule, names: Names) -> str:
    """Return what a rule of a number asks, as one would say it."""
    tagged = counted_text(rule.tags, names)
    if rule.metric == "lectures":
        tagged = (
            "、".join(_ordered("lecturer_kind", rule.tags.get("lecturer_kind", ()), names)) or "……"
        )
    asked = figures.KINDS[rule.metric].asks(rule, tagged)
    if rule.metric in UNJUDGED:
        return f"{asked}。{figures.UNJUDGED_WORDS}"
    who = f"{_period(rule)}，" if rule.metric == "lectures" else f"{_who(rule, names)}，"
    text = f"{who}{asked}。"
    if rule.kind_minimums and rule.metric != "lectures":
        text += _own_minimums(rule, names)
    if rule.scope != "class":
        text += "在统计报表里评定，不挡单个班次的审定。"
    else:
        text += _effect(rule.severity, "达不到的，不能审定。", "达不到时{}，不妨碍审定。")
    return text + _levels(rule)


def counted_text(tags: Mapping[str, Sequence[str]], names: Names) -> str:
    """Return what counts as one would say it: 内容类别为党性教育的课，或由领导干部讲授的课."""
    return "，或".join(
        _TAGGED[d].format("、".join(found))
        for d in RULE_DIMENSIONS
        if (found := _ordered(d, tags.get(d, ()), names))
    )


def presence_sentence(rule: PresenceRule, names: Names) -> str:
    """Return what a presence rule asks, as one would say it."""
    kind = names["class_kind"].get(rule.class_kind, "……")
    long = length_text(rule)
    who = f"{long}的{kind}" if long else f"每个{kind}"
    what = "".join(_ordered(rule.dimension, (rule.tag,), names)) if rule.tag else ""
    counted = _TAGGED[rule.dimension].format(what or "……")
    text = f"{who}，至少安排一次{counted}。"
    return text + _effect(rule.severity, "没有安排的，不能审定。", "没有安排时{}，不妨碍审定。")


def length_text(rule: ShareRule | PresenceRule | FigureRule) -> str:
    """Return how long the classes are that a rule binds: 一个月及以上, 15 天及以上, '' for any length."""
    parts = [f"{rule.minimum_months} 个月及以上"] if rule.minimum_months else []
    parts += [f"{rule.minimum_days} 天及以上"] if rule.minimum_days else []
    return "、".join(parts)


def differences(before: Profile, after: Profile, names: Names) -> list[str]:
    """Return in what ``after`` differs from ``before``, a line for each; nothing where it does not."""
    lines = _changed("", _profile_facts(before, names), _profile_facts(after, names))
    old, new = _rules(before, names), _rules(after, names)
    lines += [f"去掉“{old[code].title}”" for code in old if code not in new]
    for code, rule in new.items():
        if code not in old:
            lines.append(f"增加“{rule.title}”")
        else:
            lines += _changed(f"{old[code].title}：", old[code], rule)
    kept = [code for code in old if code in new]
    if kept != [code for code in new if code in old]:
        lines.append("规则的次序")
    return lines


def _changed(lead: str, before: _Facts, after: _Facts) -> list[str]:
    pairs = zip(before.facts, after.facts, strict=True)
    return [f"{lead}{what}{_change(old, new)}" for (what, old), (_, new) in pairs if old != new]


def _change(old: str | list[str], new: str | list[str]) -> str:
    if isinstance(old, str) or isinstance(new, str):
        return f"由“{old or '空'}”改为“{new or '空'}”"
    added, removed = ([n for n in a if n not in b] for a, b in ((new, old), (old, new)))
    parts = [f"增加{'、'.join(added)}"] * bool(added) + [f"去掉{'、'.join(removed)}"] * bool(
        removed
    )
    return "，".join(parts)


def _profile_facts(one: Profile, names: Names) -> _Facts:
    facts: _Pairs = (
        ("名称", one.title.strip()),
        ("学校级别", LEVELS.get(one.level, one.level)),
        ("起始日期", one.effective_from or ""),
        ("截止日期", one.effective_to or ""),
        ("来源", one.source.strip()),
        ("说明", one.remark.strip()),
        *(
            (f"类别“{name}”的称呼", one.labels.get("category", {}).get(code, ""))
            for code, name in names["category"].items()
        ),
    )
    return _Facts(one.title, facts)


def _rules(one: Profile, names: Names) -> dict[str, _Facts]:
    found = {rule.code: _Facts(rule.title, _share_facts(rule, names)) for rule in one.shares}
    for need in one.presences:
        found[f"presence:{need.code}"] = _Facts(need.title, _presence_facts(need, names))
    for figure in one.figures:
        found[f"figure:{figure.code}"] = _Facts(figure.title, _figure_facts(figure, names))
    return found


def _share_facts(rule: ShareRule, names: Names) -> _Pairs:
    return (
        ("名称", rule.title.strip()),
        ("最低比例", f"{rule.minimum_percent}%"),
        ("最高比例", "" if rule.maximum_percent is None else f"{rule.maximum_percent}%"),
        ("各类班次的最低比例", _own(rule.kind_minimums, names, "%")),
        ("计入", _tag_names(rule.tags, names)),
        ("基数", base_text(rule, names)),
        ("范围", SCOPES[rule.scope]),
        ("适用", _ordered("class_kind", rule.class_kinds, names)),
        ("班次长短", length_text(rule)),
        ("约束", [LEVELS[code] for code in LEVELS if code in rule.levels]),
        ("效力", SEVERITIES[rule.severity]),
        ("依据", rule.clause.strip()),
        ("核对", "已核" if rule.verified else "待核"),
    )


def _figure_facts(rule: FigureRule, names: Names) -> _Pairs:
    return (
        ("名称", rule.title.strip()),
        ("评定什么", METRICS[rule.metric]),
        ("数", figures.steps(rule) if rule.steps else figures.limits(rule)),
        ("从多少起算", str(rule.counts_from or "")),
        ("各类班次的下限", _own(rule.kind_minimums, names, "")),
        ("计入", _tag_names(rule.tags, names)),
        ("基数", CLASS_BASES[rule.base]),
        ("范围", SCOPES[rule.scope]),
        ("适用", _ordered("class_kind", rule.class_kinds, names)),
        ("班次长短", length_text(rule)),
        ("职务层次", POST_GROUPS[rule.post_group]),
        ("约束", [LEVELS[code] for code in LEVELS if code in rule.levels]),
        ("效力", SEVERITIES[rule.severity]),
        ("依据", rule.clause.strip()),
        ("核对", "已核" if rule.verified else "待核"),
    )


def _own(minimums: Mapping[str, int], names: Names, unit: str) -> list[str]:
    return [
        f"{name} {minimums[code]}{unit}"
        for code, name in names["class_kind"].items()
        if code in minimums
    ]


def _presence_facts(rule: PresenceRule, names: Names) -> _Pairs:
    tag = f"{RULE_DIMENSIONS[rule.dimension]}：{names[rule.dimension].get(rule.tag, rule.tag)}"
    return (
        ("名称", rule.title.strip()),
        ("应安排", tag),
        ("适用", names["class_kind"].get(rule.class_kind, rule.class_kind)),
        ("班次长短", length_text(rule)),
        ("效力", SEVERITIES[rule.severity]),
        ("依据", rule.clause.strip()),
        ("核对", "已核" if rule.verified else "待核"),
    )


def _tag_names(tags: Mapping[str, Sequence[str]], names: Names) -> list[str]:
    return [name for d in RULE_DIMENSIONS for name in _ordered(d, tags.get(d, ()), names)]


def _ordered(table: str, wanted: Sequence[str], names: Names) -> list[str]:
    known = names[table]
    found = [name for code, name in known.items() if code in wanted]
    return found + [code for code in wanted if code not in known]


def _who(rule: ShareRule | FigureRule, names: Names) -> str:
    """Whom a rule binds: 每个主体班次中, 同一学期 15 天及以上的主体班次合计."""
    kinds = kinds_text(rule.class_kinds, names) or "……"
    long = f"{found}的" if (found := length_text(rule)) else ""
    if rule.scope == "class":
        return f"每个{long}{kinds.removeprefix('各类')}中"
    return (
        f"{_period(rule)}的{long}{kinds}合计" if not long else f"{_period(rule)}{long}{kinds}合计"
    )


def _between(rule: ShareRule, base: str) -> str:
    most = rule.maximum_percent
    at_most = "" if most is None else f"不超过{base}的 {most}%"
    if at_most and not rule.minimum_percent:
        return at_most
    return f"不少于{base}的 {rule.minimum_percent}%" + (f"，{at_most}" if at_most else "")


def _own_minimums(rule: ShareRule | FigureRule, names: Names) -> str:
    unit = "%" if rule.metric in PERCENTS else ""
    return f"其中{'、'.join(_own(rule.kind_minimums, names, unit))}。" if rule.kind_minimums else ""


def _levels(rule: ShareRule | FigureRule) -> str:
    if not set(rule.levels) < set(LEVELS):
        return ""
    levels = "、".join(LEVELS[code] for code in LEVELS if code in rule.levels)
    return f"只约束{levels or '……'}党校。"


def _period(rule: ShareRule | FigureRule) -> str:
    return "同一学期" if rule.scope == "semester" else "同一年度"


def _effect(severity: str, barred: str, told: str) -> str:
    return barred if severity == "block" else told.format(SEVERITIES[severity])


def sentence(rule: AnyRule, names: Names) -> str:
    """Return what a rule of any kind asks, as one would say it; an unfinished one has gaps."""
    if isinstance(rule, ShareRule):
        return share_sentence(rule, names)
    if isinstance(rule, PresenceRule):
        return presence_sentence(rule, names)
    return figure_sentence(rule, names)


def limits(rule: AnyRule) -> str:
    """Return between what a rule wants its figure: ≥ 20%, 20%—50%, ≤ 1/7, ≥ 2 个, 应安排."""
    if isinstance(rule, PresenceRule):
        return "应安排"
    if isinstance(rule, ShareRule):
        most = None if rule.maximum_percent is None else f"{rule.maximum_percent}%"
        return between(
            f"{rule.minimum_percent}%" if rule.minimum_percent or not most else None, most
        )
    if rule.metric == "leave":
        return f"≤ {rule.maximum}/{rule.per}"
    least, most = (
        None if n is None else figures.amount(rule.metric, n) for n in (rule.minimum, rule.maximum)
    )
    if rule.steps:
        return "，".join(f"{days} 天 ≥ {figures.amount(rule.metric, n)}" for days, n in rule.steps)
    return between(least, most)


def between(least: str | None, most: str | None) -> str:
    """Return ≥ 20%, ≤ 50% or 20%—50%."""
    if most is None:
        return f"≥ {least or 0}"
    return f"≤ {most}" if least is None else f"{least}—{most}"


def short(rule: AnyRule, names: Names) -> str:
    """Return the line of a rule in a list: its limits, what they are of, over what."""
    if isinstance(rule, ShareRule):
        return f"{limits(rule)} · {base_text(rule, names)} · {SCOPES[rule.scope]}"
    if isinstance(rule, PresenceRule):
        return f"应安排 · {length_text(rule) or '不论长短'}"
    return f"{METRICS[rule.metric]} · {limits(rule)}"
