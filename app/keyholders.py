"""Who holds a key: users of an open school and their passwords, in the file and in its key ring."""

from __future__ import annotations

import uuid

from app.file import passwords, recovery, settling, vault
from app.file.operation import Operation, Transaction
from app.file.rights import User
from app.file.session import Session
from app.file.store import Store
from app.file.vault import Entry
from app.file.wrapping import Cost
from app.ground.errors import StoreError, UserError, WrongPassword
from app.school import school, users


def change_password(
    session: Session, old: str, new: str, cost: Cost | None = None, *, known: bool = False
) -> None:
    """Give the user at work, whose password is ``old``, the password ``new``.

    ``known``: somebody may know the old one, and have the ring of yesterday, so that the key should be
    changed as well. Raises WrongPassword, or UserError where the new one will not do.
    """
    _give(session, confirm(session, old), new, cost, known)


def give_password(
    session: Session, user_id: int, password: str, own: str, cost: Cost | None = None
) -> None:
    """Give another user a password, in the place of one forgotten or lost; ``own`` is one's own.

    Raises NotAllowed, WrongPassword, UserError where the new one will not do or the user is gone.
    """
    session.require("users")
    confirm(session, own)
    one = next((u for u in session.read(users.all) if u.id == user_id), None)
    if one is None:
        raise UserError("这位用户已被删除。没有写入任何数据。")
    _give(session, one, password, cost)


def _give(
    session: Session, one: User, password: str, cost: Cost | None, known: bool = False
) -> None:
    passwords.check(password, (one.name, session.read(school.get).name))

    def work(store: Store) -> None:
        store.see_that_it_is_written()
        with vault.changing(store.path, store.key) as ring:
            held = ring.of(one.uid, one.ring_entry)
            ring.put(store.key, password, held.id if held else "", cost, user=one.uid)
            ring.due = ring.due or (vault.now() if known else "")
            ring.save(store.key)

    session.with_key(work)


def confirm(session: Session, password: str) -> User:
    """See that the password is of the user at work, and return who that is. Raises WrongPassword."""
    me = session.user
    if me is None or not _opens(session, me, password):
        raise WrongPassword("密码不正确，请重新输入。")
    return me


def enter(session: Session, user_id: int, password: str) -> None:
    """Let a user go to work in the open school, the same again or another. Raises WrongPassword."""
    one = next((u for u in session.read(users.all) if u.id == user_id), None)
    if one is None or not _opens(session, one, password):
        raise WrongPassword("密码不正确，请重新输入。")
    session.become(user_id)


def _opens(session: Session, one: User, password: str) -> bool:
    # a ring put in the place of the file's own would open with any password: it must be vouched for
    key = session.with_key(lambda store: store.key)
    ring = vault.load(session.path)
    ring.verify(key, session.path)
    entry = ring.of(one.uid, one.ring_entry)
    return entry is not None and key in entry.keys(password)


def add_user(
    session: Session, name: str, password: str, *, role: str, cost: Cost | None = None
) -> int:
    """Let another user open the file; return the user's id. Raises NotAllowed, UserError, StoreError."""
    session.require("users")
    passwords.check(password, (name, session.read(school.get).name))
    key, uid = session.with_key(lambda store: store.key), str(uuid.uuid4())
    entry = Entry.make(key, password, uid, cost=cost)

    def work(tx: Transaction) -> int:
        user_id = tx.begin(users.add(name, entry.id, role, uid))
        ring = tx.outside(vault.changing(session.path, key))
        ring.hold(key, entry)
        tx.outside(ring.saving(key))  # on the disk before the commit, in its place after it
        return user_id

    try:
        return session.run(Operation("添加用户", work, "apart", right="users")).value
    except StoreError:
        for one in session.read(users.all):
            if one.uid == uid:  # committed, and the ring could not take its place
                session.run(users.remove(one.id))
        raise


def remove_user(session: Session, user_id: int) -> None:
    """Take a user's access away. Raises NotAllowed, UserError for oneself and the last, StoreError.

    Where the ring cannot take its place after the commit, the entry is nobody's: it opens nothing, and
    goes when the file is opened next.
    """
    key = session.with_key(lambda store: store.key)
    one = next((u for u in session.read(users.all) if u.id == user_id), None)

    def work(tx: Transaction) -> None:
        tx.begin(users.remove(user_id))
        ring = tx.outside(vault.changing(session.path, key))
        held = ring.of(one.uid, one.ring_entry) if one else None
        if held is not None and len(ring.entries) > 1:
            ring.remove(held.id)
            ring.due = (
                ring.due or vault.now()
            )  # who has the ring of yesterday opens the file of today
            tx.outside(ring.saving(key))

    try:
        session.run(Operation("删除用户", work, "apart", right="users"))
    except StoreError as error:
        if one and all(u.id != user_id for u in session.read(users.all)):
            raise StoreError(
                f"{one.name}已从用户名单中删除，不能再打开学校文件；但密钥文件没有更新，"
                "下次打开学校文件时会自动更新。"
            ) from error
        raise


def state_of_ring(session: Session) -> tuple[frozenset[int], str]:
    """Return the ids of users without a password, and since when the key should be changed, or "".

    Of a ring that cannot be read nothing is known, and opening says so.
    """
    try:
        ring = vault.load(session.path)
    except StoreError:
        return frozenset(), ""
    return frozenset(u.id for u in session.read(settling.without_password, ring)), ring.due


def recovery_code(session: Session, password: str) -> str:
    """Return the file's recovery code, to print once more, for the password of the 管理员 at work.

    Raises NotAllowed, WrongPassword.
    """
    session.require("users")
    confirm(session, password)
    return session.with_key(lambda store: recovery.code_of(store.key))
