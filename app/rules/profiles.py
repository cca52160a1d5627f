"""政策指标: rule profiles as versioned data; a class keeps the version it was planned under."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import field, replace
from typing import Any

from sqlite_utils import Database

from app.file.facts import Facts, fact, record
from app.file.operation import Transaction, operation
from app.ground import paths
from app.ground.errors import UserError
from app.school.school import LEVELS
from app.text import plain

SHIPPED = ("hunan-2019-county", "hunan-2019-city", "regulation-2025-county", "jiangsu-2024")
# the tables by which shares are reckoned, and all that a profile is kept in
SHARE_TABLES = frozenset(
    {
        *("policy_profile", "share_rule", "share_rule_tag"),
        *("share_rule_class_kind", "share_rule_level"),
    }
)
TABLES = SHARE_TABLES | {"presence_rule"}
BASES = {"hours": "全部学时", "courses": "课程门数", "category_hours": "一类课程的学时"}
SCOPES = {"class": "班次", "semester": "学期", "year": "年度"}
SEVERITIES = {"block": "必须达标", "warn": "只提醒"}
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
    "topic": "专题标记",
}


@record
class ShareRule:
    """A share: part (lessons with any of ``tags``) of a base, at least ``minimum_percent``."""

    code: str = fact("代码", required=True)
    title: str = fact("名称", required=True)
    minimum_percent: int = fact("最低比例（%）", "count", required=True)
    tags: Mapping[str, tuple[str, ...]] = field()
    class_kinds: tuple[str, ...] = ("main",)
    levels: tuple[str, ...] = ("county", "city", "province")
    base: str = fact("基数", "code", codes=BASES, required=True, usual="hours", default="hours")
    base_category: str | None = fact(
        "基数的课程类别", "code", codes="course_category", default=None
    )
    scope: str = fact("范围", "code", codes=SCOPES, required=True, usual="class", default="class")
    severity: str = fact(
        "力度", "code", codes=SEVERITIES, required=True, usual="block", default="block"
    )
    clause: str = fact("依据条款", default="")
    verified: bool = fact("已核实", "flag", required=True, usual=1, default=True)


_PROFILE = fact("政策指标", "row", of="policy_profile", required=True, kept=True)
_RULE = fact("比例规则", "row", of="share_rule", required=True, kept=True)
SHARE_FACTS = Facts(
    ShareRule, "share_rule", "比例规则", label="title", beside="position", profile_id=_PROFILE
)


@record
class RuleTag:
    """What counts towards the part of a share."""

    dimension: str = fact("方面", "code", codes=RULE_DIMENSIONS, required=True)
    code: str = fact("计入", "code", codes=TAGS, required=True)


@record
class RuleClassKind:
    """A kind of class that a share binds."""

    class_kind: str = fact("班次类别", "code", codes="class_kind", required=True)


@record
class RuleLevel:
    """A level of school that a share binds."""

    level: str = fact("学校级别", "code", codes=LEVELS, required=True)


TAG_FACTS = Facts(RuleTag, "share_rule_tag", "计入内容", label="rule_id", rule_id=_RULE)
CLASS_KIND_FACTS = Facts(
    RuleClassKind, "share_rule_class_kind", "约束班次", label="rule_id", rule_id=_RULE
)
LEVEL_FACTS = Facts(RuleLevel, "share_rule_level", "约束学校", label="rule_id", rule_id=_RULE)


@record
class PresenceRule:
    """Something that must occur in classes of at least ``minimum_days`` calendar days."""

    code: str = fact("代码", required=True)
    title: str = fact("名称", required=True)
    dimension: str = fact("方面", "code", codes=RULE_DIMENSIONS, required=True)
    tag: str = fact("内容", "code", codes=TAGS, required=True)
    class_kind: str = fact("班次类别", "code", codes="class_kind", required=True, default="main")
    minimum_days: int = fact("最少天数", "count", required=True, usual=0, default=0)
    severity: str = fact(
        "力度", "code", codes=SEVERITIES, required=True, usual="block", default="block"
    )
    clause: str = fact("依据条款", default="")
    verified: bool = fact("已核实", "flag", required=True, usual=1, default=True)


PRESENCE_FACTS = Facts(
    PresenceRule,
    "presence_rule",
    "必备环节",
    label="title",
    beside="position",
    profile_id=_PROFILE,
)


@record
class Profile:
    """One version of a rule profile; ``used`` tells that classes are planned under it."""

    code: str = fact("代码", required=True)
    title: str = fact("名称", required=True)
    level: str = fact("学校级别", "code", codes=LEVELS, required=True)
    effective_from: str | None = fact("施行日期", "date", default=None)
    effective_to: str | None = fact("截止日期", "date", default=None)
    source: str = fact("依据文件", default="")
    remark: str = fact("备注", default="")
    shares: tuple[ShareRule, ...] = ()
    presences: tuple[PresenceRule, ...] = ()
    id: int = 0
    version: int = fact("版次", "count", required=True, usual=1, kept=True, default=1)
    used: bool = False


FACTS = Facts(Profile, "policy_profile", "政策指标", label="title")


def all(db: Database, *, newest_only: bool = True) -> list[Profile]:
    """Return the profiles, without their rules, in the order they came in, by version."""
    rows = db.execute(
        "SELECT f.code, f.title, f.level, f.effective_from, f.effective_to, f.source, f.remark, f.id,"
        " f.version, EXISTS (SELECT 1 FROM class c WHERE c.profile_id = f.id)"
        " FROM policy_profile f"
        " WHERE f.school_id = 1 AND (NOT ? OR f.version ="
        " (SELECT max(version) FROM policy_profile g WHERE g.school_id = 1 AND g.code = f.code))"
        " ORDER BY (SELECT min(id) FROM policy_profile g"
        " WHERE g.school_id = 1 AND g.code = f.code), f.version",
        [newest_only],
    ).fetchall()
    return [Profile(*row[:7], id=row[7], version=row[8], used=bool(row[9])) for row in rows]


def get(db: Database, profile_id: int) -> Profile:
    """Return one profile version with its rules. Raises UserError where it is gone."""
    found = [p for p in all(db, newest_only=False) if p.id == profile_id]
    if not found:
        raise UserError("这一版政策指标已不存在。")
    return replace(
        found[0],
        shares=tuple(_share_rules(db, profile_id)),
        presences=tuple(_presence_rules(db, profile_id)),
    )


def newest(db: Database, code: str) -> int:
    """Return the id of the newest version of a profile. Raises UserError where there is none."""
    row = db.execute(
        "SELECT id FROM policy_profile WHERE school_id = 1 AND code = ? ORDER BY version DESC LIMIT 1",
        [code],
    ).fetchone()
    if row is None:
        raise UserError(f"没有政策指标「{code}」。")
    return row[0]


def shipped(code: str) -> Profile:
    """Return a profile that comes with the program, read from resources/policies."""
    path = paths.RESOURCES / "policies" / f"{code}.toml"
    return parse(tomllib.loads(path.read_text("utf-8")))


def parse(text: dict[str, Any]) -> Profile:
    """Return the profile that a TOML document describes. Raises UserError naming what is wrong."""
    fields = dict(text)
    try:
        shares = tuple(
            replace(
                ShareRule(**s),
                tags={d: tuple(c) for d, c in s["tags"].items()},
                class_kinds=tuple(s.get("class_kinds", ("main",))),
                levels=tuple(s.get("levels", ("county", "city", "province"))),
            )
            for s in fields.pop("share", [])
        )
        presences = tuple(PresenceRule(**p) for p in fields.pop("presence", []))
        return Profile(**fields, shares=shares, presences=presences)
    except (TypeError, KeyError, AttributeError) as error:
        raise UserError(f"政策指标文件内容不对：{error}。没有写入任何数据。") from error


def load_shipped(tx: Transaction) -> None:
    """Write the shipped profiles into a new file."""
    for code in SHIPPED:
        tx.call(save(shipped(code)))


@operation("保存政策指标", right="rules")
def save(tx: Transaction, wanted: Profile) -> int:
    """Save a profile as the next version of its code and return the version's id.

    Classes keep the version they were planned under; new classes take the newest.
    Raises UserError where a rule is incomplete.
    """
    _check(tx.db, wanted)
    version = tx.db.execute(
        "SELECT coalesce(max(version), 0) + 1 FROM policy_profile WHERE school_id = 1 AND code = ?",
        [wanted.code],
    ).fetchone()[0]
    tx.name(f"保存政策指标 {wanted.title} 第 {version} 版")
    profile_id = tx.insert(
        "policy_profile",
        {
            "code": wanted.code,
            "version": version,
            "title": wanted.title.strip(),
            "level": wanted.level,
            "effective_from": wanted.effective_from or None,
            "effective_to": wanted.effective_to or None,
            "source": wanted.source,
            "remark": wanted.remark,
        },
    )
    for position, rule in enumerate(wanted.shares):
        _insert_share(tx, profile_id, rule, position)
    for position, presence in enumerate(wanted.presences):
        columns = {f: getattr(presence, f) for f in PresenceRule.__dataclass_fields__}
        columns |= {"verified": int(presence.verified), "profile_id": profile_id}
        tx.insert("presence_rule", columns | {"position": position})
    return profile_id


def _insert_share(tx: Transaction, profile_id: int, rule: ShareRule, position: int) -> None:
    rule_id = tx.insert(
        "share_rule",
        {
            "profile_id": profile_id,
            "code": rule.code,
            "title": rule.title.strip(),
            "base": rule.base,
            "base_category": rule.base_category if rule.base == "category_hours" else None,
            "scope": rule.scope,
            "minimum_percent": rule.minimum_percent,
            "severity": rule.severity,
            "clause": rule.clause,
            "verified": int(rule.verified),
            "position": position,
        },
    )
    for dimension, codes in rule.tags.items():
        for code in codes:
            tx.insert("share_rule_tag", {"rule_id": rule_id, "dimension": dimension, "code": code})
    for kind in rule.class_kinds:
        tx.insert("share_rule_class_kind", {"rule_id": rule_id, "class_kind": kind})
    for level in rule.levels:
        tx.insert("share_rule_level", {"rule_id": rule_id, "level": level})


def _check(db: Database, wanted: Profile) -> None:
    if not wanted.title.strip() or not wanted.code.strip():
        raise UserError("请填写政策指标的名称。没有写入任何数据。")
    plain.refuse("政策指标的名称", wanted.title)
    plain.refuse("政策指标的来源", wanted.source)
    plain.refuse("政策指标的说明", wanted.remark)
    for rule in (*wanted.shares, *wanted.presences):
        plain.refuse("规则的名称", rule.title)
        plain.refuse(f"「{rule.title}」的依据", rule.clause)
    if (
        wanted.effective_from
        and wanted.effective_to
        and wanted.effective_to < wanted.effective_from
    ):
        raise UserError("政策指标的截止日期不能早于起始日期。没有写入任何数据。")
    if any(not rule.title.strip() for rule in (*wanted.shares, *wanted.presences)):
        raise UserError("有一条规则没有名称。没有写入任何数据。")
    named = [rule.code for rule in (*wanted.shares, *wanted.presences)]
    if len(set(named)) < len(named):
        raise UserError("有两条规则的代码相同。没有写入任何数据。")
    for rule in wanted.shares:
        if not _is_whole(rule.minimum_percent) or not 0 <= rule.minimum_percent <= 100:
            raise UserError(f"「{rule.title}」的最低比例应在 0 到 100 之间。没有写入任何数据。")
        if not any(rule.tags.values()):
            raise UserError(f"「{rule.title}」没有选定计入的内容。没有写入任何数据。")
        for dimension, codes in rule.tags.items():
            _check_codes(db, rule.title, dimension, codes)
        if (
            rule.base not in BASES
            or rule.scope not in SCOPES
            or rule.severity not in SEVERITIES
            or not rule.class_kinds
            or not rule.levels
        ):
            raise UserError(
                f"「{rule.title}」的基数、范围、力度、班次类别或学校级别没有选对。没有写入任何数据。"
            )
        if rule.base == "category_hours" and not rule.base_category:
            raise UserError(f"「{rule.title}」以一类课程为基数，请选定是哪一类。没有写入任何数据。")
    for presence in wanted.presences:
        if not _is_whole(presence.minimum_days) or presence.minimum_days < 0:
            raise UserError(f"「{presence.title}」的天数应是不小于 0 的整数。没有写入任何数据。")
        _check_codes(db, presence.title, presence.dimension, (presence.tag,))


def _is_whole(value: object) -> bool:
    """Say whether a value is a whole number: a TOML document has what it has."""
    return isinstance(value, int)


def _check_codes(db: Database, title: str, dimension: str, codes: tuple[str, ...]) -> None:
    table = DIMENSIONS.get(dimension)
    known = db.execute(f"SELECT code FROM {table}").fetchall() if table else []
    unknown = [c for c in codes if (c,) not in known]
    if unknown:
        raise UserError(f"「{title}」里有不认识的代码：{'、'.join(unknown)}。没有写入任何数据。")


def _share_rules(db: Database, profile_id: int) -> list[ShareRule]:
    rows = db.execute(
        "SELECT id, code, title, minimum_percent, base, base_category, scope, severity, clause,"
        " verified FROM share_rule WHERE profile_id = ? ORDER BY position",
        [profile_id],
    ).fetchall()
    rules: list[ShareRule] = []
    for rule_id, code, title, minimum, base, category, scope, severity, clause, verified in rows:
        tags: dict[str, tuple[str, ...]] = {}
        for dimension, tag in db.execute(
            "SELECT dimension, code FROM share_rule_tag WHERE rule_id = ? ORDER BY id", [rule_id]
        ).fetchall():
            tags[dimension] = (*tags.get(dimension, ()), tag)
        kinds = _column(
            db,
            "SELECT class_kind FROM share_rule_class_kind WHERE rule_id = ? ORDER BY id",
            rule_id,
        )
        levels = _column(
            db, "SELECT level FROM share_rule_level WHERE rule_id = ? ORDER BY id", rule_id
        )
        rules.append(
            ShareRule(
                code=code,
                title=title,
                minimum_percent=minimum,
                tags=tags,
                class_kinds=kinds,
                levels=levels,
                base=base,
                base_category=category,
                scope=scope,
                severity=severity,
                clause=clause,
                verified=bool(verified),
            )
        )
    return rules


def _presence_rules(db: Database, profile_id: int) -> list[PresenceRule]:
    rows = db.execute(
        "SELECT code, title, dimension, tag, class_kind, minimum_days, severity, clause, verified"
        " FROM presence_rule WHERE profile_id = ? ORDER BY position",
        [profile_id],
    ).fetchall()
    return [PresenceRule(*row[:8], verified=bool(row[8])) for row in rows]


def _column(db: Database, sql: str, row_id: int) -> tuple[str, ...]:
    return tuple(v for (v,) in db.execute(sql, [row_id]).fetchall())
