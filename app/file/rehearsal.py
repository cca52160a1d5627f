"""恢复演练: a backup is restored into memory and compared, table by table, with what should be there.

Nothing on any disk is touched. What is compared: the tables of the copy restored with those of the file
itself; with the digests of the newest baseline in its journal, the rows that entries have changed since
put back as they were; and with the present school, put back likewise to the moment of the backup.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import sqlcipher3
from sqlite_utils import Database

from app.file import (
    archiving,
    baseline,
    chain,
    damage,
    keeper,
    misfits,
    recording,
    shape,
    steps,
    store,
    vault,
    wholeness,
)
from app.file.migrate import bring_up, check, fresh_schema, version_of
from app.file.wholeness import Last
from app.ground.errors import StoreError, UserError
from app.ground.jobs import Progress

PAGES_A_STEP = 2000


class OtherKey(StoreError):
    """A backup is under another key than the school has now; the password of that time opens it."""


@dataclass(frozen=True)
class Sum:
    """How many rows a table has, and the SHA-256 over them."""

    rows: int
    digest: str


@dataclass
class Report:
    """What a rehearsal found. ``last`` is the last operation of the backup, done ``at``.

    ``compared``: what the present school says to it; ``uncompared``: why it was not asked.
    """

    name: str
    school: str
    last: int
    at: str
    tables: dict[str, Sum]
    compared: str = ""
    uncompared: str = ""
    faults: list[str] = field(default_factory=list[str])

    @property
    def rows(self) -> int:
        """How many rows were restored."""
        return sum(one.rows for one in self.tables.values())

    @property
    def digest(self) -> str:
        """The SHA-256 over the digests of all tables, by name."""
        lines = [f"{name} {one.rows} {one.digest}\n" for name, one in sorted(self.tables.items())]
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    @property
    def verdict(self) -> str:
        """What came of it."""
        if self.faults:
            return "；".join(self.faults)
        if self.uncompared:
            return f"备份本身完好，未与现在的学校文件比较：{self.uncompared}"
        return f"全部相符。{self.compared}"

    @property
    def line(self) -> str:
        """The line for the record."""
        return (
            f"恢复演练：「{self.name}」（到 {self.at[:16]} 第 {self.last} 项操作），恢复到内存，"
            f"{len(self.tables)} 张表 {self.rows:,} 条记录，校验值 {self.digest[:16]}。{self.verdict}"
        )


def rehearse(
    path: Path, key: bytes, present: Database | None = None, progress: Progress | None = None
) -> Report:
    """Restore a backup into memory and compare it; ``present`` is the open school, if it is at hand.

    Raises StoreError where the key does not open it, UserError where it is empty, of a newer program or
    of another school than ``present``, Cancelled. What does not agree is told in the report.
    """
    progress = progress or Progress()
    with store.explaining(path), restored(path, key, progress) as memory:
        if present is not None:
            _refuse_another_school(path, memory, present)
        with store.heeding(memory, progress):
            faults = _unsound(memory, progress)
            tables = sums(memory, progress)
            faults += _unlike_file(path, key, tables, progress)
            last, at = _last(memory)
            name = memory.execute("SELECT name FROM school WHERE id = 1").fetchone()[0]
            report = Report(path.name, name, last, at, tables, faults=faults)
            if version_of(memory) < steps.LATEST:
                bring_up(memory, path, progress)
                told = "由旧版程序保存，已在内存中升级成功。"
                report.compared, report.uncompared = told, told if present is not None else ""
                return report
            faults += _unlike_journal(memory, progress)
        _compare(report, memory, present, progress)
    return report


def _refuse_another_school(path: Path, memory: Database, present: Database) -> None:
    whose = "SELECT uid, name FROM school WHERE id = 1"
    held, here = (db.execute(whose).fetchone() for db in (memory, present))
    if held[0] != here[0]:
        raise UserError(
            f"「{path.name}」是另一个学校文件的备份（{held[1]}），不是现在这个学校文件的，"
            "不能和它比较，没有记入演练记录。请选本校的备份。"
        )


@contextmanager
def restored(path: Path, key: bytes, progress: Progress) -> Generator[Database]:
    """Give a backup's pages in memory, under its key, so that nothing of it is on a disk in plain.

    Raises StoreError, UserError, Cancelled.
    """
    source = store.look(path, key)
    conn = sqlcipher3.connect(":memory:", isolation_level=None, check_same_thread=False)
    memory = Database(conn, execute_plugins=False)
    try:
        conn.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        with store.explaining(path):
            source.conn.backup(
                conn,
                pages=PAGES_A_STEP,
                progress=lambda _, left, total: progress.step(
                    total - left, total, "正在恢复到内存"
                ),
            )
            keeper.install(conn)
            check(memory, path)
        yield memory
    finally:
        source.close()
        memory.close()


def sums(db: Database, progress: Progress) -> dict[str, Sum]:
    """Return count and digest of every table. Raises Cancelled."""
    found: dict[str, Sum] = {}
    tables = _tables(db)
    for place, table in enumerate(tables):
        progress.step(place, len(tables), "正在逐表核对")
        count, digest = 0, hashlib.sha256()
        for row in db.execute(f'SELECT * FROM "{table}" ORDER BY rowid'):
            count += 1
            digest.update(repr(row).encode("utf-8", "surrogatepass"))
        found[table] = Sum(count, digest.hexdigest())
    return found


def _tables(db: Database) -> list[str]:
    """Every table that holds rows of its own; a search index is made of others."""
    rows = db.execute(
        "SELECT m.name FROM sqlite_master m JOIN pragma_table_list l ON l.schema = 'main'"
        " AND l.name = m.name WHERE l.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        " ORDER BY m.name"
    ).fetchall()
    return [name for (name,) in rows]


def _unsound(db: Database, progress: Progress) -> list[str]:
    progress.step(0, 0, "正在检查文件结构和索引")
    found = [str(row[0]) for row in db.execute("PRAGMA integrity_check(5)").fetchall()]
    wrong = [f"{one.what}（{one.means}）" for one in damage.structure(found)]
    loose = db.execute("PRAGMA foreign_key_check").fetchall()[:5]
    return wrong + [f"{_called(row[0])}有记录指向不存在的记录" for row in loose]


def _unlike_file(path: Path, key: bytes, tables: dict[str, Sum], progress: Progress) -> list[str]:
    """What came into memory otherwise than it is in the file."""
    db = store.look(path, key)
    try:
        with store.explaining(path):
            there = sums(db, progress)
    finally:
        db.close()
    return [
        f"{_called(table)}恢复后与备份文件不同"
        for table in sorted({*there, *tables})
        if there.get(table) != tables.get(table)
    ]


def _unlike_journal(db: Database, progress: Progress) -> list[str]:
    """What its own journal tells otherwise: the chain, the newest baseline and the entries since."""
    progress.step(0, 0, "正在与操作记录核对")
    fresh = fresh_schema()
    try:
        found = chain.faults(list(chain.links(db, progress)), *archiving.border(db))
        found += baseline.faults(db, fresh, shape.complete(db, fresh), progress)
    finally:
        fresh.close()
    return [f"{one.what}（{one.means}）" for one in found]


def rows_before(db: Database, table: str, change_id: int) -> Iterator[tuple[int, bytes]]:
    """Yield the rows of a table, (id, text) by id, as they were after a change: later ones put back."""
    text = recording.row_text(db, table, "t")
    yield from db.execute(
        "WITH later AS (SELECT row_id, min(id) AS first FROM change"
        " WHERE table_name = :table AND id > :change GROUP BY row_id)"
        f' SELECT t.id, CAST({text} AS BLOB) AS row FROM "{table}" t'
        " WHERE t.id NOT IN (SELECT row_id FROM later)"
        " UNION ALL SELECT c.row_id, CAST(c.before AS BLOB) FROM later l"
        " JOIN change c ON c.id = l.first WHERE c.before IS NOT NULL ORDER BY 1",
        {"table": table, "change": change_id},
    )


def _compare(
    report: Report, memory: Database, present: Database | None, progress: Progress
) -> None:
    """Compare with the present school at the backup's moment; say of what that was not possible."""
    if present is None:
        return
    held, newest = wholeness.last_operation(memory), wholeness.last_operation(present)
    if not held.number:
        report.uncompared = "备份里没有操作记录。"
        return
    try:
        here = wholeness.numbered(present, held.number) or archiving.archived(present, held)
        if here is None:  # done after all that the present school has, or else apart from it
            there = wholeness.numbered(memory, newest.number)
            held, here = there or archiving.archived(memory, newest) or Last(), newest
            report.uncompared = "备份比现在的学校文件新，现在的学校文件里没有它最后的操作。"
    except StoreError as error:
        report.uncompared = error.text
        return
    if here.hash != held.hash:
        report.faults.append("与现在的学校文件分了岔：有人在其中一份里另外做过工作")
    elif here.number <= archiving.border(present)[1]:
        report.uncompared = "备份最后的操作已归档，是本校做过的；归档以后不能再退回到当时的内容。"
    elif not report.uncompared:
        report.compared = _beside(report, memory, present, progress)


