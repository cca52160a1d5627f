"""Bringing an older file up to the present schema: backup first, one transaction, newer refused.

The steps (``steps.py``) say what was renamed and dropped. Everything else follows from comparing the
file with a fresh schema, made in memory from ``db/schema.sql``: views, triggers and indexes are made
anew, and so is every table whose words differ, its rows carried over. An upgraded file has therefore
the schema of a new one, word for word, and no step ever spells out a view or a guard.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeAlias

import sqlcipher3
from sqlite_utils import Database

from app.file import (
    archiving,
    baseline,
    chain,
    former,
    journal,
    misfits,
    recording,
    store,
    strangers,
    vault,
)
from app.file.operation import Transaction
from app.file.steps import LATEST, STEPS, Step, Steps
from app.ground import paths
from app.ground.errors import UserError
from app.ground.jobs import Progress
from app.ground.log import log

Derive: TypeAlias = Callable[[Database, Progress], None]
Bring: TypeAlias = Callable[[Transaction], str]
_TEXT = "正在升级学校文件"


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


def check_present(db: Database, path: Path, *, is_backup: bool = False) -> None:
    """As ``check``; raises UserError for an older file, too, which a reader cannot bring up."""
    check(db, path)
    if version_of(db) < LATEST and is_backup:
        raise UserError(
            f"「{path.name}」是旧版程序保存的备份，不能直接查看。请用「文件 · 从备份恢复」："
            "恢复出来的那一份会升级，备份本身不变。文件没有改动。"
        )
    if version_of(db) < LATEST:
        raise UserError(
            f"「{path.name}」由旧版程序保存，请先在本程序的窗口中打开一次：程序会先备份，再升级文件。"
            "文件没有改动。"
        )


def upgrade(
    db: Database,
    path: Path,
    key: bytes,
    progress: Progress | None = None,
    *,
    steps: Steps = STEPS,
    schema: str | None = None,
    derive: Derive | None = None,
    bring: Bring | None = None,
) -> Path | None:
    """Bring the file behind ``db`` to the latest version; return the copy made before, None if none
    was due.

    The copy has its key ring beside it. ``schema`` is the text of today's, ``db/schema.sql`` if None.
    ``derive`` makes anew what the program derives from other columns (search words); ``bring`` writes what
    comes with this program, journaled under the name that it returns.
    Raises UserError for a newer file, or where the file's rows do not fit the new schema, Cancelled;
    any error leaves the file as it was.
    """
    check(db, path, steps.latest)
    version = version_of(db)
    if version == steps.latest:
        return None
    progress = progress or Progress()
    with store.explaining(path):
        copy = former.keep(db, path, key, version, progress)
        done = False
        try:
            bring_up(db, path, progress, steps=steps, schema=schema, derive=derive, bring=bring)
            done = True
        finally:
            if not done:  # the file is as it was, and a copy at every try would fill the folder
                for left in (copy, vault.ring_path(copy)):
                    with suppress(OSError):
                        left.unlink(missing_ok=True)
    return copy


def bring_up(
    db: Database,
    path: Path,
    progress: Progress,
    *,
    steps: Steps = STEPS,
    schema: str | None = None,
    derive: Derive | None = None,
    bring: Bring | None = None,
) -> None:
    """Bring what ``db`` holds to the latest version, a copy in memory say; nothing is copied before.

    ``path`` is the file it came from, which errors name. Raises like ``upgrade``.
    """
    version = version_of(db)
    fresh = fresh_schema(schema, steps)
    try:
        with _transaction(db), _fitting(path, version):
            _Upgrade(db, fresh, steps, progress, derive, bring).run(version)
            with store.heeding(db, progress):
                _verify(db, path, progress)
    finally:
        fresh.close()


class _Upgrade:
    """One file on its way up, inside an open transaction."""

    def __init__(
        self,
        db: Database,
        fresh: Database,
        steps: Steps,
        progress: Progress,
        derive: Derive | None,
        bring: Bring | None,
    ) -> None:
        self.db, self.fresh, self.steps = db, fresh, steps
        self.progress, self.derive, self.bring = progress, derive, bring
        self.dropped: set[str] = set()  # columns under the names they are set aside by
        self.foreign: set[str] = set()  # tables that are not the school's
        self.given: dict[str, int] = {}  # the highest id that each table has given

    def run(self, version: int) -> None:
        told = [*self._faults(version), *self._clear(version)]
        for number, step in self.steps.after(version):
            self._take(number, step)
        self.db.execute("PRAGMA ignore_check_constraints = OFF")
        if self.db.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'").fetchone():
            self.given = dict(self.db.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
        tables = _parts(self.fresh, "table")
        extra = {n for _, n, _ in _parts(self.db, "table")} - {n for _, n, _ in tables}
        extra -= self.foreign
        if extra:
            raise RuntimeError(f"tables that no step declares dropped: {sorted(extra)}")
        for name, sql in self._in_turn(tables):
            self._table(name, sql)
        if self.derive is not None:
            self.derive(self.db, self.progress)
        for name, sql in self._in_turn(_parts(self.fresh, "virtual", "index")):
            self.db.execute(sql)
            if sql.startswith("CREATE VIRTUAL TABLE"):
                self.db.execute(f'INSERT INTO "{name}" ("{name}") VALUES (\'rebuild\')')
        self._number()
        for _, _, sql in _parts(self.fresh, "view", "trigger"):
            self.db.execute(sql)
        if _words(self.db, self.foreign) != _words(self.fresh):
            raise RuntimeError("the upgraded schema is not the fresh one")
        self.db.execute(f"PRAGMA user_version = {self.steps.latest}")
        self._tell(version, told)

    def _faults(self, version: int) -> list[str]:
        """What the baseline that an upgrade lays would otherwise take for right."""
        if version < 3:  # before the chain
            return []
        found = chain.faults(list(chain.links(self.db, self.progress)), *archiving.border(self.db))
        tables = recording.recorded_tables(self.db)
        found += baseline.faults(self.db, self.db, tables, self.progress)
        return [f"升级前检查：{one.what}，表示{one.means}" for one in found]

    def _clear(self, version: int) -> list[str]:
        """Take away what is made anew, and put what is foreign aside; return what became of that."""
        for kind, name, _ in _parts(self.db, "trigger", "view", "index"):
            self.db.execute(f"DROP {kind} {strangers.quoted(name)}")
        names = [n for (n,) in self.fresh.execute("SELECT name FROM sqlite_master").fetchall()]
        steps = [n for _, step in self.steps.after(version) for n in step.tables.values()]
        found = strangers.set_aside(
            self.db, version, [*names, *steps, *(f"aside_{n}" for n in names)]
        )
        self.foreign, self.dropped = found.tables, found.columns
        for _, name, _ in _parts(self.db, "virtual"):
            if name not in self.foreign:
                self.db.execute(f"DROP TABLE {strangers.quoted(name)}")
        return found.told

    def _tell(self, version: int, told: list[str]) -> None:
        """Enter the upgrade in the journal, with what became of what is foreign, which the copy has as it
        was; older entries take their place in the chain, and rows are checked from here on."""
        text = f"升级学校文件（第 {version} 版到第 {self.steps.latest} 版）"
        if told:
            text += f"：{'；'.join(told)}。升级前的备份里一切照旧"
            log.warning("upgrade: %s", text)
        chain.close_all(self.db)
        if self.bring is not None:  # an entry of its own, which the history of a record names
            tx = Transaction(self.db, journal.begin(self.db, "", "", "apart"), self.progress)
            name = self.bring(tx)
            journal.finish(self.db, tx.operation_id, name, "apart", tx.needed)
        number = journal.begin(self.db, text, "", "apart")
        baseline.lay(self.db, number, self.progress)
        journal.finish(self.db, number, text, "apart", ())

    def _in_turn(self, parts: list[tuple[str, str, str]]) -> Iterator[tuple[str, str]]:
        for place, (_, name, sql) in enumerate(parts):
            self.progress.step(place, len(parts), _TEXT)
            yield name, sql

    def _take(self, number: int, step: Step) -> None:
        db = self.db
        for old, new in step.tables.items():
            db.execute(f'ALTER TABLE "{old}" RENAME TO "{new}"')
        for table, columns in step.columns.items():
            for old, new in columns.items():
                db.execute(f'ALTER TABLE "{table}" RENAME COLUMN "{old}" TO "{new}"')
        if step.work is not None:
            step.work(db)
        for table, columns in step.dropped_columns.items():
            for column in columns:  # DROP COLUMN would not take one that is UNIQUE or checked
                aside = f"dropped_{number}_{column}"
                db.execute(f'ALTER TABLE "{table}" RENAME COLUMN "{column}" TO "{aside}"')
                self.dropped.add(aside)
        for table in step.dropped_tables:
            db.execute(f'DROP TABLE "{table}"')

    def _table(self, name: str, sql: str) -> None:
        """Make a table by the fresh schema's words, with the rows it had."""
        found = self.db.execute(
            "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", [name]
        ).fetchone()
        if found is None:
            self.db.execute(sql)
        elif found[0] != sql:
            aside = f"aside_{name}"
            self.db.execute(f'ALTER TABLE "{name}" RENAME TO "{aside}"')
            self.db.execute(sql)
            misfits.carry(self.db, name, aside, self._carried(name, aside))
            self.db.execute(f'DROP TABLE "{aside}"')
        if name in recording.UNRECORDED:
            self._fixed(name)

    def _carried(self, name: str, aside: str) -> list[str]:
        """The columns that a table keeps. RuntimeError where the step forgot to say something."""
        now = {row[1]: row for row in self.db.execute(f'PRAGMA table_info("{name}")').fetchall()}
        before = [row[1] for row in self.db.execute(f'PRAGMA table_info("{aside}")').fetchall()]
        lost = [c for c in before if c not in now and c not in self.dropped]
        if lost:
            raise RuntimeError(f"{name}: columns that no step declares dropped: {lost}")
        empty = [c for c, row in now.items() if c not in before and row[3] and row[4] is None]
        if empty:
            raise RuntimeError(f"{name}: columns that no step fills: {empty}")
        return [c for c in before if c in now]

    def _fixed(self, name: str) -> None:
        """Bring a table of codes up: today's words for today's codes, older codes stay."""
        columns = self.fresh.execute(f'PRAGMA table_info("{name}")').fetchall()
        marks = ", ".join("?" for _ in columns)
        sets = ", ".join(f'"{c[1]}" = excluded."{c[1]}"' for c in columns)
        keys = ", ".join(f'"{c[1]}"' for c in columns if c[5])
        for row in self.fresh.execute(f'SELECT * FROM "{name}"').fetchall():
            self.db.execute(
                f'INSERT INTO "{name}" VALUES ({marks}) ON CONFLICT ({keys}) DO UPDATE SET {sets}',
                row,
            )

    def _number(self) -> None:
        """Let ids go on above every one that the journal has seen, so that none comes again."""
        highest = dict(self.given)
        for version, table, row_id in self.db.execute(
            "SELECT schema_version, table_name, max(row_id) FROM change GROUP BY 1, 2"
        ).fetchall():
            name = self.steps.reading(version, table).table
            highest[name] = max(row_id, highest.get(name, 0))
        for _, name, sql in _parts(self.fresh, "table"):
            if "AUTOINCREMENT" not in sql:
                continue
            row = self.db.execute(
                "SELECT seq FROM sqlite_sequence WHERE name = ?", [name]
            ).fetchone()
            if row is None:
                self.db.execute("INSERT INTO sqlite_sequence VALUES (?, 0)", [name])
            self.db.execute(
                "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?",
                [highest.get(name, 0), name],
            )


