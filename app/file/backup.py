"""备份: a consistent encrypted copy, opened and checked before it takes its name."""

from __future__ import annotations

import datetime
import errno
import os
import shutil
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from app.file import damage, migrate, store, vault
from app.file.session import Session
from app.file.store import Store
from app.ground import filenames, files
from app.ground.errors import StoreError, UserError
from app.ground.jobs import Progress

PAGES_A_STEP = 2000
STALE = 3600.0  # seconds after which a part belongs to no running backup


@dataclass(frozen=True)
class Copy:
    """A backup found beside others; ``size`` in bytes."""

    path: Path
    at: str
    size: int


def snapshot(session: Session, target: Path, progress: Progress | None = None) -> Path:
    """Write a copy of the open school, with its key ring, and return the copy's path.

    The copy is opened with the same key and checked whole before it replaces an older one of that
    name. Raises NotAllowed, StoreError where the disk is full or the folder cannot be written, Cancelled.
    """
    session.require("backup")
    progress = progress or Progress()
    if target.suffix.lower() != store.SUFFIX:
        target = target.with_name(target.name + store.SUFFIX)
    filenames.refuse_name(target)
    _check_apart(session, target)
    session.with_key(lambda opened: make(opened, target, progress))
    return target


def proposed_name(session: Session) -> str:
    """Return a name for a backup made now: 学校 备份 20261122-1730.dxjw."""
    now = datetime.datetime.now()
    return filenames.safe_name(session.path.stem, f" 备份 {now:%Y%m%d-%H%M}{store.SUFFIX}")


def copies(folder: Path) -> list[Copy]:
    """Return the school files in a folder, the latest first; an unreadable folder has none."""
    found: list[tuple[Path, os.stat_result]] = []
    with suppress(OSError):
        for path in folder.iterdir():
            if path.suffix.lower() == store.SUFFIX:
                with suppress(OSError):  # one that is gone, or leads nowhere, hides no other
                    found.append((path, path.stat()))
    return [
        Copy(p, datetime.datetime.fromtimestamp(s.st_mtime).strftime("%Y-%m-%d %H:%M"), s.st_size)
        for p, s in sorted(found, key=lambda f: -f[1].st_mtime)
    ]


def before_upgrades(path: Path) -> list[Copy]:
    """Return the copies of a school's file that were made before it was brought up, the latest first."""
    return [c for c in copies(path.parent) if c.path.name.startswith(f"{path.stem}（升级前第")]


def verify(path: Path, key: bytes, progress: Progress | None = None) -> list[str]:
    """Return what is wrong with a school file, in Chinese; nothing where it is whole.

    Checks every page's seal, of free pages too, which a backup copies; that each index agrees with its
    table, since pages of two moments have right seals and a quick_check would pass them; and every
    reference. Raises StoreError where the key does not open it, UserError where it is empty or of a
    newer program, Cancelled.
    """
    with closing(store.connect(path, key, write=False)) as db, store.explaining(path):
        migrate.check(db, path)  # an empty file is whole as well, and holds no school
    return [found.text for found in damage.faults(path, key, progress)]


def plain_copy(session: Session, target: Path, progress: Progress | None = None) -> Path:
    """Write the school as plain, unencrypted SQLite for other tools, and return its path.

    Raises NotAllowed, StoreError. Whoever has the file can read everything in it; the school's private
    key is not.
    """
    session.require("export")
    _check_apart(session, target)
    files.refuse_school_file(target)
    filenames.refuse_name(target)
    progress = progress or Progress()
    part = target.with_name(target.name + ".part")
    copy = target.with_name(target.name + ".copy.part")

    def export(opened: Store) -> None:
        # by way of an encrypted copy without the key, which so never lies on the disk in plain
        with store.explaining(target):
            _pages(opened, copy, progress)
        db = store.connect(copy, opened.key, write=True)
        try:
            with store.explaining(target):
                db.execute("DROP TABLE IF EXISTS secret")
                db.execute("ATTACH DATABASE ? AS plain KEY ''", [str(part)])
                db.execute("SELECT sqlcipher_export('plain')").fetchall()
                version = db.execute("PRAGMA main.user_version").fetchone()[0]
                db.execute(f"PRAGMA plain.user_version = {version}")
                db.execute("DETACH DATABASE plain")
        finally:
            db.close()

    try:
        for rest in (copy, part):
            rest.unlink(missing_ok=True)
        part.touch()  # a folder that cannot be written is told by its own reason
        session.with_key(export)
        files.put_in_place(part, target)
    except OSError as error:
        raise StoreError(
            f"不能写入「{target}」（{files.reason(error)}）。学校文件没有改动。"
        ) from error
    finally:
        _discard(copy)
        _discard(part)
    return target


