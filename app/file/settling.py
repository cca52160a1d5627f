"""Key ring and list of users agree again when a file is opened, whatever died between the two."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sqlite_utils import Database

from app.file import connection, rights, vault
from app.file.vault import Entry, KeyRing
from app.ground.errors import StoreError


def right_key(path: Path, keys: list[bytes]) -> bytes:
    """Return which of a ring's keys the file has now: of two, where its change was cut short.

    Raises StoreError where it is none of them.
    """
    if len(keys) > 1:
        for key in keys:
            try:
                connection.connect(path, key, write=False).close()
            except StoreError:
                continue
            return key
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
    if (
        last >= ring.seen.operation
    ):  # an older file, put in the place of the newer one, knows not all
        uids = {u.uid for u in everyone}
        kept = [e for e in ring.entries if e.user in uids]
        ring.entries = (
            kept or ring.entries
        )  # where the list is empty it is not the ring that is wrong
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
