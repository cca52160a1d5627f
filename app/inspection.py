"""检查: is the file as this program made it, and as its journal tells? Every finding says what it means.

The rules of the file hold against every statement of the data language. Who holds the key and rewrites the
schema, or takes triggers away and writes past them, is not prevented but detected here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from sqlcipher3.dbapi2 import Error
from sqlite_utils import Database

from app.certificates import auditing
from app.file import (
    archiving,
    baseline,
    chain,
    damage,
    migrate,
    misfits,
    recording,
    shape,
    vault,
)
from app.file.connection import explaining, heeding, look
from app.file.finding import RESTORE, Finding, several
from app.file.session import Session
from app.ground.errors import StoreError
from app.ground.jobs import Progress
from app.ground.log import log

# (what to ask, what it is, what it means); the first column names the records
_RULES = (
    (
        "SELECT '' WHERE NOT EXISTS (SELECT 1 FROM school WHERE id = 1)",
        "文件里没有本校的资料",
        "各项规定对任何班次都不起作用",
    ),
    (
        "SELECT '' WHERE NOT EXISTS (SELECT 1 FROM user WHERE role = 'admin')",
        "文件里没有管理员",
        "用户名单被程序之外的工具改过",
    ),
    ("SELECT '' FROM journal_head", "有一项操作没有结束", "写入被程序之外的工具打断过"),
    (
        "SELECT name FROM class WHERE school_id = 1"
        " AND (status = 'draft' OR brought_in = 1) <> (approved_at IS NULL)",
        "班次 {}的审定日期与状态不符",
        "状态被程序之外的工具改过",
    ),
    (
        "SELECT c.name FROM class c JOIN (SELECT row_id, max(after ->> 'version') AS version FROM change"
        " WHERE table_name = 'class' AND operation_id IS NOT NULL GROUP BY row_id) h"
        " ON h.row_id = c.id WHERE c.school_id = 1 AND c.version < h.version",
        "班次 {}的版次比操作记录里的低",
        "版次被程序之外的工具改过，与打印出去的课程表对不上",
    ),
    (
        "SELECT c.name FROM class c JOIN school o ON o.id = c.school_id WHERE o.id = 1"
        " AND c.brought_in = 1 AND (c.status <> 'closed'"
        "  OR EXISTS (SELECT 1 FROM lesson s WHERE s.class_id = c.id)"
        "  OR EXISTS (SELECT 1 FROM class_span p WHERE p.class_id = c.id AND p.end_date >= o.own_from))",
        "补录的班次 {}有课程安排，或没有在启用日期之前结业",
        "它被程序之外的工具改过，绕过了审定",
    ),
)


def of_session(
    session: Session, progress: Progress | None = None, archives: Sequence[Path] = ()
) -> list[Finding]:
    """Return what is wrong with an open school's file; nothing where it is as it should be.

    ``archives``: where archives of the journal are looked for besides where they were written. Reads on
    a connection of its own: whoever works on the file goes on. Raises StoreError, Cancelled.
    """
    key = session.with_key(lambda store: store.key)
    return of_file(session.path, key, progress, archives) + of_ring(session.path, key)


def of_file(
    path: Path, key: bytes, progress: Progress | None = None, archives: Sequence[Path] = ()
) -> list[Finding]:
    """Return what is wrong with a school's file. Raises StoreError where the key does not open it,
    UserError where it is of another version, Cancelled."""
    progress = progress or Progress()
    db = look(path, key)
    with closing(db), explaining(path):
        migrate.check_present(db, path)
    found = damage.faults(path, key, progress)
    with closing(migrate.fresh_schema()) as fresh:
        return found + _Inspection(path, key, fresh, progress).run(archives, together=not found)


class _Inspection:
    def __init__(self, path: Path, key: bytes, fresh: Database, progress: Progress) -> None:
        self.path, self.key, self.fresh, self.progress = path, key, fresh, progress
        self.db = self._connection()
        self.found: list[Finding] = []

    def run(self, archives: Sequence[Path], *, together: bool) -> list[Finding]:
        """``together``: all is read at one moment, whoever writes meanwhile. In a damaged file each part
        is asked by itself, since a connection that met a damaged page reads nothing any more."""
        for what, ask in (
            ("文件的结构", lambda: shape.faults(self.db, self.fresh)),
            ("操作记录", self._journal),
            ("各表的记录", self._rows),
            ("记录的规定", self._rules),
            ("证书台账", lambda: auditing.faults(self.db, self.progress)),
            ("归档", lambda: archiving.faults(self.db, archives, self.progress)),
        ):
            try:
                self._part(what, ask)
            except BaseException:
                self.db.close()
                raise
            if not together:
                self.db.close()
                self.db = self._connection()
        self.db.close()
        return self.found

    def _connection(self) -> Database:
        db = look(self.path, self.key)
        db.execute("BEGIN")
        return db

    def _part(self, what: str, ask: Callable[[], list[Finding]]) -> None:
        """Ask one thing; where the file is too broken to answer, say that, and ask the next."""
        try:
            with heeding(self.db, self.progress):
                self.found += ask()
        except (Error, IndexError, TypeError, ValueError) as error:
            log.warning("inspection: %s: %s", what, error)
            self.progress.heed()
            self.found.append(
                Finding(f"{what}不能核对（{_because(error)}）", "文件里缺东西或已损坏")
            )

    def _journal(self) -> list[Finding]:
        links = list(chain.links(self.db, self.progress))
        if not links:
            return [Finding("操作记录全部不见了", "操作记录被删除过，谁做过什么已无从查起")]
        return chain.faults(links, *archiving.border(self.db))

    def _rows(self) -> list[Finding]:
        tables = shape.complete(self.db, self.fresh)
        return baseline.faults(self.db, self.fresh, tables, self.progress)

    def _rules(self) -> list[Finding]:
        found: list[Finding] = []
        for sql, what, means in _RULES:
            names = [str(row[0]) for row in self.db.execute(sql).fetchall()]
            if names:
                found.append(Finding(what.format(several(names)), means))
        return found + self._numbers()

    def _numbers(self) -> list[Finding]:
        """Ids go on from the highest that was given, and are not used up."""
        back: list[str] = []
        far: list[str] = []
        given = dict(self.db.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
        for table in shape.complete(self.db, self.fresh):
            highest = self.db.execute(
                f'SELECT max(coalesce((SELECT max(id) FROM "{table}"), 0), coalesce((SELECT max(row_id)'
                " FROM change WHERE table_name = ? AND schema_version > 1), 0))",
                [table],
            ).fetchone()[0]
            if given.get(table, 0) < highest:
                back.append(misfits.TABLES[table])
            elif given.get(table, 0) > highest + recording.ROOM:
                far.append(misfits.TABLES[table])
        found: list[Finding] = []
        if back:
            found.append(
                Finding(
                    f"{several(back)}的编号被退回过", "新记录会得到用过的编号，与从前的记录混在一起"
                )
            )
        if far:
            found.append(
                Finding(f"{several(far)}的编号被推到了极大", "编号会用尽，用尽以后不能再添加记录")
            )
        return found


def _because(error: Exception) -> str:
    missing = re.match(r"no such (table|column): (?:main\.)?(\S+)", str(error))
    if missing:
        return f"少了{'表' if missing[1] == 'table' else '列'} {missing[2]}"
    return "读不出来"


def of_ring(path: Path, key: bytes) -> list[Finding]:
    """Return where the end of the journal is not what the file's key ring has seen of it."""
    try:
        mark = vault.seen(path, key)
    except StoreError:
        return []  # lost or damaged, which opening says
    if not mark.operation:
        return []
    db = look(path, key)
    try:
        row = db.execute("SELECT hash FROM operation WHERE id = ?", [mark.operation]).fetchone()
        last, _ = chain.head(db)
    except Error:
        return []  # told already
    finally:
        db.close()
    if last < mark.operation:
        return [
            Finding(
                f"密钥文件记得第 {mark.operation} 项操作，文件里只到第 {last} 项",
                "这是一份较早的文件，或后来的操作记录被删除了",
                "找回较新的文件；找不到时继续用这一份，缺的部分重新录入",
            )
        ]
    if row is not None and mark.hash and row[0] != mark.hash:
        return [
            Finding(
                f"第 {mark.operation} 项操作与密钥文件记下的不是同一项",
                "操作记录被重新写过",
                RESTORE,
            )
        ]
    return []
