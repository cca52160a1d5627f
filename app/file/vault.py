"""The key ring: each user's password opens one entry of it, and the entry gives the file's key.

``NAME.dxkey`` lies beside ``NAME.dxjw``. An entry holds a salt, an X25519 pair whose private half is
wrapped under a key derived from the password, and the file's key sealed to the public half: whoever has
the file's key can seal another to everybody, and needs nobody's password for it. An entry is one user's,
by the uid of the row in the table ``user``; names are not in the ring. Two users may have the same
password and nobody is told so: where a ring has several entries, whoever opens the file says the name
as well.

The ring also remembers what of the journal it has seen, so that an older file in the place of a newer
one is noticed. All of it is vouched for under the file's key (``wrapping.vouch``), so that an entry that
was moved, changed or added by somebody without the key is told as soon as the file is open; ``check``,
a plain digest, tells damage before that, and is no seal.

While a file's key is being changed the ring holds two, the one before and the one after (``rekey``).
A ring of format 1, in which a password's key wrapped the file's key itself, is read, and saved as 2.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import json
import os
import secrets
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from app.file import ring_format, wrapping
from app.file.wrapping import KEY_BYTES, SEALED_BYTES, WRAPPED_BYTES, Cost
from app.ground import files
from app.ground.errors import StoreError, UserError, WrongPassword
from app.ground.jobs import Progress

FORMAT = 2
MOST = 200  # users of a file; each is one more try for whoever opens it
_LARGEST = 1 << 20  # bytes of a ring
_SAFE = "请从最近的备份中取回（换过密钥的，要换密钥以后的备份），或用恢复码打开。数据没有丢失。"
_WORK = MOST * Cost().work  # of all tries together: no ring that the program writes asks more
_writing = threading.RLock()  # from reading a ring until it is saved: one thread at a time


class LostRing(StoreError):
    """The ring is not there or is damaged, and the recovery code may make it anew."""


@dataclass(frozen=True)
class Mark:
    """The last operation of the journal that a ring has seen, and its hash where there is one.

    ``log``: by what the log is known that holds work which the file has not yet (``wal.name_of``), ""
    where the file has all of it.
    """

    operation: int = 0
    hash: str = ""
    log: str = ""


@dataclass(frozen=True)
class Former:
    """A key that the file had before, by its name, and when it was changed ('2026-11-29 08:30')."""

    name: str
    until: str


@dataclass(frozen=True)
class Entry:
    """One user's way to the key; bytes are in hex.

    ``wrapped`` is the private half of ``public``; of format 1, where ``public`` is "", the file's key
    itself. ``sealed`` has as many keys as the ring. ``user`` is "" where format 1 has not said whose.
    """

    id: str
    user: str
    salt: str
    cost: Cost
    wrapped: str
    public: str = ""
    sealed: tuple[str, ...] = ()

    @classmethod
    def make(
        cls, key: bytes, password: str, user: str, entry_id: str = "", cost: Cost | None = None
    ) -> Entry:
        """Return a new entry of a user for the file's key; this takes as long as a try does."""
        cost, salt = cost or Cost(), secrets.token_bytes(16)
        private, public = wrapping.new_pair()
        wrapped = wrapping.wrap(wrapping.derive(password, salt, cost), private)
        name = entry_id or secrets.token_hex(8)
        return cls(name, user, salt.hex(), cost, wrapped.hex(), public.hex()).with_key(key)

    def keys(self, password: str) -> list[bytes]:
        """Return the file's keys in the ring's order; none where the password is another.

        Raises LostRing where the password is right and what it leads to is damaged.
        """
        derived = wrapping.derive(password, bytes.fromhex(self.salt), self.cost)
        inner = wrapping.unwrap(derived, bytes.fromhex(self.wrapped))
        if inner is None:
            return []
        if not self.public:
            return [inner]
        found = [wrapping.open_seal(inner, bytes.fromhex(s)) for s in self.sealed]
        keys = [key for key in found if key is not None]
        if len(keys) < len(found):
            raise LostRing(f"密钥文件已损坏。{_SAFE}")
        return keys

    def with_key(self, key: bytes) -> Entry:
        """Return the entry with another key sealed to its user."""
        sealed = wrapping.seal(bytes.fromhex(self.public), key).hex()
        return replace(self, sealed=(*self.sealed, sealed))

    def check(self, keys: int) -> None:
        """Raises ValueError or TypeError where no password could be tried against the entry."""
        if not (_is_text(self.id) and (_is_text(self.user) or self.user == "")):
            raise ValueError("id")
        self.cost.check()
        if len(bytes.fromhex(self.salt)) < 8 or len(bytes.fromhex(self.wrapped)) != WRAPPED_BYTES:
            raise ValueError("wrapped")
        if not self.public and not self.sealed:
            return
        lengths = {len(bytes.fromhex(s)) for s in self.sealed}
        if len(bytes.fromhex(self.public)) != KEY_BYTES or lengths != {SEALED_BYTES}:
            raise ValueError("sealed")
        if len(self.sealed) != keys:
            raise ValueError("keys")


