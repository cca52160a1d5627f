"""A school is made, opened, and opened to others: its file, its key ring, its users and passwords."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sqlite_utils import Database

from app.certificates import key_pair
from app.file import journal, migrate, recording, steps, vault
from app.file.operation import Operation, Transaction
from app.file.rights import User
from app.file.session import Session
from app.file.store import SUFFIX, Store, build, check_place, check_there, explaining
from app.ground import files
from app.ground.errors import StoreError, UserError, WrongPassword
from app.ground.jobs import Progress, Runner
from app.rules import profiles
from app.school import school, users

_WRONG_NAME = "姓名或密码不正确，请重新输入。忘记密码时可用恢复码打开。"


def create(
    path: Path,
    *,
    name: str,
    password: str,
    level: str = "county",
    user_name: str = "教务",
    cost: vault.Cost | None = None,
) -> str:
    """Create a school's file and its key ring; return the recovery code.

    Raises UserError where the file is there already or the name or password will not do, StoreError
    where the folder cannot be written, is on the network or synchronised. Nothing is left behind then.
    """
    path = path if path.suffix.lower() == SUFFIX else path.with_name(path.name + SUFFIX)
    if not name.strip():
        raise UserError("请填写学校名称。")
    vault.check_password(password)
    check_place(path, new=True)
    for taken in (path, vault.ring_path(path)):  # the ring of a file that was moved opens that file
        if taken.exists():
            raise UserError(f"「{taken.name}」已经存在，请换一个名字或文件夹。原文件没有改动。")
    key = secrets.token_bytes(vault.KEY_BYTES)
    ring = vault.KeyRing(vault.ring_path(path))
    entry = ring.put(key, password, cost=cost)
    part = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        _fill(part, key, name.strip(), level, user_name, entry)
        ring.save()
        try:
            os.replace(part, path)
        except OSError:
            ring.path.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StoreError(
            f"不能在「{path.parent}」建立学校文件（{files.reason(error)}）。请换一个文件夹。"
        ) from error
    finally:
        for rest in ("", "-wal", "-shm", "-journal"):
            with suppress(OSError):
                part.with_name(part.name + rest).unlink(missing_ok=True)
    return vault.recovery_code(key)


def _fill(part: Path, key: bytes, name: str, level: str, user_name: str, entry: str) -> None:
    db = build(part, key)
    try:
        with explaining(part), db.atomic():
            recording.install(db)
            number = journal.begin(db, "建立学校", user_name, "apart")
            tx = Transaction(db, number)
            school.found(tx, name, level, key_pair.make(db))
            users.found(tx, user_name, entry)
            profiles.load_shipped(tx)
            journal.finish(db, number, "建立学校", "apart", tx.needed)
            db.execute(f"PRAGMA user_version = {steps.LATEST}")
        # back to one plain file, so that renaming it renames all of it
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.execute("PRAGMA journal_mode = DELETE")
    finally:
        db.close()


def open_school(
    path: Path,
    password: str,
    *,
    write: bool = True,
    name: str | None = None,
    runner: Runner | None = None,
    progress: Progress | None = None,
) -> Session:
    """Open a school's file with a user's password; an older one is brought up where it is to be written.

    ``name`` is the user's, which must be asked for where ``asks_name`` says so: without it the first
    user whose password this is goes to work. Raises WrongPassword; StoreError where file or ring is
    missing, damaged or in use, or lies where no school's file may be written; UserError where the file
    is of a newer program, or of an older one and only to be read; Cancelled.
    """
    if write:
        check_place(path)
    check_there(path)
    ring = vault.load(path)
    try:
        key, entry = ring.unlock(password)
    except WrongPassword as error:
        raise (error if name is None else WrongPassword(_WRONG_NAME)) from None
    return _open(
        path, key, write, runner, progress, lambda db: _who(db, ring, key, entry, password, name)
    )


def asks_name(path: Path) -> bool:
    """Tell whether a user must say the name, too: where a file has one user, the password is enough."""
    try:
        return len(vault.load(path).entries) > 1
    except StoreError:
        return False


def _who(
    db: Database,
    ring: vault.KeyRing,
    key: bytes,
    entry: str,
    password: str,
    name: str | None,
) -> int:
    """Return the id of the user who opens the file, 0 for one whom it does not name.

    Asked before an older file is brought up: these columns were there in every version.
    """
    everyone = db.execute("SELECT id, name, ring_entry FROM user ORDER BY id").fetchall()
    if name is None:
        return next((number for number, _, held in everyone if held == entry), 0)
    for number, called, held in everyone:
        if called == name.strip() and ring.opens(held, password, key):
            return number
    raise WrongPassword(_WRONG_NAME)


def open_with_recovery(
    path: Path,
    code: str,
    new_password: str,
    *,
    runner: Runner | None = None,
    cost: vault.Cost | None = None,
    progress: Progress | None = None,
) -> Session:
    """Open a school's file with its recovery code as its first 管理员, who gets a new password.

    A lost or damaged key ring is made anew: the other users then need new passwords too.
    Raises UserError where the code is mistyped, StoreError where it is another file's.
    """
    check_place(path)
    check_there(path)
    key = vault.key_of(code)
    vault.check_password(new_password)
    try:
        ring = vault.load(path)
    except StoreError:
        ring = vault.KeyRing(vault.ring_path(path))
    session = _open(path, key, True, runner, progress)
    try:
        first = next((u for u in session.read(users.all) if u.role == users.ADMIN), None)
        if first is None:  # a statement past the program has taken them all away
            ring = vault.KeyRing(ring.path)
            entry = ring.put(key, new_password, cost=cost)
            session.become(session.with_key(lambda store: _first_user(store.writer, entry)))
        else:
            ring.put(key, new_password, first.ring_entry, cost)
            session.become(first.id)
        ring.save()
    except BaseException:
        session.close()
        raise
    return session


def _open(
    path: Path,
    key: bytes,
    write: bool,
    runner: Runner | None,
    progress: Progress | None,
    who: Callable[[Database], int] = lambda _: 0,
) -> Session:
    store, copy = Store(path, key, write=write), None
    try:
        with explaining(path):
            check = migrate.check if write else migrate.check_present
            check(store.reader(), path)
            user_id = who(store.reader())
        if write:
            copy = migrate.upgrade(store.writer, path, key, progress)
    except BaseException:
        store.close()
        raise
    session = Session(store, user_id, runner=runner)
    session.upgraded_from = copy
    return session


def _first_user(db: Database, entry: str) -> int:
    with db.atomic():
        number = journal.begin(db, "添加用户 管理员", "", "apart")
        user_id = users.found(Transaction(db, number), "管理员", entry)
        journal.finish(db, number, "添加用户 管理员", "apart", ())
    return user_id


# ---------------------------------------------------------------------- users and their passwords


def change_password(session: Session, old: str, new: str, cost: vault.Cost | None = None) -> None:
    """Give the user at work, whose password is ``old``, the password ``new``.

    Raises WrongPassword, or UserError where the new one will not do.
    """
    me = confirm(session, old)
    ring = vault.load(session.path)
    ring.put(session.with_key(lambda store: store.key), new, me.ring_entry, cost)
    ring.save()


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
    # a ring put in the place of the file's own would open with any password: its key must be this one
    key = session.with_key(lambda store: store.key)
    return vault.load(session.path).opens(one.ring_entry, password, key)


def add_user(
    session: Session, name: str, password: str, *, role: str, cost: vault.Cost | None = None
) -> int:
    """Let another user open the file; return the user's id. Raises NotAllowed, UserError, StoreError."""
    session.require("users")
    ring = vault.load(session.path)
    key = session.with_key(lambda store: store.key)
    entry = ring.put(key, password, cost=cost)

    def work(tx: Transaction) -> int:
        user_id = tx.begin(users.add(name, entry, role))
        tx.outside(ring.save)  # where it fails, the user is not in the file either
        return user_id

    return session.run(Operation("添加用户", work, "apart", right="users")).value


def remove_user(session: Session, user_id: int) -> None:
    """Take a user's access away. Raises NotAllowed, UserError for oneself and the last, StoreError."""
    entry = {u.id: u.ring_entry for u in session.read(users.all)}.get(user_id, "")
    ring = vault.load(session.path)
    ring.remove(entry)

    def work(tx: Transaction) -> None:
        tx.begin(users.remove(user_id))
        tx.outside(ring.save)  # where it fails, the user stays

    session.run(Operation("删除用户", work, "apart", right="users"))


def recovery_code(session: Session, password: str) -> str:
    """Return the file's recovery code, to print once more, for the password of the 管理员 at work.

    Raises NotAllowed, WrongPassword.
    """
    session.require("users")
    confirm(session, password)
    return session.with_key(lambda store: vault.recovery_code(store.key))
