"""What is done to a school's file past the program, and what a check says to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlcipher3

from app import inspection
from app.file import archiving, chain, vault
from app.file.connection import connect
from app.file.finding import Finding
from tests.conftest import PASSWORD

STUDENT = "(SELECT id FROM student WHERE name = '郝检')"  # of worked_path


def key_of(path: Path) -> bytes:
    return vault.load(path).unlock(PASSWORD)[0]


def bare(path: Path) -> Any:
    """A tool's connection: it has the key, and nothing else of the program."""
    conn = sqlcipher3.connect(str(path), isolation_level=None)
    conn.execute(f"PRAGMA key = \"x'{key_of(path).hex()}'\"")
    return conn


def past(path: Path, statements: Sequence[str], *, unguarded: bool = False) -> None:
    """Run statements past the program; ``unguarded``: all triggers are taken away first, and put back."""
    db = bare(path)
    kept = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    if unguarded:
        _at_once(db, [f"DROP TRIGGER {name}" for name, _ in kept])
    for statement in statements:
        db.execute(statement)
    if unguarded:
        _at_once(db, [sql for _, sql in kept])
    db.close()


def _at_once(db: Any, statements: Sequence[str]) -> None:
    """Run some hundred statements in one transaction: the disk is waited for once."""
    db.execute("BEGIN")
    for statement in statements:
        db.execute(statement)
    db.execute("COMMIT")


def check(path: Path) -> list[Finding]:
    return inspection.of_file(path, key_of(path))


def assert_told(found: list[Finding], told: str) -> None:
    texts = "\n".join(one.text for one in found)
    assert re.search(told.replace("（", "[（]").replace("）", "[）]"), texts), texts
    assert all("，表示" in one.text and "，可以" in one.text for one in found)


def flip(path: Path, table: str) -> None:
    """Turn a bit in the first page of a table."""
    db = bare(path)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    where = "SELECT rootpage FROM sqlite_master WHERE name = ?"
    page = int(db.execute(where, [table]).fetchone()[0])
    size = int(db.execute("PRAGMA page_size").fetchone()[0])
    db.close()
    with path.open("r+b") as file:
        file.seek((page - 1) * size + 100)
        byte = file.read(1)[0]
        file.seek(-1, 1)
        file.write(bytes([byte ^ 1]))


def aged(path: Path, *, stay: int) -> None:
    """Let all operations but the last ``stay`` have been done a year ago: as if the clock had said so, with
    the chain that would then have been made."""
    db = connect(path, key_of(path), write=True)
    kept = db.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'operation'"
    ).fetchall()
    with db.atomic():
        for name, _ in kept:
            db.execute(f"DROP TRIGGER {name}")
        db.execute(
            "UPDATE operation SET at = datetime(at, '-1 year')"
            " WHERE id <= (SELECT max(id) FROM operation) - ? AND at > datetime('now', '-200 days')",
            [stay],
        )
        (border, _) = archiving.border(db)
        db.execute("UPDATE operation SET hash = '', previous_hash = ''")
        for place, (number,) in enumerate(
            db.execute("SELECT id FROM operation ORDER BY id").fetchall()
        ):
            chain.close(db, number, border if place == 0 else None)
        for _, sql in kept:
            db.execute(sql)
    head = chain.head(db)
    db.close()
    vault.saw(path, key_of(path), vault.Mark(*head))