@dataclass
class KeyRing:
    """The entries of one file's users, and what else is kept outside the file.

    ``keys`` are the names of the file's keys: one, or while it is being changed the one before and the
    one after. ``due``: since when the key should be changed, "" where nothing asks for it.
    """

    path: Path
    entries: list[Entry] = field(default_factory=list[Entry])
    keys: list[str] = field(default_factory=list[str])
    seen: Mark = Mark()
    former: list[Former] = field(default_factory=list[Former])
    due: str = ""
    format: int = FORMAT
    vouched: list[str] = field(default_factory=list[str])

    @staticmethod
    def read(path: Path, saved: dict[str, Any]) -> KeyRing:
        """Return the ring that JSON, which may be anything, spells.

        Raises ValueError, KeyError, TypeError, AttributeError for what is none, LostRing where trying a
        password would take minutes, StoreError for a newer program's.
        """
        if saved.get("format", 1) == 1:
            ring = KeyRing(path, [_entry({**e, "user": ""}) for e in saved["entries"]], format=1)
        else:
            _check_digest(path, saved)
            ring = KeyRing(
                path,
                [_entry(e) for e in saved["entries"]],
                [str(name) for name in saved["keys"]],
                _mark(saved["seen"]),
                [Former(str(f["name"]), str(f["until"])) for f in saved["former"]],
                str(saved["due"]),
                vouched=[str(told) for told in saved["vouched"]],
            )
            if not 1 <= len(ring.keys) == len(ring.vouched) <= 2:
                raise ValueError("keys")
        if not 1 <= len(ring.entries) <= MOST:
            raise ValueError("entries")
        for entry in ring.entries:
            entry.check(len(ring.keys))
        if sum(entry.cost.work for entry in ring.entries) > _WORK:
            raise LostRing(
                f"密钥文件「{path.name}」被改动过：照它写的试一遍密码要好几分钟，"
                f"本程序写的密钥文件不会这样，所以没有试。{_SAFE}"
            )
        return ring

    def opened_by(
        self, password: str, progress: Progress | None = None
    ) -> Iterator[tuple[Entry, list[bytes]]]:
        """Give each entry that the password opens, with the keys it leads to. Raises Cancelled.

        Somebody else may have written the ring, so that all of it takes a minute: each try is a step.
        """
        progress = progress or Progress()
        for number, entry in enumerate(self.entries):
            progress.step(number, len(self.entries), "正在核对密码")
            keys = entry.keys(password)
            if keys:
                yield entry, keys

    def unlock(self, password: str, progress: Progress | None = None) -> tuple[bytes, str]:
        """Return the key and the id of the first entry that the password opens.

        Raises WrongPassword, Cancelled.
        """
        for entry, keys in self.opened_by(password, progress):
            return keys[0], entry.id
        raise WrongPassword("密码不正确，请重新输入。忘记密码时可用恢复码打开。")

    def of(self, user: str, entry_id: str) -> Entry | None:
        """Return the entry of the user of this uid; of format 1, the one that the file names."""
        return next(
            (e for e in self.entries if e.user == user or (not e.user and e.id == entry_id)), None
        )

    def former_until(self, key: bytes) -> str:
        """Return until when the file had this key, '2026-11-29 08:30'; "" where it never had, or has."""
        name = wrapping.name_of(key)
        return next((f.until for f in self.former if f.name == name), "")

    def verify(self, key: bytes, file: Path) -> None:
        """See that somebody with the key of ``file`` wrote the ring, of which format 1 says nothing.

        Raises LostRing where entries were changed, moved or added otherwise, or where the file has had
        a ring of format 2.
        """
        if self.format == 1:
            if ring_format.noted(file, key):
                raise LostRing(
                    f"密钥文件「{self.path.name}」是旧版程序留下的，这份学校文件早已换用新的密钥文件，"
                    f"所以没有打开学校文件。请取回最近的密钥文件，或用恢复码打开。数据没有丢失。"
                )
            return
        name, told = wrapping.name_of(key), wrapping.vouch(key, _canonical(self._body()))
        if name in self.keys and hmac.compare_digest(self.vouched[self.keys.index(name)], told):
            return
        raise LostRing(
            f"密钥文件「{self.path.name}」不是本校学校文件的，或被人改动、调换过，没有打开学校文件。{_SAFE}"
        )

    def put(
        self,
        key: bytes,
        password: str,
        entry_id: str = "",
        cost: Cost | None = None,
        *,
        user: str = "",
    ) -> str:
        """Add an entry, or give the entry ``entry_id`` a new password; return its id. Not saved yet.

        Whether the password will do is asked before (``passwords``). Raises UserError for too many users.
        """
        former = next((e for e in self.entries if e.id == entry_id), None)
        user = user or (former.user if former else "")
        self.hold(key, Entry.make(key, password, user, entry_id, cost))
        return self.entries[-1].id

    def hold(self, key: bytes, entry: Entry) -> None:
        """Add an entry made for ``key``, in the place of the one it had. Raises UserError. Not saved yet."""
        others = [e for e in self.entries if e.id != entry.id]
        if len(others) >= MOST:
            raise UserError(f"一个学校文件最多 {MOST} 位用户。没有写入任何数据。")
        self.keys = self.keys or [wrapping.name_of(key)]
        if self.keys != [wrapping.name_of(key)]:
            raise ValueError("another key than the ring's")
        self.entries = [*others, entry]

    def remove(self, entry_id: str) -> None:
        """Take an entry out. Not saved yet."""
        self.entries = [e for e in self.entries if e.id != entry_id]

    def keep(self, key: bytes) -> None:
        """Leave of two keys only this one, which of a newer key those have who had a pair. Not saved yet.

        The key before is a former one from now on.
        """
        place = self.keys.index(wrapping.name_of(key))
        if place:
            self.former = [*self.former, Former(self.keys[0], now())]
            self.due = ""
        self.keys = [self.keys[place]]
        self.entries = [
            replace(e, sealed=e.sealed[place : place + 1])
            for e in self.entries
            if e.public or place == 0
        ]

    def save(self, *keys: bytes) -> None:
        """Write the ring whole or not at all, vouched for under each of its keys. Raises StoreError."""
        with self.saving(*keys):
            pass

    @contextmanager
    def saving(self, *keys: bytes) -> Generator[None]:
        """Have the ring take its place at the end of the block, and not where that raises.

        It lies on the disk before the block begins, so that a full disk is told before anything else
        is done. Of two keys it keeps those given. Raises StoreError.
        """
        if len(keys) == 1 and len(self.keys) > 1:
            self.keep(keys[0])
        self.keys, self.format = [wrapping.name_of(key) for key in keys], FORMAT
        text = _canonical(self._body())
        self.vouched = [wrapping.vouch(key, text) for key in keys]
        ends = {"check": hashlib.sha256(text).hexdigest(), "vouched": self.vouched}
        whole = json.dumps({**self._body(), **ends}, indent=1)
        # the ring of a school is written often, and what is left of it swept when the school is opened
        # next; one that comes to be, a copy's say, is noted
        fresh = not os.path.lexists(self.path)
        with files.replacing(self.path, key_ring=True, personal=fresh) as part:
            part.write_text(whole, "ascii")
            files.flush(part)
            yield

    def _body(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "keys": self.keys,
            "entries": [asdict(e) for e in self.entries],
            "seen": asdict(self.seen),
            "former": [asdict(f) for f in self.former],
            "due": self.due,
        }


