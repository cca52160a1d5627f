"""The recovery code: the file's key itself in readable groups, so that it opens even when the ring is lost."""

from __future__ import annotations

import hashlib
import unicodedata

from app.file.wrapping import KEY_BYTES
from app.ground.errors import UserError

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base32: no I, L, O, U
_READ_AS = str.maketrans("IiLlOo", "111100")
_GROUP = 4


def code_of(key: bytes) -> str:
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