def _parts(db: Database, *kinds: str) -> list[tuple[str, str, str]]:
    """The parts of a schema of these kinds, as (word of CREATE, name, sql), in order of their making.

    'virtual' are the search indexes, 'table' all other tables but SQLite's own and those that a search
    index keeps for itself.
    """
    found: list[tuple[str, str, str]] = []
    for kind in kinds:
        rows = db.execute(
            "SELECT m.name, m.sql FROM sqlite_master m"
            " LEFT JOIN pragma_table_list l ON l.schema = 'main' AND l.name = m.name"
            " WHERE CASE m.type WHEN 'table' THEN l.type ELSE m.type END = ? AND m.sql IS NOT NULL"
            " AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY m.rowid",
            [kind],
        ).fetchall()
        found += [("table" if kind == "virtual" else kind, name, sql) for name, sql in rows]
    return found


def _words(db: Database, without: Collection[str] = ()) -> list[tuple[str, str, str]]:
    rows = db.execute(
        "SELECT type, name, coalesce(sql, ''), tbl_name FROM sqlite_master ORDER BY type, name"
    ).fetchall()
    return [(kind, name, sql) for kind, name, sql, table in rows if table not in without]


def fresh_schema(schema: str | None = None, steps: Steps = STEPS) -> Database:
    """Make a new school's schema in memory, with its codes and the journal's triggers. Close it when done.

    ``schema`` is its text, ``db/schema.sql`` if None.
    """
    db = Database(sqlcipher3.connect(":memory:", isolation_level=None), execute_plugins=False)
    db.conn.executescript(schema or paths.SCHEMA.read_text("utf-8"))
    store.fill_codes(db)
    recording.install(db, steps)
    return db


