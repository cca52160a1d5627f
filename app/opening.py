"""A school is opened: its file and its key ring, by a password or the recovery code."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import chain, count
from pathlib import Path
from typing import TypeVar

from sqlite_utils import Database

from app.file import (
    journal,
    migrate,
    passwords,
    recovery,
    restoring,
    rights,
    ring_format,
    settling,
    steps,
    unopened,
    vault,
)
from app.file.operation import Transaction
from app.file.rekey import part_of
from app.file.session import Session
from app.file.store import Store, check_place, check_there, discard, explaining, look
from app.file.vault import Entry, KeyRing
from app.file.wrapping import Cost
from app.founding import create as create
from app.ground import files
from app.ground.errors import DamagedFile, StoreError, UserError, WrongKey, WrongPassword
from app.ground.jobs import Progress, Runner
from app.ground.log import log
from app.keyholders import add_user as add_user
from app.keyholders import change_password as change_password
from app.keyholders import confirm as confirm
from app.keyholders import enter as enter
from app.keyholders import give_password as give_password
from app.keyholders import recovery_code as recovery_code
from app.keyholders import remove_user as remove_user
from app.keyholders import state_of_ring as state_of_ring
from app.rules import arrivals
from app.school import school, users

T = TypeVar("T")
_WRONG = "密码不正确，请重新输入。忘记密码时可用恢复码打开。"
_WRONG_NAME = "姓名或密码不正确，请重新输入。忘记密码时可用恢复码打开。"


def open_school(
    path: Path,
    password: str,
    *,
    write: bool = True,
    name: str | None = None,
    runner: Runner | None = None,
    progress: Progress | None = None,
    despite: bool = False,
) -> Session:
    """Open a school's file with a user's password; an older one is brought up where it is to be written.

    A backup is opened for reading, whatever is asked (``Session.is_backup``). Of a file that lacks work
    that was done in it LacksWork is raised; ``despite`` goes on knowingly, and says so in the journal.

    Where the list of users cannot be read, since its page is damaged, the rest is opened for reading
    (``Session.only_read``).

    ``name`` is the user's, which must be asked for where ``asks_name`` says so: without it the first
    user whose password this is goes to work. Raises WrongPassword; StoreError where file or ring is
    missing, damaged or in use, or lies where no school's file may be written; UserError where the file
    is of a newer program, or of an older one and only to be read; Cancelled.
    """
    if write:
        check_place(path)
    restoring.finish(path)
    check_there(path)
    ring, key, opening = _by_ring(path, password, name, progress)
    try:
        store, copy, found = _open(
            path, key, write, progress, lambda db: _who(db, ring, opening, password, name), despite
        )
    except DamagedFile:
        return _damaged(path, key, runner)
    except WrongKey as error:
        raise unopened.by_ring(path, ring.path, key) from error
    user_id, entry, by_entry = found
    with _closed_by_an_error(store):
        keys = ring.keys
        if store.writes:
            if _settled(store, ring, by_entry, entry, password):
                ring.seen = store.seen
                _save_if_possible(ring, key)
            _noted(store, path)
        session = _session(store, user_id, runner, copy)
        if store.writes and session.may("users"):
            session.told += session.read(settling.told, ring, keys)
        return session


def _by_ring(
    path: Path, password: str, name: str | None, progress: Progress | None
) -> tuple[KeyRing, bytes, Iterator[Entry]]:
    """Return the ring of a file, the file's key, and the entries that the password opens.

    All but the first of them are tried as they are asked for. Raises WrongPassword, StoreError, Cancelled.
    """
    ring = vault.load(path)
    tried = ring.opened_by(password, progress)
    first = next(tried, None)
    if first is None:
        raise WrongPassword(_WRONG if name is None else _WRONG_NAME)
    key = settling.right_key(path, first[1])
    ring.verify(key, path)
    return ring, key, (entry for entry, _ in chain([first], tried))


def _damaged(path: Path, key: bytes, runner: Runner | None) -> Session:
    """Open for reading a file that does not say who its users are. Raises DamagedFile where no table can
    be read."""
    store = Store(path, key, write=False)
    session = Session(store, runner=runner)
    session.only_read = "学校文件有损坏，只能查看和打印，不能写入。"
    try:
        session.read(school.get)
    except BaseException:
        session.close()
        raise
    session.told = [
        *session.told,
        f"{session.only_read}用户名单读不出来；「系统设置 · 检查」会写明坏在哪里。"
        "请把还能读的打印出来，再从最近的完好备份恢复。",
    ]
    return session


def _session(store: Store, user_id: int, runner: Runner | None, copy: Path | None) -> Session:
    session = Session(store, user_id, runner=runner)
    session.upgraded_from = copy
    missing = store.standing
    if store.writes and missing is not None and missing.lacking:  # whoever opened it knows
        name = session.user_name
        session.with_key(lambda held: missing.go_on(held.writer, name))
    return session


def unlock(
    path: Path, password: str, name: str | None = None, progress: Progress | None = None
) -> tuple[bytes, KeyRing]:
    """Return the key of a backup and its ring for a user who may use backups; it is only read.

    Raises WrongPassword, NotAllowed, StoreError, Cancelled.
    """
    check_there(path)
    ring, key, opening = _by_ring(path, password, name, progress)
    try:
        opened = look(path, key)
    except WrongKey as error:
        raise unopened.by_ring(path, ring.path, key) from error
    with closing(opened) as db, explaining(path):
        user_id, _, _ = _who(db, ring, opening, password, name)
        if migrate.version_of(db) == steps.LATEST:
            rights.require(db, user_id, ["backup"])
    return key, ring


def asks_name(path: Path) -> bool:
    """Tell whether a user must say the name, too: where a file has one user, the password is enough."""
    try:
        return len(vault.load(path).entries) > 1
    except StoreError:
        return False


def _who(
    db: Database, ring: KeyRing, opening: Iterable[Entry], password: str, name: str | None
) -> tuple[int, Entry, bool]:
    """Return the id of the user who opens the file, the entry, and whether the file has no uids yet.

    ``opening`` are the entries that the password opens. Asked before an older file is brought up. An
    entry that is no user's opens nothing: its user was removed. Raises WrongPassword, StoreError.
    """
    columns = {row[1] for row in db.execute("PRAGMA table_info(user)").fetchall()}
    by_entry = "uid" not in columns
    uid = "ring_entry" if by_entry else "uid"
    everyone = db.execute(f"SELECT id, name, {uid}, ring_entry FROM user ORDER BY id").fetchall()
    if not everyone:
        raise StoreError(
            "学校文件里的用户名单是空的，谁的密码都不能用。请用恢复码打开。数据没有丢失。"
        )
    if name is None:
        for entry in opening:
            for number, _, uid, held in everyone:
                if (held == entry.id) if by_entry or not entry.user else (uid == entry.user):
                    return number, entry, by_entry
        raise WrongPassword(_WRONG)
    for number, called, uid, held in everyone:
        entry = next((e for e in ring.entries if by_entry and e.id == held), ring.of(uid, held))
        if called == name.strip() and entry is not None and entry.keys(password):
            return number, entry, by_entry
    raise WrongPassword(_WRONG_NAME)


def open_with_recovery(
    path: Path,
    code: str,
    new_password: str,
    *,
    runner: Runner | None = None,
    cost: Cost | None = None,
    progress: Progress | None = None,
    despite: bool = False,
) -> Session:
    """Open a school's file with its recovery code as its first 管理员, who gets a new password.

    A lost or damaged key ring is made anew, the damaged one put aside: the other users then need new
    passwords too. Raises UserError where the code is mistyped, StoreError where it is another file's, or
    the ring is there and cannot be read.
    """
    check_place(path)
    restoring.finish(path)
    check_there(path)
    key = recovery.key_of(code)
    passwords.check(new_password)
    ring, former = _by_code(path, key)
    try:
        store, copy, by_entry = _open(path, key, True, progress, _has_no_uids, despite)
    except WrongKey as error:
        if former:
            raise UserError(
                f"这是 {former} 更换密钥以前的恢复码，只能打开那以前的备份。"
                "请用更换密钥时打印的恢复码。文件没有改动。"
            ) from error
        raise unopened.by_code(path, key) from error
    with _closed_by_an_error(store):
        keys = ring.keys if ring else []
        _refuse_backup(store)
        if ring is None:
            ring = KeyRing(_put_aside(vault.ring_path(path)))
        else:
            _settled(store, ring, by_entry)
        user_id = _give_first(store.writer, ring, key, new_password, cost)
        ring.seen = store.seen
        ring.save(key)
        _noted(store, path)
        session = _session(store, user_id, runner, copy)
        session.told += session.read(settling.told, ring, keys)
        return session


def _by_code(path: Path, key: bytes) -> tuple[KeyRing | None, str]:
    """Return the ring where it is the key's, and until when the ring says that the file had the key.

    Raises StoreError where a ring is there and cannot be read.
    """
    former = ""
    try:
        ring = vault.load(path)
        former = ring.former_until(key)  # of a ring that is another's this is not vouched for
        ring.verify(key, path)
    except vault.LostRing:
        return None, former
    return ring, former


def _refuse_backup(store: Store) -> None:
    if store.is_backup:
        raise UserError(
            f"「{store.path.name}」是备份，不能在里面改密码。请用「文件 · 从备份恢复」，"
            "在那里也可以用恢复码。没有改动任何文件。"
        )


def _has_no_uids(db: Database) -> bool:
    return migrate.version_of(db) < 2


def _put_aside(ring: Path) -> Path:
    """Rename a damaged ring, which somebody may yet mend, and return the name that is free then."""
    for number in count(1):
        aside = ring.with_name(f"{ring.stem}（损坏{number if number > 1 else ''}）{ring.suffix}")
        if not os.path.lexists(aside):
            with suppress(FileNotFoundError):
                files.put_in_place(ring, aside)
            return ring
    raise AssertionError


def _give_first(db: Database, ring: KeyRing, key: bytes, password: str, cost: Cost | None) -> int:
    """Give the first 管理员 a new password and return the id; where there is none, make one."""
    first = next((u for u in users.all(db) if u.role == users.ADMIN), None)
    if first is not None:
        held = ring.of(first.uid, first.ring_entry)
        ring.put(key, password, held.id if held else "", cost, user=first.uid)
        return first.id
    uid = str(uuid.uuid4())  # a statement past the program has taken them all away
    ring.entries = []
    return _first_user(db, ring.put(key, password, cost=cost, user=uid), uid)


def _open(
    path: Path,
    key: bytes,
    write: bool,
    progress: Progress | None,
    asked: Callable[[Database], T],
    despite: bool = False,
) -> tuple[Store, Path | None, T]:
    """Open the file, ask it what is to be known before it is brought up, and bring it up.

    Returns the store, the copy made before an upgrade, and what was asked.
    """
    store, copy = Store(path, key, write=write, despite=despite), None
    with _closed_by_an_error(store):
        with explaining(path):
            if store.writes:
                migrate.check(store.reader(), path)
            else:
                migrate.check_present(store.reader(), path, is_backup=store.is_backup)
            found = asked(store.reader())
        if store.writes:
            arriving = arrivals.Arriving()
            copy = migrate.upgrade(
                store.writer, path, key, progress, derive=renew_words, bring=arriving.bring
            )
            store.news += arriving.told
        return store, copy, found


@contextmanager
def _closed_by_an_error(store: Store) -> Generator[None]:
    try:
        yield
    except BaseException:
        store.close()
        raise


def _settled(
    store: Store, ring: KeyRing, by_entry: bool, entry: Entry | None = None, password: str = ""
) -> bool:
    """Bring the ring in line with the file, and an entry of old with the present; tell of a change."""
    discard(part_of(store.path))  # of a change of key that was killed: the ring says how it ended
    with explaining(store.path):
        changed = settling.settle(store.writer, ring, store.key, by_entry=by_entry)
    return (entry is not None and settling.renew(ring, store.key, entry, password)) or changed


def _save_if_possible(ring: KeyRing, key: bytes) -> None:
    try:
        ring.save(key)
    except (
        StoreError
    ) as error:  # on a full disk the school opens all the same; the next time will do
        log.warning("key ring: %s", error.text)


def _noted(store: Store, path: Path) -> None:
    """Have the file say that its ring is of format 2, now that one lies on the disk."""
    try:
        if vault.load(path).format == vault.FORMAT:
            with explaining(path):
                noted = ring_format.note(store.writer)
            if noted:
                store.fold()  # a copy without the log must say so, too
    except StoreError as error:  # the next time will do
        log.warning("format of the key ring: %s", error.text)


def _first_user(db: Database, entry: str, uid: str) -> int:
    with db.atomic():
        number = journal.begin(db, "添加用户 管理员", "", "apart")
        user_id = users.found(Transaction(db, number), "管理员", entry, uid)
        journal.finish(db, number, "添加用户 管理员", "apart", ())
    return user_id


def renew_words(db: Database, progress: Progress) -> None:
    """Make search words and sort keys anew in a file on its way up, as names are read today.

    They are derived, not typed: the journal does not tell of them, and rows are compared from here on.
    """
    from app.classes import classes
    from app.people import students, units
    from app.teaching import courses, teachers, venues

    for noun in (students, units, teachers, venues, courses, classes):
        noun.FACTS.renew_words(db, progress)
