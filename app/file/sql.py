"""SQL for the school's technician: reads see the file as it is, writes go through the journal."""

from __future__ import annotations

import base64
import math
from collections.abc import Iterator
from typing import Any

import sqlcipher3
from sqlite_utils import Database

from app.file import recording
from app.file.operation import Operation, Transaction
from app.ground.errors import UserError

_READ_PRAGMAS = frozenset(
    [
        "table_info",
        "table_xinfo",
        "table_list",
        "index_list",
        "index_info",
        "foreign_key_list",
        "user_version",
        "foreign_key_check",
        "integrity_check",
        "compile_options",
        "data_version",  # asked by the full-text index
    ]
)
# the school's private key; the pages behind all tables, in a SQLite that would show them
_UNREAD = frozenset(["secret", "sqlite_dbpage"])
_OK, _DENY = 0, 1
# action codes of sqlite3_set_authorizer
_INSERT, _DELETE, _UPDATE, _READ, _SELECT = 18, 9, 23, 20, 21
_FUNCTION, _RECURSIVE, _PRAGMA = 31, 33, 19


def query(db: Database, sql: str) -> list[dict[str, Any]]:
    """Return the rows of one reading statement, bytes as base64. Raises UserError."""
    with _Guarded(db, write=False):
        return list(_rows(db, sql))


def write(sql: str) -> Operation[list[dict[str, Any]]]:
    """Run one INSERT, UPDATE, DELETE as an operation that can be undone; return what it returns.

    Transactions, schema changes, ATTACH and every table that the journal does not record (its own,
    the national codes, search words) are refused; every trigger of the file holds. Once a certificate
    was touched it cannot be undone. Raises UserError.
    """

    def work(tx: Transaction) -> list[dict[str, Any]]:
        tx.name(f"执行 SQL：{' '.join(sql.split())[:60]}")
        # first only prepared: when it runs, the full-text index writes its own tables by itself
        with _Guarded(tx.db, write=True, tables=frozenset(recording.recorded_tables(tx.db))):
            tx.db.execute(f"EXPLAIN {sql}").fetchall()
        with _Guarded(tx.db, write=True):
            rows = list(_rows(tx.db, sql))
        if tx.db.execute(
            "SELECT 1 FROM change WHERE operation_id = ? AND table_name = 'certificate'",
            [tx.operation_id],
        ).fetchone():
            tx.keep("barrier")
        return rows

    return Operation("执行 SQL", work, right="sql", large=True)


def _rows(db: Database, sql: str) -> Iterator[dict[str, Any]]:
    cursor = db.execute(sql)
    rows = cursor.fetchall()
    names = _apart([column[0] for column in cursor.description or ()])
    for row in rows:
        yield {name: _shown(value) for name, value in zip(names, row, strict=True)}


def _apart(names: list[str]) -> list[str]:
    """Column names of which none comes twice: 'id', 'id_2'."""
    apart: list[str] = []
    for name in names:
        tried, number = name, 1
        while tried in apart:
            number += 1
            tried = f"{name}_{number}"
        apart.append(tried)
    return apart


def _shown(value: Any) -> Any:
    """A value as JSON can say it: bytes as base64, what is beyond all numbers as a word."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return str(value) if isinstance(value, float) and math.isinf(value) else value


class _Guarded:
    """Keeps a technician's statement to its purpose while it is prepared and run."""

    def __init__(self, db: Database, *, write: bool, tables: frozenset[str] | None = None) -> None:
        self._db = db
        self._write = write
        self._tables = tables
        self._unread = False

    def __enter__(self) -> None:
        self._db.conn.set_authorizer(self._judge)

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self._db.conn.set_authorizer(None)
        if isinstance(error, sqlcipher3.dbapi2.Error):
            text = str(error)
            if self._unread:
                raise UserError("学校的密钥不能查询，也不能改动。没有写入任何数据。") from error
            if text in ("not authorized", "authorization denied"):
                what = "只能增、改、删学校的数据" if self._write else "只能查询；要写入请加 --write"
                raise UserError(f"这条语句不允许：{what}。没有写入任何数据。") from error
            if isinstance(error, sqlcipher3.dbapi2.IntegrityError) or "readonly" in text:
                return  # explained by whoever runs the operation
            raise UserError(f"SQL 有误：{text}。没有写入任何数据。") from error
        if isinstance(error, (ValueError, sqlcipher3.dbapi2.Warning)):
            raise UserError("一次只能执行一条语句，其中不能有空字符。没有写入任何数据。") from error

    def _judge(
        self, action: int, one: str | None, two: str | None, _base: str | None, inner: str | None
    ) -> int:
        if action == _READ and one in _UNREAD:
            self._unread = True
            return _DENY
        if action in (_READ, _SELECT, _FUNCTION, _RECURSIVE):
            # a plain call could load code or write files
            return _DENY if two in ("load_extension", "sqlcipher_export") else _OK
        if action == _PRAGMA:
            return _OK if one in _READ_PRAGMAS and (one != "user_version" or two is None) else _DENY
        if self._write and action in (_INSERT, _DELETE, _UPDATE):
            # triggers (inner) write the journal, a statement may not
            return _OK if inner or self._tables is None or one in self._tables else _DENY
        return _DENY
