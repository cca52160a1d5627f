"""归档: old operations go to a sealed file beside the backups, a baseline takes their place, the chain goes on.

The archive is SQLCipher like the school's file, under a random key of its own that the school's file keeps:
so it stays readable when the file gets another key, and nobody reads it without the school's file. It holds
the entries as they were, with their chain; the school's file says where the border is and what the last hash
before it was. What is archived can no longer be taken back.
"""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlcipher3.dbapi2 import Error
from sqlite_utils import Database

from app.file import baseline, chain, journal, keeper, recording, wholeness
from app.file.connection import connect, look
from app.file.finding import ASK, Finding
from app.file.operation import Operation, Transaction
from app.file.wholeness import Last
from app.ground import filenames, files
from app.ground.errors import StoreError, UserError
from app.ground.jobs import Progress

SUFFIX = ".dxlog"
DAYS = 30  # how old at least what is archived is: the work of a month can always be taken back
_TABLES = {  # what goes, and up to where; the order in which references allow it to go
    "change": "id <= :last_change_id",
    "baseline": "operation_id <= :last_id",
    "operation": "id <= :last_id",
}
_AT_ONCE = 2000  # rows


@dataclass(frozen=True)
class Archive:
    """Where the operations ``first_id`` to ``last_id`` are, and what its chain begins and ends with.

    ``folder`` is where it was written; it may have been moved since.
    """

    id: int
    first_id: int
    last_id: int
    last_change_id: int
    first_at: str
    last_at: str
    operation_count: int
    change_count: int
    previous_hash: str
    last_hash: str
    file_name: str
    folder: str

    @property
    def path(self) -> Path:
        """Where it was written."""
        return Path(self.folder) / self.file_name


def archives(db: Database) -> list[Archive]:
    """Return the archives of a school's file, the oldest first."""
    names = ", ".join(Archive.__dataclass_fields__)
    rows = db.execute(f"SELECT {names} FROM journal_archive ORDER BY id").fetchall()
    return [Archive(*row) for row in rows]


def border(db: Database) -> tuple[str, int]:
    """Return hash and id of the last operation that is archived: what the chain in the file goes on from."""
    found = archives(db)
    return (found[-1].last_hash, found[-1].last_id) if found else (chain.BEGINNING, 0)


def archived(db: Database, held: Last) -> Last | None:
    """Return what an archive has under the number of an operation; None where none has that number.

    Of the last one of an archive the file itself knows the hash. Raises StoreError where the archive is
    not where it was written, or cannot be read.
    """
    one = next((a for a in archives(db) if a.first_id <= held.number <= a.last_id), None)
    if one is None:
        return None
    if held.hash and held.number == one.last_id:
        return Last(one.last_id, one.last_at, hash=one.last_hash)
    called = f"第 {held.number} 项操作已归档到「{one.file_name}」"
    if not one.path.is_file():
        raise StoreError(f"{called}，它不在「{one.folder}」里，没有核对。")
    try:
        with closing(look(one.path, _key_of(db, one))) as found:
            return wholeness.numbered(found, held.number)
    except (StoreError, Error) as error:
        raise StoreError(f"{called}，它打不开或读不全，没有核对。") from error


def latest_day() -> datetime.date:
    """Return the last day before which operations may be archived today."""
    return datetime.date.today() - datetime.timedelta(days=DAYS)


def last_before(db: Database, before: datetime.date) -> int:
    """Return the last operation that would be archived, 0 for none.

    Those of before the day go, up to the first that is not. The last one that changed anything stays, so
    that numbers go on, and a run of keystrokes is not cut.
    """
    row = db.execute(
        "SELECT coalesce((SELECT min(id) FROM operation WHERE at >= :day),"
        " (SELECT max(id) + 1 FROM operation)),"
        " (SELECT operation_id FROM change WHERE operation_id IS NOT NULL ORDER BY id DESC LIMIT 1)",
        {"day": before.isoformat()},
    ).fetchone()
    last = min(row[0], row[1] or 0) - 1
    while True:
        cut = db.execute(
            "SELECT min(run_id) FROM operation WHERE id > ?1 AND run_id <= ?1", [last]
        ).fetchone()[0]
        if cut is None:
            break
        last = cut - 1
    first = db.execute("SELECT min(id) FROM operation").fetchone()[0]
    return last if first is not None and last >= first else 0


def count_before(db: Database, before: datetime.date) -> int:
    """Return how many operations would be archived."""
    last = last_before(db, before)
    return db.execute("SELECT count(*) FROM operation WHERE id <= ?", [last]).fetchone()[0]


