"""政策指标 that come with the program, as resources/policies has them, with the school's answers.

Two questions are left open by the texts and answered by each school: whether 现场教学 counts as
interactive, and whether the base of a share is hours or the number of courses. A rule that takes an
answer up says so in its file: ``takes = ["on_site", "base"]``.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from typing import Any, cast

from sqlite_utils import Database

from app.file.operation import Transaction
from app.ground import paths
from app.ground.errors import UserError
from app.rules import profiles
from app.rules.profiles import Profile
from app.rules.rule import FigureRule, PresenceRule, ShareRule

DEFAULT = "current-county"
CODES = (
    *(DEFAULT, "regulation-2025-county", "jiangsu-2024"),
    *("hunan-2019-county", "hunan-2019-city", "lianyungang-2019", "shanghai-2017"),
    *("sichuan-2016", "jiangsu-2014-county", "main-courses", "annex-1"),
)


@dataclass(frozen=True)
class Answers:
    """What the school has answered to the two questions."""

    on_site_interactive: bool = False
    share_base: str = "hours"


def answers(db: Database) -> Answers:
    """Return the school's answers."""
    row = db.execute("SELECT on_site_interactive, share_base FROM school WHERE id = 1").fetchone()
    return Answers(bool(row[0]), row[1]) if row else Answers()


def profile(code: str, given: Answers | None = None) -> Profile:
    """Return a profile that comes with the program, by a school's answers."""
    path = paths.RESOURCES / "policies" / f"{code}.toml"
    return parse(tomllib.loads(path.read_text("utf-8")), given or Answers())


def load(tx: Transaction) -> None:
    """Write the shipped profiles into a new file."""
    given = answers(tx.db)
    for code in CODES:
        tx.call(profiles.save(profile(code, given), as_shipped=True))


def parse(text: dict[str, Any], given: Answers | None = None) -> Profile:
    """Return the profile that a TOML document describes. Raises UserError naming what is wrong."""
    fields = dict(text)
    try:
        shares = tuple(_share(dict(s), given or Answers()) for s in fields.pop("share", []))
        presences = tuple(PresenceRule(**p) for p in fields.pop("presence", []))
        figures = tuple(_figure(dict(f)) for f in fields.pop("figure", []))
        return Profile(**fields, shares=shares, presences=presences, figures=figures)
    except (TypeError, KeyError, AttributeError, ValueError) as error:
        raise UserError(f"政策指标文件内容不对：{error}。没有写入任何数据。") from error


def _share(text: dict[str, Any], given: Answers) -> ShareRule:
    takes = text.pop("takes", [])
    made = ShareRule(**_tuples(text))
    if "base" in takes:
        made = replace(made, base=given.share_base)
    if "on_site" in takes and given.on_site_interactive:
        methods = (*made.tags.get("method", ()), "on_site")
        made = replace(made, tags={**made.tags, "method": methods})
    return made


def _figure(text: dict[str, Any]) -> FigureRule:
    text["steps"] = tuple((days, minimum) for days, minimum in text.get("steps", ()))
    text["tags"] = text.get("tags", {})
    return FigureRule(**_tuples(text))


def _tuples(text: dict[str, Any]) -> dict[str, Any]:
    """Lists of a TOML document as the tuples of a rule."""
    made: dict[str, Any] = {
        key: tuple(cast(list[Any], value)) if isinstance(value, list) else value
        for key, value in text.items()
    }
    return made | {"tags": {d: tuple(c) for d, c in text["tags"].items()}}
