"""Key ring and list of users agree again when a file is opened, whatever died between the two."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sqlite_utils import Database

from app.file import connection, rights, unopened, vault
from app.file.vault import Entry, KeyRing
from app.ground.errors import StoreError


def right_key(path: Path, keys: list[bytes]) -> bytes:
    """Return which of a ring's keys the file has now: of two, where its change was cut short.

    Where none opens it, the one that it had before its beginning was torn, else the first.
    """
    if len(keys) > 1:
        for key in keys:
            try:
                connection.connect(path, key, write=False).close()
            except StoreError:
                continue
            return key
        return next((key for key in keys if unopened.seals(path, key)), keys[0])
    return keys[0]


def settle(db: Database, ring: KeyRing, key: bytes, *, by_entry: bool = False) -> bool:
    """Bring the ring in line with the users in the file; tell whether it changed. It is not saved.

    Entries of format 1 become their users'; those of nobody go; a change of key that was cut short is
    ended by the key that the file has. ``by_entry``: the file's users have only now got their uids, so
    that entries are theirs by the name that the file gives.
    """
    before = (ring.format, list(ring.entries), list(ring.keys))
    everyone = rights.users(db)
    named = {u.ring_entry: u.uid for u in everyone}
    for place, entry in enumerate(ring.entries):
        if by_entry or not entry.user:
            ring.entries[place] = replace(entry, user=named.get(entry.id, ""))
    if len(ring.keys) > 1:
        ring.keep(key)
    last = db.execute("SELECT coalesce(max(id), 0) FROM operation").fetchone()[0]
    if last >= ring.seen.operation:  # an older file, put in a newer one's place, knows not all
        uids = {u.uid for u in everyone}
        kept = [e for e in ring.entries if e.user in uids]
        ring.entries = kept or ring.entries  # an empty list is not the fault of the ring
    return before != (vault.FORMAT, ring.entries, ring.keys)


def renew(ring: KeyRing, key: bytes, entry: Entry, password: str) -> bool:
    """Give an entry of format 1 a pair, now that its password is known; tell whether it had none."""
    held = next((e for e in ring.entries if e.id == entry.id), None)
    if held is None or held.public:
        return False
    ring.hold(key, Entry.make(key, password, held.user, held.id, held.cost))
    return True


def without_password(db: Database, ring: KeyRing) -> list[rights.User]:
    """Return the users who are in the list and have no entry, so that no password is theirs."""
    return [u for u in rights.users(db) if ring.of(u.uid, u.ring_entry) is None]


def told(db: Database, ring: KeyRing, keys: list[str]) -> list[str]:
    """Return what whoever looks after the users must know, in Chinese; ``keys`` were the ring's before."""
    texts: list[str] = []
    if len(keys) > 1 and ring.keys == keys[1:]:
        texts.append("上次更换密钥在最后一步中断，现已完成：请用那时打印的新恢复码，旧的作废。")
    elif len(keys) > 1:
        texts.append(
            "上次更换密钥没有完成，学校文件没有改动：密钥和恢复码都是原来的，那时打印的新恢复码作废。"
        )
    if bare := "、".join(u.name for u in without_password(db, ring)):
        texts.append(f"{bare}没有密码，打不开学校文件：请管理员在“用户与密码”里设定。")
    if ring.due:
        texts.append(
            f"{ring.due[:10]} 起应当更换密钥：以前的密码和密钥文件还能打开学校文件。"
            "请管理员在“用户与密码”里更换。"
        )
    return texts
