"""用户: who may open the file, each one's role, and what the roles may do."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from app.file import rights
from app.file.facts import Facts
from app.file.operation import Transaction, operation
from app.file.rights import User
from app.ground.errors import UserError
from app.school import unfinished
from app.text import codes, plain

FACTS = Facts(User, "user", "用户", beside="ring_entry created_at")
ADMIN = "admin"
_LAST = "至少要有一位管理员。请先把另一位用户改为管理员。没有写入任何数据。"


@dataclass(frozen=True)
class RightOfRoles:
    """A right by its name, and the codes of the roles that have it."""

    code: str
    name: str
    roles: frozenset[str]


def all(db: Database) -> list[User]:
    """Return the users, the first one first."""
    return rights.users(db)


def roles(db: Database) -> list[tuple[str, str]]:
    """Return the roles in order: (code, name)."""
    return codes.options(db, "role")


def table(db: Database) -> list[RightOfRoles]:
    """Return every right in order, with the roles that have it."""
    rows = db.execute("SELECT role, user_right FROM role_right").fetchall()
    return [
        RightOfRoles(code, name, frozenset(role for role, right in rows if right == code))
        for code, name in codes.options(db, "user_right")
    ]


def found(tx: Transaction, name: str, ring_entry: str, uid: str) -> int:
    """Write the first user into a file that has none; return the id. The first is 管理员."""
    plain.refuse("用户姓名", name)
    row = {"name": name.strip(), "role": ADMIN, "ring_entry": ring_entry, "uid": uid}
    return tx.insert("user", row)


@operation("添加用户", undo="apart", right="users")
def add(tx: Transaction, name: str, ring_entry: str, role: str, uid: str = "") -> int:
    """Record a user whose entry of the ring is ``ring_entry``, bound to ``uid``; return the id."""
    tx.name(f"添加用户 {name.strip()}")
    row = FACTS.new(tx.db, {"name": name, "role": role})
    return tx.insert("user", {**row, "ring_entry": ring_entry, **({"uid": uid} if uid else {})})


@operation("更换角色", undo="apart", right="users")
def set_role(tx: Transaction, user_id: int, role: str) -> None:
    """Give a user another role. Raises UserError where no 管理员 would be left."""
    changed = _get(tx.db, user_id)
    if role != ADMIN and changed.role == ADMIN and _admins(tx.db) == 1:
        raise UserError(_LAST)
    tx.update("user", user_id, FACTS.changed(tx.db, user_id, {"role": role}))
    tx.name(f"把{changed.name}改为{dict(roles(tx.db))[role]}")


@operation("删除用户", undo="apart", right="users")
def remove(tx: Transaction, user_id: int) -> None:
    """Take a user off the list. Raises UserError for oneself, and where no 管理员 would be left."""
    removed = _get(tx.db, user_id)
    if len(rights.users(tx.db)) == 1:
        raise UserError("至少要留一个用户，否则没有人能打开学校文件。没有写入任何数据。")
    if removed.role == ADMIN and _admins(tx.db) == 1:
        raise UserError(_LAST)
    if user_id == tx.user_id:
        raise UserError("不能删除自己，请由另一位管理员来删除。没有写入任何数据。")
    tx.name(f"删除用户 {removed.name}")
    unfinished.leave(tx, removed.name)
    tx.delete("user", user_id)


def _get(db: Database, user_id: int) -> User:
    one = rights.user(db, user_id)
    if one is None:
        raise UserError("这位用户已被删除。没有写入任何数据。")
    return one


def _admins(db: Database) -> int:
    return sum(u.role == ADMIN for u in rights.users(db))
