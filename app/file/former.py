"""The copy that is made before an upgrade: the file as it was, with its ring, under a name that is free."""

from __future__ import annotations

import os
import shutil
from contextlib import closing, suppress
from itertools import count
from pathlib import Path

from sqlite_utils import Database

from app.file import duplicate, store, vault
from app.ground import files, temporary
from app.ground.errors import StoreError
from app.ground.jobs import Progress


def keep(db: Database, path: Path, key: bytes, version: int, progress: Progress) -> Path:
    """Copy the file and its ring under a name that nothing has: not even an earlier copy is replaced."""
    target = _free_name(path, version)
    try:
        with temporary.beside(target) as part:
            last = duplicate.pages(db, part, key, progress, "正在备份旧版文件")
            _see_whole(part, key, version, progress)
            ring = None  # where it is lost or damaged the recovery code has opened the file
            with suppress(vault.LostRing):
                ring = vault.load(path)
            if ring is not None and ring.format == 1:  # the program of that version reads it
                files.make_private(vault.ring_path(target))
                shutil.copyfile(ring.path, vault.ring_path(target))
                files.flush(vault.ring_path(target))
                ring = None
            duplicate.put_in_place(part, target, ring, key, last)
    except BaseException as error:
        for left in (target, vault.ring_path(target)):  # of this copy alone: the name was free
            with suppress(OSError):
                left.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise StoreError(
                f"升级前的备份不能写入「{path.parent}」（{files.reason(error)}）。"
                "没有升级，文件没有改动。"
            ) from error
        raise
    return target


def _see_whole(part: Path, key: bytes, version: int, progress: Progress) -> None:
    """Open the copy and check the seal of every page, before the file is touched. Raises StoreError.

    What the rows are, sound or not, is judged of the file itself.
    """
    progress.step(0, 0, "正在检查升级前的备份")
    with closing(store.look(part, key)) as copy, store.heeding(copy, progress):
        broken = copy.execute("PRAGMA cipher_integrity_check").fetchall()
        if broken or copy.execute("PRAGMA user_version").fetchone()[0] != version:
            raise StoreError(
                "升级前的备份没有通过检查（磁盘可能有问题），已放弃。没有升级，文件没有改动。"
            )


def _free_name(path: Path, version: int) -> Path:
    for number in count(1):
        mark = f" {number}" if number > 1 else ""
        copy = path.with_name(f"{path.stem}（升级前第{version}版{mark}）{path.suffix}")
        # lexists: a link that leads nowhere is somebody's, too
        if not any(map(os.path.lexists, (copy, vault.ring_path(copy)))):
            return copy
    raise AssertionError
