"""口径: what the texts leave to the school. Asked at its founding, changed later, told on every report.

Whether 现场教学 counts as interactive, whether the share of it is of hours or of courses, and who is a
leading cadre. The first two are taken up by the profiles that come with the program (``shipped``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlite_utils import Database

from app.file.operation import Transaction, operation
from app.ground.errors import UserError
from app.rules import profiles, shipped
from app.rules.profiles import Profile
from app.rules.rule import ShareRule
from app.rules.shipped import Answers
from app.school import school

KEYS = ("on_site_interactive", "share_base", "leading_cadre")


def found(tx: Transaction, profile: str, answers: Answers, leading_cadre: str) -> None:
    """Write down at a school's founding what it has chosen and answered. Raises UserError."""
    if profile not in shipped.CODES:
        raise UserError(f"没有政策指标「{profile}」。没有留下任何文件。")
    if answers.share_base not in school.SHARE_BASES:
        raise UserError("互动式教学的比例，只能按学时或按课程门数。没有留下任何文件。")
    row: dict[str, object] = {
        "default_profile": profile,
        "on_site_interactive": int(answers.on_site_interactive),
        "share_base": answers.share_base,
    }
    if leading_cadre.strip():
        row["leading_cadre"] = leading_cadre.strip()
    tx.update("school", 1, row)


@operation("修改口径", right="school")
def answer(tx: Transaction, values: Mapping[str, Any]) -> None:
    """Change what the school has answered, by KEYS.

    Each profile that comes with the program and takes an answer up gets a further version; classes keep
    theirs. A school's own profiles say for themselves. Raises UserError.
    """
    before = shipped.answers(tx.db)
    one = school.get(tx.db)
    tx.call(school.update(replace(one, **{key: values[key] for key in KEYS if key in values})))
    now = shipped.answers(tx.db)
    told = [_told(now)] if before != now else []
    for known in profiles.all(tx.db):
        if before != now and known.code in shipped.CODES:
            held = profiles.get(tx.db, known.id)
            wanted = _turned(held, before, now)
            if wanted != held:
                plain = profiles.is_as_shipped(tx.db, held.id)
                tx.call(profiles.save(wanted, as_shipped=plain))
    if "leading_cadre" in values and values["leading_cadre"] != one.leading_cadre:
        told.append("领导干部的认定")
    tx.name(f"修改口径 {'，'.join(told)}".strip())


def notes(db: Database) -> tuple[str, ...]:
    """Return what every report says of the school's answers: the two questions, and the definition.

    Nothing in a file whose school a tool has taken away, which a check tells.
    """
    if db.execute("SELECT 1 FROM school WHERE id = 1").fetchone() is None:
        return ()
    one = school.get(db)
    return (
        f"{_told(shipped.answers(db))}；学时、课程门数两种数都列出。",
        f"领导干部指：{one.leading_cadre.strip().rstrip('。')}。",
    )


def _told(given: Answers) -> str:
    counts = "计入" if given.on_site_interactive else "不计入"
    base = "学时" if given.share_base == "hours" else "课程门数"
    return f"现场教学{counts}互动式教学，互动式教学的比例按{base}计算"


def _turned(held: Profile, before: Answers, now: Answers) -> Profile:
    """A profile in which what came of the former answers is what comes of the present ones."""
    old = {rule.code: rule for rule in shipped.profile(held.code, before).shares}
    new = {rule.code: rule for rule in shipped.profile(held.code, now).shares}
    shares = tuple(
        _rule(rule, old[rule.code], new[rule.code]) if rule.code in new else rule
        for rule in held.shares
    )
    return replace(held, shares=shares)


def _rule(held: ShareRule, old: ShareRule, new: ShareRule) -> ShareRule:
    """Change in a rule what differs between two answers, and leave what the school has edited."""
    base = new.base if old.base != new.base and held.base == old.base else held.base
    was, is_ = (frozenset(rule.tags.get("method", ())) for rule in (old, new))
    methods = tuple(m for m in held.tags.get("method", ()) if m not in was - is_)
    methods += tuple(m for m in new.tags.get("method", ()) if m in is_ - was and m not in methods)
    tags = {**held.tags, "method": methods} if methods else held.tags
    return replace(held, base=base, tags=tags)
