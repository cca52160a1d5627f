"""更换密钥: the file under another key, killed at any point without loss.

Who was removed, or knows a password that was changed since, may have kept the key ring of yesterday: it
opens today's file as long as the file has yesterday's key. (A password that stays opens the new key,
too.) So the file is copied beside itself, the copy is encrypted anew and checked whole, and takes the
file's place in one step:

1. ``NAME.dxjw.rekey``, a copy under the new key, lies checked on the disk; it can be cancelled until then;
2. the ring holds both keys, sealed to every user's public half;
3. every connection is closed, the log folded in, the copy renamed to the file;
4. the ring holds the new key alone.

Killed before the third step the file has its old key, after it the new one, and the ring opens either:
``settling`` ends what was begun when the file is opened next. Entries of format 1 have no public half;
their users need a new password.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.file import backup, rights, vault
from app.file.connection import connect, explaining, heeding
from app.file.store import SUFFIX, Store, discard
from app.file.vault import KeyRing
from app.ground import files
from app.ground.errors import StoreError
from app.ground.jobs import Progress
from app.ground.log import log

PAGES_A_STEP = 2000
SUFFIX_OF_PART = ".rekey"


@dataclass(frozen=True)
class Rekeyed:
    """What a change of key leaves to be done: the users who need a new password, by name."""

    without_password: tuple[str, ...]


def rekey(opened: Store, key: bytes, progress: Progress) -> Rekeyed:
    """Give the open file another key; on the writer's thread, which so writes nothing meanwhile.

    The store goes on with the new key. Raises StoreError where the disk is full or somebody else has
    the file open, Cancelled; the file has its old key then, and its old recovery code is right.
    """
    part = part_of(opened.path)
    former = opened.key
    opened.wait_for_readers(progress)
    if not opened.fold():  # the ring must know of no log that goes with the old file
        raise StoreError(
            f"「{opened.path.name}」正被另一个程序读取，请把它关闭后再试。没有改动任何数据。"
        )
    try:
        _copy(opened, part, key, progress)
        with vault.changing(opened.path, former) as ring:
            told = _without_password(opened, ring)
            _hold_both(ring, former, key)
            try:
                opened.exchange(lambda: files.put_in_place(part, opened.path), key, progress)
            except BaseException:
                if opened.key == former:  # else the file has the new key, and the ring opens either
                    ring.keep(former)
                    ring.save(former)
                raise
            _hold_one(ring, key)
    except OSError as error:
        raise StoreError(
            f"没有更换密钥（{files.reason(error)}）。学校文件没有改动，仍用原来的恢复码。"
        ) from error
    finally:
        discard(part)
    return Rekeyed(told)


def part_of(path: Path) -> Path:
    """Return where the copy under the new key is made."""
    return path.with_name(path.name + SUFFIX_OF_PART)


def under_former_keys(file: Path, folders: Iterable[Path]) -> list[Path]:
    """Return the copies in folders whose key rings hold only keys that the file had before.

    Whoever had a password then opens them, and so does the recovery code of then. A ring of format 1
    does not say which key it holds; it is older than every change.
    """
    names = {former.name for former in vault.load(file).former}
    if not names:
        return []
    found: set[Path] = set()
    for folder in folders:
        with suppress(OSError):
            found |= {p for p in folder.iterdir() if p.suffix.lower() == SUFFIX and p != file}
    old: list[Path] = []
    for path in sorted(found):
        with suppress(StoreError):
            ring = vault.load(path)
            if ring.format == 1 or names.issuperset(ring.keys):
                old.append(path)
    return old


def _copy(opened: Store, part: Path, key: bytes, progress: Progress) -> None:
    """Lay a checked copy of the file under the new key on the disk."""
    discard(part)
    size = opened.path.stat().st_size
    if shutil.disk_usage(part.parent).free < 2 * size:
        raise StoreError(
            "没有更换密钥：磁盘空间不足，要有学校文件两倍大小的空间。请清理磁盘后重试。"
            "学校文件没有改动。"
        )
    files.make_private(part)
    with explaining(opened.path):
        copy = connect(part, opened.key, write=True)
        try:
            copy.execute("PRAGMA journal_mode = MEMORY")  # a copy that dies is made anew
            copy.execute("PRAGMA synchronous = OFF")
            opened.reader().conn.backup(
                copy.conn,
                pages=PAGES_A_STEP,
                progress=lambda _, left, total: progress.step(
                    total - left, total, "正在复制学校文件"
                ),
            )
            copy.execute("PRAGMA journal_mode = MEMORY")
            progress.step(0, 0, "正在用新密钥加密")
            with heeding(copy, progress):
                copy.execute(f"PRAGMA rekey = \"x'{key.hex()}'\"")
        finally:
            copy.close()
    wrong = backup.verify(part, key, progress)
    if wrong:
        raise StoreError("没有更换密钥，新的一份没有通过检查：" + "；".join(wrong))
    files.flush(part)
    progress.heed()


def _without_password(opened: Store, ring: KeyRing) -> tuple[str, ...]:
    """Who will have no way to the new key: users of format 1 who have not opened since, and of no entry."""
    held = {u.name: ring.of(u.uid, u.ring_entry) for u in rights.users(opened.reader())}
    return tuple(name for name, entry in held.items() if entry is None or not entry.public)


def _hold_both(ring: KeyRing, former: bytes, key: bytes) -> None:
    ring.entries = [e.with_key(key) if e.public else e for e in ring.entries]
    ring.save(former, key)


def _hold_one(ring: KeyRing, key: bytes) -> None:
    ring.keep(key)
    try:
        ring.save(key)
    except (
        StoreError
    ) as error:  # the file has its new key: the ring is put right at the next opening
        log.warning("key ring: %s", error.text)
