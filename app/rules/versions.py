"""政策指标, 历次版本: which there are, who is planned under them, new ones and the way back.

A version that classes are planned under never changes; every edit here is a further version.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sqlite_utils import Database

from app.file.operation import Transaction, operation
from app.ground.errors import UserError
from app.rules import profiles, shipped, words
from app.rules.profiles import Profile


@dataclass(frozen=True)
class Version:
    """One version of a profile. ``changes``: in what it differs from the one before, in words."""

    profile: Profile
    saved_at: str
    saved_by: str
    classes: int
    changes: tuple[str, ...]


@dataclass(frozen=True)
class Use:
    """A class and the version it is judged by."""

    class_id: int
    code: str
    name: str
    issue: str
    status: str
    start_date: str | None
    profile_id: int
    version: int


def of_profile(db: Database, code: str) -> list[Version]:
    """Return the versions of a profile, the newest first."""
    names = words.names(db)
    found: list[Version] = []
    before: Profile | None = None
    for (profile_id,) in db.execute(
        "SELECT id FROM policy_profile WHERE school_id = 1 AND code = ? ORDER BY version", [code]
    ).fetchall():
        one = profiles.get(db, profile_id)
        changes = words.differences(before, one, names) if before else []
        classes = db.execute(
            "SELECT count(*) FROM class WHERE profile_id = ?", [profile_id]
        ).fetchone()[0]
        found.append(Version(one, *_saved(db, profile_id), classes, tuple(changes)))
        before = one
    return found[::-1]


def uses(db: Database, code: str) -> list[Use]:
    """Return the classes planned under any version of a profile, the latest first."""
    rows = db.execute(
        "SELECT c.id, c.code, c.name, c.issue, c.status, d.start_date, f.id, f.version"
        " FROM class c JOIN policy_profile f ON f.id = c.profile_id"
        " LEFT JOIN class_dates d ON d.class_id = c.id"
        " WHERE c.school_id = 1 AND f.code = ? ORDER BY d.start_date IS NOT NULL, d.start_date DESC, c.code",
        [code],
    ).fetchall()
    return [Use(*row) for row in rows]


def changed_from_shipped(db: Database, one: Profile) -> list[str] | None:
    """Return in what a profile differs from the one that comes with the program.

    None for a school's own profile, with which none came.
    """
    if one.code not in shipped.CODES:
        return None
    given = shipped.answers(db)
    return words.differences(shipped.profile(one.code, given), one, words.names(db))


def what_restores(db: Database, one: Profile) -> list[str]:
    """Return what restoring the profile that comes with the program would change."""
    return words.differences(one, shipped.profile(one.code, shipped.answers(db)), words.names(db))


def free_code(db: Database) -> str:
    """Return a code for a profile of the school's own: own-1."""
    taken = {
        c
        for (c,) in db.execute(
            "SELECT DISTINCT code FROM policy_profile WHERE school_id = 1"
        ).fetchall()
    }
    return _free("own-{}", taken)


def free_rule_code(db: Database, taken: Collection[str]) -> str:
    """Return a code for a rule that no profile has ever had, nor is in ``taken``.

    Statistics put rules of one code into one column, so a new rule must not take up an old one's.
    """
    rows = db.execute(
        "SELECT code FROM rule"
        " WHERE profile_id IN (SELECT id FROM policy_profile WHERE school_id = 1)"
    )
    return _free("own_{}", {*taken, *(code for (code,) in rows.fetchall())})


@operation("新建政策指标", right="rules")
def create(tx: Transaction, wanted: Profile) -> int:
    """Save a profile of the school's own under a new code and return the version's id.

    Raises UserError where its code or title is taken, or a rule is incomplete.
    """
    taken = {p.code: p.title for p in profiles.all(tx.db)}
    if wanted.code in taken:
        raise UserError(f"代码“{wanted.code}”已经用了，请换一个。没有写入任何数据。")
    if wanted.title.strip() in taken.values():
        raise UserError(f"已有名为“{wanted.title}”的政策指标。没有写入任何数据。")
    profile_id = tx.call(profiles.save(wanted))
    tx.name(f"新建政策指标 {wanted.title.strip()}")
    return profile_id


@operation("恢复政策指标", right="rules")
def restore(tx: Transaction, code: str) -> int:
    """Save the profile that comes with the program as the next version; return its id."""
    one = shipped.profile(code, shipped.answers(tx.db))
    profile_id = tx.call(profiles.save(one, as_shipped=True))
    tx.name(f"恢复随程序提供的政策指标 {one.title}")
    return profile_id


@operation("班次改用政策指标", right="rules")
def move_drafts(tx: Transaction, class_ids: Sequence[int], profile_id: int) -> None:
    """Have drafts judged by another version. Raises UserError where one is no longer a draft."""
    wanted = profiles.get(tx.db, profile_id)
    name = ""
    for class_id in class_ids:
        row = tx.db.execute("SELECT name, status FROM class WHERE id = ?", [class_id]).fetchone()
        if row is None:
            raise UserError("这个班次已被删除。没有写入任何数据。")
        name = row[0]
        if row[1] != "draft":
            raise UserError(
                f"「{name}」已审定，不能更换政策指标；请先重开（形成新一稿）。没有写入任何数据。"
            )
        tx.update("class", class_id, {"profile_id": profile_id})
    many = f"{len(class_ids)} 个班次" if len(class_ids) != 1 else name
    tx.name(f"{many} 改用 {wanted.title} 第 {wanted.version} 版")


def copy_of(one: Profile, *, code: str, title: str) -> Profile:
    """Return a profile with the same rules under another name, not saved yet."""
    return replace(one, id=0, version=1, used=False, code=code, title=title)


def _saved(db: Database, profile_id: int) -> tuple[str, str]:
    row = db.execute(
        "SELECT o.at, o.user_name FROM change x JOIN operation o ON o.id = x.operation_id"
        " WHERE x.table_name = 'policy_profile' AND x.row_id = ? AND x.action = 'insert'"
        " ORDER BY x.id DESC LIMIT 1",
        [profile_id],
    ).fetchone()
    return (row[0], row[1]) if row else ("", "")


def _free(pattern: str, taken: Collection[str]) -> str:
    return next(c for n in range(1, 10_000) if (c := pattern.format(n)) not in taken)
