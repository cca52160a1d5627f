"""Who may do what, as the file's tables say: a user has a role, and a role has rights.

A role is order and not secrecy: every user of a file holds its key. It keeps a colleague from doing by
mistake what is another's work, and says in the journal whose it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from typing import Literal

from sqlite_utils import Database

from app.file.facts import fact, record
from app.ground.errors import NotAllowed

# The codes of the table user_right, which names them; a test holds the two together.
Right = Literal[
    "libraries",
    "students",
    "classes",
    "plan",
    "approve",
    "enrolment",
    "certificates",
    "sign",
    "rules",
    "school",
    "backup",
    "users",
    "export",
    "sql",
]
_SAFE = "没有写入任何数据。"


@record
class User:
    """Who may open the file. The key ring's entry is by ``uid``; by ``ring_entry`` it was of old."""

    id: int
    name: str = fact("用户名", required=True)
    role: str = fact("角色", "code", codes="role", usual="registrar", required=True)
    role_name: str = field()
    ring_entry: str = field()
    uid: str = field()


def users(db: Database) -> list[User]:
    """Return the users, the first one first."""
    rows = db.execute(
        "SELECT u.id, u.name, u.role, r.name, u.ring_entry, u.uid FROM user u JOIN role r ON r.code = u.role"
        " ORDER BY u.id"
    ).fetchall()
    return [User(*row) for row in rows]


def user(db: Database, user_id: int) -> User | None:
    """Return a user, None where there is none of that id."""
    return next((u for u in users(db) if u.id == user_id), None)


def held(db: Database, user_id: int) -> frozenset[str]:
    """Return the rights of a user as the file has them now; of nobody, none."""
    rows = db.execute(
        "SELECT r.user_right FROM user u JOIN role_right r ON r.role = u.role WHERE u.id = ?",
        [user_id],
    ).fetchall()
    return frozenset(code for (code,) in rows)


def every(db: Database) -> frozenset[str]:
    """Return all rights there are."""
    return frozenset(code for (code,) in db.execute("SELECT code FROM user_right").fetchall())


def missing(db: Database, user_id: int, needed: Iterable[str]) -> str:
    """Return why a user may not do what needs these rights, in Chinese; "" where he may."""
    lacking = sorted(set(needed) - held(db, user_id))
    if not lacking:
        return ""
    names = dict(db.execute("SELECT code, name FROM user_right").fetchall())
    what = "、".join(names.get(code, code) for code in lacking)
    who = user(db, user_id)
    you = f"您是{who.role_name}" if who else "您不在这个学校文件的用户名单中"
    return f"「{what}」由{'、'.join(_roles_with(db, lacking))}来做，{you}。"


def require(db: Database, user_id: int, needed: Iterable[str]) -> None:
    """Raises NotAllowed where a user lacks one of these rights."""
    why = missing(db, user_id, needed)
    if why:
        raise NotAllowed(why + _SAFE)


def _roles_with(db: Database, needed: list[str]) -> list[str]:
    """Return the names of the roles that have all of these rights; 管理员 has every one."""
    marks = ", ".join("?" * len(needed))
    rows = db.execute(
        "SELECT o.name FROM role o JOIN role_right r ON r.role = o.code"
        f" WHERE r.user_right IN ({marks}) GROUP BY o.code, o.name, o.position"
        " HAVING count(*) = ? ORDER BY o.position",
        [*needed, len(needed)],
    ).fetchall()
    return [name for (name,) in rows] or ["管理员"]
