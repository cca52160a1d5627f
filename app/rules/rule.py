"""The kinds of rules, one table's rows: shares, what must occur, and numbers of all else.

What a rule's ``minimum`` and ``maximum`` are of, its metric says; see the table ``rule`` in db/schema.sql.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from app.file.facts import Facts, fact, record
from app.school.school import LEVELS

Tags: TypeAlias = Mapping[str, tuple[str, ...]]  # dimension -> codes of which any one counts
EVERY_LEVEL = ("county", "city", "province")

METRICS = {
    "share": "课程比例",
    "presence": "必备环节",
    "hours": "学时数",
    "modules": "模块数",
    "classes": "班次数",
    "class_share": "班次比例",
    "lectures": "每人讲课次数",
    "leave": "请假学时",
    "offline_hours": "人均脱产学时",
    "online_hours": "人均网络学时",
    "offline_rate": "脱产调训率",
    "trained_rate": "干部参训率",
}
FIGURES = tuple(m for m in METRICS if m not in ("share", "presence"))
# held by the profile and not judged yet: what they are of is not in the file
UNJUDGED = ("leave", "offline_hours", "online_hours", "offline_rate", "trained_rate")
# over what each may be taken
SCOPES_OF = {
    **dict.fromkeys(("share", "hours"), ("class", "semester", "year")),
    **dict.fromkeys(("presence", "modules", "leave"), ("class",)),
    **dict.fromkeys(("classes", "class_share", "lectures"), ("semester", "year")),
    **dict.fromkeys(("offline_hours", "online_hours", "offline_rate", "trained_rate"), ("year",)),
}
HOURS = ("hours", "offline_hours", "online_hours")  # minimum and maximum are quarter-hours
PERCENTS = ("share", "class_share", "offline_rate", "trained_rate")
BASES = {"hours": "全部学时", "courses": "课程门数", "category_hours": "一类课程的学时"}
CLASS_BASES = {"classes": "班次数", "hours": "班次学时"}
SCOPES = {"class": "班次", "semester": "学期", "year": "年度"}
SEVERITIES = {"block": "必须达标", "warn": "只提醒", "info": "只列出"}
POST_GROUPS = {"": "不分", "division": "县处级以上", "section": "乡科级以下"}
DIMENSIONS = {
    "category": "course_category",
    "method": "teaching_method",
    "lecturer_kind": "lecturer_kind",
    "topic": "course_topic",
}
TAGS = " ".join(DIMENSIONS.values())
RULE_DIMENSIONS = {
    "category": "内容类别",
    "method": "教学方式",
    "lecturer_kind": "授课人",
    "topic": "专题",
}


@dataclass(frozen=True)
class ShareRule:
    """A share: part (lessons with any of ``tags``) of a base, between minimum and maximum percent.

    ``class_kinds`` bind those below them too; ``kind_minimums`` are of kinds that have one of their own.
    """

    code: str
    title: str
    minimum_percent: int
    tags: Tags
    class_kinds: tuple[str, ...] = ("main",)
    levels: tuple[str, ...] = EVERY_LEVEL
    base: str = "hours"
    base_category: str | None = None
    scope: str = "class"
    severity: str = "block"
    clause: str = ""
    verified: bool = True
    maximum_percent: int | None = None
    kind_minimums: Mapping[str, int] = field(default_factory=dict[str, int])
    minimum_days: int = 0
    minimum_months: int = 0

    metric = "share"


@dataclass(frozen=True)
class PresenceRule:
    """Something that must occur in classes of at least ``minimum_days`` days and ``minimum_months`` months."""

    code: str
    title: str
    dimension: str
    tag: str
    class_kind: str = "main"
    minimum_days: int = 0
    severity: str = "block"
    clause: str = ""
    verified: bool = True
    minimum_months: int = 0

    metric = "presence"


@dataclass(frozen=True)
class FigureRule:
    """A number of something, at least ``minimum`` and at most ``maximum``; what ``metric`` it is of.

    ``steps`` are (days, minimum): the longest that a class reaches decides, one that reaches none is not
    bound. ``counts_from``: quarter-hours of a module, percent of a class. ``per``: 7 for sevenths.
    """

    code: str
    title: str
    metric: str
    minimum: int | None = None
    maximum: int | None = None
    scope: str = "class"
    tags: Tags = field(default_factory=dict[str, tuple[str, ...]])
    class_kinds: tuple[str, ...] = ("main",)
    kind_minimums: Mapping[str, int] = field(default_factory=dict[str, int])
    levels: tuple[str, ...] = EVERY_LEVEL
    base: str = "hours"
    per: int = 100
    counts_from: int = 0
    minimum_days: int = 0
    minimum_months: int = 0
    steps: tuple[tuple[int, int], ...] = ()
    post_group: str = ""
    severity: str = "warn"
    clause: str = ""
    verified: bool = True


AnyRule: TypeAlias = ShareRule | PresenceRule | FigureRule


@dataclass(frozen=True)
class Kept:
    """A rule as the file keeps it: its row, and the rows that belong to it."""

    row: Mapping[str, Any]
    tags: Tags
    kinds: Mapping[str, int | None]  # kind of class -> a minimum of its own
    levels: tuple[str, ...]
    steps: tuple[tuple[int, int], ...] = ()


_SHARED = ("code", "title", "minimum_days", "minimum_months", "severity", "clause")


def kept(rule: AnyRule) -> Kept:
    """Return the rows that a rule is kept in."""
    row: dict[str, Any] = {key: getattr(rule, key) for key in _SHARED}
    row |= {"title": rule.title.strip(), "metric": rule.metric, "verified": int(rule.verified)}
    if isinstance(rule, PresenceRule):
        tags = {rule.dimension: (rule.tag,)}
        return Kept(row | {"minimum": 1}, tags, {rule.class_kind: None}, EVERY_LEVEL)
    kinds = {kind: rule.kind_minimums.get(kind) for kind in rule.class_kinds}
    row |= {"scope": rule.scope, "base": rule.base}
    if isinstance(rule, ShareRule):
        category = rule.base_category if rule.base == "category_hours" else None
        row |= {"minimum": rule.minimum_percent, "maximum": rule.maximum_percent}
        return Kept(row | {"base_category": category}, rule.tags, kinds, rule.levels)
    keys = ("minimum", "maximum", "per", "counts_from", "post_group")
    row |= {key: getattr(rule, key) for key in keys}
    return Kept(row, rule.tags, kinds, rule.levels, rule.steps)


def made(one: Kept) -> AnyRule:
    """Return the rule that is kept so."""
    row = one.row
    shared: dict[str, Any] = {key: row[key] for key in _SHARED}
    shared["verified"] = bool(row["verified"])
    if row["metric"] == "presence":
        dimension, (tag, *_) = next(iter(one.tags.items()))
        return PresenceRule(
            **shared, dimension=dimension, tag=tag, class_kind=next(iter(one.kinds))
        )
    shared |= {
        "tags": one.tags,
        "class_kinds": tuple(one.kinds),
        "kind_minimums": {k: least for k, least in one.kinds.items() if least is not None},
        "levels": one.levels,
        "scope": row["scope"],
        "base": row["base"],
    }
    if row["metric"] == "share":
        return ShareRule(
            **shared,
            minimum_percent=row["minimum"] or 0,
            maximum_percent=row["maximum"],
            base_category=row["base_category"],
        )
    keys = ("metric", "minimum", "maximum", "per", "counts_from", "post_group")
    return FigureRule(**shared, **{key: row[key] for key in keys}, steps=one.steps)


# --------------------------------------------------------------------------- the facts of the tables


@record
class Row:
    """A rule's own row; see db/schema.sql."""

    code: str = fact("代码", required=True)
    title: str = fact("名称", required=True)
    metric: str = fact("评定什么", "code", codes=METRICS, required=True, usual="share")
    base: str = fact("基数", "code", codes=BASES | CLASS_BASES, required=True, usual="hours")
    base_category: str | None = fact("基数的课程类别", "code", codes="course_category")
    scope: str = fact("范围", "code", codes=SCOPES, required=True, usual="class")
    minimum: int | None = fact("下限", "count")
    maximum: int | None = fact("上限", "count")
    per: int = fact("以几分之计", "count", required=True, usual=100)
    counts_from: int = fact("从多少起算", "count", required=True, usual=0)
    minimum_days: int = fact("最少天数", "count", required=True, usual=0)
    minimum_months: int = fact("最少月数", "count", required=True, usual=0)
    post_group: str = fact("职务层次", "text", codes=POST_GROUPS)
    severity: str = fact("力度", "code", codes=SEVERITIES, required=True, usual="block")
    clause: str = fact("依据条款")
    verified: bool = fact("已核实", "flag", required=True, usual=1)