@contextmanager
def _transaction(db: Database) -> Generator[None]:
    """All or nothing; references wait for the check at the end, renaming leaves other tables alone."""
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("PRAGMA legacy_alter_table = ON")
    db.execute("PRAGMA ignore_check_constraints = ON")  # steps go first, then each row is judged
    try:
        db.execute("BEGIN IMMEDIATE")
        try:
            yield
            db.execute("COMMIT")
        except BaseException:
            if db.conn.in_transaction:
                db.execute("ROLLBACK")
            raise
    finally:
        db.execute("PRAGMA ignore_check_constraints = OFF")
        db.execute("PRAGMA legacy_alter_table = OFF")
        db.execute("PRAGMA foreign_keys = ON")


@contextmanager
def _fitting(path: Path, version: int) -> Generator[None]:
    """Say of whom what does not fit. In a file that a tool has changed there may be anything."""
    kept = "已放弃升级，文件没有改动。请在旧版程序里改正，或把文件交给技术人员。"
    try:
        yield
    except misfits.Misfit as error:
        raise UserError(f"「{path.name}」不能升级：{error}，{kept}") from error
    except sqlcipher3.dbapi2.IntegrityError as error:
        raise UserError(
            f"「{path.name}」不能升级：{misfits.because(str(error))}，{kept}"
        ) from error
    except (RuntimeError, sqlcipher3.dbapi2.Error) as error:
        if version not in strangers.FORMER or store.explained(error, path):
            raise
        log.exception("upgrade")
        raise UserError(
            f"「{path.name}」不能升级：它的结构被别的工具改过（{error}），{kept}"
        ) from error


def _verify(db: Database, path: Path, progress: Progress) -> None:
    """Raise Misfit where a reference leads nowhere, UserError where the file is damaged."""
    text = "正在核对升级后的文件"
    progress.step(0, 2, text)
    if row := db.execute("PRAGMA foreign_key_check").fetchone():
        raise misfits.Misfit(misfits.loose(db, row[0], row[1], row[2]))
    progress.step(1, 2, text)
    if db.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
        raise UserError(
            f"「{path.name}」没有通过完整性检查，文件可能已损坏，所以没有升级，文件没有改动。"
            "请用最近的备份。"
        )
    progress.step(2, 2, text)