def _beside(report: Report, memory: Database, present: Database, progress: Progress) -> str:
    moment = memory.execute("SELECT coalesce(max(id), 0) FROM change").fetchone()[0]
    for table in recording.recorded_tables(memory):
        progress.step(0, 0, "正在与现在的学校文件核对")
        then = hashlib.sha256(b"".join(text for _, text in rows_before(present, table, moment)))
        held = hashlib.sha256(b"".join(text for _, text in rows_before(memory, table, moment)))
        if then.digest() != held.digest():
            report.faults.append(f"{_called(table)}与现在的学校文件退回到当时的内容不同")
    newer = wholeness.last_operation(present).number > report.last
    return "与现在的学校文件退回到当时的内容一致。" if newer else "与现在的学校文件一致。"


def _last(db: Database) -> tuple[int, str]:
    row = db.execute("SELECT id, at FROM operation ORDER BY id DESC LIMIT 1").fetchone()
    return (row[0], row[1]) if row else (0, "")


def _called(table: str) -> str:
    return f"「{misfits.TABLES.get(table, table)}」"


def key_to(path: Path, key: bytes, password: str = "", progress: Progress | None = None) -> bytes:
    """Return what opens a backup: the school's own key, or what its own ring gives for a password.

    Raises OtherKey where the key is another and there is no password, WrongPassword, StoreError, Cancelled.
    """
    try:
        store.look(path, key).close()
    except StoreError as error:
        if not password:
            raise OtherKey(
                f"「{path.name}」不能用现在的密钥打开：它是更换密钥以前做的，要用当时的密码；"
                "或者它不是本校的备份，或已损坏。"
            ) from error
        return vault.load(path).unlock(password, progress)[0]
    return key