def now() -> str:
    """Return the moment as a ring keeps it, '2026-11-29 08:30'."""
    return f"{datetime.datetime.now():%Y-%m-%d %H:%M}"


def ring_path(file: Path) -> Path:
    """Return where the key ring of a school's file lies."""
    return file.with_suffix(".dxkey")


def load(file: Path) -> KeyRing:
    """Return the key ring of a school's file, not yet vouched for.

    Raises LostRing where it is missing or damaged, StoreError where it cannot be read.
    """
    path = ring_path(file)
    try:
        with path.open("rb") as ring:
            text = ring.read(_LARGEST + 1)
    except FileNotFoundError as error:
        raise LostRing(
            f"找不到密钥文件「{path.name}」。请把它放回学校文件旁边，或用恢复码打开。数据没有丢失。"
        ) from error
    except OSError as error:
        raise StoreError(
            f"密钥文件「{path.name}」在，但读不出来（{files.reason(error)}）。"
            "请检查它的权限和磁盘，然后再试。没有改动任何文件。"
        ) from error
    try:
        if len(text) > _LARGEST:
            raise ValueError("size")
        return KeyRing.read(path, json.loads(text.decode("ascii")))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise LostRing(f"密钥文件「{path.name}」已损坏。{_SAFE}") from error