_PROFILE = fact("政策指标", "row", of="policy_profile", required=True, kept=True)
_RULE = fact("规则", "row", of="rule", required=True, kept=True)


@record
class Tag:
    """What counts towards a rule."""

    dimension: str = fact("方面", "code", codes=RULE_DIMENSIONS, required=True)
    code: str = fact("计入", "code", codes=TAGS, required=True)


@record
class ClassKind:
    """A kind of class that a rule binds, with all below it."""

    class_kind: str = fact("班次类别", "code", codes="class_kind", required=True)
    minimum: int | None = fact("这一类的下限", "count")
    maximum: int | None = fact("这一类的上限", "count")


@record
class Level:
    """A level of school that a rule binds."""

    level: str = fact("学校级别", "code", codes=LEVELS, required=True)


@record
class Step:
    """A minimum from a length on."""

    minimum_days: int = fact("从几天起", "count", required=True)
    minimum: int = fact("下限", "count", required=True)


@record
class Label:
    """What a profile calls a code."""

    dimension: str = fact("方面", "code", codes=RULE_DIMENSIONS, required=True)
    code: str = fact("项目", "code", codes=TAGS, required=True)
    label: str = fact("称呼", required=True)


FACTS = Facts(Row, "rule", "政策规则", label="title", beside="position", profile_id=_PROFILE)
TAG_FACTS = Facts(Tag, "rule_tag", "计入内容", label="rule_id", rule_id=_RULE)
CLASS_KIND_FACTS = Facts(ClassKind, "rule_class_kind", "约束班次", label="rule_id", rule_id=_RULE)
LEVEL_FACTS = Facts(Level, "rule_level", "约束学校", label="rule_id", rule_id=_RULE)
STEP_FACTS = Facts(Step, "rule_step", "分档", label="rule_id", rule_id=_RULE)
LABEL_FACTS = Facts(Label, "profile_label", "称呼", label="profile_id", profile_id=_PROFILE)
