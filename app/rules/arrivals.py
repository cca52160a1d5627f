"""Profiles that came with the program since a school was founded: they reach it when its file is brought up.

What the school has edited stays as it is. Its classes keep the version they were planned under, and new
ones take the profile that they took before, until the school says otherwise.
"""

from __future__ import annotations

import datetime
from dataclasses import replace

from sqlite_utils import Database

from app.file.operation import Transaction
from app.ground.errors import UserError
from app.ground.log import log
from app.rules import profiles, shipped
from app.rules.profiles import Profile
from app.school import school

WHERE = "「系统设置 · 政策指标」"


class Arriving:
    """What an upgrade brings, and what is told of it to whoever opened the file."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def bring(self, tx: Transaction) -> str:
        """Add the profiles that the school has not, and a further version of those that have come anew
        and that it has not edited. Returns what it did, in words; '' where there was nothing to do."""
        if tx.db.execute("SELECT 1 FROM school WHERE id = 1").fetchone() is None:
            return ""  # a tool has taken it away, which the upgrade tells
        given = shipped.answers(tx.db)
        added: list[str] = []
        renewed: list[str] = []
        for code in shipped.CODES:
            one = shipped.profile(code, given)
            held = _newest(tx.db, code)
            if held is not None and (
                not profiles.is_as_shipped(tx.db, held.id) or _same(held, one)
            ):
                continue
            try:
                tx.call(profiles.save(one, as_shipped=True))
            except UserError as error:  # a list that the school has edited lacks what a rule names
                log.warning("profile %s: %s", code, error.text)
                continue
            (renewed if held else added).append(one.title)
        self.told = _told(tx.db, added, renewed)
        words = [f"增加政策指标 {'、'.join(added)}"] if added else []
        words += [f"政策指标的新版本 {'、'.join(renewed)}"] if renewed else []
        return f"随程序{'；'.join(words)}" if words else ""


def _newest(db: Database, code: str) -> Profile | None:
    found = [one for one in profiles.all(db) if one.code == code]
    return profiles.get(db, found[0].id) if found else None


def _same(held: Profile, one: Profile) -> bool:
    return replace(held, id=0, version=1, used=False) == one


def _told(db: Database, added: list[str], renewed: list[str]) -> list[str]:
    told: list[str] = []
    if added:
        told.append(f"随程序增加了政策指标：{'、'.join(added)}。")
    if renewed:
        told.append(f"这些政策指标有新版本：{'、'.join(renewed)}。")
    if told:
        told.append(f"已有的班次仍按原来的指标评定，改过的指标没有动；在{WHERE}里查看。")
    if over := _usual_over(db):
        told.append(over)
    return ["".join(told)] if told else []


def _usual_over(db: Database) -> str:
    usual = _newest(db, school.get(db).default_profile)
    today = datetime.date.today().isoformat()
    if usual is None or not usual.effective_to or usual.effective_to >= today:
        return ""
    return (
        f"学校默认的「{usual.title}」到 {usual.effective_to} 为止，"
        f"新建班次要换一套的，请在{WHERE}里设定。"
    )