def _check_apart(session: Session, target: Path) -> None:
    own = (session.path, vault.ring_path(session.path))
    # not Path.resolve, to which links that lead round in a circle are a bug
    if os.path.realpath(target) in map(os.path.realpath, own):
        raise UserError(
            "不能写在学校文件或密钥文件自己身上，请换一个名字或文件夹。没有写入任何数据。"
        )


def make(opened: Store, target: Path, progress: Progress) -> None:
    """Write a checked copy as ``snapshot`` does, on the caller's thread, of what was last committed.

    For copies that the program makes by itself: no right is asked. Raises StoreError, Cancelled.
    """
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _clear(target, opened)
        part.unlink(missing_ok=True)
        part.touch()  # a folder that cannot be written is told by its own reason
        with store.explaining(target):
            _pages(opened, part, progress)
            wrong = verify(part, opened.key, progress)
        if wrong:
            raise StoreError("备份检查没有通过，已放弃：" + "；".join(wrong))
        shutil.copyfile(vault.ring_path(opened.path), vault.ring_path(target))
        files.put_in_place(part, target)
    except OSError as error:
        raise StoreError(
            f"备份不能写入「{target.parent}」（{files.reason(error)}）。学校文件没有改动，请换一个位置。"
        ) from error
    finally:
        _discard(part)


def _clear(target: Path, opened: Store) -> None:
    """See that only an older copy of this school is replaced; sweep up after a copy that was killed.

    Raises UserError where another school's file or key ring has the name, or a copy in which something
    else was done, OSError where a folder has.
    """
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if target.exists():
        try:
            copy = store.connect(target, opened.key, write=False)
        except StoreError as error:
            raise UserError(
                f"「{target.name}」已经存在，但不是本校的备份（或已损坏），没有覆盖它。请换一个名字。"
            ) from error
        try:
            own = _is_earlier(copy, opened.reader())
        finally:
            copy.close()
        if not own:
            raise UserError(
                f"「{target.name}」里有学校文件没有的操作（有人在那份副本里做过工作，或它比学校文件新），"
                "没有覆盖它。请换一个名字。"
            )
    elif vault.ring_path(target).exists():  # of a file that was moved, which nothing else opens
        raise UserError(
            f"「{vault.ring_path(target).name}」已经存在，可能是另一个学校文件的密钥，没有覆盖它。"
            "请换一个名字。"
        )
    for stale in target.parent.glob(f"*{store.SUFFIX}.part"):
        if time.time() - stale.stat().st_mtime > STALE:
            _discard(stale)


def _is_earlier(copy: Database, school: Database) -> bool:
    """Tell whether all that was done in the copy was done in the school, too."""
    last = "SELECT id, at, name FROM operation ORDER BY id DESC LIMIT 1"
    found = copy.execute(last).fetchone()
    return (
        found is None
        or found
        == school.execute("SELECT id, at, name FROM operation WHERE id = ?", [found[0]]).fetchone()
    )


def _pages(opened: Store, part: Path, progress: Progress) -> None:
    copy = store.connect(part, opened.key, write=True)
    try:
        copy.execute("PRAGMA journal_mode = DELETE")
        opened.reader().conn.backup(
            copy.conn,
            pages=PAGES_A_STEP,
            progress=lambda _, left, total: progress.step(total - left, total, "正在备份"),
        )
        # one plain file that a read-only folder can hold
        copy.execute("PRAGMA journal_mode = DELETE")
    finally:
        copy.close()


def _discard(part: Path) -> None:
    files: Sequence[Path] = [
        part.with_name(part.name + rest) for rest in ("", "-wal", "-shm", "-journal")
    ]
    for file in files:
        try:
            file.unlink(missing_ok=True)
        except OSError:  # the stick is gone, and the part with it
            return