@contextmanager
def changing(file: Path, key: bytes) -> Generator[KeyRing]:
    """Give the file's ring, vouched for; nobody else changes it until the block ends. Save it there.

    Of two keys it has only the file's: a change of key that was cut short ends here. Only who holds
    the file for writing may ask for it. Raises LostRing, StoreError.
    """
    with _writing:
        ring = load(file)
        ring.verify(key, file)
        if len(ring.keys) > 1:
            ring.keep(key)
        yield ring


def seen(file: Path, key: bytes) -> Mark:
    """Return what of the journal the file's ring has seen. Raises LostRing, StoreError."""
    ring = load(file)
    ring.verify(key, file)
    return ring.seen


def saw(file: Path, key: bytes, mark: Mark) -> None:
    """Have the file's ring remember what it has seen; it is on the disk then.

    For who holds the file for writing. Raises LostRing, StoreError.
    """
    with changing(file, key) as ring:
        if ring.seen != mark or ring.format != FORMAT:
            ring.seen = mark
            ring.save(key)


def _check_digest(path: Path, saved: dict[str, Any]) -> None:
    """Raises ValueError for damage, StoreError where a newer program wrote the ring."""
    body = {key: value for key, value in saved.items() if key not in ("check", "vouched")}
    if hashlib.sha256(_canonical(body)).hexdigest() != saved["check"]:
        raise ValueError("check")
    if saved["format"] != FORMAT:
        raise StoreError(
            f"密钥文件「{path.name}」是由更新版本的程序保存的。请先升级本程序；文件没有改动。"
        )


def _canonical(body: dict[str, Any]) -> bytes:
    return json.dumps(body, sort_keys=True, separators=(",", ":")).encode("ascii")


def _mark(saved: dict[str, Any]) -> Mark:
    return Mark(int(saved["operation"]), str(saved["hash"]), str(saved.get("log", "")))


def _entry(saved: dict[str, Any]) -> Entry:
    return Entry(
        saved["id"],
        saved["user"],
        saved["salt"],
        Cost(**saved["cost"]),
        saved["wrapped"],
        saved.get("public", ""),
        tuple(saved.get("sealed", ())),
    )


def _is_text(value: object) -> bool:
    """Say whether a value read from JSON, which may be anything, is a text that says something."""
    return isinstance(value, str) and value != ""
