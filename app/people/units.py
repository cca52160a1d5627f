"""单位."""

from __future__ import annotations

from sqlite_utils import Database

from app.file.facts import Facts, fact, record
from app.file.listing import by_terms
from app.file.operation import Transaction


@record
class Unit:
    """Where people work."""

    id: int
    name: str = fact("名称", required=True, words="name")


FACTS = Facts(Unit, "unit", "单位")


def names(db: Database, text: str = "", limit: int = 50) -> list[str]:
    """Return unit names that ``text`` finds, for completion while typing."""
    condition, values = by_terms(text, "u.terms") if text.strip() else ("1", {})
    rows = db.execute(
        f"SELECT u.name FROM unit u WHERE u.school_id = 1 AND {condition}"
        f" ORDER BY u.pinyin LIMIT {int(limit)}",
        values,
    ).fetchall()
    return [name for (name,) in rows]


def ensure(tx: Transaction, name: str) -> int | None:
    """Return the id of the unit of this name, made if it is new; None for an empty name."""
    name = name.strip()
    if not name:
        return None
    row = tx.db.execute("SELECT id FROM unit WHERE school_id = 1 AND name = ?", [name]).fetchone()
    if row:
        return row[0]
    return tx.insert("unit", FACTS.new(tx.db, {"name": name}))
