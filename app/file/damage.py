"""Whether the file's pages can be read and agree with each other; which table it is where they do not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sqlcipher3.dbapi2 import Error

from app.file import misfits
from app.file.connection import heeding, look
from app.file.finding import Finding, several
from app.file.strangers import SEARCH, quoted
from app.ground.jobs import Progress
from app.ground.log import log

MEND_SEARCH = "search"


def faults(path: Path, key: bytes, progress: Progress | None = None) -> list[Finding]:
    """Return what is wrong with the pages of a file, nothing where it is whole.

    Asked are every page's seal, of free pages too, which a backup copies; whether each index agrees with
    its table, since pages of two moments have right seals and a quick_check would pass them; and every
    reference. Raises StoreError where the key does not open it, Cancelled.
    """
    progress = progress or Progress()
    reading = _Reading(path, key, progress)
    sealed = reading.asked("cipher_integrity_check", "正在核对每一页的校验")
    agreeing = reading.asked("integrity_check", "正在检查文件结构和索引")
    loose = reading.asked("foreign_key_check", "正在核对记录之间的引用")
    found = _sealed([str(row[0]) for row in sealed])
    if disagreeing := structure([str(row[0]) for row in agreeing]):
        found += [] if found else disagreeing
    if found:
        found += _unread(reading)
    parents = sorted({(str(row[0]), str(row[2])) for row in loose if len(row) > 2})
    if parents:
        names = several([f"{_noun(table)}所指的{_noun(parent)}" for table, parent in parents])
        found.append(Finding(f"{names}不存在", "有记录被别的工具删掉，别的记录还指着它"))
    return found


class _Reading:
    """Asks a file that may be damaged. A connection that has met a damaged page reads nothing any more:
    each question has one of its own."""

    def __init__(self, path: Path, key: bytes, progress: Progress) -> None:
        self._path, self._key, self._progress = path, key, progress

    def asked(self, pragma: str, text: str) -> list[tuple[Any, ...]]:
        """Return what a pragma says; its error where it could not be asked."""
        self._progress.step(0, 0, text)
        return self.rows(f"PRAGMA {pragma}")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of a statement; of a damaged file one row with the error."""
        db = look(self._path, self._key)
        try:
            with heeding(db, self._progress):
                return db.execute(sql).fetchall()
        except Error as error:
            log.warning("damage: %s: %s", sql, error)
            return [(str(error),)]
        finally:
            db.close()

    def reads(self, table: str) -> bool:
        """Read a table through, and tell whether it can be."""
        db = look(self._path, self._key)
        try:
            with heeding(db, self._progress):
                for _ in db.execute(f"SELECT * FROM {quoted(table)} NOT INDEXED"):
                    pass
        except Error as error:
            log.warning("damage: %s: %s", table, error)
            return False
        finally:
            db.close()
        return True


def _sealed(rows: list[str]) -> list[Finding]:
    if not rows:
        return []
    numbers = [found[1] for row in rows if (found := re.search(r"page (\d+)", row))]
    which = f"第 {several(numbers, 5)} 页" if numbers else "有的页"
    return [
        Finding(
            f"文件{which}校验不符", "磁盘、U盘或复制出了错，或文件被别的程序改动，这些页读不出来"
        )
    ]


def structure(rows: list[str]) -> list[Finding]:
    """Return what the lines of an integrity_check mean, which are in SQLite's own English."""
    wrong = [row for row in rows if row != "ok"]
    if not wrong:
        return []
    log.warning("damage: %s", wrong[:20])
    index = sorted({m[1] for row in wrong if (m := re.search(r"index (\w+)$", row))})
    if index and all(re.search(r"index \w+$", row) for row in wrong):
        return [Finding(f"索引 {several(index)} 与记录不符", "两个时刻的页混在一起，或磁盘出了错")]
    return [Finding("文件结构损坏", "磁盘、U盘或复制出了错，有的记录可能读不出来")]


def _unread(reading: _Reading) -> list[Finding]:
    """Read every table through, and say which cannot be."""
    tables = reading.rows(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    )
    broken = [str(row[0]) for row in tables if not reading.reads(str(row[0]))]
    search = [name for name in broken if name.startswith(f"{SEARCH}_")]
    lost = [_noun(name) for name in broken if name not in search]
    found: list[Finding] = []
    if lost:
        found.append(
            Finding(
                f"{several(lost)}里有读不出的记录",
                "这些记录损坏了，其余的都还能读出",
                "先把能读的导出，再从更早的完好备份恢复；同时保留这个文件",
            )
        )
    if search:
        found.append(
            Finding(
                "搜索索引损坏",
                f"{'学员资料完好，只是' if not lost else ''}按姓名、拼音搜索会出错或找不全",
                "重建搜索索引",
                mend=MEND_SEARCH,
            )
        )
    return found


def _noun(table: str) -> str:
    return f"「{misfits.TABLES.get(table, table)}」"
