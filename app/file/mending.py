"""What the program can put right by itself: the search index, where its pages alone are damaged."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

from app.file import damage, migrate
from app.file.connection import connect, explaining, heeding
from app.file.store import Store
from app.file.strangers import SEARCH
from app.ground import files, temporary
from app.ground.errors import StoreError
from app.ground.jobs import Progress


def rebuild_search(opened: Store, progress: Progress | None = None) -> None:
    """Make the search index of an open file anew from the students, who are not touched.

    It is done in a copy: the damaged tables are forgotten there without being read and made again, the
    copy is written anew without the pages that nobody owns then, checked whole, and takes the file's
    place. On the writer's thread. Raises StoreError where more is damaged, the disk is full or another
    program reads the file, Cancelled; then the file is as it was.
    """
    progress = progress or Progress()
    if not opened.fold():
        raise StoreError(
            f"「{opened.path.name}」正被另一个程序读取，请把它关闭后再试。没有改动任何数据。"
        )
    # read by other means than SQLite's while nobody has it open: closing it so would take our locks away
    opened.exchange(lambda: _replace(opened.path, opened.key, progress), opened.key, progress)


def _replace(path: Path, key: bytes, progress: Progress) -> None:
    text = "正在重建搜索索引"
    try:
        with temporary.beside(path) as copy, temporary.beside(path) as whole:
            progress.step(0, 3, text)
            shutil.copyfile(path, copy)
            with explaining(path):
                _forget(copy, key)
                progress.step(1, 3, text)
                with closing(connect(copy, key, write=True)) as db, heeding(db, progress):
                    db.execute("VACUUM INTO ?", [str(whole)])
            progress.step(2, 3, text)
            if wrong := damage.faults(whole, key, progress):
                raise StoreError(f"没有重建搜索索引：{wrong[0].text}文件没有改动。")
            files.flush(whole)
            files.put_in_place(whole, path)
    except OSError as error:
        raise StoreError(f"没有重建搜索索引（{files.reason(error)}）。文件没有改动。") from error


def _forget(copy: Path, key: bytes) -> None:
    with closing(migrate.fresh_schema()) as fresh:
        made = fresh.execute(
            "SELECT sql FROM sqlite_master WHERE name = ? AND type = 'table'", [SEARCH]
        ).fetchone()[0]
    with closing(connect(copy, key, write=True)) as db:
        db.execute("PRAGMA journal_mode = MEMORY")
        db.execute("PRAGMA writable_schema = ON")
        with db.atomic():
            db.execute(
                "DELETE FROM sqlite_master WHERE type = 'table'"
                " AND (name = ?1 OR name LIKE ?1 || '\\_%' ESCAPE '\\')",
                [SEARCH],
            )
            db.execute("PRAGMA writable_schema = RESET")
            db.execute(made)
            db.execute(f"INSERT INTO {SEARCH} ({SEARCH}) VALUES ('rebuild')")
