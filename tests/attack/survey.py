"""What is left of a school: who can open it, what is in it, what lies about beside it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.file import vault
from app.file.session import Session
from app.ground.errors import UserError
from tests.attack import program
from tests.attack.program import PASSWORDS, Say, school

# names that only unfinished work has
UNFINISHED = (".part", ".new", ".tmp", "-journal", ".rekey")
NIGHT = 12 * 3600  # seconds
CLEAR = b"SQLite format 3\0"


def look(
    folder: Path,
    say: Say,
    at: str = "",
    write: bool = True,
    passwords: dict[str, str] | None = None,
    secret: str = "",
) -> dict[str, Any]:
    """Open the school, as its users would after a night, and tell all that is found.

    ``at``: the file, from ``folder``; ``secret``: what must lie nowhere in clear. ``told`` and ``kind``
    are of the refusal, where the first user cannot open it.
    """
    path = folder / at if at else school(folder)
    passwords = passwords or PASSWORDS
    _let_a_night_pass(folder)
    found: dict[str, Any] = {"told": "", "kind": ""}
    first, password = next(iter(passwords.items()))
    try:
        with program.opened(path, first, password, write=write) as session:
            found |= _inside(session)
    except UserError as error:
        found |= {"told": error.text, "kind": type(error).__name__}
    found["there"] = path.exists()  # a restoring that was cut short is done by the opening
    others = {n: _opens(path, n, p) for n, p in passwords.items() if n != first}
    found["opens"] = {first: found["told"], **others}
    status, out, err = program.command("check", path, name=first, password=password)
    found |= {"status": status, "whole": "文件完好" in out, "check": (out + err)[:600]}
    found["left"] = sorted(_left(folder))
    found["clear"] = sorted(_in_clear(folder, secret))
    return found


def _let_a_night_pass(folder: Path) -> None:
    """Let everything be some hours old: what was being written then is not being written any more."""
    for path in folder.rglob("*"):
        if path.is_file():
            then = path.stat().st_mtime - NIGHT
            os.utime(path, (then, then))


def _opens(path: Path, name: str, password: str) -> str:
    """The refusal that a user meets, "" where the file opens."""
    try:
        program.opened(path, name, password, write=False).close()
    except UserError as error:
        return error.text
    return ""


def _inside(session: Session) -> dict[str, Any]:
    teachers, courses = program.pairs(session)
    return {
        "pairs": sorted(teachers & courses),
        "half": sorted(teachers ^ courses),
        "digest": session.read(digest),
        "operations": session.read(_count, "operation"),
        "students": session.read(_count, "student"),
        "users": session.read(lambda db: [n for (n,) in db.execute("SELECT name FROM user")]),
        "ghosts": _ghosts(session),
    }


def _count(db: Any, table: str) -> int:
    return db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def _ghosts(session: Session) -> list[str]:
    """Entries of the ring that are nobody's, and users who have none."""
    entries = json.loads(vault.ring_path(session.path).read_text("utf-8"))["entries"]
    ring = {entry["id"] for entry in entries}
    users = dict(
        session.read(lambda db: db.execute("SELECT ring_entry, name FROM user").fetchall())
    )
    return sorted([users[e] for e in users.keys() - ring] + list(ring - users.keys()))


def digest(db: Any) -> str:
    """A digest of every row of the school, but not of the journal's and the search's own tables."""
    found = hashlib.sha256()
    tables = db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        " AND name NOT LIKE 'student_find%' ORDER BY name"
    ).fetchall()
    for (table,) in tables:
        rows = db.execute(f'SELECT * FROM "{table}"').fetchall()
        found.update(f"{table}{sorted(map(repr, rows))}".encode())
    return found.hexdigest()[:16]


def _left(folder: Path) -> Iterator[str]:
    """Files of unfinished work, and everything that lies in the place for temporary files.

    What lies half copied on a stick is encrypted, and the next copy sweeps it up.
    """
    for path in folder.rglob("*"):
        if path.parent == folder / "stick":
            continue
        name = path.name
        unfinished = (
            name.endswith(UNFINISHED) or ".new-" in name or ".part-" in name or ".rekey-" in name
        )
        if path.is_file() and (unfinished or path.parent == folder / "tmp"):
            yield path.relative_to(folder).as_posix()


def _in_clear(folder: Path, secret: str) -> Iterator[str]:
    """Files in which the secret stands as it is, and databases without a key; not those asked for."""
    for path in folder.rglob("*"):
        if not path.is_file() or (path.parent == folder / "out" and path.name == "plain.db"):
            continue
        content = path.read_bytes()
        if content.startswith(CLEAR) or (secret and secret.encode() in content):
            yield path.relative_to(folder).as_posix()


def open_twice(folder: Path, say: Say, at: str = "") -> dict[str, Any]:
    """Open for writing, write, close, and look again: whether what opens also works."""
    path = folder / at if at else school(folder)
    with program.opened(path) as session:
        session.run(program.pair("后"))
    return look(folder, say, at)
