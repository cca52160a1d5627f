"""Bringing an older file up to the present schema: backup first, one transaction, newer refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from sqlite_utils import Database

from app import store
from app.errors import UserError

LATEST = 1

# version reached -> what brings the file there from the version before. A step is plain SQL on the
# tables as they were then: it never imports today's classes. Each has a test.
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

    Raises UserError for a newer file; any error leaves the file as it was.
    """
    check(db, path, latest)
    version = version_of(db)
    if version == latest:
        return None
    copy = path.with_name(f"{path.stem}（升级前第{version}版）{path.suffix}")
    copy.unlink(missing_ok=True)
    with store.explaining(path):
        target = store.connect(copy, key, write=True)
        try:
            db.conn.backup(target.conn)
        finally:
            target.close()
        # foreign keys are off while tables are rebuilt, and checked before the commit
        db.execute("PRAGMA foreign_keys = OFF")
        try:
            with db.atomic():
                for number in range(version + 1, latest + 1):
                    steps[number](db)
                    db.execute(f"PRAGMA user_version = {number}")
                if db.execute("PRAGMA foreign_key_check").fetchone():
                    raise UserError(f"「{path.name}」升级后有记录对不上，已放弃升级，文件没有改动。")
        finally:
            db.execute("PRAGMA foreign_keys = ON")
    return copy
