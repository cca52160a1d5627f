"""Bringing an older file up to the present schema: backup first, one transaction, newer refused."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from sqlite_utils import Database

from app.file import journal, store, vault
from app.ground import files
from app.ground.errors import StoreError, UserError

LATEST = 1

# version reached -> what brings the file there from the version before. A step is plain SQL on the
# tables as they were then: it never imports today's classes. Each has a test.
# To 2: table secret ('certificate_key': 32 random bytes, an Ed25519 private key); school.public_key (its
# public key in hex), school.certificate_code 1, without school.verification_key, which nothing reads now;
# certificate.signature and key_fingerprint NULL.
STEPS: Mapping[int, Callable[[Database], None]] = {}


def version_of(db: Database) -> int:
    """Return the file's schema version."""
    return db.execute("PRAGMA user_version").fetchone()[0]


def check(db: Database, path: Path, latest: int = LATEST) -> None:
    """Raises UserError where the file is newer than this program, or was never finished."""
    version = version_of(db)
    if version > latest:
        raise UserError(
            f"「{path.name}」是由更新版本的程序保存的（文件第 {version} 版，本程序认得第 {latest} 版）。"
            "请先升级本程序；文件没有改动。"
        )
    if version < 1:
        raise UserError(f"「{path.name}」不是完整的学校文件。文件没有改动。")


def upgrade(
    db: Database,
    path: Path,
    key: bytes,
    *,
    steps: Mapping[int, Callable[[Database], None]] = STEPS,
    latest: int = LATEST,
) -> Path | None:
    """Bring the file behind ``db`` to ``latest``; return the copy made before, None if none was due.

    The copy has its key ring beside it. The journal's triggers are made anew from the columns that
    the steps left. Raises UserError for a newer file; any error leaves the file as it was.
    """
    check(db, path, latest)
    version = version_of(db)
    if version == latest:
        return None
    with store.explaining(path):
        copy = _copy(db, path, key, version)
        # foreign keys are off while tables are rebuilt, and checked before the commit
        db.execute("PRAGMA foreign_keys = OFF")
        try:
            with db.atomic():
                for number in range(version + 1, latest + 1):
                    steps[number](db)
                    db.execute(f"PRAGMA user_version = {number}")
                journal.install(db)
                if db.execute("PRAGMA foreign_key_check").fetchone():
                    raise UserError(
                        f"「{path.name}」升级后有记录对不上，已放弃升级，文件没有改动。"
                    )
        finally:
            db.execute("PRAGMA foreign_keys = ON")
    return copy


def _copy(db: Database, path: Path, key: bytes, version: int) -> Path:
    copy = path.with_name(f"{path.stem}（升级前第{version}版）{path.suffix}")
    try:
        copy.unlink(missing_ok=True)
        target = store.connect(copy, key, write=True)
        try:
            db.conn.backup(target.conn)
        finally:
            target.close()
        if vault.ring_path(path).exists():  # opened by the recovery code, there may be none
            shutil.copyfile(vault.ring_path(path), vault.ring_path(copy))
    except OSError as error:
        raise StoreError(
            f"升级前的备份不能写入「{path.parent}」（{files.reason(error)}）。没有升级，文件没有改动。"
        ) from error
    return copy