def archive(before: datetime.date, folder: Path, school: str) -> Operation[Archive]:
    """Move the operations of before a day into a new archive in ``folder``, named after ``school``.

    The archive is written, read again, compared and on the disk before an entry goes. Undo passes it over:
    what has stayed can still be taken back. Raises NotAllowed; UserError where there is nothing to archive,
    the day is too late, or a check finds fault with the journal; StoreError where the folder cannot be
    written; Cancelled. Then the file is as it was.
    """

    def work(tx: Transaction) -> Archive:
        if before > latest_day():
            raise UserError(
                f"只能归档 {DAYS} 天以前（{latest_day():%Y-%m-%d} 之前）的操作记录。没有改动任何数据。"
            )
        return _work(tx, school, before, folder)

    return Operation("归档操作记录", work, "apart", right="users", large=True)


def faults(db: Database, at: Sequence[Path], progress: Progress | None = None) -> list[Finding]:
    """Return what is wrong with the archives, looked for where they were written and at ``at``.

    One that is not there is told, but is no fault. Raises Cancelled.
    """
    progress = progress or Progress()
    found: list[Finding] = []
    every = archives(db)
    if every and not _vouched(db, every[-1].id):
        found.append(
            Finding(
                f"归档「{every[-1].file_name}」在操作记录里没有，是后来登记的",
                "更早的操作记录不是归档了，而是被删除了",
            )
        )
    last: Archive | None = None
    for one in every:
        called = f"操作记录的归档文件「{one.file_name}」"
        before = (last.last_hash, last.last_id + 1) if last else (chain.BEGINNING, one.first_id)
        if (one.previous_hash, one.first_id) != before:
            found.append(Finding(f"{called}与它之前的归档接不上", "归档的登记被改过"))
        last = one
        path = next((p for p in (*at, one.path) if p.name == one.file_name and p.is_file()), None)
        if not _key_of(db, one):
            found.append(Finding(f"{called}的密钥不在学校文件里", "归档的登记或密钥被改过"))
        elif path is None:
            found.append(
                Finding(
                    f"{called}不在「{one.folder}」里，没有核对",
                    "它可能放在了别处；找不到的话，那些操作记录就无从查起",
                    "找到它，放回那个文件夹，再检查一次",
                    grave=False,
                )
            )
        elif (wrong := _compared(db, one, path, progress)) is not None:
            found.append(Finding(f"{called}{wrong}", "归档的操作记录损坏了或被换过"))
    return found


def _vouched(db: Database, number: int) -> bool:
    """Tell whether the operation that made the newest archive is there: its hash covers all archives."""
    row = db.execute(
        "SELECT 1 FROM journal_archive a JOIN operation o ON o.id = a.operation_id"
        " WHERE a.id = ? AND o.id > a.last_id"
        " AND NOT EXISTS (SELECT 1 FROM journal_archive b WHERE b.operation_id > a.operation_id)",
        [number],
    ).fetchone()
    return row is not None


def _work(tx: Transaction, school: str, before: datetime.date, folder: Path) -> Archive:
    db = tx.db
    last = last_before(db, before)
    if not last:
        raise UserError(f"{before:%Y-%m-%d} 之前没有可以归档的操作记录。没有改动任何数据。")
    _see_that_it_is_sound(tx)
    made = _measured(db, last, school, folder)
    key = secrets.token_bytes(32)
    tx.outside(_written(tx, made, key))
    db.execute("INSERT INTO secret VALUES (?, ?)", [_secret(made.id), key])
    values = {name: getattr(made, name) for name in Archive.__dataclass_fields__ if name != "id"}
    with keeper.keeping():
        db.execute(
            f"INSERT INTO journal_archive (operation_id, {', '.join(values)})"
            f" VALUES (:operation_id, {', '.join(f':{name}' for name in values)})",
            {**values, "operation_id": tx.operation_id},
        )
        for table, which in _TABLES.items():
            db.execute(f"DELETE FROM {table} WHERE {which}", _border(made))
    undone = db.execute("SELECT id FROM operation WHERE state = 'undone'").fetchall()
    if undone:  # what was taken back before these is gone: they cannot be done again in their turn
        journal.set_state(db, [row[0] for row in undone], "dropped")
    baseline.lay(db, tx.operation_id, tx.progress)
    tx.name(f"归档操作记录（{before:%Y-%m-%d} 之前，{made.operation_count} 项，{made.file_name}）")
    return made


def _see_that_it_is_sound(tx: Transaction) -> None:
    """What a new baseline says is from then on taken to be right: so it is seen to be before."""
    db = tx.db
    links = [one for one in chain.links(db, tx.progress) if one.id != tx.operation_id]
    found = chain.faults(links, *border(db))
    found += baseline.faults(db, db, recording.recorded_tables(db), tx.progress)
    grave = [one for one in found if one.advice != ASK]
    if grave:
        raise UserError(f"检查没有通过，没有归档：{grave[0].text}")


