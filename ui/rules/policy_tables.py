"""The tables of 政策指标: rules, versions, and the classes planned under them."""

from __future__ import annotations

from typing import Any

from app.rules import shipped, versions, words
from app.rules.profiles import Profile
from app.rules.rule import METRICS, SCOPES, SEVERITIES, AnyRule, PresenceRule, ShareRule
from app.text import chinese
from ui import theme
from ui.kit import columns
from ui.kit.columns import Cell, Column
from ui.kit.small_table import SmallTable


def _severity(value: object) -> Cell:
    if value == "period":
        return Cell("统计评定", theme.QUIET, tip="在统计报表里评定，不挡单个班次的审定")
    inks = {"block": "", "warn": theme.WARN, "info": theme.INFO}
    return Cell(SEVERITIES[str(value)], inks[str(value)])


def _clause(value: object) -> Cell:
    clause, verified = value if isinstance(value, tuple) else (value, True)
    if verified:
        return columns.quiet(clause)
    text = f"{clause}（待核）"
    return Cell(text, theme.WARN, tip=f"{text}：条款或数字还需对照原文")


def _version(value: object) -> Cell:
    number, old = value if isinstance(value, tuple) else (value, False)
    if old:
        return Cell(f"第 {number} 版（旧）", theme.WARN, tip="这个草案还按旧的一版评定")
    return Cell(f"第 {number} 版")


def rules() -> SmallTable:
    """Return an empty table of rules."""
    made = SmallTable(
        (
            Column("title", "规则", 168, bold=True),
            Column("minimum", "要求", 92, "right"),
            Column("tags", "计入", 90, stretch=True),
            Column("base", "基数", 106),
            Column("scope", "范围", 58, tip="按每个班次、一学期还是全年合计"),
            Column("kinds", "适用", 80),
            Column("severity", "效力", 80, format=_severity),
            Column("clause", "依据", 186, format=_clause),
        )
    )
    made.setAccessibleName("规则")
    made.set_empty("还没有规则", "点“修改为新版本”添加比例和必备环节。")
    return made


def version_table() -> SmallTable:
    """Return an empty table of versions."""
    made = SmallTable(
        (
            Column("version", "版本", 84, bold=True),
            Column("saved_at", "保存时间", 150, format=columns.moment),
            Column("saved_by", "保存人", 100),
            Column("classes", "班次", 64, "right", columns.number),
            Column("changes", "与上一版相比", 260, stretch=True),
        )
    )
    made.setAccessibleName("历次版本")
    return made


def classes() -> SmallTable:
    """Return an empty table of classes."""
    made = SmallTable(
        (
            Column("name", "班次名称", 240, bold=True, stretch=True),
            Column("code", "编号", 96),
            Column("start_date", "开始", 110),
            Column("status", "状态", 90, format=columns.class_status),
            Column("version", "所用版本", 130, format=_version),
        )
    )
    made.setAccessibleName("使用这一指标的班次")
    made.set_empty("还没有班次用这一指标", "在班次的“基本信息”里选定政策指标。")
    return made


def rule_rows(one: Profile, names: words.Names) -> list[dict[str, Any]]:
    """Return the rules of a profile as rows of ``rules()``, by their codes."""
    return [_rule_row(rule, names) for rule in one.rules]


def _rule_row(rule: AnyRule, names: words.Names) -> dict[str, Any]:
    length = words.length_text(rule)
    row: dict[str, Any] = {
        "id": rule.code,
        "title": rule.title,
        "minimum": words.limits(rule),
        "scope": SCOPES["class"],
        "severity": rule.severity,
        "clause": (rule.clause, rule.verified),
    }
    if isinstance(rule, PresenceRule):
        kind = names["class_kind"].get(rule.class_kind, rule.class_kind)
        tag = names[rule.dimension].get(rule.tag, rule.tag)
        return row | {"tags": tag, "base": length or "不论长短", "kinds": kind}
    row |= {
        "tags": words.tags_text(rule.tags, names),
        "scope": SCOPES[rule.scope],
        "kinds": words.kinds_text(rule.class_kinds, names),
        "severity": rule.severity if rule.scope == "class" else "period",
    }
    if isinstance(rule, ShareRule):
        return row | {"base": words.base_text(rule, names)}
    return row | {"base": METRICS[rule.metric]}


def version_row(one: versions.Version) -> dict[str, Any]:
    """Return a version as a row of ``version_table()``, by the id of its profile."""
    first = "随程序提供" if one.profile.code in shipped.CODES else "新建"
    changes = "；".join(one.changes) or ("没有不同" if one.profile.version > 1 else first)
    return {
        "id": one.profile.id,
        "version": f"第 {one.profile.version} 版",
        "saved_at": one.saved_at,
        "saved_by": one.saved_by,
        "classes": one.classes,
        "changes": changes,
    }


def class_row(use: versions.Use, newest: Profile) -> dict[str, Any]:
    """Return a class as a row of ``classes()``; a draft under an older version stands out."""
    return {
        "id": use.class_id,
        "name": chinese.class_title(use.name, use.issue),
        "code": use.code,
        "start_date": use.start_date or "—",
        "status": use.status,
        "version": (use.version, use.status == "draft" and use.profile_id != newest.id),
    }
