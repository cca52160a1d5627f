"""未完成: half-done reviews and half-filled forms, kept until they are finished or given up.

They are the work of one user and no record of the school: not in the journal, in no history, not what
undo takes back, no reason for a backup. They stay in the encrypted file, and no plain copy has them.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlite_utils import Database

from app.file import rights
from app.file.operation import Transaction
from app.file.session import Aside


@dataclass(frozen=True)
class Unfinished:
    """A piece of half-done work: whose it is (``kind``), which (``key``), since when ('2026-11-29 16:20').

    ``content`` is what its kind wrote, JSON; ``attached``: the bytes beside it, 0 for none.
    """

    kind: str
    key: str
    content: str
    at: str
    attached: int = 0


OF_RECORDS = (
    *("student", "course", "teacher", "venue", "class", "lesson", "enrolment", "certificate"),
)
"""Tables whose name, with an id behind, begins the key of a form."""
_FOUND = "SELECT kind, key, content, at, coalesce(length(attachment), 0) FROM unfinished"


def all(db: Database, user_name: str, kind: str) -> list[Unfinished]:
    """Return what a user has left unfinished of a kind, the latest first."""
    rows = db.execute(
        f"{_FOUND} WHERE user_name = ? AND kind = ? ORDER BY at DESC, id DESC", [user_name, kind]
    ).fetchall()
    return [Unfinished(*row) for row in rows]


def of_user(db: Database, user_name: str) -> list[Unfinished]:
    """Return everything that a user has left unfinished, the latest first."""
    rows = db.execute(
        f"{_FOUND} WHERE user_name = ? ORDER BY at DESC, id DESC", [user_name]
    ).fetchall()
    return [Unfinished(*row) for row in rows]


def get(db: Database, user_name: str, kind: str, key: str) -> Unfinished | None:
    """Return one piece of a user's half-done work, None where there is none (any more)."""
    row = db.execute(
        f"{_FOUND} WHERE user_name = ? AND kind = ? AND key = ?", [user_name, kind, key]
    ).fetchone()
    return Unfinished(*row) if row else None


def leaving(db: Database, user_name: str) -> str:
    """Say what half-done work goes with a user who leaves, "" for none."""
    kinds = [
        kind
        for (kind,) in db.execute(
            "SELECT kind FROM unfinished WHERE user_name = ?", [user_name]
        ).fetchall()
    ]
    forms, reviews = kinds.count("form"), len(kinds) - kinds.count("form")
    told = [(reviews, "份没有核对完的名单"), (forms, "张没有填完的表单")]
    parts = "、".join(f"{number} {what}" for number, what in told if number)
    return f"他留下的 {parts}一并丢弃。" if parts else ""


def attachment(db: Database, user_name: str, kind: str, key: str) -> bytes:
    """Return the bytes beside a piece of half-done work; b"" where there are none."""
    row = db.execute(
        "SELECT attachment FROM unfinished WHERE user_name = ? AND kind = ? AND key = ?",
        [user_name, kind, key],
    ).fetchone()
    return bytes(row[0]) if row and row[0] is not None else b""


def keep(kind: str, key: str, content: str, attachment: bytes | None = None) -> Aside:
    """Keep half-done work as it is now, for ``Session.aside``; None leaves the bytes beside it alone."""

    def work(db: Database, user_name: str) -> None:
        db.execute(
            "INSERT INTO unfinished (kind, key, user_name, content, attachment, at)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (kind, key, user_name) DO UPDATE SET"
            " content = excluded.content, at = excluded.at,"
            " attachment = coalesce(excluded.attachment, attachment)",
            [kind, key, user_name, content, attachment, _now()],
        )

    return work


def discard(kind: str, key: str) -> Aside:
    """Give half-done work up, for ``Session.aside``."""
    return lambda db, user_name: _sweep(db, kind, key, user_name)


def discard_gone() -> Aside:
    """Give up half-filled forms of records that are not there any more, for ``Session.aside``."""

    def work(db: Database, user_name: str) -> None:
        rows = db.execute(
            "SELECT id, key FROM unfinished WHERE kind = 'form' AND user_name = ?", [user_name]
        ).fetchall()
        for row_id, key in rows:
            table, _, rest = key.partition(":")
            number = rest.partition(":")[0]
            if table in OF_RECORDS and number.isdecimal():
                held = db.execute(f"SELECT 1 FROM {table} WHERE id = ?", [int(number)])
                if held.fetchone() is None:
                    db.execute("DELETE FROM unfinished WHERE id = ?", [row_id])

    return work


def finished(tx: Transaction, kind: str, key: str) -> None:
    """Sweep half-done work inside the operation that finishes it: both are in the file, or neither."""
    who = rights.user(tx.db, tx.user_id) if tx.user_id is not None else None
    _sweep(tx.db, kind, key, who.name if who else "")


def leave(tx: Transaction, user_name: str) -> None:
    """Sweep everything of a user who leaves."""
    tx.db.execute("DELETE FROM unfinished WHERE user_name = ?", [user_name])


def _sweep(db: Database, kind: str, key: str, user_name: str) -> None:
    db.execute(
        "DELETE FROM unfinished WHERE kind = ? AND key = ? AND user_name = ?",
        [kind, key, user_name],
    )


def _now() -> str:
    return f"{datetime.datetime.now():%Y-%m-%d %H:%M:%S}"
