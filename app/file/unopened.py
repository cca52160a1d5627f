"""Why a file is not opened by the key that its ring gives: it has another key, or its beginning is damaged.

SQLCipher says the same of both. But every page has a seal of its own (HMAC-SHA-512 under a key made from
the file's and the salt with which the file begins), so a page behind the first tells them apart.
"""

from __future__ import annotations

import hashlib
import hmac
from contextlib import suppress
from pathlib import Path

from app.ground.errors import StoreError

_PAGE, _SALT, _SEAL = 4096, 16, 64  # bytes: SQLCipher 4's, which every file of ours has
_ROUNDS, _MASK = 2, 0x3A  # of PBKDF2, by which the seals' key is made
_TRIED = 500  # pages: damage on all of them is the file's end in any case


def seals(path: Path, key: bytes) -> bool:
    """Tell whether some page behind the first is sealed under the key, so that it was the file's."""
    with suppress(OSError), path.open("rb") as file:
        salt = bytes(byte ^ _MASK for byte in file.read(_PAGE)[:_SALT])
        under = hashlib.pbkdf2_hmac("sha512", key, salt, _ROUNDS, len(key))
        for number in range(2, _TRIED + 2):
            page = file.read(_PAGE)
            if len(page) < _PAGE:
                break
            told = hmac.digest(under, page[:-_SEAL] + number.to_bytes(4, "little"), "sha512")
            if hmac.compare_digest(told, page[-_SEAL:]):
                return True
    return False


def by_ring(path: Path, ring: Path, key: bytes) -> StoreError:
    """Return what is wrong where a password has led to ``key`` by the ring, and the key opens nothing."""
    if _begins_with_nothing(path) or seals(path, key):
        return _damaged(path)
    return StoreError(
        f"密码是对的，但密钥文件「{ring.name}」打不开学校文件「{path.name}」：两个文件不是同一时候的，"
        "可能后来更换过密钥。请把和这份学校文件同一时候的密钥文件（通常是更新的那一份）放到它旁边，"
        "或用恢复码打开；都不行，就是学校文件损坏了，请从备份恢复。没有改动任何文件。"
    )


def by_code(path: Path, key: bytes) -> StoreError:
    """Return what is wrong where a recovery code that is no slip of the pen opens nothing."""
    if _begins_with_nothing(path) or seals(path, key):
        return _damaged(path)
    return StoreError(
        f"这个恢复码打不开学校文件「{path.name}」：它是别的学校文件的，或是更换密钥以前、以后的另一张。"
        "请找到最近一次打印的恢复码；都不行，就是学校文件损坏了，请从备份恢复。没有改动任何文件。"
    )


def _begins_with_nothing(path: Path) -> bool:
    """Tell whether the salt was wiped out, which is no key's doing: a sector that was never written."""
    with suppress(OSError), path.open("rb") as file:
        return not any(file.read(_SALT))
    return False


def _damaged(path: Path) -> StoreError:
    return StoreError(
        f"学校文件「{path.name}」的开头已损坏，打不开。请从备份恢复，损坏的这一份也请留着。"
        "没有改动任何文件。"
    )
