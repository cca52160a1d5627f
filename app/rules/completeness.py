"""Whether a profile can be saved: every rule of it complete, and its codes known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlite_utils import Database

from app.ground.errors import UserError
from app.rules.rule import (
    BASES,
    CLASS_BASES,
    DIMENSIONS,
    FIGURES,
    PERCENTS,
    POST_GROUPS,
    SCOPES_OF,
    SEVERITIES,
    FigureRule,
    PresenceRule,
    ShareRule,
)
from app.school.school import LEVELS
from app.text import codes, plain

if TYPE_CHECKING:
    from app.rules.profiles import Profile

_SAFE = "没有写入任何数据。"


def check(db: Database, wanted: Profile) -> None:
    """Raises UserError naming the rule and what is wrong with it."""
    if not wanted.title.strip() or not wanted.code.strip():
        raise UserError(f"请填写政策指标的名称。{_SAFE}")
    plain.refuse("政策指标的名称", wanted.title)
    plain.refuse("政策指标的来源", wanted.source)
    plain.refuse("政策指标的说明", wanted.remark)
    since, until = wanted.effective_from, wanted.effective_to
    if since and until and until < since:
        raise UserError(f"政策指标的截止日期不能早于起始日期。{_SAFE}")
    for rule in wanted.rules:
        plain.refuse("规则的名称", rule.title)
        plain.refuse(f"「{rule.title}」的依据", rule.clause)
    if any(not rule.title.strip() for rule in wanted.rules):
        raise UserError(f"有一条规则没有名称。{_SAFE}")
    named = [rule.code for rule in wanted.rules]
    if len(set(named)) < len(named):
        raise UserError(f"有两条规则的代码相同。{_SAFE}")
    for share in wanted.shares:
        _share(db, share)
    for presence in wanted.presences:
        _presence(db, presence)
    for figure in wanted.figures:
        _figure(db, figure)
    for dimension, labels in wanted.labels.items():
        _known(db, "称呼", dimension, labels)
        if any(not label.strip() for label in labels.values()):
            raise UserError(f"有一项称呼是空的。{_SAFE}")
        for label in labels.values():
            plain.refuse("称呼", label)


def _share(db: Database, rule: ShareRule) -> None:
    if not _is_whole(rule.minimum_percent) or not 0 <= rule.minimum_percent <= 100:
        raise UserError(f"「{rule.title}」的最低比例应在 0 到 100 之间。{_SAFE}")
    most = rule.maximum_percent
    if most is not None and (not _is_whole(most) or not rule.minimum_percent <= most <= 100):
        raise UserError(f"「{rule.title}」的最高比例应在最低比例和 100 之间。{_SAFE}")
    if not any(rule.tags.values()):
        raise UserError(f"「{rule.title}」没有选定计入的内容。{_SAFE}")
    _bound(db, rule)
    if rule.base not in BASES or rule.severity not in SEVERITIES:
        raise UserError(f"「{rule.title}」的基数或力度没有选对。{_SAFE}")
    if rule.base == "category_hours" and not rule.base_category:
        raise UserError(f"「{rule.title}」以一类课程为基数，请选定是哪一类。{_SAFE}")


def _presence(db: Database, rule: PresenceRule) -> None:
    _long(rule)
    _known(db, rule.title, rule.dimension, (rule.tag,))
    if rule.severity not in SEVERITIES or rule.class_kind not in codes.names(db, "class_kind"):
        raise UserError(f"「{rule.title}」的力度或班次类别没有选对。{_SAFE}")


def _figure(db: Database, rule: FigureRule) -> None:
    if rule.metric not in FIGURES or rule.severity not in SEVERITIES:
        raise UserError(f"「{rule.title}」评定什么、力度如何没有选对。{_SAFE}")
    stepped = [least for _, least in rule.steps]
    limits = [
        n
        for n in (rule.minimum, rule.maximum, *rule.kind_minimums.values(), *stepped)
        if n is not None
    ]
    if rule.minimum is None and rule.maximum is None:
        raise UserError(f"「{rule.title}」没有填下限，也没有填上限。{_SAFE}")
    if not all(_is_whole(n) and n >= 0 for n in limits):
        raise UserError(f"「{rule.title}」的数应是不小于 0 的整数。{_SAFE}")
    if rule.metric in PERCENTS and any(n > 100 for n in limits):
        raise UserError(f"「{rule.title}」的比例应在 0 到 100 之间。{_SAFE}")
    if rule.minimum is not None and rule.maximum is not None and rule.maximum < rule.minimum:
        raise UserError(f"「{rule.title}」的上限不能小于下限。{_SAFE}")
    if any(not _is_whole(days) or days < 1 for days, _ in rule.steps):
        raise UserError(f"「{rule.title}」分档的天数应是大于 0 的整数。{_SAFE}")
    if len({days for days, _ in rule.steps}) < len(rule.steps):
        raise UserError(f"「{rule.title}」有两档的天数相同。{_SAFE}")
    if rule.metric in ("class_share", "lectures") and not any(rule.tags.values()):
        raise UserError(f"「{rule.title}」没有选定计入的内容。{_SAFE}")
    if rule.metric == "lectures" and not rule.tags.get("lecturer_kind"):
        raise UserError(f"「{rule.title}」没有选定是哪一类师资。{_SAFE}")
    if rule.metric == "leave" and (not _is_whole(rule.per) or rule.per < 1):
        raise UserError(f"「{rule.title}」的几分之几没有填对。{_SAFE}")
    bases = CLASS_BASES if rule.metric == "class_share" else ("hours",)
    if rule.base not in bases or rule.post_group not in POST_GROUPS:
        raise UserError(f"「{rule.title}」的基数或职务层次没有选对。{_SAFE}")
    _bound(db, rule)


def _bound(db: Database, rule: ShareRule | FigureRule) -> None:
    """Over what a rule is taken, of whom, and what counts."""
    kinds = codes.names(db, "class_kind")
    if (
        rule.scope not in SCOPES_OF[rule.metric]
        or not rule.class_kinds
        or not set(rule.class_kinds) <= set(kinds)
        or not rule.levels
        or not set(rule.levels) <= set(LEVELS)
    ):
        raise UserError(f"「{rule.title}」的范围、班次类别或学校级别没有选对。{_SAFE}")
    if not set(rule.kind_minimums) <= set(rule.class_kinds):
        raise UserError(f"「{rule.title}」给没有选定的班次类别填了下限。{_SAFE}")
    if isinstance(rule, ShareRule) and any(not 0 <= n <= 100 for n in rule.kind_minimums.values()):
        raise UserError(f"「{rule.title}」的最低比例应在 0 到 100 之间。{_SAFE}")
    _long(rule)
    for dimension, tags in rule.tags.items():
        _known(db, rule.title, dimension, tags)


def _long(rule: ShareRule | PresenceRule | FigureRule) -> None:
    if not all(_is_whole(n) and n >= 0 for n in (rule.minimum_days, rule.minimum_months)):
        raise UserError(f"「{rule.title}」的天数、月数应是不小于 0 的整数。{_SAFE}")


def _is_whole(value: object) -> bool:
    """Say whether a value is a whole number: a TOML document has what it has."""
    return isinstance(value, int)


def _known(db: Database, title: str, dimension: str, tags: Iterable[str]) -> None:
    table = DIMENSIONS.get(dimension)
    known = codes.names(db, table) if table else {}
    unknown = [c for c in tags if c not in known]
    if unknown or not table:
        raise UserError(f"「{title}」里有不认识的代码：{'、'.join(unknown)}。{_SAFE}")
