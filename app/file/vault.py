"""The key of a school's file: users' passwords open wrapped copies of it, kept in a key ring.

``NAME.dxkey`` lies beside ``NAME.dxjw``. Each user's entry holds a salt and the file's 32-byte key
wrapped (AES key wrap, RFC 3394) under a key derived from the password (argon2id, RFC 9106). The ring
holds no names: entries have random ids, and the table ``user`` says whose they are. Two users may have
the same password and nobody is told so: where a ring has several entries, whoever opens the file says
the name as well. The recovery code is the key itself in readable groups, so that the file opens even
when the ring is lost.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import unicodedata
from dataclasses import asdict, dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives import keywrap
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from app.ground.errors import StoreError, UserError, WrongPassword
from app.ground.files import replacing

KEY_BYTES = 32
PASSWORD_MINIMUM = 6
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base32: no I, L, O, U
_READ_AS = str.maketrans("IiLlOo", "111100")
_GROUP = 4


@dataclass(frozen=True)
class Cost:
    """What one try of a password costs: KiB of memory, passes over it, lanes."""

    memory: int = 64 * 1024
    passes: int = 3
    lanes: int = 2


@dataclass(frozen=True)
class Entry:
    """One user's wrapped copy of the key; ``salt`` and ``wrapped`` in hex."""

    id: str
    salt: str
    wrapped: str
    cost: Cost

    def unlock(self, password: str) -> bytes | None:
        """Return the key, or None where the password is another."""
        derived = _derive(password, bytes.fromhex(self.salt), self.cost)
        try:
            return keywrap.aes_key_unwrap(derived, bytes.fromhex(self.wrapped))
        except keywrap.InvalidUnwrap:
            return None


@dataclass
class KeyRing:
    """The entries of one file's users."""

    path: Path
    entries: list[Entry] = field(default_factory=list[Entry])

    def unlock(self, password: str) -> tuple[bytes, str]:
        """Return the key and the id of the first entry that the password opens.

        Raises WrongPassword.
        """
        for entry in self.entries:
            key = entry.unlock(password)
            if key is not None:
                return key, entry.id
        raise WrongPassword("密码不正确，请重新输入。忘记密码时可用恢复码打开。")

    def opens(self, entry_id: str, password: str, key: bytes) -> bool:
        """Tell whether the password opens this entry, and gives this key."""
        entry = next((e for e in self.entries if e.id == entry_id), None)
        found = entry.unlock(password) if entry else None
        return found is not None and secrets.compare_digest(found, key)

    def put(self, key: bytes, password: str, entry_id: str = "", cost: Cost | None = None) -> str:
        """Add an entry, or give the entry ``entry_id`` a new password; return its id. Not saved yet.

        Raises UserError where the password is too short. Another user's is as good as any: a refusal
        would tell it.
        """
        check_password(password)
        cost = cost or Cost()
        salt = secrets.token_bytes(16)
        wrapped = keywrap.aes_key_wrap(_derive(password, salt, cost), key)
        entry = Entry(entry_id or secrets.token_hex(8), salt.hex(), wrapped.hex(), cost)
        self.entries = [e for e in self.entries if e.id != entry.id] + [entry]
        return entry.id

    def remove(self, entry_id: str) -> None:
        """Take an entry out. Not saved yet."""
        self.entries = [e for e in self.entries if e.id != entry_id]

    def save(self) -> None:
        """Write the ring whole or not at all. Raises StoreError."""
        text = json.dumps({"format": 1, "entries": [asdict(e) for e in self.entries]}, indent=1)
        with replacing(self.path, key_ring=True) as part:
            part.write_text(text, "ascii")


def ring_path(file: Path) -> Path:
    """Return where the key ring of a school's file lies."""
    return file.with_suffix(".dxkey")


