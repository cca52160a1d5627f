"""工作台 · 备份: what is to be done so that nothing can be lost, and period rules that the plan misses."""

from __future__ import annotations

import datetime

from sqlite_utils import Database

from app.classes import periods
from app.file.keeping import Keeper
from app.home import Duty
from app.rules.verdicts import VERDICTS

TRIED = 180  # days after which a backup is to be restored on trial again
SETTLED = 30  # days of work in a school before a first trial is asked for


def periods_lacking(db: Database, today: datetime.date) -> list[Duty]:
    """Return the rules of this semester and year that the plan does not meet.

    In a school of thousands of classes this takes longer than a page may.
    """
    return [
        Duty(
            "info" if one.severity == "info" else "warn",
            f"{one.called}{VERDICTS[one.verdict]}：{one.share}，应 {one.asked}"
            + (f"，{one.missing}" if one.missing else ""),
            "period",
            part=one.period,
        )
        for one in periods.lacking(db, today)
    ]


def copies(keeper: Keeper, today: datetime.date) -> list[Duty]:
    """Return what lacks of the school's backups; of a backup, or a file only read, nothing.

    It looks at the disk, which may take its time.
    """
    session = keeper.session
    if session.is_backup or session.only_read:
        return []
    texts: list[tuple[str, bool]] = [(keeper.reminder(), True)]
    chosen = keeper.settings.backup_folder
    if chosen and not keeper.folder.is_dir():
        texts.append((f"备份文件夹「{chosen}」找不到：盘没有插上，或文件夹改了名", True))
    if not keeper.settings.automatic:
        texts.append(("自动备份已经关掉，要靠自己记得备份", True))
    texts.append((session.read(trial, today), False))
    return [Duty("warn" if late else "info", text, "backup") for text, late in texts if text]


def trial(db: Database, today: datetime.date) -> str:
    """Say that a backup should be restored on trial again; "" where that was done lately."""
    last = db.execute("SELECT max(date(at)) FROM rehearsal WHERE school_id = 1 AND passed = 1")
    tried = last.fetchone()[0]
    if tried:
        days = (today - datetime.date.fromisoformat(tried)).days
        return f"上次恢复演练是 {days} 天前，该再试一次备份能不能恢复" if days > TRIED else ""
    begun = db.execute("SELECT date(created_at) FROM school WHERE id = 1").fetchone()[0]
    settled = (today - datetime.date.fromisoformat(begun)).days > SETTLED
    return "备份还从来没有演练过恢复" if settled else ""
