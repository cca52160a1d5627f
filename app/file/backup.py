"""备份: a consistent encrypted copy, opened and checked before it takes its name."""

from __future__ import annotations

import datetime
import errno
import os
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from app.file import connection, damage, duplicate, lineage, migrate, store, vault
from app.file.session import Session
from app.file.store import Store
from app.ground import filenames, files, temporary
from app.ground.errors import StoreError, UserError
from app.ground.jobs import Progress


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
    with closing(store.look(path, key)) as db, store.explaining(path):
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
    try:
        with temporary.beside(target) as copy, temporary.beside(target) as plain:
            with store.explaining(target):
                session.with_key(lambda opened: _decrypt(opened, copy, plain, progress))
            files.flush(plain)
            files.put_in_place(plain, target)
    except OSError as error:
        raise StoreError(
            f"不能写入「{target}」（{files.reason(error)}）。学校文件没有改动。"
        ) from error
    return target


def _decrypt(opened: Store, copy: Path, plain: Path, progress: Progress) -> None:
    """Write a plain copy by way of an encrypted one without the secret, which so is never in plain.

    Nor is half-done work: a workbook under review may name people who are no students yet.
    """
    duplicate.pages(opened.reader(), copy, opened.key, progress)
    db = store.connect(copy, opened.key, write=True)
    try:
        db.execute("DROP TABLE IF EXISTS secret")
        db.execute("DELETE FROM unfinished")
        db.execute("ATTACH DATABASE ? AS plain KEY ''", [connection.uri(plain)])
        db.execute("SELECT sqlcipher_export('plain')").fetchall()
        version = db.execute("PRAGMA main.user_version").fetchone()[0]
        db.execute(f"PRAGMA plain.user_version = {version}")
        db.execute("DETACH DATABASE plain")
    finally:
        db.close()


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
    key = opened.key
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _clear(target, opened)
        with temporary.beside(target) as part:
            with store.explaining(target):
                last = duplicate.pages(opened.reader(), part, key, progress)
                wrong = verify(part, key, progress)
            if wrong:
                raise StoreError("备份检查没有通过，已放弃：" + "；".join(wrong))
            ring = vault.load(opened.path)
            ring.verify(key, opened.path)
            duplicate.put_in_place(part, target, ring, key, last)
    except OSError as error:
        raise StoreError(
            f"备份不能写入「{target.parent}」（{files.reason(error)}）。学校文件没有改动，请换一个位置。"
        ) from error


def _clear(target: Path, opened: Store) -> None:
    """See that only an older backup of this school, with its own ring, is replaced.

    Raises UserError where another school's file or key ring has the name, or a file that is no backup,
    or one in which something else was done or nobody can say, OSError where a folder has.
    """
    ring = vault.ring_path(target)
    for held in (target, ring):
        if held.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if os.path.lexists(ring) and not _is_ours(target, opened.key):
        raise UserError(  # of a file that was moved, which nothing else opens
            f"「{ring.name}」已经存在，可能是另一个学校文件的密钥，没有覆盖它。请换一个名字。"
        )
    if not target.exists():
        return
    try:
        is_backup = store.is_backup(target, opened.key)
        copy = store.connect(target, opened.key, write=False, still=True)
    except StoreError as error:
        raise UserError(
            f"「{target.name}」已经存在，但不是本校的备份（或已损坏），没有覆盖它。请换一个名字。"
        ) from error
    try:
        with closing(copy), store.explaining(target):
            own = lineage.last_of(copy, opened.reader()) is not None
    except StoreError as error:
        raise UserError(
            f"「{target.name}」是不是本校较早的备份，没有办法核对：{error.text}"
            "没有覆盖它。请换一个名字。"
        ) from error
    if not is_backup:
        raise UserError(
            f"「{target.name}」是学校文件，不是备份，没有覆盖它。请换一个名字。没有写入任何数据。"
        )
    if not own:
        raise UserError(
            f"「{target.name}」里有学校文件没有的操作（有人在那份副本里做过工作，或它比学校文件新），"
            "没有覆盖它。请换一个名字。"
        )


def _is_ours(file: Path, key: bytes) -> bool:
    """Tell whether the ring beside a file is vouched for under this key, or too old to say.

    Without a file it is what a copy left that was killed between ring and file: that takes a voucher.
    """
    try:
        ring = vault.load(file)
        if not file.exists() and ring.format == 1:
            return False
        ring.verify(key, file)
    except StoreError:
        return False
    return True