def load(file: Path) -> KeyRing:
    """Return the key ring of a school's file. Raises StoreError where it is missing or damaged."""
    path = ring_path(file)
    try:
        saved = json.loads(path.read_text("ascii"))
        entries = [
            Entry(e["id"], e["salt"], e["wrapped"], Cost(**e["cost"])) for e in saved["entries"]
        ]
        if not entries:
            raise ValueError("entries")
        for entry in entries:
            _check_entry(entry)
    except FileNotFoundError as error:
        raise StoreError(
            f"找不到密钥文件「{path.name}」。请把它放回学校文件旁边，或用恢复码打开。数据没有丢失。"
        ) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(
            f"密钥文件「{path.name}」已损坏。请从备份中取回，或用恢复码打开。数据没有丢失。"
        ) from error
    return KeyRing(path, entries)


def _is_text(value: object) -> bool:
    """Say whether a value read from JSON, which may be anything, is a text that says something."""
    return isinstance(value, str) and value != ""


def _check_entry(entry: Entry) -> None:
    """Raises ValueError or TypeError where no password could be tried against the entry."""
    if not _is_text(entry.id):
        raise ValueError("id")
    if len(bytes.fromhex(entry.salt)) < 8 or len(bytes.fromhex(entry.wrapped)) != KEY_BYTES + 8:
        raise ValueError("wrapped")
    memory, passes, lanes = entry.cost.memory, entry.cost.passes, entry.cost.lanes
    if not (1 <= lanes <= 64 and 8 * lanes <= memory <= 1 << 21 and 1 <= passes <= 100):
        raise ValueError("cost")


def check_password(password: str) -> None:
    """Raises UserError where the password is shorter than PASSWORD_MINIMUM characters."""
    if len(password) < PASSWORD_MINIMUM:
        raise UserError(f"密码至少要 {PASSWORD_MINIMUM} 个字符。")


def recovery_code(key: bytes) -> str:
    """Return the key as 14 groups of five characters; each group's last character checks it."""
    number = int.from_bytes(key, "big")
    digits = [(number >> (5 * i)) & 31 for i in range(51, -1, -1)]
    groups = [digits[i : i + _GROUP] for i in range(0, len(digits), _GROUP)]
    groups.append(_seal(key))
    return "-".join(
        "".join(_ALPHABET[d] for d in [*group, _check(place, group)])
        for place, group in enumerate(groups)
    )


def key_of(code: str) -> bytes:
    """Return the key that a recovery code spells; spaces, case and hyphens do not matter.

    Raises UserError naming the group that was mistyped.
    """
    half_width = unicodedata.normalize("NFKC", code)  # as a Chinese input method may type it
    text = "".join(c for c in half_width.translate(_READ_AS).upper() if c.isalnum())
    size = _GROUP + 1
    if len(text) != 14 * size or any(c not in _ALPHABET for c in text):
        raise UserError("恢复码应为 14 组、每组 5 个字符，请对照纸上的恢复码核对。")
    digits: list[int] = []
    for place in range(14):
        *group, check = (_ALPHABET.index(c) for c in text[place * size : (place + 1) * size])
        if check != _check(place, group):
            raise UserError(f"恢复码第 {place + 1} 组有误，请对照纸上的恢复码核对。")
        digits += group
    number = 0
    for digit in digits[:52]:
        number = number << 5 | digit
    if number >= 1 << (8 * KEY_BYTES) or _seal(number.to_bytes(KEY_BYTES, "big")) != digits[52:]:
        raise UserError("恢复码各组的顺序或内容有误，请对照纸上的恢复码核对。")
    return number.to_bytes(KEY_BYTES, "big")


def _check(place: int, group: list[int]) -> int:
    # odd weights: any single wrong character of a group shows, and so do most swaps
    return (place * 7 + sum((2 * i + 1) * d for i, d in enumerate(group))) % 32


def _seal(key: bytes) -> list[int]:
    number = int.from_bytes(hashlib.sha256(b"dangxiao recovery" + key).digest()[:3], "big")
    return [(number >> (5 * i)) & 31 for i in range(_GROUP)]


def _derive(password: str, salt: bytes, cost: Cost) -> bytes:
    kdf = Argon2id(
        salt=salt,
        length=32,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory,
    )
    # the same password by any keyboard: composed or not, full or half width
    plain = unicodedata.normalize("NFKC", password)
    return kdf.derive(plain.encode("utf-8", "surrogatepass"))
