"""How keys are kept from whoever has not the password: derived, wrapped, sealed, told apart and vouched for.

argon2id (RFC 9106) makes a key of a password, AES key wrap (RFC 3394) wraps one key under another, and
X25519 (RFC 7748) with HKDF (RFC 5869) seals a key to somebody whose password nobody else need know.
"""

from __future__ import annotations

import hmac
import unicodedata
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes, keywrap
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
WRAPPED_BYTES = KEY_BYTES + 8
SEALED_BYTES = KEY_BYTES + WRAPPED_BYTES
_MEMORY, _WORK = 1 << 18, 1 << 20  # KiB; KiB times passes: a second or so on a slow computer


@dataclass(frozen=True)
class Cost:
    """What one try of a password costs: KiB of memory, passes over it, lanes."""

    memory: int = 64 * 1024
    passes: int = 3
    lanes: int = 2

    @property
    def work(self) -> int:
        """What the time of a try goes by: KiB times passes."""
        return self.memory * self.passes

    def check(self) -> None:
        """Raises ValueError where a try would be impossible, or take gigabytes or minutes."""
        for amount in (self.memory, self.passes, self.lanes):
            if type(amount) is not int:  # JSON may say true, or "64"
                raise ValueError("cost")
        if not (1 <= self.lanes <= 8 and 8 * self.lanes <= self.memory <= _MEMORY):
            raise ValueError("cost")
        if not (self.passes >= 1 and self.work <= _WORK):
            raise ValueError("cost")


def derive(password: str, salt: bytes, cost: Cost) -> bytes:
    """Return the key that a password gives; composed or not, full or half width, it is the same one."""
    kdf = Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory,
    )
    plain = unicodedata.normalize("NFKC", password)
    return kdf.derive(plain.encode("utf-8", "surrogatepass"))


def wrap(under: bytes, key: bytes) -> bytes:
    """Return ``key`` wrapped, WRAPPED_BYTES long."""
    return keywrap.aes_key_wrap(under, key)


def unwrap(under: bytes, wrapped: bytes) -> bytes | None:
    """Return the key, or None where it is not wrapped under this one."""
    try:
        return keywrap.aes_key_unwrap(under, wrapped)
    except keywrap.InvalidUnwrap:
        return None


def new_pair() -> tuple[bytes, bytes]:
    """Return the private and the public half of a new X25519 pair, raw."""
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def public_half(private: bytes) -> bytes:
    """Return the public half that belongs to a private one."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def seal(public: bytes, key: bytes) -> bytes:
    """Return ``key`` so that only the private half opens it, SEALED_BYTES long. Raises ValueError."""
    once = X25519PrivateKey.generate()
    mine = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(public))
    return mine + wrap(expand(shared, b"dangxiao seal" + mine + public), key)


def open_seal(private: bytes, sealed: bytes) -> bytes | None:
    """Return the key sealed to this private half, None where it is damaged or another's."""
    theirs = sealed[:KEY_BYTES]
    try:
        shared = X25519PrivateKey.from_private_bytes(private).exchange(
            X25519PublicKey.from_public_bytes(theirs)
        )
    except ValueError:  # a point of small order, which nobody seals with
        return None
    info = b"dangxiao seal" + theirs + public_half(private)
    return unwrap(expand(shared, info), sealed[KEY_BYTES:])


def name_of(key: bytes) -> str:
    """Return what a key is known by, which tells nothing of it."""
    return expand(key, b"dangxiao key name")[:8].hex()


def vouch(key: bytes, text: bytes) -> str:
    """Return the HMAC-SHA-256 of a text under a key of its own made from ``key``, in hex."""
    return hmac.digest(expand(key, b"dangxiao ring"), text, "sha256").hex()


def expand(key: bytes, info: bytes) -> bytes:
    """Return a key of KEY_BYTES made from another for one purpose (HKDF-SHA-256)."""
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=info).derive(key)
