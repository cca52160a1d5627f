"""What the form of a rule asks, by what the rule judges: one description for each metric.

The form itself is one (``ui/rules/rule_part.py``); a further metric is a further line of ``SHAPES``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.rules.rule import FigureRule, PresenceRule, ShareRule
from ui.kit.forms import Kind

ALL = ("category", "method", "lecturer_kind", "topic")


@dataclass(frozen=True)
class Number:
    """A number of a rule's row; ``most`` is the highest there can be. Hours are typed as 学时."""

    key: str
    label: str
    kind: Kind = "number"
    required: bool = False
    most: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Shape:
    """A metric's form. ``counted``: dimensions of tags, and what their card is headed.

    ``single``: one tag and one kind of class instead of many. ``own``: a kind may have a minimum of its
    own. ``steps``: minimums that grow with the length. ``length``: binds long classes only.
    """

    title: str
    says: str
    numbers: tuple[Number, ...]
    choices: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    counted_text: str = ""
    single: bool = False
    kinds: bool = True
    own: bool = False
    steps: bool = False
    length: bool = True
    new: Mapping[str, Any] = field(default_factory=dict[str, Any])


_LEAST = Number("minimum", "最低比例（%）", most=100)
_MOST = Number("maximum", "最高比例（%）", most=100, note="不限可以不填")
_COUNTED = "计入的课：符合勾选的任何一项就计入"
_PEOPLE = ("scope", "post_group")

SHAPES: Mapping[str, Shape] = {
    "share": Shape(
        "课程比例",
        "某些课占全部学时（或课程门数）的百分之几，如党性教育不少于 20%。",
        (Number("minimum", "最低比例（%）", required=True, most=100), _MOST),
        choices=("base", "base_category", "scope"),
        counted=ALL,
        counted_text=_COUNTED,
        own=True,
        new={"minimum_percent": 20, "tags": {}},
    ),
    "presence": Shape(
        "必备环节",
        "班里必须安排一次的课，如一个月及以上的班次要有党性分析。",
        (),
        single=True,
        new={"dimension": "topic", "tag": "party_analysis"},
    ),
    "hours": Shape(
        "学时数",
        "某些课（不勾选就是全部课）至少、至多多少学时。",
        (
            Number("minimum", "最少学时", "long_hours"),
            Number("maximum", "最多学时", "long_hours", note="不限可以不填"),
        ),
        choices=("scope",),
        counted=ALL,
        counted_text="计入的课：符合勾选的任何一项就计入；都不勾选，全部课都计入",
        own=True,
        new={"minimum": 16},
    ),
    "modules": Shape(
        "模块数",
        "班里至少有几个模块，班次越长要得越多，如 30、60、90 天各 1、2、3 个。",
        (
            Number("minimum", "最少模块数", required=True),
            Number("counts_from", "一个模块至少几学时", "long_hours"),
        ),
        steps=True,
        length=False,
        new={"minimum": 1, "counts_from": 192, "steps": ((30, 1), (60, 2), (90, 3))},
    ),
    "classes": Shape(
        "班次数",
        "一学期或一年里，某类、多少天及以上的班次至少（至多）几个。",
        (
            Number("minimum", "最少班次数"),
            Number("maximum", "最多班次数", note="不限可以不填"),
        ),
        choices=("scope",),
        new={"minimum": 1, "scope": "year"},
    ),
    "class_share": Shape(
        "班次比例",
        "以某些课为主的班次，占全部班次（或班次学时）的百分之几。",
        (
            _LEAST,
            _MOST,
            Number("counts_from", "占班次学时（%）以上算为主", required=True, most=100),
        ),
        choices=("class_base", "scope"),
        counted=ALL,
        counted_text="以哪些课为主：符合勾选的任何一项就计入",
        new={"minimum": 60, "counts_from": 50, "base": "classes", "scope": "year"},
    ),
    "lectures": Shape(
        "每人讲课次数",
        "师资库里某类在用的教师，一学期或一年里每人至少讲几次。",
        (Number("minimum", "每人最少讲课次数", required=True),),
        choices=("scope",),
        counted=("lecturer_kind",),
        counted_text="哪些人",
        kinds=False,
        length=False,
        new={"minimum": 1, "scope": "year", "tags": {"lecturer_kind": ("leading_cadre",)}},
    ),
    "leave": Shape(
        "请假学时",
        "一名学员请假至多占班次学时的几分之几，如七分之一。现在只记下要求，随考勤一起评定。",
        (
            Number("maximum", "至多几份", required=True),
            Number("per", "班次学时分成几份", required=True, note="七分之一：1 份，共 7 份"),
        ),
        new={"maximum": 1, "per": 7},
    ),
    "offline_hours": Shape(
        "人均脱产学时",
        "一个单位的干部一年人均多少脱产学时。现在只记下要求，随单位人数一起评定。",
        (Number("minimum", "人均最少学时", "long_hours", required=True),),
        choices=_PEOPLE,
        kinds=False,
        length=False,
        new={"minimum": 360, "scope": "year"},
    ),
    "online_hours": Shape(
        "人均网络学时",
        "一个单位的干部一年人均多少网络学时。现在只记下要求，随单位人数一起评定。",
        (Number("minimum", "人均最少学时", "long_hours", required=True),),
        choices=_PEOPLE,
        kinds=False,
        length=False,
        new={"minimum": 200, "scope": "year"},
    ),
    "offline_rate": Shape(
        "脱产调训率",
        "一个单位一年里参加脱产培训的干部占百分之几。现在只记下要求，随单位人数一起评定。",
        (Number("minimum", "最低比例（%）", required=True, most=100),),
        choices=_PEOPLE,
        kinds=False,
        length=False,
        new={"minimum": 25, "scope": "year"},
    ),
    "trained_rate": Shape(
        "干部参训率",
        "一个单位一年里参加培训（含网络、考学）的干部占百分之几。现在只记下要求，随单位人数一起评定。",
        (Number("minimum", "最低比例（%）", required=True, most=100),),
        choices=_PEOPLE,
        kinds=False,
        length=False,
        new={"minimum": 40, "scope": "year"},
    ),
}


def blank(metric: str, code: str) -> ShareRule | PresenceRule | FigureRule:
    """Return a new rule of a metric, as its form begins."""
    new = dict(SHAPES[metric].new)
    if metric == "share":
        return ShareRule(code, "", **new)
    if metric == "presence":
        return PresenceRule(code, "", **new)
    return FigureRule(code, "", metric, **new)