def _measured(db: Database, last: int, school: str, folder: Path) -> Archive:
    first_id, count, first_at, last_at = db.execute(
        "SELECT min(id), count(*), min(at), max(at) FROM operation WHERE id <= ?", [last]
    ).fetchone()
    last_change = db.execute(
        "SELECT coalesce(max(id), 0) FROM change WHERE operation_id <= ?", [last]
    ).fetchone()[0]
    changes = db.execute("SELECT count(*) FROM change WHERE id <= ?", [last_change]).fetchone()[0]
    number = db.execute("SELECT coalesce(max(id), 0) + 1 FROM journal_archive").fetchone()[0]
    previous = db.execute(
        "SELECT previous_hash FROM operation WHERE id = ?", [first_id]
    ).fetchone()[0]
    last_hash = db.execute("SELECT hash FROM operation WHERE id = ?", [last]).fetchone()[0]
    name = _free(folder, school, f" 操作记录 {first_at[:10]} 至 {last_at[:10]}")
    return Archive(
        *(number, first_id, last, last_change, first_at, last_at, count, changes),
        *(previous, last_hash, name, str(folder.absolute())),
    )


def _free(folder: Path, school: str, text: str) -> str:
    """A name that no file in the folder has: what is left of a killed archiving is nobody's to replace."""
    for number in range(1, 1000):
        name = filenames.safe_name(school, f"{text}{f' {number}' if number > 1 else ''}{SUFFIX}")
        if not (folder / name).exists():
            return name
    raise UserError(f"「{folder}」里同名的归档文件太多，请换一个文件夹。没有改动任何数据。")


@contextmanager
def _written(tx: Transaction, made: Archive, key: bytes) -> Generator[None]:
    """Write the archive, read it again and compare it; then it takes its name, flushed to the disk.

    Where nothing is committed, it goes.
    """
    try:
        made.path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"归档文件不能写入「{made.folder}」（{files.reason(error)}）。没有改动任何数据。"
        ) from error
    with files.replacing(made.path) as part:
        with closing(connect(part, key, write=True)) as target:
            target.execute("PRAGMA journal_mode = DELETE")
            target.execute("PRAGMA foreign_keys = OFF")
            with target.atomic():
                for table, which in (*_TABLES.items(), ("journal_archive", "1")):
                    _copy(tx, target, table, which, made)
        wrong = _compared(tx.db, made, part, tx.progress, key)
        if wrong is not None:
            raise StoreError(f"归档文件写好后核对不符，已放弃：{wrong}。没有改动任何数据。")
    try:
        yield
    except BaseException:
        with suppress(OSError):
            made.path.unlink(missing_ok=True)
        raise


def _copy(tx: Transaction, target: Database, table: str, which: str, made: Archive) -> None:
    words = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?"
    target.execute(tx.db.execute(words, [table]).fetchone()[0])
    rows = tx.db.execute(f"SELECT * FROM {table} WHERE {which} ORDER BY id", _border(made))
    marks = ", ".join("?" for _ in rows.description)
    total, done = made.change_count, 0
    while some := rows.fetchmany(_AT_ONCE):
        target.conn.executemany(f"INSERT INTO {table} VALUES ({marks})", some)
        done += len(some)
        tx.progress.step(min(done, total), total, "正在写归档文件")


def _compared(
    db: Database, one: Archive, path: Path, progress: Progress, key: bytes | None = None
) -> str | None:
    """Return what is wrong with an archive that lies at a path, None where it is what was archived."""
    try:
        with closing(look(path, key or _key_of(db, one))) as held:
            if held.execute("PRAGMA cipher_integrity_check").fetchone() is not None:
                return "有读不出的页"
            links = list(chain.links(held, progress))
            changes = held.execute("SELECT count(*) FROM change").fetchone()[0]
    except (StoreError, Error):
        return "打不开或读不全"
    if chain.faults(links, one.previous_hash, one.first_id - 1):
        return "里的校验链不对"
    ends = (len(links), changes, links[-1].hash if links else "")
    if ends != (one.operation_count, one.change_count, one.last_hash):
        return "与归档时不是同一份"
    return None


def _key_of(db: Database, one: Archive) -> bytes:
    """The key of an archive, which the school's file keeps; b"" where it does not."""
    row = db.execute("SELECT value FROM secret WHERE name = ?", [_secret(one.id)]).fetchone()
    return row[0] if row else b""


def _border(made: Archive) -> dict[str, Any]:
    return {"last_id": made.last_id, "last_change_id": made.last_change_id}


def _secret(number: int) -> str:
    return f"journal_archive_{number}"
