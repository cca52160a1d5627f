"""The school files of every version, and what of a file an upgrade must keep."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from app.file import migrate, recording, vault
from app.file.session import Session
from app.file.steps import LATEST
from tests.data.make_school_file import FOLDER

KEPT = sorted(FOLDER.glob("v*.dxjw"))
OLDER = [path for path in KEPT if path.stem != f"v{LATEST}"]


def kept_copy(path: Path, folder: Path) -> Path:
    """A copy of a kept file, with its key ring."""
    copy = folder / path.name
    shutil.copyfile(path, copy)
    shutil.copyfile(vault.ring_path(path), vault.ring_path(copy))
    return copy


def words(db: Any) -> list[tuple[str, str, str]]:
    """The schema, word for word."""
    return db.execute(
        "SELECT type, name, coalesce(sql, '') FROM sqlite_master ORDER BY type, name"
    ).fetchall()


def everything(db: Any) -> list[object]:
    """The schema and every row."""
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
    rows = [
        (name, db.execute(f'SELECT * FROM "{name}"').fetchall())
        for (name,) in db.execute(tables).fetchall()
        if name != "student_find"  # its words stand in its own tables
    ]
    return [words(db), *rows, migrate.version_of(db)]


def recorded(session: Session) -> dict[str, list[dict[str, Any]]]:
    """Every recorded row by table, but for the versions on paper, which never go back, and the dates of
    approvals, which are judged anew."""

    def rows(db: Any) -> dict[str, list[dict[str, Any]]]:
        tables = {t: list(db.query(f'SELECT * FROM "{t}"')) for t in recording.recorded_tables(db)}
        for row in tables["class"]:
            del row["version"]
            row["approved_at"] = row["approved_at"] is not None
        # in no order: a row that came back may have another place
        return {t: sorted(found, key=lambda row: row["id"]) for t, found in tables.items()}

    return session.read(rows)
