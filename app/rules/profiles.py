"""政策指标: rule profiles as versioned data; a class keeps the version it was planned under."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from typing import Any

from sqlite_utils import Database

from app.file.facts import Facts, fact, record
from app.file.operation import Transaction, operation
from app.ground.errors import UserError
from app.rules import completeness, rule
from app.rules.rule import DIMENSIONS, AnyRule, FigureRule, Kept, PresenceRule, ShareRule
from app.school.school import LEVELS
from app.text import codes

# the tables by which a class is judged, beside its own, and all that a profile is kept in
SHARE_TABLES = frozenset(
    {
        *("policy_profile", "rule", "rule_tag", "rule_class_kind", "rule_level"),
        *("rule_step", "class_kind", "lesson_topic"),
    }
)
# all that a profile is kept in, and the codes that its rules name
TABLES = SHARE_TABLES - {"lesson_topic"} | {"profile_label", "course_topic"}
_APART = {ShareRule: 0, PresenceRule: 1000, FigureRule: 2000}  # places of the three sorts


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
    figures: tuple[FigureRule, ...] = ()
    # what its classes call a code on screens and papers: dimension -> code -> label
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    id: int = 0
    version: int = fact("版次", "count", required=True, usual=1, kept=True, default=1)
    used: bool = False

    @property
    def rules(self) -> tuple[AnyRule, ...]:
        """Every rule of it, in order."""
        return (*self.shares, *self.presences, *self.figures)


FACTS = Facts(Profile, "policy_profile", "政策指标", label="title", beside="as_shipped")


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
    rules = _rules(db, profile_id)
    return replace(
        found[0],
        shares=tuple(r for r in rules if isinstance(r, ShareRule)),
        presences=tuple(r for r in rules if isinstance(r, PresenceRule)),
        figures=tuple(r for r in rules if isinstance(r, FigureRule)),
        labels=labels(db, profile_id),
    )


def labels(db: Database, profile_id: int) -> dict[str, dict[str, str]]:
    """Return what classes under a profile call codes, by dimension and code; see ``called``."""
    found: dict[str, dict[str, str]] = {}
    for dimension, code, label in db.execute(
        "SELECT dimension, code, label FROM profile_label WHERE profile_id = ? ORDER BY id",
        [profile_id],
    ).fetchall():
        found.setdefault(dimension, {})[code] = label
    return found


def called(db: Database, profile_id: int, dimension: str) -> dict[str, str]:
    """Return the Chinese name of every code of a dimension as classes under a profile call it."""
    return dict(codes.own_options(db, DIMENSIONS[dimension])) | labels(db, profile_id).get(
        dimension, {}
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


def is_as_shipped(db: Database, profile_id: int) -> bool:
    """Tell whether a version is what came with the program, by the school's answers: nobody edited it."""
    sql = "SELECT as_shipped FROM policy_profile WHERE id = ?"
    return bool(db.execute(sql, [profile_id]).fetchone()[0])


@operation("保存政策指标", right="rules")
def save(tx: Transaction, wanted: Profile, *, as_shipped: bool = False) -> int:
    """Save a profile as the next version of its code and return the version's id.

    Classes keep the version they were planned under; new classes take the newest. ``as_shipped``: it is
    what comes with the program, by the school's answers, and a later program may renew it.
    Raises UserError where a rule is incomplete.
    """
    completeness.check(tx.db, wanted)
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
            "as_shipped": int(as_shipped),
        },
    )
    for sort in (wanted.shares, wanted.presences, wanted.figures):
        for position, one in enumerate(sort):
            _insert(tx, profile_id, rule.kept(one), _APART[type(one)] + position)
    for dimension, named in wanted.labels.items():
        for code, label in named.items():
            row = {"dimension": dimension, "code": code, "label": label.strip()}
            tx.insert("profile_label", row | {"profile_id": profile_id})
    return profile_id


def _insert(tx: Transaction, profile_id: int, one: Kept, position: int) -> None:
    rule_id = tx.insert("rule", {**one.row, "profile_id": profile_id, "position": position})
    for dimension, tags in one.tags.items():
        for code in tags:
            tx.insert("rule_tag", {"rule_id": rule_id, "dimension": dimension, "code": code})
    for kind, minimum in one.kinds.items():
        row = {"rule_id": rule_id, "class_kind": kind, "minimum": minimum}
        tx.insert("rule_class_kind", row)
    for level in one.levels:
        tx.insert("rule_level", {"rule_id": rule_id, "level": level})
    for days, minimum in one.steps:
        tx.insert("rule_step", {"rule_id": rule_id, "minimum_days": days, "minimum": minimum})


def _rules(db: Database, profile_id: int) -> list[AnyRule]:
    found: list[AnyRule] = []
    for row in list(
        db.query("SELECT * FROM rule WHERE profile_id = ? ORDER BY position, id", [profile_id])
    ):
        tags: dict[str, tuple[str, ...]] = {}
        for dimension, tag in _of(db, "dimension, code FROM rule_tag", row["id"]):
            tags[dimension] = (*tags.get(dimension, ()), tag)
        kinds = dict(_of(db, "class_kind, minimum FROM rule_class_kind", row["id"]))
        levels = tuple(level for (level,) in _of(db, "level FROM rule_level", row["id"]))
        steps = tuple(_of(db, "minimum_days, minimum FROM rule_step", row["id"], "minimum_days"))
        found.append(rule.made(Kept(row, tags, kinds, levels, steps)))
    return found


def _of(db: Database, what: str, rule_id: int, order: str = "id") -> list[Any]:
    return db.execute(f"SELECT {what} WHERE rule_id = ? ORDER BY {order}", [rule_id]).fetchall()
